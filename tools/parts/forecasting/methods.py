"""The ways to forecast a window, side by side. Each knows only what its book knows.

A window is the days after `after` up to `until`; amounts are cents.
"""

from dataclasses import dataclass

import numpy as np

from tools.parts.calendars import ORDINARY, Calendar
from tools.parts.forecasting.book import Book, quarter_ends
from tools.parts.forecasting.bookings import bookings
from tools.parts.forecasting.ended import known_again
from tools.parts.forecasting.survival import survival
from tools.parts.forecasting.yields import Yield, historical_yield

RUN_RATE_DAYS = 91
SHORT_RUN_DAYS = 28
LEAST_DAYS = 42
"""History below which no run rate is taken."""


@dataclass(frozen=True, slots=True)
class Window:
    """What is asked for: the days after `after` up to `until`, seen by a company's calendar."""

    after: int
    until: int
    calendar: Calendar = ORDINARY

    @property
    def days(self) -> int:
        """How long it is."""
        return self.until - self.after

    def moved(self, days: int) -> "Window":
        """The same window some days later, or earlier when negative."""
        return Window(self.after + days, self.until + days, self.calendar)


@dataclass(frozen=True, slots=True)
class Views:
    """Every method's expectation of one window, by name, and the yield they share."""

    cents: dict[str, float]
    yields: Yield


def views(book: Book, window: Window) -> Views:
    """What every method that the history allows expects of the window."""
    expected = historical_yield(book, window.after, window.until, window.calendar)
    cents = {"historical_yield": expected.cents}
    known = book.now - book.begins + 1
    if known >= LEAST_DAYS:
        cents["run_rate"] = _run_rate(book, window, min(RUN_RATE_DAYS, known))
        cents["short_run"] = _run_rate(book, window, SHORT_RUN_DAYS)
    others = {
        "survival": survival(book, window.after, window.until, window.calendar),
        "bookings": bookings(book, window.after, window.until),
        "last_quarter": _same_window(book, window, 1),
        "last_year": _same_window(book, window, 4),
    }
    cents |= {name: told for name, told in others.items() if told is not None}
    return Views(cents, expected)


def _run_rate(book: Book, window: Window, days: int) -> float:
    """The daily takings of late, for as many days as the window has."""
    return book.won_between(book.now - days, book.now) / days * window.days


def _same_window(book: Book, window: Window, quarters: int) -> float | None:
    """The takings of the same days some quarters ago, when the history holds them whole.

    A year ago is brought to today's level by how the last quarter compares with its own.
    """
    end = quarter_ends(window.until, window.calendar)
    then = end
    for _ in range(quarters):
        then = quarter_ends(then - 100, window.calendar)
    back = window.moved(then - end)
    if back.after < book.begins - 1 or back.until > book.now:
        return None
    same = book.won_between(back.after, back.until)
    return same if quarters == 1 else same * _growth(book, end - then)


def _growth(book: Book, days: int) -> float:
    """The last quarter against the same days a year before, kept within a half and double."""
    before = book.won_between(book.now - RUN_RATE_DAYS - days, book.now - days)
    lately = book.won_between(book.now - RUN_RATE_DAYS, book.now)
    if book.now - RUN_RATE_DAYS - days < book.begins - 1 or before <= 0:
        return 1.0
    return float(np.clip(lately / before, 0.5, 2.0))


def stage_weighted(book: Book, probabilities: dict[int, float]) -> float:
    """The textbook sum: every open deal times a win rate, whenever it may close.

    Args:
        book: The deals.
        probabilities: The configured chance of each stage; a stage without one takes the share
            of all ended deals that were won.
    """
    flat = len(book.wins) / len(book.past) if len(book.past) else 0.0
    here = book.open_on(book.now)
    stages, whose = known_again(book.stage[here] + 1)  # a stage that is not known is -1
    rates = np.array([probabilities.get(int(stage) - 1, flat) for stage in stages])
    return float((rates[whose] * np.nan_to_num(book.value[here])).sum())
