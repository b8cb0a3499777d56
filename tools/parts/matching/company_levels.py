"""How the names, sites, numbers and places of two companies compare."""

from enum import IntEnum

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from tools.parts.matching import similarity
from tools.parts.matching.companies import Companies
from tools.parts.matching.encode import Codes, Column, Flags, Levels


class Name(IntEnum):
    """How two names compare."""

    UNKNOWN = 0
    SAME = 1
    TYPO = 2
    ACRONYM = 3
    BRANCH = 4
    PART = 5
    DIFFERENT = 6
    SHORTENED = 7


class Site(IntEnum):
    """How two domains compare."""

    UNKNOWN = 0
    SAME = 1
    OTHER_ENDING = 2
    DIFFERENT = 3


class Town(IntEnum):
    """How two places compare."""

    UNKNOWN = 0
    SAME_POSTCODE = 1
    SAME = 2
    OTHER = 3
    OTHER_COUNTRY = 4


NAME_WORDS = (
    "no name to compare", "same name", "a slip in the name", "one is the other's initials",
    "one is a branch of the other", "one name holds the other", "different names",
    "one shortens words of the other",
)  # fmt: skip
SITE_WORDS = (
    "no site to compare",
    "same domain",
    "same domain but for its ending",
    "different domains",
)
TOWN_WORDS = (
    "no place to compare", "same postal code", "same city", "different cities",
    "different countries",
)  # fmt: skip
PHONE_WORDS = ("no number to compare", "same number", "one slip between the numbers",
               "different numbers", "numbers of one block")  # fmt: skip
FORM_WORDS = ("no legal form to compare", "same legal form", "different legal forms")
STREET_WORDS = ("no street to compare", "same street and number", "one slip in the street",
                "different streets")  # fmt: skip
_LONG = 8
OTHER = 2
SLIP = 2
UNLIKE = 3
BLOCK = 4
"""Different numbers that are alike but for the last digits: companies have many lines."""


def value(column: Column, left: Codes, right: Codes) -> Levels:
    """0: one is missing; 1: equal; 2: one slip apart; 3: not alike."""
    a, b = column.code[left], column.code[right]
    level = np.where((a >= 0) & (b >= 0), np.where(a == b, 1, UNLIKE), 0).astype(np.int8)
    unequal = np.flatnonzero(level == UNLIKE)
    level[unequal[similarity.one_slip(a[unequal], b[unequal], column)]] = SLIP
    return level


def phone(c: Companies, left: Codes, right: Codes) -> Levels:
    """How the numbers compare, as `value`; 4: of one block."""
    level = value(c.phone, left, right)
    level[(level == UNLIKE) & (same(c.block, left, right) == 1)] = BLOCK
    return level


def name(c: Companies, left: Codes, right: Codes) -> Levels:
    """How the names compare, as `Name`."""
    a, b = c.name.code[left], c.name.code[right]
    both = (a >= 0) & (b >= 0)
    level = np.where(both, Name.DIFFERENT, Name.UNKNOWN).astype(np.int8)
    short_a, short_b = c.acronym.code[left], c.acronym.code[right]
    acronym = ((short_a >= 0) & (short_a == b)) | ((short_b >= 0) & (short_b == a))
    level[both & acronym] = Name.ACRONYM
    level[both & (c.core.code[left] == c.core.code[right])] = Name.BRANCH
    level[both & (a == b)] = Name.SAME
    rest = np.flatnonzero(level == Name.DIFFERENT)
    level[rest] = _near(a[rest], b[rest], c.name)
    rest = np.flatnonzero(level == Name.DIFFERENT)
    short = _shortened(c.spaced.code[left[rest]], c.spaced.code[right[rest]], c.spaced)
    level[rest[short]] = Name.SHORTENED
    return level


def _shortened(left: Codes, right: Codes, column: Column) -> Flags:
    """Whether the names agree word by word, some words with letters left out: `Cnslt`."""
    ends = zip(left.tolist(), right.tolist(), strict=True)
    return np.array(
        [_words_shortened(column.values[a].split(), column.values[b].split()) for a, b in ends],
        np.bool_,
    )


def _words_shortened(one: list[str], two: list[str]) -> bool:
    if len(one) != len(two) or len(one) < 2:  # noqa: PLR2004 - one word alone says too little
        return False
    words = zip(one, two, strict=True)
    return all(a == b or _letters_of(*sorted((a, b), key=len)) for a, b in words)


def _letters_of(short: str, long: str) -> bool:
    """Whether a word's letters come in the same order in the longer one, the first one first."""
    if len(short) < 3 or short[0] != long[0]:  # noqa: PLR2004 - two letters are in too many words
        return False
    rest = iter(long)
    return all(letter in rest for letter in short)


def _near(left: Codes, right: Codes, column: Column) -> Levels:
    """TYPO, PART or DIFFERENT for different names: slips are a small part of the name."""
    if len(left) == 0:
        return np.zeros(0, np.int8)
    first = [column.values[code] for code in left.tolist()]
    second = [column.values[code] for code in right.tolist()]
    edits = process.cpdist(first, second, scorer=OSA.distance, score_cutoff=2)
    shorter = np.minimum(column.lengths[left], column.lengths[right])
    typo = (edits <= 1) & (shorter >= 5) | (edits <= 2) & (shorter >= 2 * _LONG)  # noqa: PLR2004 - shorter names differ by a letter
    # Shop 114 is not a slip of the keyboard for shop 115.
    typo &= [_digits(a) == _digits(b) for a, b in zip(first, second, strict=True)]
    begins = [a.startswith(b) or b.startswith(a) for a, b in zip(first, second, strict=True)]
    held = np.array(begins) & (shorter >= _LONG)
    return np.where(typo, Name.TYPO, np.where(held, Name.PART, Name.DIFFERENT)).astype(np.int8)


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, name))


def site(c: Companies, left: Codes, right: Codes) -> Levels:
    """How the domains compare, as `Site`."""
    levels = np.array([Site.UNKNOWN, Site.SAME, Site.DIFFERENT], np.int8)
    level = levels[same(c.domain, left, right)]
    ending = (level == Site.DIFFERENT) & (same(c.label, left, right) == 1)
    level[ending] = Site.OTHER_ENDING
    return level


def town(c: Companies, left: Codes, right: Codes) -> Levels:
    """How the places compare, as `Town`."""
    city, code = same(c.city, left, right), same(c.postcode, left, right)
    state, country = same(c.state, left, right), same(c.country, left, right)
    apart = (city == OTHER) | (state == OTHER) | ((city == 0) & (code == OTHER))
    return np.select(
        [country == OTHER, code == 1, (city == 1) & (state != OTHER), apart],
        [Town.OTHER_COUNTRY, Town.SAME_POSTCODE, Town.SAME, Town.OTHER], Town.UNKNOWN,
    ).astype(np.int8)  # fmt: skip


def parent(c: Companies, left: Codes, right: Codes) -> Flags:
    """Whether one is said to be the other's parent."""
    up = (c.parent.code[left] >= 0) & (c.parent.code[left] == c.name.code[right])
    down = (c.parent.code[right] >= 0) & (c.parent.code[right] == c.name.code[left])
    return np.asarray((up | down) & (c.name.code[left] != c.name.code[right]))


def same(column: Column, left: Codes, right: Codes) -> Levels:
    """0: one is missing; 1: equal; 2: not."""
    a, b = column.code[left], column.code[right]
    return np.where((a >= 0) & (b >= 0), np.where(a == b, 1, OTHER), 0).astype(np.int8)
