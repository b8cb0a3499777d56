"""Follow-ups that split a list, or ask which group of it had most: `by month`, `who had the most`.

Also another unit of time, and another field that is missing: `quarter instead`, `and an email?`.
"""

import re
from typing import Any

from agent.planner.words.clause import Clause
from agent.planner.words.memory import Call
from agent.planner.words.signature import slots
from tools.arguments import Slot
from tools.parts.metrics import METRICS

Job = tuple[str, dict[str, Any]]
_KEPT = ("table", "where", "links", "period")
_LISTS = frozenset({"find_records", "query_records"})
_OPENS = (
    r"^(?:(?:and|ok(?:ay)?|now|then|so|please|show|split|break|group|grouped|it|them|that|those"
    r"|down|up|me|again|how many)[, ]+)*"
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
        or _as_rate(low, last)
        or _in_status(low, last)
        or _other_end(low, last)
        or _that_drags(clause, low, last)
        or _compared(clause, low, last)
    )


_RATES = {"won_revenue": "win_rate", "deals_won": "win_rate", "deals_lost": "win_rate",
          "lost_revenue": "win_rate", "deals_closed": "win_rate",
          "count_leads": "lead_conversion_rate"}  # fmt: skip
_RATE = re.compile(
    r"^(?:(?:and|so|now|ok(?:ay)?|then|make (?:it|that)|show (?:it|that|me)|what(?:'s| is)|as|in)"
    r"[, ]+)*(?:the |a )?(?:rate|win rate|percent(?:age)?|conversion(?: rate)?)"
    r"(?: (?:then|instead|rather|please))*\W*$"
)
_STATUS = {
    "won": {"lost_revenue": "won_revenue", "deals_lost": "deals_won"},
    "lost": {"won_revenue": "lost_revenue", "deals_won": "deals_lost"},
}
_ONLY_STATUS = re.compile(
    r"^(?:(?:and|ok(?:ay)?|now|then|what about|how about|the)[, ]+)*(?P<status>won|lost|wins|losses"
    r"|the won ones|the lost ones)\W*$"
)
_ENDS = re.compile(
    r"^(?:(?:and|so|ok(?:ay)?|now|then|but)[, ]+)*(?:who|which \w+)(?:'s| is| was| were| came| had"
    r"| has| did)? (?:the )?(?:(?P<low>last|worst|lowest|weakest|least|fewest|bottom)"
    r"|(?P<high>best|highest|most|top|strongest))(?: then| there| of (?:them|those|all))?\W*$"
)
_COMPARE = re.compile(
    r"^(?:(?:and|ok(?:ay)?|now|then|please)[, ]+)*compare\b.*\b(?:to|with|and|against|vs)\b"
)


def _as_rate(low: str, last: Call) -> Job | None:
    """`So what's the percentage?`, after what was won: of what was decided, the share that was."""
    rate = _RATES.get(str(last.arguments.get("metric"))) if _RATE.match(low) else None
    if rate is None or last.arguments.get("share"):
        return None
    return last.tool, {**last.arguments, "metric": rate}


def _in_status(low: str, last: Call) -> Job | None:
    """`Lost?`, after what was won."""
    said = _ONLY_STATUS.match(low)
    status = {"w": "won", "l": "lost"}[said["status"].removeprefix("the ")[0]] if said else ""
    other = _STATUS.get(status, {}).get(str(last.arguments.get("metric")))
    return (last.tool, {**last.arguments, "metric": other}) if other else None


def _other_end(low: str, last: Call) -> Job | None:
    """`Who was last?`, of a ranking."""
    said = _ENDS.match(low)
    if said is None or not last.arguments.get("by") or Slot.RANKING not in slots(last.tool):
        return None
    order = "bottom" if said["low"] else "top"
    return last.tool, {
        **last.arguments,
        "rank": {**(last.arguments.get("rank") or {}), "order": order},
    }


_DRAGS = re.compile(
    r"^(?:(?:and|so|ok(?:ay)?|now|then|but)[, ]+)*(?:which|what|who)"
    r"(?P<what>(?: \w+){0,2}?)(?: is| are)?"
    r" (?:(?P<low>drag(?:s|ging)?|pull(?:s|ing)?|hold(?:s|ing)?|bring(?:s|ing)?|weigh(?:s|ing)?"
    r"|keep(?:s|ing)?)|(?P<high>lift(?:s|ing)?|prop(?:s|ping)?|push(?:es|ing)?|driv(?:es|ing)))"
    r" (?:it|that|this|them|us|the (?:rate|average|figure|total))"
    r"(?: (?:down|back|low|lower|up))?\W*$"
)


def _that_drags(clause: Clause, low: str, last: Call) -> Job | None:
    """`Which product drags it down?`, after a figure: the lowest of them."""
    said = _DRAGS.match(low)
    if said is None or "metric" not in last.arguments or Slot.RANKING not in slots(last.tool):
        return None
    what = said["what"].strip()
    by = _dimensions(clause, what) if what else last.arguments.get("by")
    raises = said["high"] or re.search(r"\bup\W*$", low)
    order = "top" if raises else "bottom"
    return (last.tool, {**last.arguments, "by": by, "rank": {"order": order}}) if by else None


def _compared(clause: Clause, low: str, last: Call) -> Job | None:
    """`Compare her to Zane`: the last figure for both, side by side."""
    if not _COMPARE.match(low) or "metric" not in last.arguments:
        return None
    where = last.arguments.get("where") or []
    for condition in where:
        named = [m.value for s in clause.senses for m in s.meanings
                 if m.slot == "value" and m.name == condition["field"] and m.value]  # fmt: skip
        others = [name for name in dict.fromkeys(named) if name != condition["value"]]
        if condition["op"] == "is" and isinstance(condition["value"], str) and len(others) == 1:
            both = {**condition, "value": [condition["value"], *others]}
            kept = [both if c is condition else c for c in where]
            return last.tool, {**last.arguments, "where": kept, "by": [condition["field"]]}
    return None


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
    if names and "metric" in last.arguments and Slot.DIMENSION in slots(last.tool):
        return last.tool, {**last.arguments, "by": names}
    if not names or not _is_list(last):
        return None
    return "query_records", {**_about(last), "by": names}


def _with_most(clause: Clause, low: str, last: Call) -> Job | None:
    """`Which rep had the most?`, after a list."""
    said = _MOST.match(low)
    if said is None:
        return None
    names = _dimensions(clause, said["what"]) if said["what"].strip() else ["owner"]
    order = "top" if said["end"] == "most" else "bottom"
    by = {"by": names, "rank": {"order": order}}
    if names and "metric" in last.arguments and Slot.RANKING in slots(last.tool):
        return last.tool, {**last.arguments, **by}
    if not _is_list(last):
        return None
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
