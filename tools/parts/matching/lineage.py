"""Which first names go with which surnames: Björn with Lindqvist oftener than chance would have it.

Chance agreement of a whole name is usually taken as that of its first name times that of its
surname. Where people of several countries stand in one table, that makes two namesakes of one
country look rarer than they are. Here the table of first names by surnames is taken apart into the
few dimensions that stand out of the noise, and each name gets a place in them; names whose places
are alike go together more often, by a factor that the places give.

Source:
    M. Greenacre, "Correspondence Analysis in Practice" (2007): the reconstitution formula.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from tools.parts.matching.encode import Column, Floats, Numbers, numbered, take

Matrix = NDArray[np.float64]
Rows = NDArray[np.int64]

_PARTNERS = 5
"""So many different names a name must go with to tell anything about where others belong."""
_FEW, _MANY = 1_000, 200_000
"""Pairs of names below which nothing can be told, and above which a part of them tells enough."""
_DIMENSIONS, _SPARE, _TURNS = 12, 4, 6
_CLEAR, _ABOVE_NOISE = 0.65, 1.3
"""How strongly a dimension must hold names together, and how far above mere chance."""
_FLAT = 1e-10
"""A direction with so little of the longest one's square is none."""
_BELIEF = 1.0
"""Partners that a name is thought to have everywhere before any are seen."""
_LEAST, _MOST = 0.5, 64.0
"""The factors by which two names may go together less and more often than by chance."""


@dataclass(frozen=True)
class Places:
    """Where names stand, by the numbers of the names, which are in order."""

    numbers: Numbers
    place: Matrix

    def rows(self, names: Column) -> Rows:
        """Where each record's name stands among these; after all of them where it is not known."""
        if len(self.numbers) == 0:
            return np.zeros(len(names.code), np.int64)
        wanted = numbered(names.texts)
        at = np.minimum(np.searchsorted(self.numbers, wanted), len(self.numbers) - 1)
        known = np.where(self.numbers[at] == wanted, at, len(self.numbers))
        return take(known, names.code, missing=len(self.numbers))


@dataclass(frozen=True)
class Lineage:
    """Where first names stand, and where surnames do."""

    first: Places
    last: Places

    def bits(self, first: Column, last: Column) -> Floats:
        """For each record, log2 of how much oftener than by chance its two names go together."""
        one, two = self.first.rows(first), self.last.rows(last)
        factor = np.ones(len(first.code))
        # In the middle of everything, at 0, stands a name that is not known.
        for ours, theirs in zip(self.first.place.T, self.last.place.T, strict=True):
            factor += np.append(ours, 0.0)[one] * np.append(theirs, 0.0)[two]
        return np.log2(np.clip(factor, _LEAST, _MOST)).astype(np.float32)

    def kept(self) -> Mapping[str, NDArray[np.float64] | Numbers]:
        """As arrays, to be kept for the next run."""
        return {
            "first:numbers": self.first.numbers, "first:place": self.first.place.ravel(),
            "last:numbers": self.last.numbers, "last:place": self.last.place.ravel(),
        }  # fmt: skip

    @classmethod
    def of(cls, kept: Mapping[str, NDArray[np.float64] | Numbers]) -> "Lineage":
        """Read from such arrays."""
        first, last = (
            Places(np.asarray(kept[f"{side}:numbers"], np.uint64),
                   np.asarray(kept[f"{side}:place"], np.float64).reshape(
                       len(kept[f"{side}:numbers"]), -1 if len(kept[f"{side}:place"]) else 0))
            for side in ("first", "last")
        )  # fmt: skip
        return cls(first, last)


_NOBODY = Places(np.zeros(0, np.uint64), np.zeros((0, 0)))
UNKNOWN = Lineage(_NOBODY, _NOBODY)
"""Nothing is known of which names go together."""


def lineage(first: Column, last: Column) -> Lineage:
    """Learn which names go together; every two names that meet count once, however often."""
    full = (first.code >= 0) & (last.code >= 0)
    given, ours = np.unique(numbered(first.texts), return_inverse=True)
    family, theirs = np.unique(numbered(last.texts), return_inverse=True)
    met = np.sort((ours[first.code[full]] << 32) | theirs[last.code[full]])
    met = met[np.diff(met, prepend=-1) != 0]
    one, two = met >> 32, met & 0xFFFFFFFF
    core = _core(one, two)
    if len(core) < _FEW:
        return UNKNOWN
    inner = _Inner.of(one[core], two[core])
    strength, left, right = inner.dimensions()
    if len(strength) == 0:
        return UNKNOWN
    # Every name, a rare one too, stands where those stand that it goes with.
    return Lineage(
        Places(given, _projected(one, two, inner.last, right, len(given))),
        Places(family, _projected(two, one, inner.first, left / strength, len(family))),
    )


def _core(one: Rows, two: Rows) -> Rows:
    """The pairs of names that go with several others; where there are many, a part of them."""
    kept = np.arange(len(one))
    for _ in range(3):
        often = np.bincount(one[kept], minlength=1)[one[kept]] >= _PARTNERS
        often &= np.bincount(two[kept], minlength=1)[two[kept]] >= _PARTNERS
        kept = kept[often]
    return kept[:: -(-len(kept) // _MANY) or 1]


@dataclass(frozen=True)
class _Inner:
    """The table of names that tell something: which they are, and how often each meets others."""

    first: Rows
    last: Rows
    table: csr_matrix
    share_first: Matrix
    share_last: Matrix

    @classmethod
    def of(cls, one: Rows, two: Rows) -> "_Inner":
        first, i = np.unique(one, return_inverse=True)
        last, j = np.unique(two, return_inverse=True)
        rows, columns = np.bincount(i).astype(float), np.bincount(j).astype(float)
        table = csr_matrix((1 / np.sqrt(rows[i] * columns[j]), (i, j)))
        return cls(first, last, table, rows / len(one), columns / len(one))

    def dimensions(self) -> tuple[Matrix, Matrix, Matrix]:
        """What stands out: how strong each dimension is, and the places of both sides in it."""
        root_first, root_last = np.sqrt(self.share_first), np.sqrt(self.share_last)
        start = np.random.default_rng(7).standard_normal((len(self.last), _DIMENSIONS + _SPARE))
        basis = start
        for _ in range(_TURNS):
            ahead = _upright(_without(self.table @ basis, root_first))
            basis = _without(self.table.T @ ahead, root_last)
        basis = _upright(basis)
        ours, strength, theirs = np.linalg.svd(self.table @ basis, full_matrices=False)
        size = self.table.nnz
        noise = sum(float(np.sqrt(len(s) / size)) for s in (self.share_first, self.share_last))
        clear = np.flatnonzero(strength > max(_CLEAR, _ABOVE_NOISE * noise))[:_DIMENSIONS]
        return (
            strength[clear], ours[:, clear] / root_first[:, None],
            (basis @ theirs.T)[:, clear] / root_last[:, None],
        )  # fmt: skip


def _without(vectors: Matrix, usual: Matrix) -> Matrix:
    """The vectors without what is so by chance."""
    return np.asarray(vectors - np.outer(usual, usual @ vectors))


def _upright(vectors: Matrix) -> Matrix:
    """Vectors at right angles that span what these span: by their products, which are few."""
    length, turned = np.linalg.eigh(vectors.T @ vectors)
    told = length > length.max(initial=0.0) * _FLAT
    return np.asarray(vectors @ (turned[:, told] / np.sqrt(length[told])))


def _projected(side: Rows, other: Rows, known: Rows, place: Matrix, size: int) -> Matrix:
    """For each name of one side, the mean place of the known names that it goes with."""
    at = np.minimum(np.searchsorted(known, other), len(known) - 1)
    seen = np.flatnonzero(known[at] == other)
    count = np.bincount(side[seen], minlength=size) + _BELIEF
    sums = [np.bincount(side[seen], weights=column[at[seen]], minlength=size) for column in place.T]
    return np.stack(sums, axis=1) / count[:, None]
