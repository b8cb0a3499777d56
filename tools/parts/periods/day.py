"""Single days: `31 Dec 2017`, `yesterday`, `last Monday`."""

import re
from datetime import date, timedelta

from tools.parts.calendars import add_months, add_years, month_number, weekday_number
from tools.parts.periods.grammar import Now, one, reads
from tools.parts.periods.span import Span, no_such, written_day
from tools.parts.periods.words import DATE, DAYS, MONTHS, NTH, shift

LEAST_OF_SHORT, MOST_DAYS = 29, 31
"""Days that some months have and others lack."""


@reads(DATE)
def day(match: re.Match[str], now: Now) -> Span | None:
    """`31 Dec 2017`, `yesterday`, `last Monday`."""
    day = _read_day(match[0], now)
    if day is None:
        return _no_such_day(match[0], now)
    return Span(day, day, written_day(day), "day", relative=not any(map(str.isdigit, match[0])))


def _no_such_day(words: str, now: Now) -> Span | None:
    """`31 February`; not `40 may slip`, nor `in March 40 deals`."""
    month = re.search(MONTHS, words)
    if month is None:
        return no_such(words, now.today, f"no day is written {words}.")
    number = int(re.findall(r"\d+", words.replace(" first", " 1"))[0])
    first = words[0].isdigit() or words.startswith("the ")
    if month[0] == "may" or not (first or LEAST_OF_SHORT <= number <= MOST_DAYS):
        return None
    return no_such(words, now.today, f"{month[0].title()} has no day {number}.")


def _read_day(text: str, now: Now) -> date | None:
    named = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1, "the day before yesterday": -2}
    if text in named:
        return now.today + timedelta(days=named[text])
    weekday = re.fullmatch(rf"(?P<rel>last |this |next )?(?P<d>{DAYS})days?", text)
    if weekday:
        return _weekday(weekday["d"], (weekday["rel"] or "").strip(), now.today)
    try:
        return _dated(text, now)
    except ValueError:
        return None


def _dated(text: str, now: Now) -> date | None:
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    if iso:
        return date(*map(int, iso.groups()))
    month = re.search(MONTHS, text)
    numbers = [int(n) for n in re.findall(r"\d+", text.replace(" first", " 1"))]
    if month is None or not numbers:
        return None
    number = month_number(month[0])
    if len(numbers) > 1:
        return date(numbers[1], number, numbers[0])
    if text.endswith(" year"):
        return date(now.today.year + shift(text), number, numbers[0])
    near = date(now.today.year, number, numbers[0])
    if near > now.today and not now.ahead:
        return date(now.today.year - 1, number, numbers[0])
    return _nearest(near, now) if now.ahead else near


@reads(NTH)
def of_month(match: re.Match[str], now: Now) -> Span | None:
    """`since the 1st`, `by the 15th`: of this month, or of the last or next that has such a day."""
    if match[0] != match.string.strip() and not _LEADS.search(match.string[: match.start()]):
        return None  # "the 90th" may be a percentile
    first = now.today.replace(day=1)
    asked = match["which"] or ""
    months = [add_months(first, n) for n in ((0, 1, 2) if now.ahead else (0, -1, -2))]
    if asked in {"last", "next", "this"}:
        months = [add_months(first, {"last": -1, "next": 1}.get(asked, 0))]
    days = [d for d in (_in_month(month, int(match["n"])) for month in months) if d is not None]
    near = [d for d in days if asked or (d >= now.today if now.ahead else d <= now.today)]
    if not near:
        return None
    return Span(near[0], near[0], written_day(near[0]), "day", relative=True)


_LEADS = re.compile(r"\b(?:since|by|before|after|until|till|on|due|from|through|between|and|to) $")


def _in_month(month: date, number: int) -> date | None:
    try:
        return month.replace(day=number)
    except ValueError:
        return None


HALF_A_YEAR = 183


def _nearest(day: date, now: Now) -> date:
    """A day without a year in what is to come: one long past is the next of its kind.

    Seen from November, a deal due after 14 January is due in two months, and one due on the
    5th of November two weeks ago is overdue.
    """
    return add_years(day, 1) if (now.today - day).days > HALF_A_YEAR else day


def _weekday(name: str, relation: str, today: date) -> date:
    ago = (today.weekday() - weekday_number(name)) % 7
    if relation == "next":
        return today + timedelta(days=7 - ago)
    if relation == "last" and ago == 0:
        ago = 7
    return today - timedelta(days=ago)


@reads(
    r"(?:the )?(?:start|beginning|first(?: day)?|1st) of (?:the )?"
    rf"(?P<sub>(?:(?:last|this|next) )?(?:week|month|quarter|year)|(?:{MONTHS})(?: \d{{4}})?"
    r"|q[1-4](?: \d{4})?|20\d{2})"
)
def edge(match: re.Match[str], now: Now) -> Span | None:
    """`the start of the quarter`, `the first of the month`: the day on which it begins."""
    sub = match["sub"]
    held = one(f"this {sub}" if sub in _UNITS else sub, now)
    if held is None or held.start is None:
        return None
    return Span(held.start, held.start, written_day(held.start), "day", relative=True)


_UNITS = frozenset({"week", "month", "quarter", "year"})


@reads(r"(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<y>20\d{2})")
def slashed(match: re.Match[str], now: Now) -> Span | None:
    """`31/10/2026`; 1/10/2026 is in October to some people and in January to others."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["y"])
    try:
        days = {date(year, m, d) for d, m in ((a, b), (b, a)) if m <= MONTHS_OF_YEAR}
    except ValueError:
        return no_such(match[0], now.today, "there is no such day.")
    if len(days) != 1:
        fault = "it could be two days; write it as 2026-10-01 or 1 Oct 2026."
        return no_such(match[0], now.today, fault)
    [found] = days
    return Span(found, found, written_day(found), "day")


MONTHS_OF_YEAR = 12
