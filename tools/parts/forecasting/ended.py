"""Deals that are over, in the order of their ends: what was known on a day is the front of them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

MOST_DAYS = 100_000
"""Ages beyond this many days are not counted one by one."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Columns of deals that were won or lost, the earliest end first.

    Attributes:
        at: Their places in the book.
        created: First days.
        ended: Last days; they never fall.
        ages: Days between the two.
        won: Whether each was won.
        cents: Final amounts; NaN where nobody wrote one.
        price: Which deals are alike in price.
        stage: The stages they ended in, by number.
    """

    at: Days
    created: Days
    ended: Days
    ages: Days
    won: Flags
    cents: Numbers
    price: Days
    stage: Days

    def __len__(self) -> int:
        return len(self.ended)

    def until(self, day: int) -> "Ended":
        """Those that were over at the close of a day."""
        return self.between(None, day)

    def between(self, after: int | None, until: int) -> "Ended":
        """Those that ended after a day and up to another."""
        first = 0 if after is None else int(np.searchsorted(self.ended, after, side="right"))
        return self._part(slice(first, int(np.searchsorted(self.ended, until, side="right"))))

    def wins(self) -> "Ended":
        """Those that were won."""
        return self._part(np.flatnonzero(self.won))

    def priced(self) -> "Ended":
        """Those with an amount."""
        known = ~np.isnan(self.cents)
        return self if known.all() else self._part(np.flatnonzero(known))

    def numbered(self) -> "Ended":
        """The same deals as the front of a book of their own."""
        return replace(self, at=np.arange(len(self)))

    def _part(self, here: "slice | Days") -> "Ended":
        return Ended(*(getattr(self, each.name)[here] for each in fields(self)))


def in_order(over: Flags, columns: Mapping[str, Any]) -> Ended:
    """The deals of a book that are over, by their ends.

    Args:
        over: Which they are.
        columns: What is known of all, by the names of `Ended`.
    """
    at = np.flatnonzero(over)
    at = at[np.argsort(columns["ended"][at], kind="stable")]
    mine = {name: column[at] for name, column in columns.items()}
    return Ended(at=at, ages=mine["ended"] - mine["created"], **mine)


def by_day(deals: Ended) -> tuple[Days, Days]:
    """Every day from the first end to the last, and how many deals ended on each."""
    if not len(deals):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    first, last = int(deals.ended[0]), int(deals.ended[-1])
    return np.arange(first, last + 1), np.bincount(deals.ended - first)


def age_quantiles(ages: Days, shares: list[float]) -> Numbers:
    """Quantiles of whole days, as `numpy.quantile` has them, by counting instead of sorting.

    >>> age_quantiles(np.array([3, 9, 4, 6]), [0.5, 0.75]).tolist()
    [5.0, 6.75]
    """
    if not len(ages) or ages.min() < 0 or ages.max() > len(ages) + MOST_DAYS:
        return np.asarray(np.quantile(ages, shares))
    counted = np.cumsum(np.bincount(ages))
    place = np.array(shares) * (len(ages) - 1)
    below = np.floor(place).astype(np.int64)
    low = np.searchsorted(counted, below, side="right").astype(np.float64)
    high = np.searchsorted(counted, np.minimum(below + 1, len(ages) - 1), side="right")
    part = place - below
    # The nearer end is where numpy starts from; so the last digit is its own too.
    near = np.where(part < 0.5, low + (high - low) * part, high - (high - low) * (1 - part))  # noqa: PLR2004 - the half
    return np.asarray(near)


def known_again(codes: Days) -> tuple[Days, Days]:
    """The distinct numbers among small ones, and for each the place of its own among them.

    >>> [part.tolist() for part in known_again(np.array([7, 2, 7]))]
    [[2, 7], [1, 0, 1]]
    """
    there = np.bincount(codes) > 0
    places = np.cumsum(there) - 1
    return np.flatnonzero(there), places[codes]
