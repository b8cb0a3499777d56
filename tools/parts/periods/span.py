"""A stretch of days, and the best name there is for it."""

from dataclasses import dataclass
from datetime import date

from tools.parts.calendars import Calendar


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both ends included; `start` None is the beginning of time."""

    start: date | None
    end: date
    label: str
    grain: str = "range"
    relative: bool = False

    @property
    def key(self) -> str:
        """The span in the one form that reads back to itself: `2017-10-01..2017-12-31`."""
        return f"{self.start.isoformat() if self.start else ''}..{self.end.isoformat()}"

    @property
    def days(self) -> int | None:
        """How many days it has; None when it has no start."""
        return None if self.start is None else (self.end - self.start).days + 1

    @property
    def dates(self) -> str:
        """The days in words: `1 Oct 2017 to 31 Dec 2017`."""
        if self.start is None:
            return f"up to {written_day(self.end)}"
        if self.start == self.end:
            return written_day(self.start)
        return f"{written_day(self.start)} to {written_day(self.end)}"


@dataclass(frozen=True, slots=True)
class Found:
    """A period in a sentence: the characters it takes and what they mean."""

    start: int
    end: int
    span: Span


def written_day(day: date) -> str:
    """A day as it is written in replies: `31 Dec 2017`."""
    return f"{day.day} {day:%b %Y}"


def spanning(start: date, end: date, fiscal_start_month: int) -> Span:
    """The span with the best name there is for its days."""
    calendar = Calendar(fiscal_start_month)
    for grain in ("year", "quarter", "month"):
        first, last, label = calendar.holding(start, grain)
        if (first, last) == (start, end):
            return Span(start, end, label, grain)
    return Span(start, end, f"{written_day(start)} to {written_day(end)}")
