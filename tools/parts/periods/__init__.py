"""Periods of time as people write them: one grammar for tools, doors and the planner.

A `Span` has both days included; an open start means "from the beginning". Quarters and years are
fiscal when the workspace's fiscal year does not start in January, and the label says so; the word
`calendar` overrides that. A month or quarter without a year is the latest that has begun, or with
`ahead` the next that has not ended.
"""

import re
from datetime import date, timedelta

from store.errors import BadInput
from tools.parts.calendars import Calendar, add_months, add_years, as_calendar
from tools.parts.periods import bounded, day, holiday, named, relative, season
from tools.parts.periods.grammar import Now, clean, found_in
from tools.parts.periods.span import Found, Span, spanning, written_day

__all__ = ["Found", "Span", "earlier", "find", "resolve", "written_day"]

EXAMPLES = "Try: last quarter, Q4 2017, March 2017, since Monday, 2017-01-01..2017-06-30."

_RULES = (
    bounded.key,
    relative.relative, relative.before_last, relative.ago, relative.trailing,
    relative.trailing_year, relative.trailing_to, relative.near, relative.ending,
    relative.coming, relative.to_date,
    named.quarter, named.no_quarter, named.period, named.half, named.whole_year, named.month,
    named.numbered_month, named.week, named.week_of_month, day.day, day.of_month,
    day.edge, day.slashed,
    season.season, holiday.holiday,
    bounded.between, bounded.since, bounded.by,
    relative.all_time, relative.rest,
)  # fmt: skip


def resolve(text: str, today: date, calendar: Calendar | int = 1, *, ahead: bool = False) -> Span:
    """The period that `text` means, seen from `today`.

    Args:
        text: Words such as `last quarter`, `Q4 2017`, `2017-01-01..2017-06-30`, `since Monday`.
        today: The day to count from.
        calendar: The company's calendar, or the month in which its year begins.
        ahead: Whether a month or quarter without a year is one that has not ended.

    Raises:
        BadInput: It is not a period this grammar reads.

    >>> resolve("last quarter", date(2017, 12, 31)).key
    '2017-07-01..2017-09-30'
    >>> resolve("Q1", date(2017, 12, 31), ahead=True).dates
    '1 Jan 2018 to 31 Mar 2018'
    """
    found = find(text, today, calendar, ahead=ahead)
    if len(found) == 1 and _covers(found[0], clean(text)):
        if found[0].span.fault:
            raise BadInput(f"There is no {text.strip()!r}: {found[0].span.fault}", hint=EXAMPLES)
        return found[0].span
    raise BadInput(
        f"I cannot read {text!r} as a period of time.",
        hint=EXAMPLES,
    )


def find(
    text: str, today: date, calendar: Calendar | int = 1, *, ahead: bool = False
) -> list[Found]:
    """Every period that a sentence names, in order, without overlaps; the longest reading wins."""
    return found_in(clean(text), Now(today, as_calendar(calendar), ahead, _RULES))


def earlier(span: Span, text: str, calendar: Calendar | int = 1) -> Span:
    """The period to compare `span` with: `previous`, `same period last year`, or a named one.

    >>> earlier(resolve("Q4 2017", date(2017, 12, 31)), "previous").key
    '2017-07-01..2017-09-30'
    """
    if span.start is None:
        raise BadInput("All time cannot be compared with an earlier period.",
                       hint="Name a period, such as this quarter.")  # fmt: skip
    if re.search(r"year|yoy|y/y", text) and re.search(r"same|ago|over|yoy|earlier|y/y", text):
        return _a_year_earlier(span, as_calendar(calendar))
    if re.fullmatch(r"(the )?(previous|prior|before|last)( one| period)?|.*(qoq|mom|wow).*", text):
        return _before(span, as_calendar(calendar))
    return resolve(text, span.end, calendar)


def _covers(found: Found, text: str) -> bool:
    outside = text[: found.start] + text[found.end :]
    return not re.sub(r"\b(in|during|for|the|of|over|on|at|within|period)\b|[\s.,?!]", "", outside)


def _grain(span: Span, calendar: Calendar) -> str | None:
    """The unit of a calendar by weeks that a span is, if any."""
    if calendar.weeks is None or span.start is None:
        return None
    units = ("year", "half", "quarter", "month")
    return next((u for u in units if calendar.holding(span.start, u)[:2] == (span.start, span.end)),
                None)  # fmt: skip


def _a_year_earlier(span: Span, calendar: Calendar) -> Span:
    assert span.start is not None  # noqa: S101 - `earlier` has checked it
    grain = _grain(span, calendar)
    if grain is not None:
        first, last, label = calendar.a_year_before(span.start, grain)
        return Span(first, last, label, grain)
    return spanning(add_years(span.start, -1), _year_earlier_end(span), calendar)


def _before(span: Span, calendar: Calendar) -> Span:
    assert span.start is not None  # noqa: S101 - `earlier` has checked it
    grain = _grain(span, calendar)
    if grain is not None:
        first, last, label = calendar.holding(span.start - timedelta(days=1), grain)
        return Span(first, last, label, grain)
    months = _whole_months(span)
    if months:
        start = add_months(span.start, -months)
    else:
        start = span.start - timedelta(days=(span.end - span.start).days + 1)
    return spanning(start, span.start - timedelta(days=1), calendar)


def _year_earlier_end(span: Span) -> date:
    if _whole_months(span):
        return add_years(span.end + timedelta(days=1), -1) - timedelta(days=1)
    return add_years(span.end, -1)


def _whole_months(span: Span) -> int:
    assert span.start is not None  # noqa: S101 - callers have checked it
    after = span.end + timedelta(days=1)
    if span.start.day != 1 or after.day != 1:
        return 0
    return (after.year - span.start.year) * 12 + after.month - span.start.month
