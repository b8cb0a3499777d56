"""Groups of records that are one entity, built so that one wrong link cannot join two groups."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from tools.parts.matching.blocking import packed
from tools.parts.matching.encode import Codes, Flags, Floats

Judge = Callable[[Codes, Codes], tuple[Floats, Flags]]
"""Scores of pairs in bits, and which of them contradict each other."""

NEVER = -99.0
"""The score of a pair that must not be together, whatever links it."""
_CLIP = 8.0
_CONFLICT = -2.0
_AGAINST = -0.5
"""What a pair that is unlikely, without a contradiction, counts against a weak link."""
_FIRM = 3.0
"""Bits from which a link joins in spite of such pairs: one entity's records differ, too."""
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
        bits, conflict = _judged(left, right, links, judge)
        tie = np.zeros(len(left), np.uint64) if mark is None else mark[left] + mark[right]
        _rebuild(label, (left, right, bits, conflict, tie), least)
    return label


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
    troubled = np.isin(label[left], np.unique(label[left[conflict | (bits < 0)]]))
    left, right, bits = left[troubled], right[troubled], bits[troubled]
    conflict, tie = conflict[troubled], tie[troubled]
    worth = np.where(conflict, np.clip(bits, -_CLIP, _CONFLICT), np.clip(bits, _AGAINST, _CLIP))
    worth[bits <= NEVER] = -np.inf
    home = label[left]
    order = np.lexsort((tie, -bits, home))
    cuts = np.flatnonzero(np.diff(home[order])) + 1
    fresh = int(label.max(initial=0)) + 1
    for part in np.split(order, cuts) if len(order) else []:
        groups = _greedy(left[part], right[part], bits[part], worth[part], least)
        for group in groups[1:]:
            label[group] = fresh
            fresh += 1


def _greedy(
    left: Codes, right: Codes, bits: Floats, worth: Floats, least: float
) -> list[list[int]]:
    ends = list(zip(left.tolist(), right.tolist(), strict=True))
    value = dict(zip(ends, worth.tolist(), strict=True))
    group = {record: [record] for pair in ends for record in pair}
    for (a, b), strength in zip(ends, bits.tolist(), strict=True):
        if strength < least:
            break
        one, two = group[a], group[b]
        if one is two:
            continue
        across = [value[min(x, y), max(x, y)] for x in one for y in two]
        if strength >= _FIRM:
            across = [each for each in across if each >= 0 or each <= _CONFLICT]
        if sum(across) >= 0:
            one.extend(two)
            group.update(dict.fromkeys(two, one))
    return list({id(members): members for members in group.values()}.values())
