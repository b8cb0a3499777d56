"""A stretch of days, and the best name there is for it."""

from dataclasses import dataclass
from datetime import date

from tools.parts.calendars import Calendar, as_calendar


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both ends included; `start` None is the beginning of time.

    Words that look like a period and cannot be one, such as 31 February, give a span with a
    `fault`, whose key is the words: whoever resolves it is told what is wrong with them.
    """

    start: date | None
    end: date
    label: str
    grain: str = "range"
    relative: bool = False
    fault: str = ""

    @property
    def key(self) -> str:
        """The span in the one form that reads back to itself: `2017-10-01..2017-12-31`."""
        if self.fault:
            return self.label
        return f"{self.start.isoformat() if self.start else ''}..{self.end.isoformat()}"

    @property
    def days(self) -> int | None:
        """How many days it has; None when it has no start."""
        return None if self.start is None else (self.end - self.start).days + 1

    def kept(self) -> dict[str, str | None]:
        """The period as a receipt keeps it: its label, first and last day."""
        start = None if self.start is None else self.start.isoformat()
        return {"label": self.label, "start": start, "end": self.end.isoformat()}

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


def no_such(words: str, today: date, fault: str) -> Span:
    """Words that name a period which does not exist, and why it does not."""
    return Span(None, today, words, fault=fault)


def written_day(day: date) -> str:
    """A day as it is written in replies: `31 Dec 2017`."""
    return f"{day.day} {day:%b %Y}"


def spanning(start: date, end: date, calendar: Calendar | int) -> Span:
    """The span with the best name there is for its days."""
    own = as_calendar(calendar)
    for grain in ("year", "half", "quarter", "month"):
        first, last, label = own.holding(start, grain)
        if (first, last) == (start, end):
            return Span(start, end, label, grain)
    return Span(start, end, f"{written_day(start)} to {written_day(end)}")
