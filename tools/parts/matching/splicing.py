"""The pairs of an earlier run with what has changed worked in."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tools.parts.matching.blocking import distinct, packed
from tools.parts.matching.earlier import Earlier
from tools.parts.matching.encode import Codes, Flags
from tools.parts.matching.grouping import Grouping
from tools.parts.matching.moves import Moves
from tools.parts.matching.outcome import Judged
from tools.parts.matching.partners import Doubtful
from tools.parts.matching.sheet import Rows

_LOW = 0xFFFFFFFF


@dataclass(frozen=True)
class Splice:
    """The pairs of an earlier run with changes worked in.

    Args:
        earlier: The earlier run.
        now: For each earlier record its row now; -1 where it is gone.
        again: The earlier pairs that are judged again, packed and in order.
        doubtful: Earlier pairs that may be no more.
        fresh: Pairs that were judged now.
        grouping: How pairs become groups.
    """

    earlier: Earlier
    now: Codes
    again: Rows
    doubtful: Doubtful
    fresh: Judged
    grouping: Grouping

    @classmethod
    def of(
        cls, earlier: Earlier, moved: Moves, again: Flags, changed: tuple[Rows, Doubtful],
        grouping: Grouping,
    ) -> "Splice":  # fmt: skip
        """Judge the pairs that there are now, and those of the records to be judged again."""
        place = np.r_[moved.now, moved.fresh].astype(np.int32)
        pairs = _unknown(earlier.paired, changed[0], len(moved.now))
        rest = _among(earlier.paired, again)
        if len(rest):
            kept = (place[rest >> 32] >= 0) & (place[rest & _LOW] >= 0)
            kept[kept] = ~_lost(changed[1], rest[kept])
            pairs = distinct(np.r_[pairs, rest[kept]])
        left, right = _ordered(place[pairs >> 32], place[pairs & _LOW])
        bits, conflict, guarded = grouping.judge(left, right)
        fresh = Judged(left, right, bits, conflict, guarded)
        return cls(earlier, moved.now, rest, changed[1], fresh, grouping)

    def judged(self) -> Judged:
        """The pairs there are now, in order."""
        found = self._with(np.flatnonzero(~self._out(self.earlier.paired)))
        order = np.argsort(packed(found.left, found.right), kind="stable")
        return Judged(
            found.left[order], found.right[order], found.bits[order], found.conflict[order],
            found.guarded[order],
        )  # fmt: skip

    @cached_property
    def strong(self) -> Judged:
        """Of the earlier pairs those that are links in either tier, and the fresh ones."""
        return self._with(self.earlier.strong[~self._broken])

    @cached_property
    def touched(self) -> Flags:
        """The records whose links may be others than before."""
        touched = np.zeros(len(self.grouping.mark), np.bool_)
        ends = self.earlier.paired[self.earlier.strong[self._broken]]
        links = self.grouping.strong(self.fresh)
        for rows in (
            self.now[ends >> 32], self.now[ends & _LOW],
            self.fresh.left[links], self.fresh.right[links],
        ):  # fmt: skip
            touched[rows[rows >= 0]] = True
        return touched

    @cached_property
    def _broken(self) -> Flags:
        """Which of the earlier links are no more, or among the pairs judged now."""
        return self._out(self.earlier.paired[self.earlier.strong])

    def _with(self, at: Rows) -> Judged:
        """Earlier pairs by their places, and then the fresh ones."""
        pairs, fresh = self.earlier.paired[at], self.fresh
        left, right = _ordered(self.now[pairs >> 32], self.now[pairs & _LOW])
        bits, conflict, guarded = (told[at] for told in self.earlier.verdicts)
        return Judged(
            np.r_[left, fresh.left], np.r_[right, fresh.right], np.r_[bits, fresh.bits],
            np.r_[conflict, fresh.conflict], np.r_[guarded, fresh.guarded],
        )  # fmt: skip

    def _out(self, pairs: Rows) -> Flags:
        """Which of some earlier pairs, in order, are no more, or among those judged now."""
        out = np.asarray((self.now[pairs >> 32] < 0) | (self.now[pairs & _LOW] < 0))
        at, there = _places(pairs, self.again)
        out[at[there]] = True
        at, there = _places(pairs, self.doubtful.pairs)
        if there.any():
            out[at[there]] |= self.doubtful.lost(self.doubtful.pairs[there])
        return out


def _among(pairs: Rows, held: Flags) -> Rows:
    """Of pairs in order, those of which both records are held."""
    rows = np.flatnonzero(held)
    begin = np.searchsorted(pairs, rows << 32)
    length = np.searchsorted(pairs, (rows + 1) << 32) - begin
    ends = np.cumsum(length)
    at = np.repeat(begin - ends + length, length) + np.arange(ends[-1] if len(ends) else 0)
    return np.asarray(pairs[at[held[pairs[at] & _LOW]]])


def _lost(doubtful: Doubtful, pairs: Rows) -> Flags:
    """Which of some earlier pairs are no more."""
    lost = np.zeros(len(pairs), np.bool_)
    asked = np.flatnonzero(_places(doubtful.pairs, pairs)[1])
    if len(asked):
        lost[asked] = doubtful.lost(pairs[asked])
    return lost


def _unknown(was: Rows, pairs: Rows, size: int) -> Rows:
    """The pairs without those of two earlier records that were a pair already."""
    earlier = (pairs & _LOW) < size
    if earlier.any():
        known = _places(was, pairs[earlier])[1]
        pairs = np.r_[pairs[earlier][~known], pairs[~earlier]]
    return pairs


def _places(ordered: Rows, wanted: Rows) -> tuple[Rows, Flags]:
    """Where numbers stand in an ordered list, and whether they do."""
    if len(ordered) == 0:
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    place = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return place, ordered[place] == wanted


def _ordered(one: Codes, two: Codes) -> tuple[Codes, Codes]:
    return np.minimum(one, two).astype(np.int32), np.maximum(one, two).astype(np.int32)
