"""Periods that are said from today: last quarter, the next 30 days, year to date, all time."""

import re
from dataclasses import replace
from datetime import timedelta

from tools.parts.calendars import days_of_unit
from tools.parts.periods.grammar import Now, one, reads
from tools.parts.periods.span import Span, spanning, written_day
from tools.parts.periods.words import COUNT, MONTHS, SUB, calendar_of, counted


@reads(
    r"(?P<cal>calendar |fiscal )?(?P<which>this|current|the current|last|previous|prior|the last"
    r"|the previous|past|next|the next|coming|upcoming|the quarter|the month|the year|the week)"
    r"(?P<cal2> calendar| fiscal| full| whole| complete)?"
    r" (?P<unit>week|month|quarter|qtr|half|year|fy)(?:'s|s')?"
)
def relative(match: re.Match[str], now: Now) -> Span:
    """`last quarter`, `this fiscal year`, `next week`; `the past year` is the one up to today."""
    which = match["which"].removeprefix("the ")
    if which == "past" and match["unit"] == "year" and not (match["cal"] or match["cal2"]):
        return _twelve_months(now)
    step = {"last": -1, "previous": -1, "prior": -1, "past": -1, "next": 1, "coming": 1,
            "upcoming": 1}.get(which, 0)  # fmt: skip
    calendar = calendar_of(f"{match['cal'] or ''}{match['cal2'] or ''}", now.calendar)
    grain = {"qtr": "quarter", "fy": "year"}.get(match["unit"], match["unit"])
    first, last, label = calendar.holding(now.today, grain)
    for _ in range(abs(step)):
        near = first - timedelta(days=1) if step < 0 else last + timedelta(days=1)
        first, last, label = calendar.holding(near, grain)
    return Span(first, last, label, grain, relative=True)


@reads(r"(?:the )?(?P<unit>week|month|quarter|year) before last")
def before_last(match: re.Match[str], now: Now) -> Span:
    """`the quarter before last`."""
    return _back(now, match["unit"], 2)


@reads(r"(?P<n>" + COUNT + r") (?P<unit>week|month|quarter|year)s? ago")
def ago(match: re.Match[str], now: Now) -> Span | None:
    """`two quarters ago` is that quarter; what is more than two quarters ago has no period."""
    if re.search(r"(?:than|over|least|older|beyond) $", match.string[: match.start()]):
        return None
    return _back(now, match["unit"], counted(match["n"]))


def _back(now: Now, unit: str, count: int) -> Span:
    first, last, label = now.calendar.holding(now.today, unit)
    for _ in range(count):
        first, last, label = now.calendar.holding(first - timedelta(days=1), unit)
    return Span(first, last, label, unit, relative=True)


@reads(r"(?:the )?(?:trailing|last|past) (?:twelve|12)(?! [a-z])|ttm|ltm|r12")
def trailing_year(_match: re.Match[str], now: Now) -> Span:
    """`trailing twelve`, `TTM`: months, as everybody takes it."""
    return _twelve_months(now)


def _twelve_months(now: Now) -> Span:
    start = days_of_unit(now.today, "month", -12) + timedelta(days=1)
    return Span(start, now.today, "the last 12 months", relative=True)


@reads(
    r"(?:the )?(?:last|past) (?:\d{1,3}|few|couple of) hours?"
    rf"|within (?P<n>{COUNT}) (?P<unit>day|week|month)s?"
    rf"|since (?P<n2>{COUNT}) (?P<unit2>day|week|month)s"
)
def near(match: re.Match[str], now: Now) -> Span:
    """`the last 24 hours`, `within 30 days`: behind, or ahead where that is what is asked."""
    count, unit = match["n"] or match["n2"], match["unit"] or match["unit2"]
    if count is None:
        return Span(now.today - timedelta(days=1), now.today, "since yesterday", relative=True)
    number = counted(count)
    if now.ahead and match["n"]:
        end = days_of_unit(now.today, unit, number)
        return Span(now.today, end, f"within {number} {unit}s", relative=True)
    start = days_of_unit(now.today, unit, -number) + timedelta(days=1)
    return Span(start, now.today, f"the last {number} {unit}s", relative=True)


@reads(
    r"(?:the )?(?:last|past|previous|prior|trailing|latest) (?P<n>" + COUNT + r")"
    r"(?: full| complete| whole)? (?P<unit>day|week|month|quarter|qtr|year)s?|"
    r"(?P<n2>" + COUNT + r") (?P<unit2>day|week|month|quarter|year)s back"
)
def trailing(match: re.Match[str], now: Now) -> Span:
    """`the last 90 days`, `two months back`; several quarters are whole ones, as results are."""
    count = counted(match["n"] or match["n2"])
    unit = match["unit"] or match["unit2"]
    if unit in {"quarter", "qtr"} and count > 1:
        first, last = _back(now, "quarter", count), _back(now, "quarter", 1)
        return Span(first.start, last.end, f"the last {count} full quarters", relative=True)
    start = days_of_unit(now.today, unit, -count) + timedelta(days=1)
    label = f"the last {count} {unit}s" if count > 1 else f"the last {unit}"
    return Span(start, now.today, label, relative=True)


@reads(
    r"(?:as of|at|ending|ended|up to|through|until|till|to)(?: the)? (?:(?:end"
    r"|close) of )?(?:the )?"
    rf"(?P<sub>{SUB}|(?:last|this) (?:month|quarter|year))[,;:]?(?: on)?(?: an?| the)? "
    rf"(?:(?:trailing|last|past|previous|prior|rolling) (?P<n>{COUNT})[ -](?P<unit>month|quarter"
    rf"|week"
    r"|day|year)s?|ttm|ltm)"
    rf"|(?:the )?(?:(?:trailing|last|past|previous|prior"
    rf"|rolling) (?P<n2>{COUNT})[ -](?P<unit2>month"
    r"|quarter|week|day|year)s?|ttm|ltm)[,;]? (?:as of|as at|ending|ended|up to|through|until"
    r"|till|to)"
    r"(?: in| on| with| at)?(?: the)? (?:(?:end|close) of )?(?:the )?"
    rf"(?P<sub2>{SUB}|(?:last|this) (?:month|quarter|year))"
)
def trailing_to(match: re.Match[str], now: Now) -> Span | None:
    """`as of the end of September, trailing twelve months`; `the last 6 months to June`."""
    last = one(match["sub"] or match["sub2"], replace(now, ahead=False))
    if last is None or last.start is None:
        return None
    end, unit = min(last.end, now.today), match["unit"] or match["unit2"] or "month"
    count = counted(match["n"] or match["n2"] or "twelve")
    start = days_of_unit(end + timedelta(days=1), unit, -count)
    return Span(start, end, f"the {count} {unit}s to {written_day(end)}")


@reads(
    r"(?:the )?(?P<unit>year|half[- ]year|quarter) (?:to|ending|ended)(?: in| on)?(?: the)?"
    rf" (?:(?:end|close) of )?(?P<sub>(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{MONTHS})"
    r"(?:,? (?:of )?\d{4}| (?:last|this) year)?)"
)
def ending(match: re.Match[str], now: Now) -> Span | None:
    """`the year to March`: the twelve months that end with it."""
    last = one(match["sub"], replace(now, ahead=False))
    if last is None or last.start is None:
        return None
    months = {"year": 12, "quarter": 3}.get(match["unit"], 6)
    start = days_of_unit(last.end + timedelta(days=1), "month", -months)
    return spanning(start, last.end, now.calendar)


@reads(
    r"(?:the |within the |in the )?(?:next|coming|following) (?P<n>" + COUNT + r") "
    r"(?P<unit>day|week|month|quarter|year)s?"
)
def coming(match: re.Match[str], now: Now) -> Span:
    """`the next 30 days`."""
    count, unit = counted(match["n"]), match["unit"]
    label = f"the next {count} {unit}{'s' if count > 1 else ''}"
    if unit == "quarter" and count > 1:  # whole ones, as the last two quarters are
        start = now.calendar.holding(now.today, unit)[1] + timedelta(days=1)
        return Span(start, days_of_unit(start, "quarter", count) - timedelta(days=1), label,
                    relative=True)  # fmt: skip
    end = days_of_unit(now.today, unit, count)
    return Span(now.today + timedelta(days=1), end, label, relative=True)


@reads(
    r"(?P<unit>year|quarter|month|week)[ -]to[ -]date|(?P<short>[yqm]td)|"
    r"so far (?:this|in the) (?P<unit2>year|quarter|month|week)|"
    r"(?:this|the) (?P<unit3>year|quarter|month|week) (?:so far|to date)"
)
def to_date(match: re.Match[str], now: Now) -> Span:
    """`YTD`, `quarter to date`, `so far this month`."""
    short = {"ytd": "year", "qtd": "quarter", "mtd": "month"}.get(match["short"] or "")
    unit = short or match["unit"] or match["unit2"] or match["unit3"]
    first, _, label = now.calendar.holding(now.today, unit)
    return Span(first, now.today, f"{label} to date", relative=True)


@reads(
    r"all[ -]time|ever|overall to date|(?<!up )to date|lifetime(?! (?:values?|revenue|spend"
    r"|worth|contract))|in total to date|since we started"
    r"|since (?:the )?(?:beginning|start)(?! of)"
)
def all_time(_match: re.Match[str], now: Now) -> Span | None:
    """`all time`, `ever`, `since the beginning`."""
    return Span(None, now.today, "all time", "all")


@reads(r"(?:the )?(?:end of (?:the )?|rest of (?:the |this )?|remainder of (?:the |this )?)"
        r"(?P<unit>week|month|quarter|year)"
        r"|(?:the )?(?P<unit2>month|quarter|year)[- ]end|(?P<eo>eo[mqy])")  # fmt: skip
def rest(match: re.Match[str], now: Now) -> Span:
    """`the end of the quarter`, `the rest of the year`, `EOM`."""
    unit = (
        match["unit"]
        or match["unit2"]
        or {"eom": "month", "eoq": "quarter", "eoy": "year"}[match["eo"]]
    )
    first, last, label = now.calendar.holding(now.today, unit)
    return Span(first, last, label, unit, relative=True)
