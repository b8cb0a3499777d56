"""Weeks, months, quarters and years, by the calendar or by a company's fiscal year."""

from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Named = tuple[date, date, str]
"""First day, last day and label."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A year that begins in `first_month`; a fiscal year is named after the year it ends in.

    >>> Calendar(2).quarter(2018, 4)
    (datetime.date(2017, 11, 1), datetime.date(2018, 1, 31), 'fiscal Q4 2018')
    """

    first_month: int = 1

    @property
    def is_fiscal(self) -> bool:
        """Whether its year differs from the calendar's."""
        return self.first_month != 1

    def year_of(self, day: date) -> int:
        """The year that a day belongs to."""
        return day.year + int(self.is_fiscal and day.month >= self.first_month)

    def starts(self, year: int) -> date:
        """The first day of a year."""
        return date(year - int(self.is_fiscal), self.first_month, 1)

    def year(self, year: int) -> Named:
        """A whole year."""
        return self._months(year, 0, 12, f"FY{year}" if self.is_fiscal else str(year))

    def half(self, year: int, number: int) -> Named:
        """A half of a year, 1 or 2."""
        return self._months(year, 6 * (number - 1), 6, f"{self._word()}H{number} {year}")

    def quarter(self, year: int, number: int) -> Named:
        """A quarter of a year, 1 to 4."""
        return self._months(year, 3 * (number - 1), 3, f"{self._word()}Q{number} {year}")

    def month(self, year: int, number: int) -> Named:
        """A month of the ordinary calendar, 1 to 12."""
        first = date(year, number, 1)
        return first, add_months(first, 1) - timedelta(days=1), f"{first:%B %Y}"

    def week(self, day: date) -> Named:
        """The week that holds a day, Monday to Sunday."""
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6), f"the week of {first.day} {first:%b %Y}"

    def holding(self, day: date, grain: str) -> Named:
        """The day, week, month, quarter, half or year that holds a day."""
        if grain == "day":
            return day, day, f"{day.day} {day:%b %Y}"
        if grain == "week":
            return self.week(day)
        if grain == "month":
            return self.month(day.year, day.month)
        year = self.year_of(day)
        if grain == "year":
            return self.year(year)
        into = (day.month - self.first_month) % 12
        if grain == "half":
            return self.half(year, into // 6 + 1)
        return self.quarter(year, into // 3 + 1)

    def _word(self) -> str:
        return "fiscal " if self.is_fiscal else ""

    def _months(self, year: int, skip: int, length: int, label: str) -> Named:
        first = add_months(self.starts(year), skip)
        return first, add_months(first, length) - timedelta(days=1), label


def add_months(day: date, months: int) -> date:
    """The same day some months later; the last day of a shorter month.

    >>> add_months(date(2017, 1, 31), 1)
    datetime.date(2017, 2, 28)
    """
    whole = day.year * 12 + day.month - 1 + months
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, _length(year, month)))


def add_years(day: date, years: int) -> date:
    """The same day some years later; 28 February for a leap day."""
    return add_months(day, 12 * years)


def days_of_unit(day: date, unit: str, count: int) -> date:
    """The day `count` days, weeks, months, quarters or years away."""
    if unit in {"day", "week"}:
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    months = {"month": 1, "quarter": 3, "qtr": 3, "year": 12}[unit]
    return add_months(day, count * months)


def month_number(name: str) -> int:
    """A month's number from its name or the start of it."""
    return _MONTHS.index(name[:3].lower()) + 1


def weekday_number(name: str) -> int:
    """A weekday's number, Monday 0, from its name or the start of it."""
    return _DAYS.index(name[:3].lower())


def _length(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day
