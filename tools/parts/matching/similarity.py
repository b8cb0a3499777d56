"""How alike two values are, worked out once for each pair of distinct values."""

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from tools.parts.matching.encode import Codes, Column, Flags, Levels

DIFFERENT, CLOSE, ALIKE, SAME = 0, 1, 2, 3
MISSING = -1

_ALIKE = 0.90
_CLOSE = 0.82
_LONG = 6
_SHORTEST = 3
"""One edit in a name of two letters makes another name."""


def compare(left: Codes, right: Codes, column: Column) -> Levels:
    """MISSING, DIFFERENT, CLOSE, ALIKE (a typo) or SAME for each pair of codes."""
    level = np.full(len(left), MISSING, np.int8)
    both = (left >= 0) & (right >= 0)
    level[both] = DIFFERENT
    level[both & (left == right)] = SAME
    unequal = np.flatnonzero(both & (left != right))
    if len(unequal):
        level[unequal] = _unequal(left[unequal], right[unequal], column)
    return level


def known(left: Codes, right: Codes, pairs: NDArray[np.int64]) -> Flags:
    """Whether the values are one of the pairs, each packed smaller first, in order."""
    if len(pairs) == 0:
        return np.zeros(len(left), np.bool_)
    packed = (np.minimum(left, right).astype(np.int64) << 32) | np.maximum(left, right)
    place = np.minimum(np.searchsorted(pairs, packed), len(pairs) - 1)
    return np.asarray(pairs[place] == packed)


def one_slip(left: Codes, right: Codes, column: Column) -> Flags:
    """Whether two different values are one slip of the keyboard apart."""
    near = np.zeros(len(left), np.bool_)
    maybe = np.flatnonzero(_letters_apart(left, right, column) <= 2)  # noqa: PLR2004 - one letter replaced changes two bits
    if len(maybe):
        first, second = _texts(left[maybe], column), _texts(right[maybe], column)
        near[maybe] = process.cpdist(first, second, scorer=OSA.distance, score_cutoff=1) <= 1
    return near


def alike(left: Codes, right: Codes, column: Column) -> Flags:
    """Whether two long values are a slip or two apart, or one is the other cut short."""
    near = np.zeros(len(left), np.bool_)
    known = np.flatnonzero((left >= 0) & (right >= 0))
    shorter = np.minimum(column.lengths[left[known]], column.lengths[right[known]])
    a, b = column.letters[left[known]], column.letters[right[known]]
    maybe = (np.bitwise_count(a ^ b) <= 4) | ((a & b) == a) | ((a & b) == b)  # noqa: PLR2004 - two letters replaced
    known, shorter = known[maybe & (shorter >= _LONG)], shorter[maybe & (shorter >= _LONG)]
    if len(known) == 0:
        return near
    first, second = _texts(left[known], column), _texts(right[known], column)
    edits = process.cpdist(first, second, scorer=OSA.distance, score_cutoff=2)
    found = (edits <= 1) | ((edits <= 2) & (shorter >= 2 * _LONG))  # noqa: PLR2004 - two slips in a long one
    rest = np.flatnonzero(~found & (shorter > _LONG))
    found[rest] = _begins(left[known[rest]], right[known[rest]], column)
    near[known] = found
    return near


def one_letter(left: Codes, right: Codes, column: Column) -> Flags:
    """Whether two different values are one slip apart, and their digits are equal."""
    near = one_slip(left, right, column)
    index = np.flatnonzero(near)
    first, second = _texts(left[index], column), _texts(right[index], column)
    near[index] = [_digits(a) == _digits(b) for a, b in zip(first, second, strict=True)]
    return near


def _unequal(left: Codes, right: Codes, column: Column) -> Levels:
    packed = (np.minimum(left, right).astype(np.int64) << 32) | np.maximum(left, right)
    once, back = np.unique(packed, return_inverse=True)
    a, b = (once >> 32).astype(np.int32), (once & 0xFFFFFFFF).astype(np.int32)
    level = np.zeros(len(once), np.int8)
    maybe = np.flatnonzero(_letters_apart(a, b, column) <= 4)  # noqa: PLR2004 - two letters replaced
    if len(maybe):
        level[maybe] = _typo(a[maybe], b[maybe], column)
    return level[back]


def _typo(left: Codes, right: Codes, column: Column) -> Levels:
    first, second = _texts(left, column), _texts(right, column)
    winkler = process.cpdist(first, second, scorer=JaroWinkler.similarity, score_cutoff=_CLOSE)
    edits = process.cpdist(first, second, scorer=OSA.distance, score_cutoff=1)
    long = np.minimum(column.lengths[left], column.lengths[right]) >= _SHORTEST
    alike = long & ((winkler >= _ALIKE) | (edits <= 1))
    rest = np.flatnonzero(long & ~alike)
    alike[rest] = _begins(left[rest], right[rest], column)
    return np.where(alike, ALIKE, np.where(winkler >= _CLOSE, CLOSE, DIFFERENT)).astype(np.int8)


def _begins(left: Codes, right: Codes, column: Column) -> Flags:
    """Whether one of two different values begins with the other."""
    begins = np.zeros(len(left), np.bool_)
    a, b = column.letters[left], column.letters[right]
    maybe = np.flatnonzero(((a & b) == a) | ((a & b) == b))  # few are made of the other's letters
    pairs = zip(_texts(left[maybe], column), _texts(right[maybe], column), strict=True)
    begins[maybe] = [one.startswith(two) or two.startswith(one) for one, two in pairs]
    return begins


def _letters_apart(left: Codes, right: Codes, column: Column) -> NDArray[np.uint8]:
    return np.asarray(np.bitwise_count(column.letters[left] ^ column.letters[right]))


def _texts(codes: Codes, column: Column) -> list[str]:
    return column.texts[codes].to_list()


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
