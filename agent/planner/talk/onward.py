"""Another job on what was just shown: its total, its rows, the tool beside it in the family."""

import re
from typing import Any

from agent.planner.learned.intent import Guess
from agent.planner.reading.sharing import shared
from agent.planner.words.clause import Clause
from agent.planner.words.memory import Call, Memory
from agent.planner.words.signature import params, slots
from tools.arguments import Slot
from tools.catalog import catalog, family_of
from tools.parts.metrics import METRICS

Job = tuple[str, dict[str, Any]]

_SUMS = re.compile(
    r"\b(?:how much|what)\b.*\b(?:altogether|in total|in all|worth|add(?:s|ed)? up|sum(?:s|med)?"
    r"|come to|comes to|total)\b|\bhow much (?:is|are|were|was) (?:that|those|these|they|it)\b"
    r"|\b(?:their|its|the) (?:total|sum|combined value|total value)\b|\b(?:add|sum) (?:them|those"
    r"|it|these) up\b|\bin total money\b|\bhow much (?:money )?(?:is|are) (?:in|tied up in) (?:that"
    r"|those|these|them|it)\b|\btotal (?:them|those|these|it)\b"
)
_COUNTS = re.compile(
    r"\bhow many (?:is|are|were|was) (?:that|those|these|they|there|it)\b|\bhow many of them\b"
    r"|\bhow many (?:then|altogether|in total|in all)\b|\bhow many\?*$"
    r"|\bcount (?:them|those|these)\b"
)
_POINTS = re.compile(r"\b(?:that|those|these|they|them|it|their|its|altogether|in (?:total|all))\b")
_ROWS = re.compile(
    r"^(?:(?:and|ok(?:ay)?|so|now|please)[, ]+)*(?:can you |could you )?(?:list|show|name|see|give"
    r"|which|what)\b.*\b(?:ones?|them|those|these|they|behind (?:it|that|this))\b"
)
_OTHERWISE = re.compile(
    r"\b(?:as|by|per|compared|compare|versus|vs|monthly|quarterly|share|percent\w*)\b|%"
)
OF_GROUPS = re.compile(r"\bwhich (?:ones? )?of (?:them|those|these)\b")
STATUSES = ("won", "lost", "open")
LIKELY = 0.3
LONGEST = 9
"""Words; a longer message says all that it means."""


def onward(clause: Clause, memory: Memory, last: Call, best: Guess) -> Job | None:
    """Another tool for what the last call was about, with its arguments; None for anything else."""
    if len(clause.tokens) > LONGEST:
        return None
    ahead = _hangs_on(clause, last)
    if ahead is not None:
        return ahead
    near = _beside(clause, memory, last, best) if _QUESTION.match(clause.low) else None
    return _totalled(clause, last) or _rows(clause, memory, last) or near


_HANGS = re.compile(
    r"\b(?:hang(?:s|ing)? on|depends? on|rests? on|best case|worst case|upside|downside|how (?:sure"
    r"|certain|confident|reliable)|swing (?:deals?|it)|(?:biggest|main) risks?|confidence)\b"
)
_MOVED = re.compile(
    r"^\W*(?:(?:and|so|ok(?:ay)?|then)[, ]+)*(?:what(?:'s| has| is)?|anything|any|\+)? ?"
    r"(?:change[ds]?|moved?|different|new|shifted|movements?)"
    r"(?: (?:in (?:it|there|the pipeline)|there))?"
    r"(?: (?:since|from|this|last|over|in the (?:last|past)|after|compared|versus|vs)\b.*)?\W*$"
)
AHEAD = "forecasting"


def _hangs_on(clause: Clause, last: Call) -> Job | None:
    """`Which deals does it hang on?`, after a forecast: the forecast says it."""
    ahead = last.tool in catalog() and family_of(last.tool) == AHEAD
    return (last.tool, dict(last.arguments)) if ahead and _HANGS.search(clause.low) else None


def moved(clause: Clause, last: Call) -> Job | None:
    """`What changed since Monday?`, after a forecast: what moved in the pipeline since then."""
    level = last.arguments.get("metric") in {"open_pipeline", "pipeline_coverage"}
    ahead = last.tool in catalog() and family_of(last.tool) == AHEAD
    if not (level or ahead) or not clause.periods or not _MOVED.match(clause.low.strip()):
        return None
    kept = {name: last.arguments[name] for name in ("where",) if last.arguments.get(name)}
    return "pipeline_changes", kept


_QUESTION = re.compile(
    r"^(?:(?:and|so|but|ok(?:ay)?|then|now)[, ]+)*(?:who|what|how|which|will|is|are|can|does|do"
    r"|odds|chances?)\b"
)


def _totalled(clause: Clause, last: Call) -> Job | None:
    """`How much is that altogether?`, after a list of records."""
    sums, counts = bool(_SUMS.search(clause.low)), bool(_COUNTS.search(clause.low))
    if not (sums or counts) or (not _POINTS.search(clause.low) and not counts):
        return None
    if catalog()[last.tool].effect == "proposes":
        return "show_changes", {}
    if "table" not in last.arguments or Slot.METRIC in slots(last.tool):
        return (last.tool, dict(last.arguments)) if Slot.METRIC not in slots(last.tool) else None
    fields = ("table", "where", "links", "period")
    kept = {name: last.arguments[name] for name in fields if name in last.arguments}
    adds = sums and last.arguments["table"] == "opportunity"
    return "query_records", {**kept, "compute": "sum" if adds else "count"}


def _rows(clause: Clause, memory: Memory, last: Call) -> Job | None:
    """`List the ones over 200k`, after a figure: the records that it was computed from."""
    metric = METRICS.get(str(last.arguments.get("metric")))
    if metric is None or not _ROWS.search(clause.low) or _OTHERWISE.search(clause.low):
        return None
    if last.arguments.get("by") and OF_GROUPS.search(clause.low):
        return None  # of the groups, and not of the records behind them
    status = next((s for s in STATUSES if s in metric.name.split("_")), None)
    where = list(last.arguments.get("where") or [])
    if status and metric.table == "opportunity":
        where.append({"field": "status", "op": "is", "value": status})
    where += _of_the_first(clause, memory, last)
    kept = {"period": last.arguments["period"]} if "period" in last.arguments else {}
    return "find_records", {"table": metric.table, **kept, **({"where": where} if where else {})}


def _of_the_first(clause: Clause, memory: Memory, last: Call) -> list[dict[str, Any]]:
    """The one who came first, when that was asked: the deals `behind it`, of who won the most."""
    by = last.arguments.get("by") or []
    asked = _WHO.match(last.text.lower().strip()) and _BEHIND.search(clause.low)
    first = memory.leads.get(by[0]) if asked and len(by) == 1 else None
    return [{"field": by[0], "op": "is", "value": first}] if first else []


_WHO = re.compile(
    r"(?:(?:so|and|ok(?:ay)?)[, ]+)*(?:who(?:'s| is| has)?|which (?!of\b)[a-z]+(?<!s)) "
)
_BEHIND = re.compile(r"\bbehind (?:it|that|this)\b")


def _beside(clause: Clause, memory: Memory, last: Call, best: Guess) -> Job | None:
    """`And what are the odds?`, after a forecast: the tool beside it, for the same deals."""
    if best.tool not in catalog() or best.tool == last.tool or best.chance < LIKELY:
        return None
    near = family_of(best.tool) == family_of(last.tool)
    if not near or catalog()[best.tool].effect != "reads" or Slot.TABLE in slots(best.tool):
        return None
    if any(p.required for p in params(best.tool)):
        return None
    return best.tool, shared(memory.calls, best.tool)
