"""Which pairs are worth comparing: records that share a key which few others have."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.parts.matching.encode import Codes, Numbers

Key = Numbers
MISSING = np.uint64(0)
_STRETCH = 1 << 14
"""So many records' numbers are mixed at a time: they stay near the processor."""
_MANY = 8_000_000
"""So many pairs are held before those found twice are dropped."""
Pairs = tuple[Codes, Codes]


def key(*columns: Numbers) -> Key:
    """One number per record from several; 0 where any of them is missing."""
    numbers = np.empty(len(columns[0]), np.uint64)
    for n in range(0, len(numbers), _STRETCH):
        numbers[n : n + _STRETCH] = _mixed([column[n : n + _STRETCH] for column in columns])
    return numbers


def _mixed(columns: Sequence[Numbers]) -> Key:
    mixed = np.zeros(len(columns[0]), np.uint64)
    known = np.ones(len(columns[0]), np.bool_)
    for column in columns:
        known &= column != MISSING
        mixed ^= column + np.uint64(0x9E3779B97F4A7C15)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(29)
    return np.where(known, mixed | np.uint64(1), MISSING)


Keys = Iterable[tuple[Key, int]]
"""For each key: one number per record, and how many records may share a value before it says
nothing. A key with k times as many numbers as there are records gives each record k chances:
number i belongs to record i modulo the number of records."""
Keep = Callable[[Key, int, int], None]
"""Told each key's numbers and their places in order, how many bits a place takes, and the cap."""


def pairs(keys: Keys, size: int, keep: Keep | None = None) -> Pairs:
    """The pairs that share any key, each once, ordered.

    Args:
        keys: The keys.
        size: How many records there are.
        keep: Told of every key in order.
    """
    found: list[NDArray[np.int64]] = []
    for numbers, cap in keys:
        both, bits = in_order(numbers)
        if keep is not None:
            keep(both, bits, cap)
        found.append(within(both, bits, cap, size))
        if sum(map(len, found)) > _MANY:
            found = [_once(found)]
    once = _once(found)
    return (once >> 32).astype(np.int32), (once & 0xFFFFFFFF).astype(np.int32)


def _once(found: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """The pairs of several keys, each once, in order."""
    return distinct(np.concatenate([np.zeros(0, np.int64), *found]))


def distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    """The different numbers in order; they are sorted where they stand."""
    numbers.sort()
    begins = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=begins[1:])
    return numbers[begins]


def within(both: Key, bits: int, cap: int, size: int) -> NDArray[np.int64]:
    """Pairs inside the groups of equal numbers that are no larger than `cap`."""
    ordered, index = parted(both, bits)
    begins = np.ones(len(index), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
    starts = np.flatnonzero(begins)
    lengths = np.diff(starts, append=len(index))
    index = index % max(size, 1)
    kept = np.flatnonzero((lengths >= 2) & (lengths <= cap))  # noqa: PLR2004 - a pair takes two
    found = [np.zeros(0, np.int64)]
    for length in np.unique(lengths[kept]).tolist():
        first = starts[kept[lengths[kept] == length]]
        i, j = np.triu_indices(length, 1)
        left, right = index[first[:, None] + i], index[first[:, None] + j]
        found.append(packed(left.ravel(), right.ravel()))
    return np.concatenate(found)


def in_order(numbers: Key) -> tuple[Key, int]:
    """The numbers that are there, each with its place in its lower bits, and how many bits.

    A number's upper bits and its place are sorted as one: several times as fast as sorting
    places by numbers. Two numbers alike in their upper bits are only one pair more to compare.
    """
    bits = max(len(numbers) - 1, 1).bit_length()
    place = np.flatnonzero(numbers != MISSING).astype(np.uint64)
    both = (numbers[place] >> np.uint64(bits) << np.uint64(bits)) | place
    both.sort()
    return both, bits


def parted(both: Key, bits: int) -> tuple[Key, NDArray[np.int64]]:
    """The numbers and the places that `in_order` put into one."""
    width = np.uint64(bits)
    places = both & ((np.uint64(1) << width) - np.uint64(1))
    return both >> width, places.astype(np.int64)


def packed(left: NDArray[np.int64] | Codes, right: NDArray[np.int64] | Codes) -> NDArray[np.int64]:
    """Pairs as single numbers, smaller index first; a record paired with itself is dropped."""
    low, high = np.minimum(left, right), np.maximum(left, right)
    keep = low != high
    return np.asarray((low[keep].astype(np.int64) << 32) | high[keep])
