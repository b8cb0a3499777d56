"""Quarters, halves, years and months by name or number."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from tools.parts.calendars import Calendar, month_number
from tools.parts.periods.grammar import Now, one, reads
from tools.parts.periods.span import Span, no_such, written_day
from tools.parts.periods.words import MONTHS, ORDINALS, calendar_of, shift, year_written


@reads(
    r"(?P<cal>calendar |fiscal |fy ?)?(?:q(?P<q>[1-4])|(?P<ord>first|second|third|fourth|final|1st"
    r"|2nd|3rd|4th) quarter)(?:(?:[ ,-]{1,2}|,? of |,? in )?"
    r"(?:(?P<fy>fy ?)?'?(?P<y>\d{4}|\d{2}(?!\d))|(?P<rel>(?:of )?(?:last|this|next) year)))?|"
    r"(?P<fy2>fy ?)?'?(?P<y2>\d{4}|\d{2})[ -]?q(?P<q2>[1-4])"
)
def quarter(match: re.Match[str], now: Now) -> Span | None:
    """`Q4 2017`, `the third quarter of last year`."""
    number = int(match["q"] or match["q2"] or ORDINALS[match["ord"]])
    calendar = calendar_of(match["cal"] or "", now.calendar)
    written = match["y"] or match["y2"]
    if match["rel"]:
        year: int | None = calendar.year_of(now.today) + shift(match["rel"])
    else:
        year = year_written(written) if written else None
    if written and year is None:
        return None
    first, last, label = _latest(
        lambda y: calendar.quarter(y, number), calendar.year_of(now.today), year, now
    )
    return Span(first, last, label, "quarter")


@reads(r"q(?P<n>[05-9]|\d\d)(?: ?'?\d{4})?")
def no_quarter(match: re.Match[str], now: Now) -> Span:
    """`Q9`: a slip of the finger, never left out in silence."""
    return no_such(match[0].upper(), now.today, "a year has four quarters, Q1 to Q4.")


@reads(r"(?:fiscal )?(?:p|period )(?P<n>[1-9]|1[0-2])(?:,? (?:of )?(?:fy ?)?'?(?P<y>\d{4}|\d{2}))?")
def period(match: re.Match[str], now: Now) -> Span | None:
    """`P3`, `period 12 of 2026`: of a year that is divided by weeks."""
    if now.calendar.weeks is None:
        return None
    year, number = year_written(match["y"]) if match["y"] else None, int(match["n"])
    first, last, label = _latest(
        lambda y: now.calendar.month(y, number), now.calendar.year_of(now.today), year, now
    )
    return Span(first, last, label, "month")


@reads(
    r"(?:(?P<h>h[12])|(?P<ord>first|second) half)(?:(?: of)?[ -]?"
    r"(?:'?(?P<y>\d{4}|\d{2}(?!\d))|(?P<rel>(?:last|this|next) year)))?"
)
def half(match: re.Match[str], now: Now) -> Span | None:
    """`H1 2017`, `the first half`."""
    number = int(match["h"][1]) if match["h"] else ORDINALS[match["ord"]]
    year = year_written(match["y"]) if match["y"] else None
    if match["rel"]:
        year = now.calendar.year_of(now.today) + shift(match["rel"])
    first, last, label = _latest(
        lambda y: now.calendar.half(y, number), now.calendar.year_of(now.today), year, now
    )
    return Span(first, last, label, "half")


@reads(r"(?:(?P<cal>calendar |fiscal |financial )(?:year )?|(?P<fy>fy) ?'?)(?P<y>\d{4}|\d{2})|"
        r"(?:(?:the )?year )?(?P<plain>(?:19|20)\d{2})")  # fmt: skip
def whole_year(match: re.Match[str], now: Now) -> Span | None:
    """`2017`, `FY18`, `calendar 2017`."""
    year = year_written(match["y"] or match["plain"])
    if year is None:
        return None
    calendar = calendar_of("fiscal" if match["fy"] else match["cal"] or "", now.calendar)
    first, last, label = calendar.year(year)
    return Span(first, last, label, "year")


@reads(
    rf"(?P<which>(?:early |mid |late )?)(?P<m>{MONTHS})\.?(?:,? (?:of )?'?(?P<y>\d{{4}})"
    r"|(?P<rel>(?: of)? (?:last|this|next) year))?|(?P<iso>\d{4}-(?:0[1-9]|1[0-2]))"
)
def month(match: re.Match[str], now: Now) -> Span | None:
    """`March`, `March of last year`, `2017-03`."""
    calendar = Calendar(1)
    if match["iso"]:
        year, month = map(int, match["iso"].split("-"))
        first, last, label = calendar.month(year, month)
        return Span(first, last, label, "month")
    if match["m"] == "may" and not (match["y"] or match["rel"]):
        before = match.string[: match.start()].split()
        if match[0] != match.string.strip() and (not before or before[-1] not in _LEADS):
            return None  # the verb: "which deals may slip"
    month = month_number(match["m"])
    known = year_written(match["y"]) if match["y"] else None
    if match["rel"]:
        known = now.today.year + shift(match["rel"])
    first, last, label = _latest(lambda y: calendar.month(y, month), now.today.year, known, now)
    return Span(first, last, label, "month")


_LEADS = {"in", "during", "for", "of", "since", "until", "last", "this", "next", "by", "from", "to",
          "through", "and", "vs", "versus", "end", "over"}  # fmt: skip


def _latest(
    named: Callable[[int], tuple[date, date, str]], this_year: int, year: int | None, now: Now
) -> tuple[date, date, str]:
    if year is not None:
        return named(year)
    if now.ahead:
        return next(n for y in (0, 1, 2) if (n := named(this_year - 1 + y))[1] >= now.today)
    return next(n for y in (1, 0, -1, -2) if (n := named(this_year + y))[0] <= now.today)


@reads(r"(?P<m>0?[1-9]|1[0-2])/(?P<y>20\d{2})")
def numbered_month(match: re.Match[str], _now: Now) -> Span:
    """`10/2026`."""
    first, last, label = Calendar(1).month(int(match["y"]), int(match["m"]))
    return Span(first, last, label, "month")


@reads(r"(?:(?:calendar |iso )?week|cw|kw|wk) ?(?P<w>\d{1,2})(?:,? (?:of )?(?P<y>20\d{2}))?")
def week(match: re.Match[str], now: Now) -> Span | None:
    """`week 42`: by ISO 8601, of this year, or of last year when it has not begun yet."""
    number, year = int(match["w"]), int(match["y"] or now.today.isocalendar().year)
    try:
        first = date.fromisocalendar(year, number, 1)
        if first > now.today and not (match["y"] or now.ahead):
            first = date.fromisocalendar(year - 1, number, 1)
    except ValueError:
        return None
    year = first.isocalendar().year
    return Span(first, first + timedelta(days=6), f"week {number} of {year}", "week")


@reads(rf"(?:the )?(?P<which>first|last) week (?:of|in) (?:the )?(?P<sub>(?:{MONTHS})(?: \d{{4}})?"
        r"|(?:this |last |next )?(?:month|quarter|year))")  # fmt: skip
def week_of_month(match: re.Match[str], now: Now) -> Span | None:
    """`the first week of October`: its first seven days."""
    sub = match["sub"]
    held = one(f"this {sub}" if sub in {"month", "quarter", "year"} else sub, now)
    if held is None or held.start is None:
        return None
    first = held.start if match["which"] == "first" else held.end - timedelta(days=6)
    last = first + timedelta(days=6)
    return Span(first, last, f"{written_day(first)} to {written_day(last)}")
