"""One request that asks for several figures or tables: a call for each.

`Win rate and deal size` names two figures; `how many and how much` asks for the count and the
sum of the same deals; `mean and median` are two ways of computing one; `over 50k against under
50k` are two sets of records that no one condition holds.
"""

import re
from itertools import pairwise
from typing import Any

from agent.planner.figures.exactly import BOTH, IN_MONEY
from agent.planner.figures.measures import other_metrics
from agent.planner.figures.remainder import with_remainder
from agent.planner.figures.variants import is_whole_bridge
from agent.planner.words.clause import Clause
from agent.planner.words.memory import Call
from agent.planner.words.signature import Param
from tools.arguments import Slot
from tools.parts.metrics import METRICS

_COUNTED = {money: count for count, money in reversed(IN_MONEY.items())} | {
    "open_pipeline": "open_deals"
}
"""The count of the deals that a sum adds up."""
_WORTH = {"overdue_deals": "open_pipeline"}
"""What the deals of a count are worth, where only some of those that are summed are meant."""
_JOINS = re.compile(r"[\s,]*(?:and|&|vs\.?|versus|or|plus|\+|/)?(?: the)?[\s,]*")


def per_table(
    calls: list[Call], own: tuple[Param, ...], tables: list[str], clause: Clause
) -> list[Call]:
    """A call for each table that is named, of a tool that takes one."""
    name = next((p.name for p in own if p.slot is Slot.TABLE and not p.many), None)
    if name is None or len(tables) < 2:  # noqa: PLR2004 - one table is one call
        return calls
    where = next((p.name for p in own if p.slot is Slot.FILTER), "")
    return [
        call.model_copy(
            update={"arguments": {**_of_table(call.arguments, where, table, clause), name: table}}
        )
        for call in calls
        for table in tables
    ]


_ENDED = re.compile(r"\b(?P<status>open|won|lost) (?:deals?|opps?|opportunit(?:y|ies))\b")
_WITH_STATUS = frozenset({"opportunity", "lead", "prospect_company"})


def _of_table(arguments: dict[str, Any], where: str, table: str, clause: Clause) -> dict[str, Any]:
    """The arguments for one of several tables: of `contacts and open deals` the deals are open."""
    given = list(arguments.get(where) or [])
    said = _ENDED.search(clause.low)
    kept = [c for c in given if c["field"] != "status" or table in _WITH_STATUS]
    if table == "opportunity" and said and where and not any(c["field"] == "status" for c in kept):
        kept.append({"field": "status", "op": "is", "value": said["status"]})
        clause.claim(*said.span("status"))
    if kept == given:
        return arguments
    rest = {key: value for key, value in arguments.items() if key != where}
    return {**rest, where: kept} if kept else rest


def per_figure(calls: list[Call], own: tuple[Param, ...], clause: Clause) -> list[Call]:
    """A call for each figure that is asked for, of a tool that computes one."""
    name = next((p.name for p in own if p.slot is Slot.METRIC and not p.many), None)
    if name is None or name not in calls[0].arguments:
        return calls
    first = calls[0].arguments[name]
    others = _beside(clause, first)
    if not is_whole_bridge(clause, calls[0].arguments):
        others += other_metrics(clause)
    others = [m for m in others if m != first]
    more = [
        call.model_copy(
            update={"arguments": {**_alike(call, first, other, own, clause), name: other}}
        )
        for call in calls
        for other in dict.fromkeys(others)
    ]
    calls = _per_bound(_per_variant([*calls, *more], own, clause), own)
    return _per_end(with_remainder(calls, own, clause), own, clause)


def _beside(clause: Clause, metric: str) -> list[str]:
    """The sum beside a count of the same deals, and the count beside their sum."""
    other = IN_MONEY.get(metric) or _COUNTED.get(metric) or _WORTH.get(metric)
    both = BOTH.search(clause.low) if other else None
    if both is None or other is None:
        return []
    clause.claim(*both.span())
    return [other]


def _alike(
    call: Call, first: str, other: str, own: tuple[Param, ...], clause: Clause
) -> dict[str, Any]:
    """The arguments for another figure of the same records."""
    arguments = _fitting(call.arguments, other, own)
    if _WORTH.get(first) != other:
        return arguments
    where = next(p.name for p in own if p.slot is Slot.FILTER)
    today = clause.world.today.isoformat()
    overdue = {"field": "expected_close_on", "op": "before", "value": today}
    return {**arguments, where: [*arguments.get(where, []), overdue]}


def _per_variant(calls: list[Call], own: tuple[Param, ...], clause: Clause) -> list[Call]:
    """A call for each way of computing the figure that is named: `mean and median`."""
    name = next((p.name for p in own if p.slot is Slot.VARIANT), None)
    whole = is_whole_bridge(clause, calls[0].arguments)
    ways = _ways(clause, calls[0]) if name and len(calls) == 1 and not whole else []
    if name is None or len(ways) < 2:  # noqa: PLR2004 - one way is one call
        return calls
    return [
        calls[0].model_copy(update={"arguments": {**calls[0].arguments, name: way}})
        for way in ways
    ]  # fmt: skip


def _ways(clause: Clause, call: Call) -> list[str]:
    """The variants that are named side by side, in the order of their names in the words."""
    metric = METRICS[call.arguments["metric"]]
    spans: dict[tuple[int, int], str] = {}
    for variant in metric.variants:
        for phrase in variant.words:
            found = re.search(rf"\b{re.escape(phrase.lower())}\b", clause.low)
            if found:
                spans.setdefault(found.span(), variant.name)
    family = _family(call, spans)
    spans = {span: name for span, name in spans.items() if not name.startswith(family or "-")}
    whole = [s for s in sorted(spans) if not any(_inside(s, o) for o in spans if o != s)]
    apart = all(
        a[1] <= b[0]
        and _JOINS.fullmatch(clause.low[a[1] : b[0]])
        and clause.low[a[1] : b[0]] != " "
        for a, b in pairwise(whole)
    )
    own = {v.name for v in metric.variants}
    members = {s: _member(spans[s], family, own) for s in whole}
    names = list(dict.fromkeys(members.values()))
    return names if apart and len(names) == len(whole) else []


_FAMILIES = {"business": {"median": "business_hours"}, "created": {}}
"""Ways of counting that have a median and a percentile of their own."""


def _family(call: Call, spans: dict[tuple[int, int], str]) -> str | None:
    """The way of counting that holds for all that are named: `median and p90, in office hours`."""
    named = [name.split("_")[0] for name in (*spans.values(), call.arguments.get("variant") or "")]
    return next((family for family in _FAMILIES if family in named), None)


def _member(name: str, family: str | None, own: set[str]) -> str:
    if family is None:
        return name
    other = _FAMILIES[family].get(name, f"{family}_{name}")
    return other if other in own else name


def _inside(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= one[0] and one[1] <= other[1]


def _per_bound(calls: list[Call], own: tuple[Param, ...]) -> list[Call]:
    """A call for each of two bounds that no record is within both of: `over 50k vs under 50k`."""
    name = next((p.name for p in own if p.slot is Slot.FILTER), None)
    return [made for call in calls for made in _apart(call, name)] if name else calls


def _apart(call: Call, name: str) -> list[Call]:
    conditions: list[dict[str, Any]] = call.arguments.get(name) or []
    for low in conditions:
        for high in conditions:
            if low["op"] in _ABOVE and high["op"] in _BELOW and low["field"] == high["field"] and (
                low["value"] >= high["value"]
            ):  # fmt: skip
                rest = [c for c in conditions if c not in (low, high)]
                first, second = sorted((low, high), key=conditions.index)
                return [
                    call.model_copy(update={"arguments": {**call.arguments, name: [*rest, bound]}})
                    for bound in (first, second)
                ]
    return [call]


_ABOVE, _BELOW = frozenset({"gt", "gte"}), frozenset({"lt", "lte"})


_ENDS = re.compile(
    r"\b(?:top|best|highest|first|biggest) (?P<top>\d+|three|five|ten)(?: \w+)? (?:and|&|\+|,"
    r"|plus)(?: the)?"
    r" (?:bottom|worst|lowest|last|smallest) (?P<bottom>\d+|three|five|ten)\b"
)
_NUMBERS = {"three": 3, "five": 5, "ten": 10}


def _per_end(calls: list[Call], own: tuple[Param, ...], clause: Clause) -> list[Call]:
    """A call for either end of a ranking: `top 3 and bottom 3`."""
    name = next((p.name for p in own if p.slot is Slot.RANKING), None)
    ends = _ENDS.search(clause.low) if name and len(calls) == 1 else None
    if name is None or ends is None:
        return calls
    clause.claim(*ends.span())
    ranks = (
        {"order": end, "count": _NUMBERS.get(ends[end]) or int(ends[end])}
        for end in ("top", "bottom")
    )
    return [
        calls[0].model_copy(update={"arguments": {**calls[0].arguments, name: rank}})
        for rank in ranks
    ]


def _fitting(arguments: dict[str, Any], metric: str, own: tuple[Param, ...]) -> dict[str, Any]:
    """The arguments without a variant that another metric does not have."""
    variant = next((p.name for p in own if p.slot is Slot.VARIANT), "")
    kept = METRICS[metric].variant(arguments.get(variant)) is not None
    return {name: value for name, value in arguments.items() if name != variant or kept}
