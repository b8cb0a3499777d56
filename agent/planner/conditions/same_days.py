"""A period so far, set beside the same days of the one before: `the same days of last quarter`."""

import re
from datetime import date, timedelta

from agent.planner.words.clause import Clause
from tools.parts import periods
from tools.parts.calendars import add_months

_SAME = re.compile(
    r"(?:\b(?:vs\.?|versus|compared? (?:to|with|against)|against|than|over|and) )?(?:in )?(?:the )?"
    r"same (?:number of )?(?:days|dates|stretch|weeks|period|point|time|part)"
    r"(?: (?:of|in|from|into|during))?"
    r" (?:the )?(?:last|previous|prior|preceding) (?P<unit>month|quarter|week)\b"
)


def same_days(clause: Clause) -> str | None:
    """The days of the last week, month or quarter up to the one that this one has reached.

    Only where what is asked about is the present one, or nothing else is said of it.
    """
    said = _SAME.search(clause.low)
    if said is None:
        return None
    today, unit = clause.world.today, said["unit"]
    now = periods.resolve(f"this {unit}", today, clause.world.calendar).start
    then = periods.resolve(f"last {unit}", today, clause.world.calendar)
    apart = [p for p in clause.periods if p.end <= said.start() or p.start >= said.end()]
    if now is None or then.start is None or any(p.span.start != now for p in apart):
        return None
    clause.claim(*said.span())
    for period in apart:
        clause.claim(period.start, period.end)
    clause.implied_period = _key(now, today)
    return _key(then.start, min(then.start + (today - now), then.end))


def _key(first: date, last: date) -> str:
    return f"{first.isoformat()}..{last.isoformat()}"


def ago(today: date, count: int, unit: str) -> date:
    """The day so many days, weeks, months or years before another.

    >>> ago(date(2026, 11, 20), 6, "month").isoformat()
    '2026-05-20'
    """
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    if months is None:
        return today - timedelta(days=count * {"week": 7}.get(unit, 1))
    return add_months(today, -count * months)
