"""The pairs of an earlier run with what has changed worked in."""

from dataclasses import dataclass

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
        moved: What has changed; fresh records are numbered after the earlier ones.
        broken: The earlier links that are no more though both records are there, and the earlier
            pairs that are judged again; packed and in order.
        doubtful: Earlier pairs that may be no more.
        pairs: Those that were judged now, in earlier and fresh records.
        fresh: The same, in rows as they are now, and what was made of them.
        grouping: How pairs become groups.
    """

    earlier: Earlier
    moved: Moves
    broken: Rows
    doubtful: Doubtful
    pairs: Rows
    fresh: Judged
    grouping: Grouping

    @classmethod
    def of(
        cls, earlier: Earlier, moved: Moves, again: Flags, changed: tuple[Rows, Doubtful],
        grouping: Grouping,
    ) -> "Splice":  # fmt: skip
        """Judge the pairs that there are now, and those of the records to be judged again."""
        place, doubtful = moved.place, changed[1]
        pairs = _unknown(earlier.paired, changed[0], len(moved.now))
        rest = earlier.paired[_among(earlier, again)]
        lost = _lost(earlier, rest, doubtful, grouping.tiers.least)
        if len(rest):
            kept = (place[rest >> 32] >= 0) & (place[rest & _LOW] >= 0) & ~places(lost, rest)[1]
            pairs = distinct(np.r_[pairs, rest[kept]])
        left, right = _ordered(place[pairs >> 32], place[pairs & _LOW])
        fresh = Judged(left, right, *grouping.judge(left, right))
        return cls(earlier, moved, distinct(np.r_[lost, rest]), doubtful, pairs, fresh, grouping)

    def judged(self) -> Judged:
        """The pairs there are now, in order."""
        return self._with(np.flatnonzero(~self._out(self.earlier.paired)), self.fresh)

    def near(self, said: Rows) -> tuple[Codes, Judged]:
        """The records whose groups may be others than before, and the pairs among them.

        They are those that hung together with a record that is gone or whose links are others.

        Args:
            said: Earlier records of which people have said something else since.
        """
        component, now = self.earlier.component, self.moved.now
        links = self.pairs[self.grouping.strong(self.fresh)]
        broken = self.broken
        ends = np.r_[links >> 32, links & _LOW, broken >> 32, broken & _LOW, said]
        ends = np.r_[ends[ends < len(now)], np.flatnonzero(self.moved.gone)]
        hit = np.zeros(len(now), np.bool_)
        hit[component[ends]] = True
        held = hit[component] & (now >= 0)
        at = _among(self.earlier, held)
        pairs = self.earlier.paired[at]
        at = at[~places(broken, pairs)[1]]
        rows = np.sort(np.concatenate([now[held], self.moved.fresh.astype(np.int32)]))
        inside = np.zeros(len(self.grouping.mark), np.bool_)
        inside[rows] = True
        fresh = self.fresh.at(inside[self.fresh.left] & inside[self.fresh.right])
        return rows, self._with(at, fresh)

    def _with(self, at: Rows, fresh: Judged) -> Judged:
        """Earlier pairs by their places, and fresh ones, in order."""
        pairs, now = self.earlier.paired[at], self.moved.now
        left, right = _ordered(now[pairs >> 32], now[pairs & _LOW])
        bits, conflict, guarded = (told[at] for told in self.earlier.verdicts)
        both = Judged(
            np.r_[left, fresh.left], np.r_[right, fresh.right], np.r_[bits, fresh.bits],
            np.r_[conflict, fresh.conflict], np.r_[guarded, fresh.guarded],
        )  # fmt: skip
        return both.at(np.argsort(packed(both.left, both.right), kind="stable"))

    def _out(self, pairs: Rows) -> Flags:
        """Which of some earlier pairs, in order, are no more, or among those judged now."""
        now = self.moved.now
        out = np.asarray((now[pairs >> 32] < 0) | (now[pairs & _LOW] < 0))
        at, there = places(pairs, self.broken)
        out[at[there]] = True
        at, there = places(pairs, self.doubtful.pairs)
        if there.any():
            out[at[there]] |= self.doubtful.lost(self.doubtful.pairs[there])
        return out


def _among(earlier: Earlier, held: Flags) -> Rows:
    """Where those of the earlier pairs stand, in order, of which both records are held."""
    at = earlier.pairs_of(np.flatnonzero(held))
    return np.asarray(at[held[earlier.paired[at] & _LOW]])


def _lost(earlier: Earlier, rest: Rows, doubtful: Doubtful, least: float) -> Rows:
    """The earlier links, and those of the other pairs, that are no more."""
    at, there = places(earlier.paired, doubtful.pairs)
    asked = there & (earlier.verdicts[0][at] >= least) | places(rest, doubtful.pairs)[1]
    pairs = doubtful.pairs[asked]
    return pairs[doubtful.lost(pairs)] if len(pairs) else pairs


def _unknown(was: Rows, pairs: Rows, size: int) -> Rows:
    """The pairs without those of two earlier records that were a pair already."""
    earlier = (pairs & _LOW) < size
    if earlier.any():
        known = places(was, pairs[earlier])[1]
        pairs = np.r_[pairs[earlier][~known], pairs[~earlier]]
    return pairs


def places(ordered: Rows, wanted: Rows) -> tuple[Rows, Flags]:
    """Where numbers stand in an ordered list, and whether they do."""
    if len(ordered) == 0:
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    place = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return place, ordered[place] == wanted


def _ordered(one: Codes, two: Codes) -> tuple[Codes, Codes]:
    return np.minimum(one, two).astype(np.int32), np.maximum(one, two).astype(np.int32)
