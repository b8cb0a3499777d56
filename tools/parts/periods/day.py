"""Single days: `31 Dec 2017`, `yesterday`, `last Monday`."""

import re
from datetime import date, timedelta

from tools.parts.calendars import month_number, weekday_number
from tools.parts.periods.grammar import Now, reads
from tools.parts.periods.span import Span, written_day
from tools.parts.periods.words import DATE, DAYS, MONTHS


@reads(DATE)
def day(match: re.Match[str], now: Now) -> Span | None:
    """`31 Dec 2017`, `yesterday`, `last Monday`."""
    day = _read_day(match[0], now)
    if day is None:
        return None
    return Span(day, day, written_day(day), "day", relative=not any(map(str.isdigit, match[0])))


def _read_day(text: str, now: Now) -> date | None:
    named = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1}
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
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    if month is None or not numbers:
        return None
    number = month_number(month[0])
    if len(numbers) > 1:
        return date(numbers[1], number, numbers[0])
    near = date(now.today.year, number, numbers[0])
    if near > now.today and not now.ahead:
        return date(now.today.year - 1, number, numbers[0])
    return near


def _weekday(name: str, relation: str, today: date) -> date:
    ago = (today.weekday() - weekday_number(name)) % 7
    if relation == "next":
        return today + timedelta(days=7 - ago)
    if relation == "last" and ago == 0:
        ago = 7
    return today - timedelta(days=ago)
