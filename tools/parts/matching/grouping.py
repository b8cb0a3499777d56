"""How judged pairs become groups: people's word kept to, and where the two tiers begin."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.parts.matching.blocking import packed
from tools.parts.matching.clusters import Judge, Links, cluster
from tools.parts.matching.encode import Codes, Flags, Floats
from tools.parts.matching.joining import NEVER
from tools.parts.matching.outcome import Judged
from tools.parts.matching.weights import bits_of

LIKELY = 0.0
"""Bits: even odds. Groups from here on are worth a person's look."""
SAFE = 6.0
"""Bits: odds of 64 to 1, and no guard against it. Groups that may be merged as they are."""

Couples = Sequence[tuple[int, int]]
"""Pairs of row numbers."""
Labels = NDArray[np.int64]
Scored = tuple[Floats, Flags, Flags]
"""Of pairs: their bits, which contradict each other, which are guarded."""


@dataclass(frozen=True)
class Tiers:
    """The odds, in bits, from which groups are shown, and from which they may be merged unseen."""

    likely: float = LIKELY
    safe: float = SAFE

    @classmethod
    def of(cls, review: float | None, auto: float | None) -> "Tiers":
        """The tiers that begin at these probabilities; None: where they begin usually.

        >>> Tiers.of(None, 0.999).safe > Tiers().safe
        True
        """
        likely = LIKELY if review is None else bits_of(review)
        return cls(likely, max(SAFE if auto is None else bits_of(auto), likely))

    @property
    def least(self) -> float:
        """The odds from which a pair is a link in either tier."""
        return min(self.likely, self.safe)


USUAL = Tiers()


@dataclass(frozen=True)
class Grouping:
    """What groups are made by: a judge of any pairs, pairs said to differ, tiers, and marks.

    Args:
        judge: Judges any pairs, before people's word.
        apart: Pairs that people said are two, packed.
        tiers: Where the tiers begin.
        mark: For each record, what decides between links of one strength.
    """

    judge: Callable[[Codes, Codes], Scored]
    apart: NDArray[np.int64]
    tiers: Tiers
    mark: NDArray[np.uint64]

    def links(self, judged: Judged) -> Links:
        """The pairs as they are followed in the generous tier."""
        return Links(judged.left, judged.right, *self._generous(judged)[:2])

    def grouped(self, judged: Judged) -> tuple[Labels, Labels]:
        """A label for each record in the strict tier, and one in the generous tier."""
        safe, likely = self._tiers(judged)
        return (cluster(len(self.mark), *safe, self.mark), cluster(len(self.mark), *likely,
                self.mark))  # fmt: skip

    def regrouped(
        self, judged: Judged, rows: Codes, safe: Labels, likely: Labels
    ) -> tuple[Labels, Labels]:
        """The labels when only some records are grouped anew.

        Args:
            judged: The pairs among those records, as far as they were judged, in order.
            rows: Those records, in order; nothing else hangs together with them.
            safe: The other records' labels in the strict tier.
            likely: The same in the generous tier.
        """
        place = np.zeros(len(self.mark), np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        strict, generous = self._tiers(judged)

        def anew(label: Labels, links: Links, least: float, judge: Judge) -> Labels:
            mine = Links(place[links.left], place[links.right], links.bits, links.conflict)
            fresh = cluster(len(rows), mine, least, lambda a, b: judge(rows[a], rows[b]),
                            self.mark[rows])  # fmt: skip
            again = label.copy()
            again[rows] = fresh + label.max(initial=0) + 1
            return again

        # The generous tier first: its judge is asked of all that the strict one is asked of.
        loose = anew(likely, *generous)
        return anew(safe, *strict), loose

    def strong(self, judged: Judged) -> Flags:
        """The pairs that are links in either tier."""
        return np.asarray(judged.bits >= self.tiers.least)

    def _tiers(
        self, judged: Judged
    ) -> tuple[tuple[Links, float, Judge], tuple[Links, float, Judge]]:
        """Each tier's links, least strength and judge: the strict one, then the generous one."""
        mine = self._generous(judged)
        strict = Links(judged.left, judged.right, *self._strict(mine))
        links = Links(judged.left, judged.right, *mine[:2])

        def generous(left: Codes, right: Codes) -> tuple[Floats, Flags]:
            return self._generous(Judged(left, right, *self.judge(left, right)))[:2]

        def strictly(left: Codes, right: Codes) -> tuple[Floats, Flags]:
            return self._strict(self._generous(Judged(left, right, *self.judge(left, right))))

        return (strict, self.tiers.safe, strictly), (links, self.tiers.likely, generous)

    def _generous(self, judged: Judged) -> Scored:
        """The pairs with people's word kept to."""
        if len(self.apart) == 0:
            return judged.bits, judged.conflict, judged.guarded
        never = np.isin(packed(judged.left, judged.right), self.apart)
        bits = np.where(never, np.float32(NEVER), judged.bits)
        return bits, judged.conflict | never, judged.guarded | never

    def _strict(self, scored: Scored) -> tuple[Floats, Flags]:
        """What joins records that are merged unseen: no guarded pair, never a contradiction."""
        bits, conflict, guarded = scored
        contrary = conflict | (bits < LIKELY)
        never = np.where(conflict, np.float32(NEVER), bits)
        unsafe = np.minimum(never, np.float32(self.tiers.safe - 1))
        return np.where(guarded, unsafe, never).astype(np.float32), contrary


def numbers(couples: Couples) -> NDArray[np.int64]:
    """Pairs of rows, packed."""
    pairs = np.array(couples, np.int64).reshape(-1, 2)
    return packed(pairs[:, 0], pairs[:, 1])
