"""Days that people call by name: `Easter`, `Black Friday`, `the new year`.

Only those that fall on one day wherever they are kept, or that one country alone calls so.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from tools.parts.periods.grammar import Now, reads
from tools.parts.periods.span import Span, written_day
from tools.parts.periods.words import HOLIDAY, shift


def _easter(year: int) -> date:
    """Western Easter Sunday, by the anonymous Gregorian computus.

    >>> _easter(2024).isoformat(), _easter(2026).isoformat()
    ('2024-03-31', '2026-04-05')
    """
    golden, century, rest = year % 19, year // 100, year % 100
    moon = 19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    moon %= 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    """A weekday of a month counted from its start: the fourth Thursday of November."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _last_monday_of_may(year: int) -> date:
    return date(year, 5, 31) - timedelta(days=date(year, 5, 31).weekday())


def _after(day: Callable[[int], date], days: int) -> Callable[[int], date]:
    return lambda year: day(year) + timedelta(days=days)


def _thanksgiving(year: int) -> date:
    return _nth(year, 11, 3, 4)


_DAYS: dict[str, Callable[[int], date]] = {
    "new year's eve": lambda year: date(year, 12, 31),
    "new year": lambda year: date(year, 1, 1),
    "valentine": lambda year: date(year, 2, 14),
    "good friday": _after(_easter, -2),
    "easter monday": _after(_easter, 1),
    "easter": _easter,
    "memorial day": _last_monday_of_may,
    "labor day": lambda year: _nth(year, 9, 0, 1),
    "halloween": lambda year: date(year, 10, 31),
    "black friday": _after(_thanksgiving, 1),
    "cyber monday": _after(_thanksgiving, 4),
    "thanksgiving": _thanksgiving,
    "christmas eve": lambda year: date(year, 12, 24),
    "christmas": lambda year: date(year, 12, 25),
    "xmas": lambda year: date(year, 12, 25),
    "boxing day": lambda year: date(year, 12, 26),
}


@reads(HOLIDAY)
def holiday(match: re.Match[str], now: Now) -> Span | None:
    """The latest such day that has been, or the next one where the words look ahead."""
    said = match["rel"] or match["ry"] or ""
    if _is_name(match):
        return None
    of_year = next(day for name, day in _DAYS.items() if match["h"].startswith(name))
    this, today = now.today.year, now.today
    if match["y"]:
        found = of_year(int(match["y"]))
    elif match["ry"]:
        found = of_year(this + shift(said))
    elif (now.ahead and "last" not in said) or "next" in said or "this" in said:
        found = next(d for d in map(of_year, (this, this + 1)) if d >= today)
    else:
        found = next(d for d in map(of_year, (this, this - 1)) if d <= today)
    return Span(found, found, written_day(found), "day", relative=True)


def _is_name(match: re.Match[str]) -> bool:
    """Whether `new year` is no day here: `new year deals`, unlike `before new year`."""
    return match["h"] == "new year" and match[0] != match.string.strip()
