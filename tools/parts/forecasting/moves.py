"""Stage entries of a company's deals as arrays."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tools.parts.forecasting.ended import Days, Numbers

MOST_SLIPS = 2


def once(known: dict[Hashable, Any], name: Hashable, look: Callable[[], Any]) -> Any:
    """What a look found; it is looked at once."""
    if name not in known:
        known[name] = look()
    return known[name]


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
        first, stop = self._bounds(deals)
        low, high = first - 1, stop
        # The moves of all deals are halved at once: the entry is at `low` or after, before `high`.
        for _ in range(int((high - low).max(initial=0)).bit_length()):
            middle = (low + high) >> 1
            known = (middle > low) & (self.day[np.maximum(middle, 0)] <= day)
            low, high = np.where(known, middle, low), np.where(known, high, middle)
        return np.where(low >= first, low, -1)

    def _bounds(self, deals: Days) -> tuple[Days, Days]:
        """Where the moves of each deal begin, and where those of the next do."""
        starts: Any = once(self._known, "starts", self._starts)
        last = len(starts) - 1
        first, stop = np.minimum(deals, last - 1), np.minimum(deals + 1, last)
        return np.asarray(starts[first]), np.asarray(starts[stop])

    @property
    def most(self) -> int:
        """The highest number of a stage."""
        found: int = once(self._known, "most", lambda: int(self.stage.max(initial=0)))
        return found

    def _starts(self) -> Days:
        # The last two are those of a deal that has no moves.
        return np.asarray(np.r_[0, np.cumsum(np.bincount(self.deal)), len(self.deal)])
