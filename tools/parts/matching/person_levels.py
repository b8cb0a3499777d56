"""How the names, mailboxes, employers and numbers of two people compare."""

from enum import IntEnum

import numpy as np

from tools.parts.matching import similarity
from tools.parts.matching.encode import POPULATION, Codes, Column, Flags, Floats, Levels, take
from tools.parts.matching.people import People


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


class Box(IntEnum):
    """How two mailboxes compare."""

    UNKNOWN = 0
    SAME = 1
    TYPO = 2
    COLLEAGUES = 3
    OTHER_DOMAIN = 4
    SAME_PROVIDER = 5
    SHARED = 6


class Org(IntEnum):
    """What places the two at one employer, strongest first."""

    UNKNOWN = 0
    SAME = 1
    SAME_NAME = 2
    SWITCHBOARD = 3
    SAME_TOWN = 4
    DIFFERENT = 5


NAME_WORDS = (
    "no name to compare", "same first and last name", "short form or slip in the first name",
    "first name is an initial", "slip in the last name", "slips in both names",
    "first and last name swapped", "same first name, no last name", "different last name",
    "different first name", "different name", "similar first name", "name partly swapped",
    "similar first name, no last name", "same last name, no first name",
)  # fmt: skip
BOX_WORDS = (
    "no personal e-mail to compare", "same mailbox", "one slip between the e-mails",
    "two mailboxes at one company", "e-mails at different domains",
    "two mailboxes at one provider", "same mailbox, which several people use",
)  # fmt: skip
ORG_WORDS = (
    "no company to compare", "same company", "same company name", "same switchboard",
    "same town, company unknown", "different companies",
)  # fmt: skip
PHONE_WORDS = (
    "no number to compare, or a switchboard", "same direct number", "different numbers",
    "neither number in common",
)  # fmt: skip
_MATRIX = np.array([  # columns: last missing, different, close, alike, same
    [0, 10, 10, 10, 14],  # first missing
    [10, 10, 10, 10, 9],  # first different
    [13, 10, 5, 5, 11],  # first close
    [13, 10, 5, 5, 2],  # first alike
    [7, 8, 4, 4, 1],  # first same
    [13, 10, 5, 5, 3],  # first an initial of the other
], np.int8)  # fmt: skip
_INITIAL = 4
_FEW = 2
_MANY = 4
OTHER = 2


def name(p: People, left: Codes, right: Codes) -> Levels:
    """How the names compare, as `Name`."""
    first = _first_level(p, left, right)
    last = similarity.compare(p.last.code[left], p.last.code[right], p.last)
    either = (p.last.code[left] >= 0) & (p.last.code[right] >= 0)
    last[either & (p.surname.code[left] == p.surname.code[right])] = similarity.SAME
    level = _MATRIX[first + 1, last + 1]
    unlike = np.flatnonzero((first <= 0) & (last <= 0))
    level[unlike] = _swapped(p, left[unlike], right[unlike], level[unlike])
    return level


def _first_level(p: People, left: Codes, right: Codes) -> Levels:
    a, b = p.first.code[left], p.first.code[right]
    level = similarity.compare(a, b, p.first, nicknames=True)
    both = (a >= 0) & (b >= 0)
    formal = both & (p.formal.code[left] == p.formal.code[right]) & (a != b)
    level[formal] = similarity.ALIKE
    single = take(p.first.lengths, p.first.code) == 1
    one = both & (a != b) & ~formal & (single[left] | single[right])
    letter = prefix(p.first, 1)
    level[one] = np.where(letter[left][one] == letter[right][one], _INITIAL, similarity.DIFFERENT)
    return level


def _swapped(p: People, left: Codes, right: Codes, level: Levels) -> Levels:
    """First and last name in each other's field, one of them perhaps with a slip."""
    first_a, last_a = p.first.code[left], p.last.code[left]
    first_b, last_b = p.first.code[right], p.last.code[right]
    one = similarity.compare(last_a, first_b, p.last)
    two = similarity.compare(first_a, last_b, p.first)
    exact = (one == similarity.SAME).astype(np.int8) + (two == similarity.SAME)
    whole = (one >= similarity.ALIKE) & (two >= similarity.ALIKE) & (exact >= 1)
    level = np.where(exact >= 1, Name.PARTLY_SWAPPED, level)
    return np.where(whole, Name.SWAPPED, level).astype(np.int8)


def box(p: People, left: Codes, right: Codes) -> Levels:
    """How the mailboxes compare, as `Box`."""
    a, b = p.mailbox.code[left], p.mailbox.code[right]
    both = (a >= 0) & (b >= 0) & p.personal[left] & p.personal[right]
    domain = both & (p.mail_domain.code[left] == p.mail_domain.code[right])
    level = np.where(both, Box.OTHER_DOMAIN, Box.UNKNOWN).astype(np.int8)
    level[domain] = np.where(p.free[left][domain], Box.SAME_PROVIDER, Box.COLLEAGUES)
    unequal = np.flatnonzero(domain & (a != b))
    slip = similarity.one_letter(p.local.code[left[unequal]], p.local.code[right[unequal]], p.local)
    level[unequal[slip]] = Box.TYPO
    many = take(p.names_on_mailbox, a, missing=0) >= _MANY
    level[both & (a == b)] = np.where(many, Box.SHARED, Box.SAME)[both & (a == b)]
    return level


def place(p: People, left: Codes, right: Codes, switchboard: Flags) -> Levels:
    """The strongest sign that both are at one employer, or the sign that they are not."""
    org, name = same(p.organisation, left, right), same(p.company, left, right)
    town, code = same(p.city, left, right), same(p.postcode, left, right)
    level = np.select(
        [org == 1, name == 1, switchboard, (town == 1) | (code == 1),
         (org == OTHER) | (town == OTHER)],
        [Org.SAME, Org.SAME_NAME, Org.SWITCHBOARD, Org.SAME_TOWN, Org.DIFFERENT], Org.UNKNOWN,
    )  # fmt: skip
    return level.astype(np.int8)


def phone(p: People, left: Codes, right: Codes) -> tuple[Levels, Floats, Flags]:
    """Level, rarity of the shared number, and whether it is a switchboard."""
    level = np.zeros(len(left), np.int8)
    bits = np.zeros(len(left), np.float32)
    holders = np.full(len(left), 99, np.int64)
    codes = np.r_[p.phone.code, p.mobile.code]
    counts = np.bincount(codes + 1, minlength=len(p.phone.values) + 1)[1:]
    rare = np.log2(max(p.size, POPULATION) / np.maximum(counts, 1)).astype(np.float32)
    sides = ((p.phone.code[left], p.mobile.code[left]), (p.phone.code[right], p.mobile.code[right]))
    level[((sides[0][0] >= 0) | (sides[0][1] >= 0)) & ((sides[1][0] >= 0) | (sides[1][1] >= 0))] = 2
    level[(level == OTHER) & (sides[0][1] >= 0) & (sides[1][1] >= 0)] = 3
    for a in sides[0]:
        for b in sides[1]:
            hit = np.flatnonzero((a >= 0) & (a == b))
            holders[hit] = np.minimum(holders[hit], p.names_on_phone[a[hit]])
            bits[hit] = np.maximum(bits[hit], rare[a[hit]])
    direct, switchboard = holders <= _FEW, (holders > _FEW) & (holders < 99)  # noqa: PLR2004 - 99 is nobody
    level[direct], level[switchboard] = 1, 0
    return level, bits, switchboard


def same(column: Column, left: Codes, right: Codes) -> Levels:
    """0: one is missing; 1: equal; OTHER: not."""
    return same_code(column.code, left, right)


def same_code(code: Codes, left: Codes, right: Codes) -> Levels:
    """0: one is missing; 1: equal; 2: not."""
    a, b = code[left], code[right]
    return np.where((a >= 0) & (b >= 0), np.where(a == b, 1, OTHER), 0).astype(np.int8)


def prefix(column: Column, length: int) -> Codes:
    """Codes of the first characters of each value."""
    return column.derive(lambda value: value[:length]).code
