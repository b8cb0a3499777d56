"""A company's deals as arrays, and the same deals as they were known on an earlier day.

Days are ordinals (`date.toordinal`), money is float cents: a forecast is an estimate, and its
figures become exact cents again when they are written down.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from tools.parts.calendars import ORDINARY, Calendar
from tools.parts.forecasting.ended import Days, Ended, Flags, Numbers, in_order
from tools.parts.forecasting.moves import MOST_SLIPS, Moves, once

__all__ = ["MOST_SLIPS", "NEVER", "Book", "Days", "Flags", "Moves", "Numbers", "quarter_ends"]

NEVER = 10_000_000
"""The last day of a deal that is open."""


@dataclass(frozen=True, slots=True)
class Book:
    """Dated deals: when they began, when and how they ended, what they are worth.

    Attributes:
        created: First day in the pipeline.
        ended: The day it was won or lost; `NEVER` while it is open.
        won: Whether it was won.
        cents: Its amount as it stands now; NaN when nobody wrote one.
        price: Which deals are alike in price: a product or a segment, by number.
        stage: The stage it is in now, by number.
        moves: The history of stages, when it is kept for most deals.
        now: The last day that is known.
        listed: For each price group, its list price in cents; NaN where there is none.
        rows: The number that the moves call each deal by; its place, when that is the same.
        over: How many deals at the front have ended, in the order of their ends; 0 when the deals
            are in another order.
    """

    created: Days
    ended: Days
    won: Flags
    cents: Numbers
    price: Days
    stage: Days
    moves: Moves | None
    now: int
    listed: Numbers = field(default_factory=lambda: np.zeros(0))
    rows: Days | None = None
    over: int = 0
    _known: dict[Hashable, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.created)

    @property
    def is_open(self) -> Flags:
        """Deals that have not ended."""
        found: Flags = self.once("open", lambda: self.ended == NEVER)
        return found

    @property
    def begins(self) -> int:
        """The first day on which an end is recorded: the history is blind before it."""
        return int(self.past.ended[0]) if len(self.past) else self.now

    @property
    def past(self) -> Ended:
        """The deals that have ended."""

        def look() -> Ended:
            names = ("created", "ended", "won", "cents", "price", "stage")
            return in_order(~self.is_open, {name: getattr(self, name) for name in names})

        found: Ended = self.once("past", look)
        return found

    @property
    def wins(self) -> Ended:
        """The deals that were won."""
        found: Ended = self.once("wins", self.past.wins)
        return found

    def open_on(self, day: int) -> Days:
        """The places of the deals that were open at the close of a day."""
        first = int(np.searchsorted(self.ended[: self.over], day, side="right"))
        here = (self.created[first:] <= day) & (self.ended[first:] > day)
        return np.asarray(first + np.flatnonzero(here))

    def since(self, day: int) -> "Days | slice":
        """The places of the deals that are open, or ended on a day or later."""
        if self.over:
            return slice(int(np.searchsorted(self.ended[: self.over], day, side="left")), None)
        found: Days = self.once(("since", day), lambda: np.flatnonzero(self.ended >= day))
        return found

    def seen_on(self, day: int) -> "Book":
        """The book as it was known at the close of an earlier day.

        What happened later is not there: later deals are gone, later ends are open again, and an
        amount is the one of the last stage entry up to then, or unknown.
        """
        kept = self.created <= day
        ended = np.where(self.ended <= day, self.ended, NEVER)
        still = kept & (ended == NEVER)
        cents, stage = self._as_then(day, still)
        part = replace(
            self, ended=ended, won=self.won & (ended != NEVER), cents=cents, stage=stage, now=day,
            over=0,
        )  # fmt: skip
        return part.only(kept)

    def replayed(self, day: int) -> "Book":
        """The same as `seen_on`, with the deals that had ended first: many replays ask for it."""
        past, still = self.past.until(day), self.open_on(day)
        cents, stage = self._open_then(day, still)
        both, here = np.concatenate, np.concatenate([past.at, still])
        then = replace(
            self, now=day, over=len(past), rows=here if self.rows is None else self.rows[here],
            created=both([past.created, self.created[still]]),
            ended=both([past.ended, np.full(len(still), NEVER)]),
            won=both([past.won, np.zeros(len(still), dtype=bool)]),
            cents=both([past.cents, cents]), price=both([past.price, self.price[still]]),
            stage=both([past.stage, stage]),
        )  # fmt: skip
        then.once("past", past.numbered)
        then.once("wins", lambda: self.wins.until(day))
        return then

    def _as_then(self, day: int, still: Flags) -> tuple[Numbers, Days]:
        cents, stage = self.cents.copy(), self.stage.copy()
        where = np.flatnonzero(still)
        cents[where], stage[where] = self._open_then(day, where)
        return cents, stage

    def _open_then(self, day: int, where: Days) -> tuple[Numbers, Days]:
        """The amounts and stages of deals that were open on a day, as they were written then."""
        if self.moves is None or not len(where):
            return np.full(len(where), np.nan), self.stage[where]
        at = self.last_moves(where, day)
        entry = np.maximum(at, 0)
        return (
            np.where(at >= 0, self.moves.cents[entry], np.nan),
            np.where(at >= 0, self.moves.stage[entry], -1),
        )

    def only(self, kept: Flags) -> "Book":
        """The book of some of its deals."""
        rows: dict[str, Any] = {
            name: getattr(self, name)[kept]
            for name in ("created", "ended", "won", "cents", "price", "stage")
        }
        if self.moves is not None:
            rows["rows"] = np.flatnonzero(kept) if self.rows is None else self.rows[kept]
        return replace(self, **rows, over=int(kept[: self.over].sum()))

    def once(self, name: Hashable, look: Callable[[], Any]) -> Any:
        """What a look at the book found; it is looked at once."""
        return once(self._known, name, look)

    def last_moves(self, where: Days, day: int) -> Days:
        """For some deals, the position of the last move up to a day; -1 for none."""
        if self.moves is None:
            return np.full(len(where), -1)
        numbers = where if self.rows is None else self.rows[where]
        return self.moves.last_before(numbers, day)

    def won_between(self, after: int, until: int) -> float:
        """Cents won after a day and up to another; unpriced wins count for what is usual."""
        return float(self.worth(self.wins.between(after, until)).sum())

    def worth(self, deals: Ended) -> Numbers:
        """The amounts of ended deals, usual ones where none was written."""
        return np.where(np.isnan(deals.cents), self.usual_cents[deals.price], deals.cents)

    @property
    def value(self) -> Numbers:
        """Each deal's amount, or the mean won amount of deals alike in price."""

        def look() -> Numbers:
            return np.where(np.isnan(self.cents), self.usual_cents[self.price], self.cents)

        found: Numbers = self.once("value", look)
        return found

    @property
    def usual_cents(self) -> Numbers:
        """The mean won amount of each price group, leaning on what is known of it when few.

        It leans on its list price, as far as list prices are usually reached, else on the mean of
        all won deals.
        """
        found: Numbers = self.once("usual_cents", self._usual_cents)
        return found

    def _usual_cents(self) -> Numbers:
        groups = int(self.price.max()) + 1 if len(self) else 1
        wins = self.wins.priced()
        if not len(wins):
            return self._listed(groups)
        sums = np.bincount(wins.price, wins.cents, groups)
        counts = np.bincount(wins.price, minlength=groups)
        listed = self._listed(groups)
        asked = listed[wins.price]
        priced = ~np.isnan(asked)
        reached = wins.cents[priced].sum() / asked[priced].sum() if priced.any() else 1.0
        prior = np.where(np.isnan(listed), wins.cents.mean(), listed * reached)
        return np.asarray((sums + LEAN * prior) / (counts + LEAN))

    def _listed(self, groups: int) -> Numbers:
        found = np.full(groups, np.nan)
        found[: len(self.listed)] = self.listed[:groups]
        return found


LEAN = 5
"""How many deals of the overall mean a price group's own mean is mixed with."""


@lru_cache(maxsize=50_000)
def quarter_ends(day: int, calendar: Calendar = ORDINARY) -> int:
    """The last day of the quarter that a day is in.

    >>> date.fromordinal(quarter_ends(date(2026, 11, 20).toordinal())).isoformat()
    '2026-12-31'
    """
    return calendar.holding(date.fromordinal(day), "quarter")[1].toordinal()
