"""Matching once more: only what has changed since the run that the weights were learnt in.

The weights, the frequencies of values, what short forms stand for and which domain a company
usually has are kept from that run. Under them the outcome is that of matching everything.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tools.parts.matching.blocking import Key, distinct, packed
from tools.parts.matching.earlier import Earlier
from tools.parts.matching.encode import Codes, Flags
from tools.parts.matching.engine import Said, scored_here
from tools.parts.matching.grouping import Grouping, Labels, Scored, Tiers, numbers
from tools.parts.matching.moves import Moves
from tools.parts.matching.outcome import Matches
from tools.parts.matching.partners import NOT_ONE, Block, Changes, Doubtful, made, still
from tools.parts.matching.patchwork import Patchwork, recount
from tools.parts.matching.sheet import Rows, Sheet
from tools.parts.matching.splicing import Splice

MOVED = 0.05
"""The share of records that may have changed before everything is learnt anew."""


class Once(NamedTuple):
    """Some records, and what is said and wanted of them, for one run."""

    frame: pl.DataFrame
    mark: NDArray[np.uint64]
    said: Said
    tiers: Tiers


def match_again(earlier: Earlier, moved: Moves, once: Once) -> Matches:
    """Match what has changed, and keep the rest."""
    fresh = earlier.read(once.frame[moved.fresh])
    counted = recount(earlier, fresh, moved.gone)
    patched = Patchwork(earlier, counted.worth, counted.fresh, moved.source)
    judge = Remembered(lambda left, right: scored_here(patched, earlier.model, left, right))
    grouping = Grouping(judge, numbers(once.said.apart), once.tiers, once.mark)
    splice = Splice.of(earlier, moved, counted.touched, _pairs(earlier, moved, fresh), grouping)
    if once.tiers == earlier.tiers:
        touched = splice.touched | _newly_said(earlier, moved, grouping)
        labels = _carried(earlier, moved)
        if touched.any():
            labels = grouping.regrouped(splice.strong, touched, *labels)
    else:
        labels = grouping.grouped(splice.judged())
    return Matches(patched, earlier.model, splice.judged, grouping.links, *labels)


@dataclass
class Remembered:
    """A judge that is not asked twice in a row: both tiers ask of much the same pairs."""

    judge: Callable[[Codes, Codes], Scored]
    pairs: Rows = field(default_factory=lambda: np.zeros(0, np.int64))
    scored: Scored = field(
        default_factory=lambda: (np.zeros(0, np.float32), np.zeros(0, bool), np.zeros(0, bool))
    )

    def __call__(self, left: Codes, right: Codes) -> Scored:
        """Judge pairs."""
        pairs = packed(left, right)
        known = np.isin(pairs, self.pairs)
        if not known.all():
            rest = np.flatnonzero(~known)
            found = self.judge(left[rest], right[rest])
            every = np.r_[self.pairs, pairs[rest]]
            order = np.argsort(every, kind="stable")
            was, self.pairs = self.scored, every[order]
            self.scored = (np.r_[was[0], found[0]][order], np.r_[was[1], found[1]][order],
                           np.r_[was[2], found[2]][order])  # fmt: skip
        at = np.searchsorted(self.pairs, pairs)
        return self.scored[0][at], self.scored[1][at], self.scored[2][at]


def _pairs(earlier: Earlier, moved: Moves, fresh: Sheet) -> tuple[Rows, Doubtful]:
    """The pairs there are now because of the changes, and earlier ones that may be no more."""
    gone = np.flatnonzero(moved.gone)
    if len(gone) == 0 and fresh.size == 0:
        return gone, NOT_ONE
    keys = _keys(earlier, earlier.sheet.pick(gone).beside(fresh))
    blocks = [
        Block.of(block, *_parted(numbers_, len(gone), fresh.size), fresh.size)
        for block, numbers_ in zip(earlier.blocks, keys, strict=True)
    ]
    found, doubtful = made(blocks, Changes(moved.gone, fresh.size))

    def lost(pairs: Rows) -> Flags:
        rows = distinct(np.concatenate([pairs >> 32, pairs & _LOW]))
        return ~still(pairs, blocks, rows, _keys(earlier, earlier.sheet.pick(rows)))

    return found, Doubtful(doubtful, lost)


_LOW = 0xFFFFFFFF


def _parted(numbers_: Key, gone: int, fresh: int) -> tuple[Key, Key]:
    """A key's numbers in the records that are gone, and in the fresh ones."""
    slots = numbers_.reshape(-1, gone + fresh)
    return slots[:, :gone].ravel(), slots[:, gone:].ravel()


def _keys(earlier: Earlier, sheet: Sheet) -> list[Key]:
    return [numbers_ for numbers_, _ in earlier.subject(sheet).shared()]


def _newly_said(earlier: Earlier, moved: Moves, grouping: Grouping) -> Flags:
    """The records of pairs that are said to differ now and were not before, or the reverse."""
    touched = np.zeros(len(grouping.mark), np.bool_)
    was = earlier.apart
    one, two = moved.now[was >> 32], moved.now[was & _LOW]
    known = (one >= 0) & (two >= 0)
    pairs = np.setxor1d(packed(one[known], two[known]), grouping.apart)
    touched[pairs >> 32] = touched[pairs & _LOW] = True
    return touched


def _carried(earlier: Earlier, moved: Moves) -> tuple[Labels, Labels]:
    """The earlier groups; each fresh record in one of its own."""
    kept = np.flatnonzero(moved.now >= 0)
    size = len(kept) + len(moved.fresh)

    def carried(label: Labels) -> Labels:
        mine = np.empty(size, np.int64)
        mine[moved.now[kept]] = label[kept]
        mine[moved.fresh] = len(moved.now) + np.arange(len(moved.fresh))
        return mine

    safe, likely = earlier.labels
    return carried(safe), carried(likely)
