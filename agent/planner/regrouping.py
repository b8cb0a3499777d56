"""Follow-ups that split a list, or ask which group of it had most: `by month`, `who had the most`.

Also another unit of time, and another field that is missing: `quarter instead`, `and an email?`.
"""

import re
from typing import Any

from agent.planner.clause import Clause
from agent.planner.memory import Call
from agent.planner.signature import slots
from tools.arguments import Slot
from tools.parts.metrics import METRICS

Job = tuple[str, dict[str, Any]]
_KEPT = ("table", "where", "links", "period")
_LISTS = frozenset({"find_records", "query_records"})
_OPENS = (
    r"^(?:(?:and|ok(?:ay)?|now|then|so|please|show|split|break|group|grouped|it|them|that|those"
    r"|down|up|how many)[, ]+)*"
)
_BY = re.compile(rf"{_OPENS}(?:by|per|for each) (?P<what>[\w -]+?)\W*$")
_MOST = re.compile(
    rf"{_OPENS}(?:which|what|who)\b(?P<what>[\w -]*?) ?(?:(?:has|have|had|with|got|owns?|holds?) )"
    r"(?:the )?(?P<end>most|fewest|least)(?: of (?:them|those|these))?\W*$"
)
_UNIT = re.compile(
    rf"{_OPENS}(?:(?:make|change) (?:it|that) |to |rather |by |per )*(?P<unit>day|week|month"
    r"|quarter|year)(?:s|ly)?(?: (?:instead|rather|please|then))*\W*$"
)
_WORDS = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter",
          "yearly": "year", "annually": "year"}  # fmt: skip
_TIMES = frozenset(_WORDS.values())
_ALSO_LACKS = re.compile(
    r"^(?:(?:and|or|what about|how about|plus|then|also)[, ]+)+(?:(?:for|with|without|missing|an?"
    r"|any|the|no) )*(?P<field>[\w -]+?)\W*$"
)


def regrouped(clause: Clause, last: Call) -> Job | None:
    """The call that shows what was listed in groups; None for anything else."""
    low = clause.low.strip()
    return (
        _in_units(low, last)
        or _lacking(clause, low, last)
        or _in_groups(clause, low, last)
        or _with_most(clause, low, last)
    )


def _in_units(low: str, last: Call) -> Job | None:
    """`Quarter instead`, of a figure by month."""
    by = last.arguments.get("by") or []
    said = _UNIT.match(low)
    unit = said["unit"] if said else _WORDS.get(low.removesuffix(" instead").strip(" .?!"))
    if unit is None or _TIMES.isdisjoint(by):
        return None
    return last.tool, {**last.arguments, "by": [unit if name in _TIMES else name for name in by]}


def _lacking(clause: Clause, low: str, last: Call) -> Job | None:
    """`And an email?`, after those without a phone: those without that."""
    where = last.arguments.get("where") or []
    lacks = [c for c in where if c["op"] in {"missing", "present"}]
    said = _ALSO_LACKS.match(low)
    if said is None or len(lacks) != 1:
        return None
    table = _table(last)
    names = {m.name for s in clause.senses if s.text.lower() == said["field"]
             for m in s.meanings if m.slot == "field" and m.value == table}  # fmt: skip
    if len(names) != 1:
        return None
    other = {**lacks[0], "field": names.pop()}
    return last.tool, {**last.arguments, "where": [other if c is lacks[0] else c for c in where]}


def _table(last: Call) -> str | None:
    metric = METRICS.get(str(last.arguments.get("metric")))
    return metric.table if metric else last.arguments.get("table")


def _in_groups(clause: Clause, low: str, last: Call) -> Job | None:
    """`By close month`, after a list: how many in each."""
    said = _BY.match(low)
    names = _dimensions(clause, said["what"]) if said else []
    if not names or not _is_list(last):
        return None
    return "query_records", {**_about(last), "by": names}


def _with_most(clause: Clause, low: str, last: Call) -> Job | None:
    """`Which rep had the most?`, after a list."""
    said = _MOST.match(low)
    if said is None or not _is_list(last):
        return None
    names = _dimensions(clause, said["what"]) if said["what"].strip() else ["owner"]
    order = "top" if said["end"] == "most" else "bottom"
    by = {"by": names, "rank": {"order": order}}
    return ("query_records", {**_about(last), **by}) if names else None


def _is_list(last: Call) -> bool:
    return last.tool in _LISTS and not last.arguments.get("by") and Slot.TABLE in slots(last.tool)


def _about(last: Call) -> dict[str, Any]:
    return {name: last.arguments[name] for name in _KEPT if name in last.arguments}


def _dimensions(clause: Clause, words: str) -> list[str]:
    """The one dimension that the words end with, when they name nothing else."""
    held = [(s, m.name) for s in clause.senses for m in s.meanings if m.slot == "dimension"]
    last = words.strip().split(" ")
    found = [name for s, name in held if s.text.lower().split()[-1] == last[-1]]
    return found[:1] if len(last) <= 2 else []  # noqa: PLR2004 - "close month", "sales rep"
