"""How the names, employers and numbers of two people compare."""

from enum import IntEnum

import numpy as np

from tools.parts.matching import similarity
from tools.parts.matching.encode import Codes, Column, Flags, Floats, Levels, among
from tools.parts.matching.naming import Named
from tools.parts.matching.people import FEW, People


class Name(IntEnum):
    """How two names compare."""

    UNKNOWN = 0
    SAME = 1
    SHORT_FORM = 2
    INITIAL = 3
    LAST_TYPO = 4
    BOTH_TYPO = 5
    SWAPPED = 6
    FIRST_ONLY = 7
    OTHER_LAST = 8
    OTHER_FIRST = 9
    DIFFERENT = 10
    CLOSE_FIRST = 11
    PARTLY_SWAPPED = 12
    ALIKE_FIRST_ONLY = 13
    LAST_ONLY = 14
    FIRST_TYPO = 15
    HELD = 16


class Org(IntEnum):
    """What places the two at one employer, strongest first."""

    UNKNOWN = 0
    SAME = 1
    SAME_NAME = 2
    SWITCHBOARD = 3
    SAME_TOWN = 4
    DIFFERENT = 5
    ALIKE = 6
    NEIGHBOURS = 7


NAME_WORDS = (
    "no name to compare", "same first and last name", "short form of the first name",
    "first name is an initial", "slip in the last name", "slips in both names",
    "first and last name swapped", "same first name, no last name", "different last name",
    "different first name", "different name", "similar first name", "name partly swapped",
    "similar first name, no last name", "same last name, no first name",
    "slip in the first name", "one name holds the other",
)  # fmt: skip
ORG_WORDS = (
    "no company to compare", "same company", "same company name", "same switchboard",
    "same town, company unknown", "different companies", "similar company names",
    "different companies in one town",
)  # fmt: skip
PHONE_WORDS = (
    "no number to compare, or a switchboard", "same direct number", "different numbers",
    "neither number in common",
)  # fmt: skip
_MATRIX = np.array([  # columns: last missing, different, close, alike, same
    [0, 10, 10, 10, 14],  # first missing
    [10, 10, 10, 10, 9],  # first different
    [13, 10, 5, 5, 11],  # first close
    [13, 10, 5, 5, 15],  # first alike
    [7, 8, 4, 4, 1],  # first same
    [13, 10, 5, 5, 3],  # first an initial of the other
    [13, 10, 5, 5, 2],  # first a short form of the other
], np.int8)  # fmt: skip
_INITIAL, _SHORT = 4, 5
_NOBODY = 99
_PART = 3
"""Shorter parts of a name are held in too many others."""
_NEITHER = 3
OTHER = 2


def name(p: People, left: Codes, right: Codes) -> Levels:
    """How the names compare, as `Name`."""
    last, surname = p.names.last, p.names.surname.code
    first_level = _first_level(p.names, left, right)
    a, b = last.code[left], last.code[right]
    keyed = (a >= 0) & (surname[left] == surname[right])
    last_level = similarity.compare(a, np.where(keyed, a, b), last)
    level = _MATRIX[first_level + 1, last_level + 1]
    unlike = np.flatnonzero((first_level <= 0) & (last_level <= 0))
    level[unlike] = _swapped(p.names, left[unlike], right[unlike], level[unlike])
    _told_whole(p.names, left, right, level)
    return level


def _told_whole(names: Named, left: Codes, right: Codes, level: Levels) -> None:
    """Names that are parted otherwise, or of which one leaves parts out, and other scripts."""
    if names.foreign.any():
        level[names.foreign[left] != names.foreign[right]] = Name.UNKNOWN
    unlike = np.flatnonzero(among(level, (Name.OTHER_LAST, Name.OTHER_FIRST, Name.DIFFERENT)))
    unlike = unlike[names.full[left[unlike]] & names.full[right[unlike]]]
    one, two = names.letters[left[unlike]], names.letters[right[unlike]]
    unlike = unlike[((one & two) == one) | ((one & two) == two)]
    held = np.array(
        [_held(*a, *b) for a, b in zip(
            names.words(left[unlike]), names.words(right[unlike]), strict=True)], np.int8,
    )  # fmt: skip
    level[unlike[held > 0]] = held[held > 0]


def _held(first: str, last: str, other_first: str, other_last: str) -> int:
    """SAME where only the cut between the names differs, HELD where one leaves parts out.

    >>> _held("fatima", "zahrabenali", "fatimazahra", "benali") == Name.SAME
    True
    >>> _held("rosa", "fernandez", "rosamariafernandez", "gil") == Name.HELD
    True
    """
    one, two = (first + last).replace("-", ""), (other_first + other_last).replace("-", "")
    if one == two:
        return Name.SAME
    if len(one) == len(two):
        return 0
    if len(one) > len(two):
        first, last, one, two = other_first, other_last, two, one
    begins = len(first) >= _PART and two.startswith(first)
    return Name.HELD if begins and len(last) >= _PART and last in two[len(first) :] else 0


def _first_level(names: Named, left: Codes, right: Codes) -> Levels:
    a, b = names.first.code[left], names.first.code[right]
    both = (a >= 0) & (b >= 0)
    formal = both & (names.formal.code[left] == names.formal.code[right]) & (a != b)
    one = both & (a != b) & ~formal & (names.single[left] | names.single[right])
    level = similarity.compare(a, np.where(formal | one, a, b), names.first)
    if names.couple.any():
        two = (names.couple[left] != names.couple[right]) & (level == similarity.ALIKE)
        level[two] = similarity.CLOSE
    level[similarity.known(a, b, names.short_forms)] = _SHORT
    level[formal] = _SHORT
    letter = names.initial[left[one]] == names.initial[right[one]]
    level[one] = np.where(letter, _INITIAL, similarity.DIFFERENT)
    return level


def _swapped(names: Named, left: Codes, right: Codes, level: Levels) -> Levels:
    """First and last name in each other's field, one of them perhaps with a slip."""
    first, last = names.first.code, names.last.code
    one = similarity.compare(last[left], first[right], names.last)
    two = similarity.compare(first[left], last[right], names.first)
    two[similarity.known(first[left], last[right], names.short_forms)] = similarity.ALIKE
    one[similarity.known(last[left], first[right], names.short_forms)] = similarity.ALIKE
    exact = (one == similarity.SAME).astype(np.int8) + (two == similarity.SAME)
    whole = (one >= similarity.ALIKE) & (two >= similarity.ALIKE) & (exact >= 1)
    level = np.where(exact >= 1, Name.PARTLY_SWAPPED, level)
    return np.where(whole, Name.SWAPPED, level).astype(np.int8)


def place(p: People, left: Codes, right: Codes, switchboard: Flags, names: Levels) -> Levels:
    """The strongest sign that both are at one employer, or the sign that they are not."""
    org, name = same(p.organisation, left, right), same(p.company, left, right)
    town, code = same(p.city, left, right), same(p.postcode, left, right)
    near = (town == 1) | (code == 1)
    level = np.select(
        [org == 1, name == 1, switchboard, near & (org == OTHER), near,
         (org == OTHER) | (town == OTHER)],
        [Org.SAME, Org.SAME_NAME, Org.SWITCHBOARD, Org.NEIGHBOURS, Org.SAME_TOWN, Org.DIFFERENT],
        Org.UNKNOWN,
    )  # fmt: skip
    level = level.astype(np.int8)
    alike_named = (names != Name.DIFFERENT) & (names != Name.OTHER_FIRST)
    elsewhere = (level == Org.DIFFERENT) | (level == Org.NEIGHBOURS)
    apart = np.flatnonzero(elsewhere & (org == OTHER) & alike_named)
    one, two = left[apart], right[apart]
    alike = similarity.alike(p.label.code[one], p.label.code[two], p.label)
    alike |= similarity.alike(p.company.code[one], p.company.code[two], p.company)
    level[apart[alike]] = Org.ALIKE
    return level


def phone(p: People, left: Codes, right: Codes) -> tuple[Levels, Floats, Flags]:
    """Level, rarity of the shared number, and whether it is a switchboard."""
    level = np.zeros(len(left), np.int8)
    bits = np.zeros(len(left), np.float32)
    holders = np.full(len(left), _NOBODY, np.int32)
    level[p.reachable[left] & p.reachable[right]] = OTHER
    mobile = p.numbers[1]
    level[(mobile[left] >= 0) & (mobile[right] >= 0)] = _NEITHER
    theirs = [code[right] for code in p.slots]
    for one in p.slots:
        a = one[left]
        for b in theirs:
            hit = np.flatnonzero((a >= 0) & (a == b))
            holders[hit] = np.minimum(holders[hit], p.names_on_phone[a[hit]])
            bits[hit] = np.maximum(bits[hit], p.number_bits[a[hit]])
    direct, switchboard = holders <= FEW, (holders > FEW) & (holders < _NOBODY)
    level[direct], level[switchboard] = 1, 0
    return level, bits, switchboard


def same(column: Column, left: Codes, right: Codes) -> Levels:
    """0: one is missing; 1: equal; OTHER: not."""
    return same_code(column.code, left, right)


def same_code(code: Codes, left: Codes, right: Codes) -> Levels:
    """0: one is missing; 1: equal; 2: not."""
    a, b = code[left], code[right]
    level = np.where(a == b, np.int8(1), np.int8(OTHER))
    level[(a < 0) | (b < 0)] = 0
    return level
