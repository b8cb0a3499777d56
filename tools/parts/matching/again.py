"""Matching once more: only what has changed since the run that the weights were learnt in.

The weights, the frequencies of values, what short forms stand for and which domain a company
usually has are kept from that run. Under them the outcome is that of matching everything.
"""

from collections.abc import Callable, Iterator
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
from tools.parts.matching.sheet import Addition, Rows, Sheet
from tools.parts.matching.splicing import Splice, places

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
    grouping = Grouping(
        Remembered(lambda left, right: scored_here(patched, earlier.model, left, right)),
        numbers(once.said.apart), once.tiers, once.mark,
    )  # fmt: skip
    splice = Splice.of(earlier, moved, counted.touched, _pairs(earlier, moved, fresh), grouping)
    if once.tiers == earlier.tiers:
        rows, judged = splice.near(_newly_said(earlier, moved, grouping))
        labels = grouping.regrouped(judged, rows, *_carried(earlier, moved))
    else:
        labels = grouping.grouped(splice.judged())
    return Matches(patched, earlier.model, splice.judged, grouping.links, *labels)


@dataclass
class Remembered:
    """A judge that is not asked again what it was asked last: both tiers ask much the same."""

    judge: Callable[[Codes, Codes], Scored]
    pairs: Rows = field(default_factory=lambda: np.zeros(0, np.int64))
    scored: Scored = field(
        default_factory=lambda: (np.zeros(0, np.float32), np.zeros(0, bool), np.zeros(0, bool))
    )

    def __call__(self, left: Codes, right: Codes) -> Scored:
        """Judge pairs."""
        pairs = packed(left, right)
        at, known = places(self.pairs, pairs)
        if not known.all():
            order = np.argsort(pairs, kind="stable")
            bits, conflict, guarded = self.judge(left[order], right[order])
            self.pairs, self.scored = pairs[order], (bits, conflict, guarded)
            at = places(self.pairs, pairs)[0]
        bits, conflict, guarded = self.scored
        return bits[at], conflict[at], guarded[at]


def _pairs(earlier: Earlier, moved: Moves, fresh: Addition) -> tuple[Rows, Doubtful]:
    """The pairs there are now because of the changes, and earlier ones that may be no more."""
    gone = np.flatnonzero(moved.gone)
    more = fresh.sheet.size
    if len(gone) == 0 and more == 0:
        return gone, NOT_ONE
    count = len(gone) + more
    keys = _keys(earlier, fresh.after(earlier.sheet, gone, np.arange(more)))
    blocks = [Block.of(block, one, count) for block, one in zip(earlier.blocks, keys, strict=True)]
    found, doubtful = made(blocks, Changes(moved.gone, more))

    def lost(pairs: Rows) -> Flags:
        rows = distinct(np.concatenate([pairs >> 32, pairs & _LOW]))
        return ~still(pairs, blocks, rows, _keys(earlier, earlier.sheet.pick(rows)), len(gone))

    return found, Doubtful(doubtful, lost)


_LOW = 0xFFFFFFFF


def _keys(earlier: Earlier, sheet: Sheet) -> Iterator[Key]:
    return (one for one, _ in earlier.subject(sheet).shared())


def _newly_said(earlier: Earlier, moved: Moves, grouping: Grouping) -> Rows:
    """The earlier records of pairs that are said to differ now and were not before, or reverse."""
    was, source = earlier.apart, moved.source
    one, two = moved.now[was >> 32], moved.now[was & _LOW]
    known = (one >= 0) & (two >= 0)
    pairs = np.setxor1d(packed(one[known], two[known]), grouping.apart)
    return np.concatenate([source[pairs >> 32], source[pairs & _LOW]])


def _carried(earlier: Earlier, moved: Moves) -> tuple[Labels, Labels]:
    """The earlier groups; fresh records are in none."""
    safe, likely = (label.take(moved.source, mode="clip") for label in earlier.labels)
    return safe, likely
