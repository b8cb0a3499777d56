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
from numpy.typing import NDArray

from tools.parts.calendars import ORDINARY, Calendar

Days = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEVER = 10_000_000
"""The last day of a deal that is open."""
_STRIDE = 1 << 24
MOST_SLIPS = 2


@dataclass(frozen=True, slots=True)
class Moves:
    """Stage entries, ordered by deal and then by day; `deal` counts from 0.

    Attributes:
        deal: Whose entry it is.
        day: When.
        stage: Into which stage.
        cents: The amount then; NaN when none was written.
        pushes: How often the promised close had been moved later by then; empty when no entry
            tells of a promise.
        promised: The promised close then; `NEVER` when there was none.
    """

    deal: Days
    day: Days
    stage: Days
    cents: Numbers
    pushes: Days = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    promised: Days = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    _known: dict[Hashable, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    def slips(self, at: Days, day: int) -> Days:
        """Broken promises behind each entry as seen on a day: pushes, and a close that is overdue.

        Two stand for two and more; -1 in `at` is no entry.
        """
        if not len(self.pushes):
            return np.zeros(len(at), dtype=np.int64)
        here = np.maximum(at, 0)
        broken = self.pushes[here] + (self.promised[here] < day)
        return np.where(at >= 0, np.minimum(broken, MOST_SLIPS), 0)

    def last_before(self, deals: Days, day: int) -> Days:
        """For each deal, the position of its last move up to a day; -1 when there is none."""
        keys = _once(self._known, "keys", lambda: self.deal * _STRIDE + self.day)
        at = np.searchsorted(keys, deals * _STRIDE + day, side="right") - 1
        known = (at >= 0) & (self.deal[np.maximum(at, 0)] == deals) if len(keys) else at >= 0
        return np.where(known, at, -1)

    def last(self, deals: Days) -> Days:
        """For each deal, the position of its last move ever; -1 when there is none."""
        ends: Days = _once(self._known, "ends", lambda: np.r_[_ends(self.deal), -1])
        return np.asarray(ends[np.minimum(deals, len(ends) - 1)])


def _ends(deal: Days) -> Days:
    """Where the moves of each deal end, by its number; -1 for a deal without any."""
    moves = np.bincount(deal)
    return np.where(moves > 0, np.cumsum(moves) - 1, -1)


def _once(known: dict[Hashable, Any], name: Hashable, look: Callable[[], Any]) -> Any:
    if name not in known:
        known[name] = look()
    return known[name]


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
    _known: dict[Hashable, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.created)

    @property
    def is_open(self) -> Flags:
        """Deals that have not ended."""
        return np.asarray(self.ended == NEVER)

    @property
    def begins(self) -> int:
        """The first day on which an end is recorded: the history is blind before it."""
        ends = self.ended[~self.is_open]
        return int(ends.min()) if len(ends) else self.now

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
            self, ended=ended, won=self.won & (ended != NEVER), cents=cents, stage=stage, now=day
        )
        return part.only(kept)

    def _as_then(self, day: int, still: Flags) -> tuple[Numbers, Days]:
        cents, stage = self.cents.copy(), self.stage.copy()
        where = np.flatnonzero(still)
        cents[where] = np.nan
        if self.moves is not None and len(where):
            at = self.last_moves(where, day)
            known = at >= 0
            cents[where[known]] = self.moves.cents[at[known]]
            stage[where] = np.where(known, self.moves.stage[np.maximum(at, 0)], -1)
        return cents, stage

    def only(self, kept: Flags) -> "Book":
        """The book of some of its deals."""
        rows: dict[str, Any] = {
            name: getattr(self, name)[kept]
            for name in ("created", "ended", "won", "cents", "price", "stage")
        }
        if self.moves is not None:
            rows["rows"] = np.flatnonzero(kept) if self.rows is None else self.rows[kept]
        return replace(self, **rows)

    def once(self, name: Hashable, look: Callable[[], Any]) -> Any:
        """What a look at the book found; it is looked at once."""
        return _once(self._known, name, look)

    def last_moves(self, where: Days, day: int | None = None) -> Days:
        """For some deals, the position of the last move up to a day, or ever; -1 for none."""
        if self.moves is None:
            return np.full(len(where), -1)
        numbers = where if self.rows is None else self.rows[where]
        return self.moves.last(numbers) if day is None else self.moves.last_before(numbers, day)

    def won_between(self, after: int, until: int) -> float:
        """Cents won after a day and up to another; unpriced wins count for what is usual."""
        inside = self.won & (self.ended > after) & (self.ended <= until)
        return float(self.value[inside].sum())

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
        known = self.won & ~np.isnan(self.cents)
        if not known.any():
            return self._listed(groups)
        sums = np.bincount(self.price[known], self.cents[known], groups)
        counts = np.bincount(self.price[known], minlength=groups)
        listed = self._listed(groups)
        asked = listed[self.price[known]]
        priced = ~np.isnan(asked)
        reached = self.cents[known][priced].sum() / asked[priced].sum() if priced.any() else 1.0
        prior = np.where(np.isnan(listed), self.cents[known].mean(), listed * reached)
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
