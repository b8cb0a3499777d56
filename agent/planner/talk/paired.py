"""The last two answers taken together: `which of the two has more?`, `both, without renewals`.

Two calls that differ in one value are asked again for both values, split by what they differ in.
"""

import re
from typing import Any

from agent.planner.figures.figure_words import fits, timeless
from agent.planner.talk.explaining import two_periods
from agent.planner.talk.turning import IN_NUMBERS
from agent.planner.words.clause import Clause
from agent.planner.words.memory import Call, Memory
from agent.planner.words.signature import slots
from tools.arguments import Slot
from tools.parts.dimensions import DIMENSIONS
from tools.parts.metrics import METRICS

Job = tuple[str, dict[str, Any]]
_BOTH = re.compile(
    r"\b(?:(?:the |those |these )?two side by side|both(?: of (?:them|those|these))?"
    r"|(?:of|between|for|combine|compare) (?:the|those|these) two|(?:the|those|these) two"
    r"|which one|combined?|put (?:them|those) together"
    r"|(?:them|those|these) (?:together|side by side))\b"
)
_BESIDE = re.compile(r"\bside by side\b|\bcompare\b|\bdifference\b|\bwhich one\b|\btwo\b")
_MONEY = re.compile(r"\b(?:money|amount|value|worth|dollars?|revenue)\b")
_LISTS = re.compile(r"(?:(?:and|ok(?:ay)?|now|then|please)[, ]+)*(?:list|show|name|give me)\b")
LIKELY = 0.5
LONGEST = 12
"""Words; a longer message says all that it means."""


def paired(clause: Clause, memory: Memory) -> Job | None:
    """The tool of the last two answers for both of what they were about; None for anything else."""
    said = _BOTH.search(clause.low)
    if said is None or not memory.calls or len(clause.tokens) > LONGEST:
        return None
    spans = two_periods(memory)
    if (
        spans is not None
        and _BESIDE.search(clause.low)
        and Slot.PERIOD in slots(memory.calls[-1].tool)
    ):
        clause.claim(*said.span())
        return memory.calls[-1].tool, {**memory.calls[-1].arguments, **spans}
    two = memory.calls[-2:]
    merged = (_merged(*two) if len(two) > 1 else None) or _held(memory.calls[-1])
    if merged is None:
        return None
    clause.claim(*said.span())
    tool, (field, arguments) = memory.calls[-1].tool, merged
    splits = field in DIMENSIONS and Slot.DIMENSION in slots(tool) and not arguments.get("by")
    if splits:
        arguments["by"] = [field]
    metric = _metric(clause, arguments)
    counts = METRICS.get(str(arguments.get("metric")))
    if counts and counts.name.startswith("count_") and _LISTS.match(clause.low.strip()):
        kept = {n: v for n, v in arguments.items() if n in {"where", "links", "period"}}
        return ("query_records" if "links" in kept else "find_records",
                {"table": counts.table, **kept})  # fmt: skip
    return tool, {**arguments, **({"metric": metric} if metric else {})}


def _merged(one: Call, other: Call) -> tuple[str, dict[str, Any]] | None:
    """The field in which two calls differ, and the arguments that hold for both its values."""
    if one.tool != other.tool or _rest(one) != _rest(other):
        return None
    before, after = one.arguments.get("where") or [], other.arguments.get("where") or []
    ours = [c for c in after if c not in before]
    theirs = [c for c in before if c not in after]
    if len(ours) != 1 or len(theirs) != 1:
        return None
    mine, other_one = ours[0], theirs[0]
    same = mine["field"] == other_one["field"] and mine["op"] == other_one["op"] == "is"
    lacks = mine["op"] == other_one["op"] == "missing"
    if not (same or lacks):
        return None
    values = [*_values(other_one), *(v for v in _values(mine) if v not in _values(other_one))]
    both = [{**mine, "value": values}] if same else [other_one, mine]
    kept = [c for c in after if c != mine]
    return mine["field"] if same else "", {**other.arguments, "where": [*kept, *both]}


def _held(last: Call) -> tuple[str, dict[str, Any]] | None:
    """The field of which the last call held two values side by side."""
    for name in last.arguments.get("by") or []:
        for condition in last.arguments.get("where") or []:
            if condition["field"] == name and len(_values(condition)) > 1:
                return name, dict(last.arguments)
    return None


def _rest(call: Call) -> dict[str, Any]:
    return {name: value for name, value in call.arguments.items() if name != "where"}


def _values(condition: dict[str, Any]) -> list[Any]:
    value = condition["value"]
    return value if isinstance(value, list) else [value]


def _metric(clause: Clause, arguments: dict[str, Any]) -> str | None:
    """Another figure, by which the two are compared: `which of them converts better`."""
    now = arguments.get("metric")
    if now is None or any(True for _ in clause.senses_of("metric")):
        return None
    if _MONEY.search(clause.low):
        return next((money for money, number in IN_NUMBERS.items() if number == now), None)
    figures, words = clause.world.figures, timeless(clause)
    if figures is None:
        return None
    best = figures.guess(clause.timeless, words, frozenset())[0]
    sure = best.chance >= LIKELY and fits(best.tool, words)
    return best.tool if sure and METRICS[best.tool].table == METRICS[str(now)].table else None
