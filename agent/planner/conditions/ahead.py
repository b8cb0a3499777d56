"""Whether the words look forward: a bare `March`, and a stretch of a forecast that has begun."""

import re
from datetime import date, timedelta
from typing import Any

from agent.planner.conditions.dated import TO_COME
from agent.planner.words.clause import Clause
from agent.planner.words.signature import Param, slots
from tools.arguments import Slot
from tools.catalog import catalog, family_of
from tools.parts.metrics import METRICS

AHEAD = frozenset({"forecasting"})
"""Families that look forward: a month or quarter without a year is one that has not ended."""
_STOOD = re.compile(
    r"\b(?:as (?:of|at)|at (?:the )?(?:end|start|beginning|close) of|by the end of|stood|used to)\b"
)
"""A level on a day is one that has been."""
_GONE = re.compile(r"\b(?:won|lost|(?<!be )closed|created|opened|added|did|was|were)\b")
_FORETOLD = re.compile(
    r"\b(?:did (?:we|you|they|the team) (?:forecast|predict|expect|commit)|(?:was|were|had been)"
    r" (?:forecast|predicted|expected)|(?:we|you|they) (?:had )?(?:forecasted|predicted))\b"
)
"""What was once said of a time that is over by now."""


def looks_ahead(clause: Clause, tool: str) -> bool:
    """Whether a bare `March` is the next one: for forecasts, what is open, and what is to close."""
    if tool not in catalog():
        return False
    if family_of(tool) in AHEAD:
        return not _FORETOLD.search(clause.low)
    if Slot.METRIC in slots(tool):
        if _GONE.search(clause.low) or _STOOD.search(clause.low):
            return False
        if _compares_gone(clause) or _just_gone(clause) or _is_set_against(clause):
            return False
        named = [m.name for _, m in clause.senses_of("metric")] or [clause.metric or ""]
        return any(METRICS[name].ahead for name in named if name in METRICS)
    return bool(TO_COME.search(clause.low)) and not _GONE.search(clause.low)


def _compares_gone(clause: Clause) -> bool:
    """Whether two times are set side by side that would both be yet to begin: `Q3 vs Q2`.

    They are those that have been, where these are nearer; what is to come is called so.
    """
    today, now = clause.world.today, clause.ahead
    clause.ahead = True
    begins = [found.span.start for found in clause.periods if not found.span.relative]
    clause.ahead = False
    ends = [found.span.end for found in clause.periods if not found.span.relative]
    clause.ahead = now
    later = [day for day in begins if day is not None and day > today]
    if len(later) < 2 or len(later) != len(begins) or _TO_CLOSE.search(clause.low):  # noqa: PLR2004 - two are compared
        return False
    return today - max(ends) < min(later) - today


def _just_gone(clause: Clause) -> bool:
    """Whether the one time that is named has just ended, and is far from coming round again.

    In November, `pipeline coverage in Q3` is that of the quarter before, and `open pipeline in
    Q1` that of the next.
    """
    if len(clause.periods) != 1 or _TO_CLOSE.search(clause.low):
        return False
    today = clause.world.today
    begins, end = _either_way(clause)
    return begins is not None and 2 * (today - end) < begins - today


def _either_way(clause: Clause) -> tuple[date | None, date]:
    """When the one time that is named begins next, and when it last ended."""
    now, found = clause.ahead, []
    for clause.ahead in (True, False):
        found.append(clause.periods[0].span)
    clause.ahead = now
    ahead, gone = found
    if ahead.relative or ahead == gone or ahead.start is None:
        return None, gone.end
    return (ahead.start if ahead.start > clause.world.today else None), gone.end


def _is_set_against(clause: Clause) -> bool:
    """Whether the one time that is named is what today is compared with: `open pipeline vs June`.

    It is the one that has been.
    """
    if len(clause.periods) != 1 or clause.periods[0].span.relative:
        return False
    return bool(_AGAINST.search(clause.low[: clause.periods[0].start]))


_AGAINST = re.compile(
    r"\b(?:vs\.?|versus|against|compared? (?:it |that )?(?:to|with)|than)(?: (?:in|the))* $"
)
_TO_CLOSE = re.compile(
    r"\b(?:closing|to close|closes?|due|expected|com(?:e|ing)|upcoming|next|scheduled|ahead"
    r"|future)\b"
)
_BY = re.compile(r"\b(?:by|until|up to|through|before|till) ")
_UNIT_ENDS = re.compile(r"\bend of (?:the |this )?(?P<unit>month|quarter|year)\b|\b(?P<of>month"
                        r"|quarter|year)[- ]end\b")  # fmt: skip


def whole_stretch(clause: Clause, found: dict[str, Any], own: tuple[Param, ...], tool: str) -> None:
    """Make `by the end of December` of a forecast the quarter that ends then, won so far included.

    What is forecast from today on leaves out what the quarter has brought already, which nobody
    who asks where it will end means.
    """
    name = next((p.name for p in own if p.slot is Slot.PERIOD), "")
    if family_of(tool) not in AHEAD or name not in found:
        return
    today = clause.world.today
    for period in clause.periods:
        said = clause.low[period.start : period.end]
        if period.span.key == found[name] and period.span.start == today and _BY.match(said):
            start = _begun(clause, said, period.span.end)
            found[name] = f"{start.isoformat()}..{period.span.end.isoformat()}"


def _begun(clause: Clause, said: str, end: date) -> date:
    """The first day of the month, quarter or year that ends on a day; today when none does."""
    today, calendar = clause.world.today, clause.world.calendar
    named = _UNIT_ENDS.search(said)
    units = [named["unit"] or named["of"]] if named else ["quarter", "month"]
    for unit in units:
        first, last, _ = calendar.holding(end, unit)
        if last == end and first <= today:
            return first
    return today if today <= end else end - timedelta(days=1)
