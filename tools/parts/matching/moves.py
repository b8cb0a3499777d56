"""Which records of an earlier run are still there, told by what they hold."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tools.parts.matching.encode import Codes, Flags
from tools.parts.matching.sheet import Rows


@dataclass(frozen=True)
class Moves:
    """What has changed: for each earlier record its row now (-1: gone), and the fresh rows."""

    now: Codes
    fresh: Rows

    @cached_property
    def gone(self) -> Flags:
        """The earlier records that are no more, or changed."""
        return np.asarray(self.now < 0)

    @property
    def share(self) -> float:
        """How much has changed, for one record that there was."""
        return max(int(self.gone.sum()), len(self.fresh)) / max(len(self.now), 1)

    @cached_property
    def source(self) -> Rows:
        """For each row now, its earlier row, or the earlier size and its place among the fresh."""
        size = len(self.now)
        kept = np.flatnonzero(self.now >= 0)
        source = np.empty(len(kept) + len(self.fresh), np.int64)
        source[self.now[kept]] = kept
        source[self.fresh] = size + np.arange(len(self.fresh))
        return source

    @cached_property
    def place(self) -> Codes:
        """For each earlier record, and then for each fresh one, its row now; -1: it is gone."""
        return np.concatenate([self.now, self.fresh.astype(np.int32)])


def moves(was: NDArray[np.uint64], mark: NDArray[np.uint64]) -> Moves:
    """Which records are as they were, told by what they hold.

    Args:
        was: The number of what each earlier record held.
        mark: The same for each record now.
    """
    now = np.full(len(was), -1, np.int32)
    shared = min(len(was), len(mark))
    same = np.flatnonzero(was[:shared] == mark[:shared])
    now[same] = same
    left = np.ones(len(mark), np.bool_)
    left[same] = False
    old, new = np.flatnonzero(now < 0), np.flatnonzero(left)
    old, new = old[np.argsort(was[old], kind="stable")], new[np.argsort(mark[new], kind="stable")]
    # The n-th of several alike stays the n-th of them.
    one, two = _counted(was[old]), _counted(mark[new])
    _, at, into = np.intersect1d(one, two, assume_unique=True, return_indices=True)
    now[old[at]] = new[into]
    left[new[into]] = False
    return Moves(now, np.flatnonzero(left))


def _counted(ordered: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Numbers in order, the n-th of several alike made different from the first."""
    begins = np.ones(len(ordered), np.bool_)
    begins[1:] = ordered[1:] != ordered[:-1]
    first = np.flatnonzero(begins)
    nth = np.arange(len(ordered)) - np.repeat(first, np.diff(np.r_[first, len(ordered)]))
    return np.asarray(ordered + nth.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
