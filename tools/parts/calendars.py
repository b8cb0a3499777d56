"""Weeks, months, quarters and years, by the calendar or by a company's fiscal year."""

from dataclasses import dataclass
from datetime import date, timedelta

from store.people import Workspace

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Named = tuple[date, date, str]
"""First day, last day and label."""
HALF_A_WEEK = 4
PATTERNS = ("4-4-5", "4-5-4", "5-4-4")
"""The ways of dividing the thirteen weeks of a quarter."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A year that begins in `first_month`; a fiscal year is named after the year it ends in.

    With `weeks`, such as `4-4-5`, a quarter is thirteen weeks, its periods are so many weeks long,
    and the year begins on the Monday nearest to the first of `first_month`. Where the next year
    begins a week later than 52 weeks would, the last period has one week more.

    >>> Calendar(2).quarter(2018, 4)
    (datetime.date(2017, 11, 1), datetime.date(2018, 1, 31), 'fiscal Q4 2018')
    >>> Calendar(2, "4-5-4").month(2027, 1)
    (datetime.date(2026, 2, 2), datetime.date(2026, 3, 1), 'fiscal P1 2027')
    """

    first_month: int = 1
    weeks: str | None = None

    @property
    def is_fiscal(self) -> bool:
        """Whether its year differs from the calendar's."""
        return self.first_month != 1 or self.weeks is not None

    def year_of(self, day: date) -> int:
        """The year that a day belongs to."""
        if self.weeks is None:
            return day.year + int(self.is_fiscal and day.month >= self.first_month)
        near = day.year + self._ahead
        return next(y for y in (near + 1, near, near - 1) if self.starts(y) <= day)

    def starts(self, year: int) -> date:
        """The first day of a year."""
        first = date(year - self._ahead, self.first_month, 1)
        if self.weeks is None:
            return first
        back = first.weekday()
        return first - timedelta(days=back if back < HALF_A_WEEK else back - 7)

    def year(self, year: int) -> Named:
        """A whole year."""
        return self._part(year, 0, 12, f"FY{year}" if self.is_fiscal else str(year))

    def half(self, year: int, number: int) -> Named:
        """A half of a year, 1 or 2."""
        return self._part(year, 6 * (number - 1), 6, f"{self._word()}H{number} {year}")

    def quarter(self, year: int, number: int) -> Named:
        """A quarter of a year, 1 to 4."""
        return self._part(year, 3 * (number - 1), 3, f"{self._word()}Q{number} {year}")

    def month(self, year: int, number: int) -> Named:
        """A month of the ordinary calendar, 1 to 12; with weeks, a period of the fiscal year."""
        if self.weeks is not None:
            return self._part(year, number - 1, 1, f"fiscal P{number} {year}")
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
        if grain == "month" and self.weeks is None:
            return self.month(day.year, day.month)
        year = self.year_of(day)
        if grain == "year":
            return self.year(year)
        into = self._into(day, year)
        if grain == "half":
            return self.half(year, into // 6 + 1)
        return (
            self.quarter(year, into // 3 + 1) if grain == "quarter" else self.month(year, into + 1)
        )

    def a_year_before(self, day: date, grain: str) -> Named:
        """The same half, quarter, month or week of the year before the one that holds a day."""
        year = self.year_of(day)
        if grain == "year":
            return self.year(year - 1)
        into = self._into(day, year)
        length = {"half": 6, "quarter": 3, "month": 1}[grain]
        return self.holding(self._edge(year - 1, into - into % length), grain)

    @property
    def _ahead(self) -> int:
        """How many years a fiscal year's name is ahead of the year that it begins in."""
        return int(self.first_month != 1)

    def _into(self, day: date, year: int) -> int:
        """How many months or periods of the year have passed before the one that holds a day."""
        if self.weeks is None:
            return (day.month - self.first_month) % 12
        return max(n for n in range(12) if self._edge(year, n) <= day)

    def _word(self) -> str:
        return "fiscal " if self.is_fiscal else ""

    def _part(self, year: int, skip: int, length: int, label: str) -> Named:
        following = self._edge(year, skip + length)
        return self._edge(year, skip), following - timedelta(days=1), label

    def _edge(self, year: int, periods: int) -> date:
        """The first day after so many months or periods of a year."""
        if self.weeks is None:
            return add_months(self.starts(year), periods)
        if periods == 12:  # noqa: PLR2004 - the periods of a year; the 53rd week is the last one's
            return self.starts(year + 1)
        lengths = [int(n) for n in self.weeks.split("-")]
        passed = sum(lengths[n % 3] for n in range(periods))
        return self.starts(year) + timedelta(weeks=passed)


ORDINARY = Calendar()
"""Calendar months, and a year that begins in January."""


def as_calendar(calendar: "Calendar | int") -> Calendar:
    """The calendar itself; for a number, the one whose year begins in that month."""
    return Calendar(calendar) if isinstance(calendar, int) else calendar


def calendar_for(workspace: Workspace) -> Calendar:
    """The calendar of a company."""
    return Calendar(workspace.fiscal_start_month, workspace.fiscal_weeks)


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
