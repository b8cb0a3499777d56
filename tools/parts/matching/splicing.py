"""The pairs of an earlier run with what has changed worked in."""

from dataclasses import dataclass

import numpy as np

from tools.parts.matching.blocking import distinct, packed
from tools.parts.matching.earlier import Earlier
from tools.parts.matching.encode import Codes, Flags
from tools.parts.matching.grouping import Grouping
from tools.parts.matching.moves import Moves
from tools.parts.matching.outcome import Judged
from tools.parts.matching.sheet import Rows

_LOW = 0xFFFFFFFF


@dataclass(frozen=True)
class Splice:
    """The pairs of an earlier run with changes worked in.

    Args:
        was: The earlier pairs.
        now: For each earlier record its row now; -1 where it is gone.
        again: The earlier records whose pairs among each other are judged again.
        lost: Earlier pairs that are no more, packed and in order.
        fresh: Pairs that were judged now.
        grouping: How pairs become groups.
    """

    was: Judged
    now: Codes
    again: Flags
    lost: Rows
    fresh: Judged
    grouping: Grouping

    @classmethod
    def of(
        cls, earlier: Earlier, moved: Moves, again: Flags, changed: tuple[Rows, Rows],
        grouping: Grouping,
    ) -> "Splice":  # fmt: skip
        """Judge the pairs that there are now, and those of the records to be judged again."""
        was, place = earlier.judged, np.r_[moved.now, moved.fresh].astype(np.int32)
        pairs = _unknown(was, changed[0], len(moved.now))
        if again.any():
            mine = np.flatnonzero(again[was.left] & again[was.right])
            rest = packed(was.left[mine], was.right[mine])
            rest = rest[~_places(changed[1], rest)[1]]
            kept = (place[rest >> 32] >= 0) & (place[rest & _LOW] >= 0)
            pairs = distinct(np.r_[pairs, rest[kept]])
        left, right = _ordered(place[pairs >> 32], place[pairs & _LOW])
        bits, conflict, guarded = grouping.judge(left, right)
        fresh = Judged(left, right, bits, conflict, guarded)
        return cls(was, moved.now, again, changed[1], fresh, grouping)

    def judged(self, at: Rows | None = None) -> Judged:
        """The pairs there are now; given places, of the earlier ones only those."""
        kept = np.flatnonzero(~self._out(at))
        was, now = self.was, self.now
        at = kept if at is None else at[kept]
        left, right = _ordered(now[was.left[at]], now[was.right[at]])
        same = Judged(left, right, was.bits[at], was.conflict[at], was.guarded[at])
        return _together(same, self.fresh)

    def touched(self, strong: Rows) -> Flags:
        """The records whose links may be others than before.

        Args:
            strong: The places of the earlier pairs that were links.
        """
        touched = np.zeros(len(self.grouping.mark), np.bool_)
        ends = strong[self._out(strong)]
        links = self.grouping.strong(self.fresh)
        for rows in (
            self.now[self.was.left[ends]], self.now[self.was.right[ends]],
            self.fresh.left[links], self.fresh.right[links],
        ):  # fmt: skip
            touched[rows[rows >= 0]] = True
        return touched

    def _out(self, at: Rows | None) -> Flags:
        """Which of the earlier pairs are no more, or among those judged now."""
        left, right = self.was.left, self.was.right
        if at is not None:
            left, right = left[at], right[at]
        out = (self.now[left] < 0) | (self.now[right] < 0)
        if self.again.any():
            out |= self.again[left] & self.again[right]
        if len(self.lost):
            at_, known = _places(packed(left, right), self.lost)
            out[at_[known]] = True
        return np.asarray(out)


def _unknown(was: Judged, pairs: Rows, size: int) -> Rows:
    """The pairs without those of two earlier records that were a pair already."""
    earlier = (pairs & _LOW) < size
    if earlier.any():
        known = _places(packed(was.left, was.right), pairs[earlier])[1]
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


def _together(one: Judged, two: Judged) -> Judged:
    """The pairs of both, in order."""
    both = [
        np.concatenate([getattr(one, name), getattr(two, name)])
        for name in ("left", "right", "bits", "conflict", "guarded")
    ]
    order = np.argsort(packed(both[0], both[1]), kind="stable")
    return Judged(*(values[order] for values in both))
