"""Groups with a doubtful pair in them, built again from their best link."""

import numpy as np
from numpy.typing import NDArray

from tools.parts.matching.encode import Codes, Flags, Floats

NEVER = -99.0
"""The score of a pair that must not be together, whatever links it."""
CLIP = 8.0
CONFLICT = -2.0
AGAINST = -0.5
"""What a pair that is unlikely, without a contradiction, counts against a weak link."""
FIRM = 3.0
"""Bits from which a link joins in spite of such pairs: one entity's records differ, too."""
_SIDES = 3
"""Pairs in a group of three, which most are."""
_MANY = 24
"""So many groups of one size are built side by side; fewer, one after another."""
_OUT = -1e9
"""What a pair that must not be together counts: more than all others may bring."""
Worth = NDArray[np.float64]


def worth_of(bits: Floats, conflict: Flags) -> Worth:
    """What each pair of a group counts for or against joining its two parts."""
    worth = np.where(conflict, np.clip(bits, -CLIP, CONFLICT), np.clip(bits, AGAINST, CLIP))
    worth = worth.astype(np.float64)  # so that sums are the same in any order
    worth[bits <= NEVER] = _OUT
    return worth


def rejoin(
    label: NDArray[np.int64], ends: tuple[Codes, Codes], bits: Floats, worth: Worth, least: float
) -> None:
    """Give the records of each group the labels of what their links join, best link first.

    Args:
        label: The labels; each group has one of its own.
        ends: The two records of every pair inside every group; group after group, best first.
        bits: The pairs' scores.
        worth: What they count.
        least: The least score that joins.
    """
    left, right = ends
    starts = np.flatnonzero(np.diff(label[left], prepend=-1))
    sizes = np.diff(np.append(starts, len(left)))
    fresh = int(label.max(initial=0)) + 1
    for size in np.unique(sizes).tolist():
        begins = starts[sizes == size]
        if size != _SIDES and len(begins) < _MANY:
            for start in begins.tolist():
                part = slice(start, start + size)
                for group in greedy(left[part], right[part], bits[part], worth[part], least):
                    label[group] = fresh
                    fresh += 1
            continue
        every = begins[:, None] + np.arange(size)
        build = _threes if size == _SIDES else _side_by_side
        members, place = build(left[every], right[every], bits[every], worth[every], least)
        label[members] = fresh + np.arange(len(members))[:, None] * (members.shape[1] + 1) + place
        fresh += members.size + len(members)


def _threes(
    left: Codes, right: Codes, bits: Floats, worth: Worth, least: float
) -> tuple[Codes, NDArray[np.int64]]:
    """What `greedy` does, for many groups of three at once.

    Each row holds a group's three pairs, best first; gives its records, and a number for each that
    those have alike which are one.
    """
    firm = bits >= FIRM
    strong = bits >= least
    counted = np.where((worth < 0) & (worth > CONFLICT), 0.0, worth)
    alone = strong & (np.where(firm, counted, worth) >= 0)
    one = alone[:, 0]
    # After the best pair, the second joins all three or nothing does; without it, the last may.
    rest = np.where(firm[:, 1], counted[:, 1] + counted[:, 2], worth[:, 1] + worth[:, 2])
    last = np.where(firm[:, 2], counted[:, 0] + counted[:, 2], worth[:, 0] + worth[:, 2])
    two = ~one & alone[:, 1]
    whole = (one & strong[:, 1] & (rest >= 0)) | (two & strong[:, 2] & (last >= 0))
    chosen = np.select([one, two, ~one & ~two & alone[:, 2]], [0, 1, 2], -1)
    members = _members(left, right)
    at = np.arange(len(members))
    joined = np.column_stack([left[at, chosen], right[at, chosen]])
    with_other = (members[:, :, None] == joined[:, None, :]).any(axis=2) & (chosen >= 0)[:, None]
    return members, np.where(whole[:, None] | with_other, 0, 1 + np.arange(_SIDES))


def _side_by_side(
    left: Codes, right: Codes, bits: Floats, worth: Worth, least: float
) -> tuple[Codes, NDArray[np.int64]]:
    """What `greedy` does, for many groups of one size at once; rows as in `_threes`."""
    members = _members(left, right)
    count, size = members.shape
    row = np.arange(count)
    one = (left[:, :, None] > members[:, None, :]).sum(axis=2)
    two = (right[:, :, None] > members[:, None, :]).sum(axis=2)
    counts = np.zeros((2, count, size, size))
    for weight, table in zip((worth, _firmly(worth)), counts, strict=True):
        table[row[:, None], one, two] = table[row[:, None], two, one] = weight
    part = np.tile(np.arange(size), (count, 1))
    for n in range(bits.shape[1]):
        a, b = part[row, one[:, n]], part[row, two[:, n]]
        at = np.flatnonzero((bits[:, n] >= least) & (a != b))
        if len(at) == 0:
            continue
        mine, his = part[at] == a[at, None], part[at] == b[at, None]
        table = counts[(bits[at, n] >= FIRM).astype(np.int64), at]
        across = np.einsum("gi,gij,gj->g", mine, table, his)
        joins = np.flatnonzero(across >= 0)
        part[at[joins]] = np.where(his[joins], a[at[joins], None], part[at[joins]])
    return members, part


def _members(left: Codes, right: Codes) -> Codes:
    """The records of each row's group, of which all pairs are there, in order."""
    size = (1 + int(np.sqrt(1 + 8 * left.shape[1]))) // 2
    return np.sort(np.column_stack([left, right]), axis=1)[:, :: size - 1]


def _firmly(worth: Worth) -> Worth:
    """What pairs count beside a firm link: those that are merely unlikely, nothing."""
    return np.where((worth < 0) & (worth > CONFLICT), 0.0, worth)


def greedy(left: Codes, right: Codes, bits: Floats, worth: Worth, least: float) -> list[list[int]]:
    """The groups that the pairs of one group make, best pair first."""
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
        if strength >= FIRM:
            across = [each for each in across if each >= 0 or each <= CONFLICT]
        if sum(across) >= 0:
            one.extend(two)
            group.update(dict.fromkeys(two, one))
    return list({id(members): members for members in group.values()}.values())
