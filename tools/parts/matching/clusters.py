"""Groups of records that are one entity, built so that one wrong link cannot join two groups."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from tools.parts.matching.blocking import packed
from tools.parts.matching.encode import Codes, Flags, Floats
from tools.parts.matching.joining import rejoin, worth_of

Judge = Callable[[Codes, Codes], tuple[Floats, Flags]]
"""Scores of pairs in bits, and which of them contradict each other."""

_CROWD = 400
"""A component larger than this is not a person; it is left apart."""


@dataclass(frozen=True)
class Links:
    """Scored pairs, ordered by left and right, the smaller of the two on the left."""

    left: Codes
    right: Codes
    bits: Floats
    conflict: Flags


def cluster(
    size: int, links: Links, least: float, judge: Judge, mark: NDArray[np.uint64] | None = None
) -> NDArray[np.int64]:
    """A label for each record; equal labels are one entity.

    Links of at least `least` bits are followed. Where three or more records hang together, every
    pair among them is judged, and the group is built again from its best link: two parts join
    when their records agree on average, conflicts counted against; a weak link joins them only if
    it outweighs the pairs that are unlikely as well. Between links of one strength the records'
    marks decide, so that their order does not matter.
    """
    strong = links.bits >= least
    label = components(size, links.left[strong], links.right[strong])
    counts = np.bincount(label, minlength=size)
    fresh = int(label.max(initial=0)) + 1
    crowded = np.flatnonzero(counts[label] > _CROWD)
    label[crowded] = np.arange(fresh, fresh + len(crowded))
    left, right = _all_pairs(label, counts)
    if len(left):
        bits, conflict = _judged(left, right, _inside(links, label), judge)
        tie = np.zeros(len(left), np.uint64) if mark is None else mark[left] + mark[right]
        _rebuild(label, (left, right, bits, conflict, tie), least)
    return label


def _inside(links: Links, label: NDArray[np.int64]) -> Links:
    """The links of records that hang together."""
    at = np.flatnonzero(label[links.left] == label[links.right])
    return Links(links.left[at], links.right[at], links.bits[at], links.conflict[at])


def _judged(left: Codes, right: Codes, links: Links, judge: Judge) -> tuple[Floats, Flags]:
    """What is known of the pairs from the links, and the judge's word on the others."""
    pairs, linked = packed(left, right), packed(links.left, links.right)
    place = np.minimum(np.searchsorted(linked, pairs), max(len(linked) - 1, 0))
    known = linked[place] == pairs
    bits, conflict = links.bits[place], links.conflict[place]
    bits[~known], conflict[~known] = judge(left[~known], right[~known])
    return bits, conflict


def components(size: int, left: Codes, right: Codes) -> NDArray[np.int64]:
    """A label for each record; equal labels hang together."""
    graph = coo_matrix((np.ones(len(left), np.int8), (left, right)), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def _all_pairs(label: NDArray[np.int64], counts: NDArray[np.int64]) -> tuple[Codes, Codes]:
    """Every pair inside every component of three or more, components of one size at a time."""
    index = np.flatnonzero((counts[label] >= 3) & (counts[label] <= _CROWD))  # noqa: PLR2004 - as above
    index = index[np.argsort(label[index], kind="stable")].astype(np.int32)
    size = counts[label[index]]
    rows: list[Codes] = [np.zeros(0, np.int32)]
    columns: list[Codes] = [np.zeros(0, np.int32)]
    for length in np.unique(size).tolist():
        members = index[size == length].reshape(-1, length)
        i, j = np.triu_indices(length, 1)
        rows.append(members[:, i].ravel())
        columns.append(members[:, j].ravel())
    return np.concatenate(rows), np.concatenate(columns)


def _rebuild(
    label: NDArray[np.int64],
    pairs: tuple[Codes, Codes, Floats, Flags, NDArray[np.uint64]],
    least: float,
) -> None:
    """Join again, best link first, in every component that holds a conflict or an unlikely pair."""
    left, right, bits, conflict, tie = pairs
    trouble = np.zeros(int(label.max(initial=0)) + 1, np.bool_)
    trouble[label[left[conflict | (bits < 0)]]] = True
    troubled = np.flatnonzero(trouble[label[left]])
    troubled = troubled[np.lexsort((tie[troubled], -bits[troubled], label[left[troubled]]))]
    left, right, bits = left[troubled], right[troubled], bits[troubled]
    rejoin(label, (left, right), bits, worth_of(bits, conflict[troubled]), least)
