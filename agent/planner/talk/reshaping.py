"""The last answer as shares, by who is ahead, or for the deals that a forecast does not tell apart.

`As percent`, after counts; `so which manager is on top`; `only the commit ones`, of a forecast.
"""

import re
from typing import Any

from agent.planner.words.clause import Clause
from agent.planner.words.memory import Call, Memory
from agent.planner.words.signature import slots
from store.schema import ENTITIES
from tools.arguments import Slot
from tools.catalog import catalog
from tools.parts.dimensions import DIMENSIONS
from tools.parts.metrics import METRICS

Job = tuple[str, dict[str, Any]]

_OPENS = (
    r"^(?:(?:and|but|so|ok(?:ay)?|now|then|please|show|give|make|put|express|me|it|that|them|those"
    r"|this|the|same)[, ]+)*"
)
_SHARES = re.compile(
    rf"{_OPENS}(?:as|in|into|turned into|turn (?:that|it|those|them|this) into)"
    r" (?:an? |the )?(?:per ?cent(?:ages?|s)?|%|shares?)"
    r"(?: of (?:the )?(?:total|whole|all|them all))?(?: (?:instead|please|too|as well))*\W*$"
)
_COUNTS = {"won": "deals_won", "lost": "deals_lost", "open": "open_deals"}
_AHEAD = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?|now|then)[, ]+)*(?:who|which (?P<what>[\w ]{2,20}?))"
    r"(?:'s| is| was| are| comes?| came)? (?:currently |now )?(?:the )?(?:(?P<low>behind|last"
    r"|trailing|at the bottom|in last place|lagging(?: behind)?)|on top|ahead|leading|in the lead"
    r"|in front|(?:number|no\.?) ?(?:one|1)|out in front|up front|top of the (?:list|table|pile)"
    r"|winning)(?: (?:then|there|here|now|right now))?\W*$"
)
_OWN_FIELD = "forecast_category"


def reshaped(clause: Clause, memory: Memory, last: Call) -> Job | None:
    """The call that gives the last answer in another shape; None for anything else."""
    low = clause.low.strip()
    return (
        _as_shares(low, last)
        or _ahead(clause, low, last)
        or _in_category(clause, last)
        or _converted(clause, low, last)
        or _whose(clause, low, memory, last)
        or _firsts(low, last)
        or _of_the_first(clause, low, memory, last)
    )


def _as_shares(low: str, last: Call) -> Job | None:
    """`As percent`, after records were counted by group: the same figure with shares."""
    asked = last.arguments
    adds = METRICS.get(str(asked.get("metric")))
    if adds and adds.unit in {"money", "count"} and asked.get("by") and _SHARES.match(low):
        return (last.tool, {**asked, "share": True}) if Slot.FLAG in slots(last.tool) else None
    if last.tool != "query_records" or not asked.get("by") or not _SHARES.match(low):
        return None
    if asked.get("links") or asked.get("compute", "count") != "count":
        return None
    where = list(asked.get("where") or [])
    status = next((c for c in where if c["field"] == "status" and c["op"] == "is"), None)
    metric = _counting(asked["table"])
    if asked["table"] == "opportunity" and status and status["value"] in _COUNTS:
        metric = _COUNTS[status["value"]]
        where.remove(status)
    if metric is None:
        return None
    kept: dict[str, Any] = {name: asked[name] for name in ("period", "by", "rank") if name in asked}
    return "measure", {"metric": metric, **kept, **({"where": where} if where else {}),
                       "share": True}  # fmt: skip


def _counting(table: str) -> str | None:
    """The figure that counts the records of a table."""
    return next((m.name for m in METRICS.values()
                 if m.name.startswith("count_") and m.table == table), None)  # fmt: skip


def _ahead(clause: Clause, low: str, last: Call) -> Job | None:
    """`Which team is ahead?`, after a figure: the figure by team, the first of them first."""
    said = _AHEAD.match(low)
    if said is None or "metric" not in last.arguments or Slot.RANKING not in slots(last.tool):
        return None
    names = [m.name for s, m in clause.senses_of("dimension")
             if said["what"] and s.text.lower().split()[0] in said["what"].split()]  # fmt: skip
    by = names[:1] or (last.arguments.get("by") or ["owner"] if not said["what"] else [])
    order = "bottom" if said["low"] else "top"
    return (last.tool, {**last.arguments, "by": by, "rank": {"order": order}}) if by else None


def _in_category(clause: Clause, last: Call) -> Job | None:
    """`Only the commit ones`, of a forecast, which cannot tell them apart: what is open."""
    if last.tool != "forecast" or clause.has(r"\b(?:why|versus|vs|compare\w*|won|lost)\b"):
        return None
    named = [m.value for _, m in clause.senses_of("value") if m.name == _OWN_FIELD and m.value]
    if len(set(named)) != 1:
        return None
    only = {"field": _OWN_FIELD, "op": "is", "value": named[0]}
    kept: dict[str, Any] = {
        name: last.arguments[name] for name in ("period", "by") if name in last.arguments
    }
    where = [*(last.arguments.get("where") or []), only]
    return "measure", {"metric": "open_pipeline", **kept, "where": where}


_CONVERTED = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?|now)[, ]+)*(?:how many|any)(?: (?:ones?|leads|of (?:them|those"
    r"|these)))?(?: (?:have|has|are|were|got|did|actually|ever))* (?:been )?convert(?:ed)?\W*$"
)


def _converted(clause: Clause, low: str, last: Call) -> Job | None:
    """`How many converted?`, after leads: those of them whose status says so."""
    asked = last.arguments
    metric = METRICS.get(str(asked.get("metric")))
    table = metric.table if metric else asked.get("table")
    if table != "lead" or not _CONVERTED.match(low) or Slot.FILTER not in slots(last.tool):
        return None
    named = [m.value for _, m in clause.senses_of("value") if m.name == "status" and m.value]
    if not named:
        return None
    only = {"field": "status", "op": "is", "value": named[0]}
    where = [c for c in asked.get("where") or [] if c["field"] != "status"]
    return last.tool, {**asked, "where": [*where, only]}


_OWNERS = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?|now|then)[, ]+)*(?:whose (?:are|is|deals are)|who (?:do|does)"
    r"|who(?:'s| is| are) (?:the owners? of|responsible for|on)|who (?:owns?|has|have))"
    r" (?:they|them|those|these|it|that|all|belong to|deals?| )*\W*$"
)
MOST = 500
"""Records; of more than were shown the list itself would have to be made anew."""


_GROUPED = re.compile(
    rf"{_OPENS}(?:(?:group|grouped|split|break|broken|down|up|sort|list|count)[, ]+)*(?:by|per)"
    r" (?:the |their )?(?P<what>[\w]+(?: \w+)?)(?: (?:please|then|now|instead))*\W*$"
)


def _whose(clause: Clause, low: str, memory: Memory, last: Call) -> Job | None:
    """`Whose are they?`, after a look that cannot be split: the records it showed, by owner."""
    shown = memory.records
    by = ["owner"] if _OWNERS.match(low) else _named_groups(clause, low)
    if shown is None or not 0 < len(shown.ids) <= MOST or not by:
        return None
    if {"table", "metric"} & set(last.arguments) or catalog()[last.tool].effect != "reads":
        return None
    if not _has(shown.table, by[0]) or Slot.DIMENSION in slots(last.tool):
        return None
    only = {"field": "id", "op": "is", "value": list(shown.ids)}
    return "query_records", {"table": shown.table, "where": [only], "by": by}


def _named_groups(clause: Clause, low: str) -> list[str]:
    """The one dimension of `group by owner`."""
    said = _GROUPED.match(low)
    names = [
        m.name for s, m in clause.senses_of("dimension") if said and s.end > said.start("what")
    ]
    return names if len(set(names)) == 1 else []


_FIRSTS = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?|now|then|please)[, ]+)*(?:show|chart|plot|graph|draw"
    r"|give|only|just|keep|see)(?: (?:me|us|only|just))* (?:the )?"
    r"(?P<end>first|top|biggest|largest|highest|bottom"
    r"|last|lowest|smallest) (?P<n>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)"
    r"(?: of (?:them|those|these))?(?: (?:as|in|on|with) (?:an? )?(?:bar |column |line |pie )?"
    r"(?:chart|graph|plot|bars|diagram))?\W*$"
)
_LOW = frozenset({"bottom", "last", "lowest", "smallest"})
_NUMBERS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}


def _firsts(low: str, last: Call) -> Job | None:
    """`Show the first five as a bar chart`, of a figure by groups: the figure, those first."""
    said = _FIRSTS.match(low)
    grouped = "metric" in last.arguments and last.arguments.get("by")
    if said is None or not grouped or Slot.RANKING not in slots(last.tool):
        return None
    order = "bottom" if said["end"] in _LOW else "top"
    count = _NUMBERS.get(said["n"]) or int(said["n"])
    return last.tool, {**last.arguments, "rank": {"order": order, "count": count}}


def _has(table: str, dimension: str) -> bool:
    """Whether records of a table can be told apart by it."""
    if dimension == "owner":
        return table in ENTITIES and any(f.name == "owner_id" for f in ENTITIES[table].fields)
    return dimension in DIMENSIONS and table in DIMENSIONS[dimension].tables


_OF_FIRST = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?|now|then)[, ]+)*(?:what|which) (?P<what>\w+(?: \w+)?)"
    r" (?:are|is|were|was) (?:those|they|these|that|it|his|hers|theirs)"
    r"(?: (?:for|of|in|about|on))?\W*$"
)


def _of_the_first(clause: Clause, low: str, memory: Memory, last: Call) -> Job | None:
    """`And what product are those?`, after who has most: the figure of that one, by product."""
    said, by = _OF_FIRST.match(low), last.arguments.get("by") or []
    first = memory.leads.get(by[0]) if len(by) == 1 and last.arguments.get("rank") else None
    if said is None or first is None or "metric" not in last.arguments:
        return None
    names = {m.name for s, m in clause.senses_of("dimension") if s.end > said.start("what")}
    if len(names) != 1 or names == set(by):
        return None
    only = {"field": by[0], "op": "is", "value": first}
    kept = {name: value for name, value in last.arguments.items() if name != "rank"}
    where = [*(kept.get("where") or []), only]
    return last.tool, {**kept, "by": sorted(names), "where": where}


_SORTS = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?|now|then|please)[, ]+)*"
    r"(?:(?:re-?)?(?:sort|order|rank|arrange)(?:ed)?"
    r"(?: (?:it|them|those|these|that|this|the list))?"
    r"|(?:list|show|give)(?: me)? (?:the latter|them|those|these|the list)(?: (?:sorted|ordered"
    r"|ranked))?) by\b[\w ,]{2,40}\W*$"
)


def in_order(clause: Clause, last: Call) -> Job | None:
    """The list of companies that was just built, when it is to be put in another order."""
    sorts = last.tool == _COMPANIES and _SORTS.match(clause.low.strip())
    return (last.tool, dict(last.arguments)) if sorts else None


_COMPANIES = "build_list"
