"""The same forecast at the same point of past quarters, from what was known then."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from tools.parts.forecasting.book import Book
from tools.parts.forecasting.combining import Memory, combine, same_points
from tools.parts.forecasting.methods import Window, stage_weighted

QUARTERS = 6
WHOLE = frozenset({"month", "quarter"})
"""Periods whose first day in the past is found by the calendar."""


@dataclass(frozen=True, slots=True)
class Past:
    """One past period: what was forecast for all of it then, and what came; in cents.

    `first` and `last` are its days, as ordinals.
    """

    label: str
    day: date
    expected: float
    low: float
    high: float
    real: float
    methods: dict[str, float]
    first: int
    last: int

    @property
    def error(self) -> float | None:
        """How far off, as a share of what came; positive when too high."""
        return (self.expected - self.real) / self.real if self.real > 0 else None

    @property
    def covered(self) -> bool:
        """Whether what came lay inside the 80 % interval."""
        return self.low <= self.real <= self.high


@dataclass(frozen=True, slots=True)
class Record:
    """A method's errors over the past periods, in shares of what came.

    Attributes:
        error: The mean size of the errors, weighed by what came.
        bias: Their mean, too high positive.
        n: How many periods.
    """

    error: float
    bias: float
    n: int


def back_test(
    book: Book,
    window: Window,
    period: tuple[int, str],
    memory: Memory,
    probabilities: dict[int, float],
    only: str | None = None,
) -> list[Past]:
    """Forecast past periods as they would have been forecast on the same day of them.

    Args:
        book: The deals as known today.
        window: What is being forecast.
        period: The first day of the whole period, which may have begun before today, and its
            grain: a month, a quarter, or any days.
        memory: Replays of the book.
        probabilities: The configured win rate of each stage, for the textbook's sum.
        only: The one method that is gone by.
    """  # fmt: skip
    found = []
    for back in same_points(book, window, QUARTERS):
        then = book.replayed(book.now + back)
        day, (begins, grain) = then.now, period
        first = _first_day(begins + back, window.until + back, grain, window)
        combined = combine(then, window.moved(back), memory, only)
        done = book.won_between(first - 1, day) if begins <= book.now else 0.0
        real = done + book.won_between(window.after + back, window.until + back)
        low, high = combined.interval
        told = {name: cents + done for name, cents in combined.views.cents.items()}
        told["stage_weighted"] = stage_weighted(then, probabilities) + done
        told["combined"] = combined.cents + done
        label = _label(window.until + back, window)
        found.append(
            Past(label, date.fromordinal(day), combined.cents + done, low + done, high + done,
                 real, told, first, window.until + back)
        )  # fmt: skip
    return found


def record_of(past: list[Past], method: str) -> Record | None:
    """How a method did over the past periods that it could forecast; None when there is none."""
    told = [(p.methods[method], p.real) for p in past if method in p.methods and p.real > 0]
    if not told:
        return None
    expected, real = np.array(told).T
    return Record(
        float(np.abs(expected - real).sum() / real.sum()),
        float((expected - real).sum() / real.sum()),
        len(told),
    )


def _first_day(shifted: int, last: int, grain: str, window: Window) -> int:
    """The first day of a past period: quarters and months differ in length."""
    if grain not in WHOLE:
        return shifted
    return window.calendar.holding(date.fromordinal(last), grain)[0].toordinal()


def _label(until: int, window: Window) -> str:
    _, _, label = window.calendar.holding(date.fromordinal(until), "quarter")
    return label
