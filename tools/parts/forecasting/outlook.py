"""The forecast of a period: what is won already, what is still to come, and how sure that is."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from tools.parts.calendars import Calendar
from tools.parts.forecasting.backtest import Past, back_test
from tools.parts.forecasting.blending import Heard, blended, hear, with_commits
from tools.parts.forecasting.combining import Combined, Memory, combine
from tools.parts.forecasting.commits import Commits
from tools.parts.forecasting.methods import Window, stage_weighted
from tools.parts.forecasting.readiness import Readiness, readiness
from tools.parts.forecasting.reading import Deals
from tools.parts.forecasting.simulation import Outcomes, simulate
from tools.parts.periods import Span


@dataclass(frozen=True, slots=True)
class Outlook:
    """All that is known of a period; money in cents.

    Attributes:
        span: The period.
        window: Its days that are still to come; None when it is over.
        done: Won in it so far.
        won: The deals won in it so far, by their place in the book.
        combined: What is to come; None when it is over or the data cannot carry a forecast.
        outcomes: The draws of what is to come.
        weighted: The textbook's sum over the open pipeline.
        past: The same forecast in past quarters.
        ready: Whether the data can carry it.
        memory: Replays, for who goes into more detail.
        heard: What reps committed to, when they did.
    """

    span: Span
    window: Window | None
    done: float
    won: tuple[int, ...]
    combined: Combined | None
    outcomes: Outcomes | None
    weighted: float
    past: tuple[Past, ...]
    ready: Readiness
    memory: Memory
    heard: Heard | None = None

    @property
    def has_begun(self) -> bool:
        """Whether some of the period's days are over."""
        return self.span.start is None or self.span.start.toordinal() <= self.memory.book.now

    @property
    def expected(self) -> float:
        """Of the whole period."""
        return self.done + (self.combined.cents if self.combined else 0.0)

    @property
    def from_open(self) -> float:
        """Still to come from deals that are open."""
        return self._to_come() - self.from_new

    @property
    def from_new(self) -> float:
        """Still to come from deals that do not exist yet, in the proportion of the yield."""
        if self.combined is None or self.combined.views.yields.cents <= 0:
            return 0.0
        yields = self.combined.views.yields
        return self._to_come() * yields.new_cents / yields.cents

    def _to_come(self) -> float:
        return self.combined.cents if self.combined else 0.0


def look_ahead(
    deals: Deals,
    span: Span,
    calendar: Calendar,
    only: str | None = None,
    commits: Commits | None = None,
) -> Outlook:
    """Forecast a period from the deals of a company, or of a part of it.

    Args:
        deals: What was read.
        span: The period; it has a first day.
        calendar: Whose quarters and months are gone by.
        only: The one method to go by, or None for all together.
        commits: What reps said they would bring in.
    """
    book = deals.book
    begins = (span.start or date.fromordinal(book.begins)).toordinal()
    until = span.end.toordinal()
    inside = book.won & (book.ended >= begins) & (book.ended <= min(until, book.now))
    won = tuple(int(n) for n in np.flatnonzero(inside))
    done = float(np.nansum(book.cents[inside]))
    ready, memory = readiness(deals, calendar), Memory(book)
    weighted = stage_weighted(book, deals.probabilities)
    if until <= book.now or ready.verdict == "not ready":
        window = None if until <= book.now else _to_come(book.now, begins, until)
        return Outlook(span, window, done, won, None, None, weighted, (), ready, memory)
    window = Window(max(book.now, begins - 1), until, calendar)
    combined = combine(book, window, memory, only)
    past = back_test(book, window, (begins, span.grain or ""), memory, deals.probabilities, only)
    heard = None
    if commits and only is None:
        past = with_commits(past, commits)
        heard = hear(commits, (begins, until, book.now), past)
        combined = blended(combined, done, heard)
    return Outlook(
        span, window, done, won, combined, simulate(combined), weighted, tuple(past), ready,
        memory, heard,
    )  # fmt: skip


def _to_come(now: int, begins: int, until: int) -> Window:
    return Window(max(now, begins - 1), until)
