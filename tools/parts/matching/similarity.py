"""How alike two values are, worked out once for each pair of distinct values."""

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from tools.parts.matching.encode import Codes, Column, Flags, Levels
from tools.parts.matching.nicknames import related

DIFFERENT, CLOSE, ALIKE, SAME = 0, 1, 2, 3
MISSING = -1

_ALIKE = 0.90
_CLOSE = 0.82
_SHORTEST = 3
"""One edit in a name of two letters makes another name."""


def compare(left: Codes, right: Codes, column: Column, *, nicknames: bool = False) -> Levels:
    """MISSING, DIFFERENT, CLOSE, ALIKE (a typo or short form) or SAME for each pair of codes."""
    level = np.full(len(left), MISSING, np.int8)
    both = (left >= 0) & (right >= 0)
    level[both] = DIFFERENT
    level[both & (left == right)] = SAME
    unequal = np.flatnonzero(both & (left != right))
    if len(unequal):
        level[unequal] = _unequal(left[unequal], right[unequal], column, nicknames=nicknames)
    return level


def one_slip(left: Codes, right: Codes, column: Column) -> Flags:
    """Whether two different values are one slip of the keyboard apart."""
    near = np.zeros(len(left), np.bool_)
    maybe = np.flatnonzero(_letters_apart(left, right, column) <= 2)  # noqa: PLR2004 - one letter replaced changes two bits
    if len(maybe):
        first, second = _texts(left[maybe], column), _texts(right[maybe], column)
        near[maybe] = process.cpdist(first, second, scorer=OSA.distance, score_cutoff=1) <= 1
    return near


def one_letter(left: Codes, right: Codes, column: Column) -> Flags:
    """Whether two different values are one slip apart, and their digits are equal."""
    near = one_slip(left, right, column)
    index = np.flatnonzero(near)
    first, second = _texts(left[index], column), _texts(right[index], column)
    near[index] = [_digits(a) == _digits(b) for a, b in zip(first, second, strict=True)]
    return near


def _unequal(left: Codes, right: Codes, column: Column, *, nicknames: bool) -> Levels:
    packed = (np.minimum(left, right).astype(np.int64) << 32) | np.maximum(left, right)
    once, back = np.unique(packed, return_inverse=True)
    a, b = (once >> 32).astype(np.int32), (once & 0xFFFFFFFF).astype(np.int32)
    level = np.zeros(len(once), np.int8)
    maybe = np.flatnonzero(_letters_apart(a, b, column) <= 4)  # noqa: PLR2004 - two letters replaced
    if len(maybe):
        level[maybe] = _typo(_texts(a[maybe], column), _texts(b[maybe], column))
    if nicknames:
        known = [related(x, y) for x, y in zip(_texts(a, column), _texts(b, column), strict=True)]
        level[np.array(known, np.bool_)] = ALIKE
    return level[back]


def _typo(first: list[str], second: list[str]) -> Levels:
    winkler = process.cpdist(first, second, scorer=JaroWinkler.similarity, score_cutoff=_CLOSE)
    edits = process.cpdist(first, second, scorer=OSA.distance, score_cutoff=1)
    shorter = np.array([min(len(a), len(b)) for a, b in zip(first, second, strict=True)])
    alike = ((winkler >= _ALIKE) | (edits <= 1)) & (shorter >= _SHORTEST)
    begins = [a.startswith(b) or b.startswith(a) for a, b in zip(first, second, strict=True)]
    alike |= np.array(begins) & (shorter >= _SHORTEST)
    return np.where(alike, ALIKE, np.where(winkler >= _CLOSE, CLOSE, DIFFERENT)).astype(np.int8)


def _letters_apart(left: Codes, right: Codes, column: Column) -> NDArray[np.uint8]:
    return np.asarray(np.bitwise_count(column.letters[left] ^ column.letters[right]))


def _texts(codes: Codes, column: Column) -> list[str]:
    return [column.values[code] for code in codes.tolist()]


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
