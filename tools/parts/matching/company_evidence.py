"""What two records of companies have in common, and how often chance would do that."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from tools.parts.matching import similarity
from tools.parts.matching.blocking import Pairs, key, pairs
from tools.parts.matching.companies import Companies
from tools.parts.matching.encode import Codes, Column, Flags, Floats, Levels
from tools.parts.matching.weights import Respect


class Name(IntEnum):
    """How two names compare."""

    UNKNOWN = 0
    SAME = 1
    TYPO = 2
    ACRONYM = 3
    BRANCH = 4
    PART = 5
    DIFFERENT = 6


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
)  # fmt: skip
SITE_WORDS = (
    "no site to compare", "same domain", "same domain but for its ending", "different domains"
)
TOWN_WORDS = (
    "no place to compare", "same postal code", "same city", "different cities",
    "different countries",
)  # fmt: skip
PHONE_WORDS = ("no number to compare", "same number", "one slip between the numbers",
               "different numbers")  # fmt: skip
STREET_WORDS = ("no street to compare", "same street and number", "one slip in the street",
                "different streets")  # fmt: skip
_NAME_PRIOR = (0, 82, 9, 3, 2, 2, 2)
_SITE_PRIOR = (0, 90, 3, 7)
_TOWN_PRIOR = (0, 45, 50, 4, 1)
_CHANCE_BESIDE_RARITY = np.array([1, 1, 1e-3, 5e-4, 1, 0.01, 0.97])
_NAME_CEILING: dict[int, float] = {Name.BRANCH: 0, Name.PART: 3, Name.DIFFERENT: -3}
_LONG = 8


@dataclass(frozen=True)
class CompanyEvidence:
    """The respects of some pairs, and what is known of them beside."""

    respects: tuple[Respect, ...]
    seeds: Flags
    others: Flags
    conflict: Flags
    guarded: Flags


@dataclass(frozen=True)
class Subject:
    """Companies, as the engine sees them."""

    companies: Companies

    @property
    def size(self) -> int:
        """How many records."""
        return self.companies.size

    def candidates(self) -> Pairs:
        """Pairs worth comparing."""
        c = self.companies
        start = c.name.derive(lambda name: name[:5]).code
        end = c.name.derive(lambda name: name[-6:]).code
        city, code = c.city.code, c.postcode.code
        single = np.where(c.acronym.code >= 0, c.acronym.code, c.name.code)
        return pairs([
            (key(c.name.code), 40), (key(c.domain.code), 60), (key(c.label.code), 20),
            (key(c.phone.code), 20), (key(c.street.code), 12), (key(c.core.code), 40),
            (key(c.core.code, city), 60), (key(start, city), 60), (key(start, code), 60),
            (key(end, city), 60), (key(c.street.code, city), 30), (key(single, city), 40),
            (key(single), 20), (key(c.name.code, city), 60), (key(c.name.code, c.country.code), 60),
        ])  # fmt: skip

    def compare(self, left: Codes, right: Codes) -> CompanyEvidence:
        """The evidence on the pairs."""
        return _evidence(self.companies, left, right)


@dataclass(frozen=True)
class Compared:
    """The pairs, and how they compare in what other respects are judged beside."""

    companies: Companies
    left: Codes
    right: Codes
    name: Levels
    site: Levels
    phone: Levels
    street: Levels
    town: Levels

    @property
    def one_site(self) -> Floats:
        """1 where names are much the same and the domain is: what teaches the other respects."""
        alike = (self.name > Name.UNKNOWN) & (self.name <= Name.TYPO)
        return np.asarray(alike & (self.site == Site.SAME), np.float32)

    def rarity(self, column: Column) -> Floats:
        """The bits of the left record's value."""
        return column.rarity(column.code[self.left])

    def rarer(self, column: Column) -> Floats:
        """The bits of the commoner of the two values."""
        return np.minimum(self.rarity(column), column.rarity(column.code[self.right]))


def _evidence(companies: Companies, left: Codes, right: Codes) -> CompanyEvidence:
    c = Compared(
        companies, left, right, _name(companies, left, right), _site(companies, left, right),
        _value(companies.phone, left, right), _value(companies.street, left, right),
        _town(companies, left, right),
    )  # fmt: skip
    respects = (
        _name_respect(c), _site_respect(c),
        _rarity_respect("phone", PHONE_WORDS, c, companies.phone, c.phone, (0, 62, 4, 34)),
        _rarity_respect("street", STREET_WORDS, c, companies.street, c.street, (0, 75, 5, 20)),
        _town_respect(c),
    )  # fmt: skip
    family = _parent(companies, left, right)
    apart = (c.name == Name.BRANCH) | (c.name == Name.DIFFERENT) | family
    backed = (c.site == Site.SAME) | (c.phone == 1) | (c.street == 1)
    named = (c.name == Name.SAME) | ((c.name == Name.TYPO) & (c.site == Site.SAME))
    elsewhere = (c.town >= Town.OTHER) & ((c.site != Site.SAME) | (c.street == _UNLIKE))
    return CompanyEvidence(
        respects,
        seeds=(c.name == Name.SAME) & backed & (c.town <= Town.SAME),
        others=(c.name == Name.DIFFERENT) | ((c.site == Site.DIFFERENT) & (c.street != 1)),
        conflict=apart | (c.site == Site.DIFFERENT) | (c.town == Town.OTHER_COUNTRY),
        guarded=~(named & backed) | family | elsewhere | (c.site >= Site.OTHER_ENDING),
    )


_OTHER = 2
_SLIP = 2
_UNLIKE = 3


def _value(column: Column, left: Codes, right: Codes) -> Levels:
    """0: one is missing; 1: equal; 2: one slip apart; 3: not alike."""
    a, b = column.code[left], column.code[right]
    level = np.where((a >= 0) & (b >= 0), np.where(a == b, 1, _UNLIKE), 0).astype(np.int8)
    unequal = np.flatnonzero(level == _UNLIKE)
    level[unequal[similarity.one_slip(a[unequal], b[unequal], column)]] = _SLIP
    return level


def _name(c: Companies, left: Codes, right: Codes) -> Levels:
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
    return level


def _near(left: Codes, right: Codes, column: Column) -> Levels:
    """TYPO, PART or DIFFERENT for different names: slips are a small part of the name."""
    if len(left) == 0:
        return np.zeros(0, np.int8)
    first = [column.values[code] for code in left.tolist()]
    second = [column.values[code] for code in right.tolist()]
    edits = process.cpdist(first, second, scorer=OSA.distance, score_cutoff=2)
    shorter = np.minimum(column.lengths[left], column.lengths[right])
    typo = (edits <= 1) & (shorter >= 5) | (edits <= 2) & (shorter >= 2 * _LONG)  # noqa: PLR2004 - shorter names differ by a letter
    begins = [a.startswith(b) or b.startswith(a) for a, b in zip(first, second, strict=True)]
    held = np.array(begins) & (shorter >= _LONG)
    return np.where(typo, Name.TYPO, np.where(held, Name.PART, Name.DIFFERENT)).astype(np.int8)


def _site(c: Companies, left: Codes, right: Codes) -> Levels:
    levels = np.array([Site.UNKNOWN, Site.SAME, Site.DIFFERENT], np.int8)
    level = levels[_same(c.domain, left, right)]
    ending = (level == Site.DIFFERENT) & (_same(c.label, left, right) == 1)
    level[ending] = Site.OTHER_ENDING
    return level


def _town(c: Companies, left: Codes, right: Codes) -> Levels:
    city, code = _same(c.city, left, right), _same(c.postcode, left, right)
    state, country = _same(c.state, left, right), _same(c.country, left, right)
    apart = (city == _OTHER) | (state == _OTHER) | ((city == 0) & (code == _OTHER))
    return np.select(
        [country == _OTHER, code == 1, (city == 1) & (state != _OTHER), apart],
        [Town.OTHER_COUNTRY, Town.SAME_POSTCODE, Town.SAME, Town.OTHER], Town.UNKNOWN,
    ).astype(np.int8)  # fmt: skip


def _parent(c: Companies, left: Codes, right: Codes) -> Flags:
    """Whether one is said to be the other's parent."""
    up = (c.parent.code[left] >= 0) & (c.parent.code[left] == c.name.code[right])
    down = (c.parent.code[right] >= 0) & (c.parent.code[right] == c.name.code[left])
    return np.asarray((up | down) & (c.name.code[left] != c.name.code[right]))


def _name_respect(c: Compared) -> Respect:
    chance = np.log2(_CHANCE_BESIDE_RARITY)[c.name]
    chance = chance - np.where(c.name == Name.SAME, c.rarer(c.companies.name), 0)
    chance = chance - np.where(c.name == Name.BRANCH, c.rarer(c.companies.core), 0)
    return Respect("name", NAME_WORDS, c.name, chance.astype(np.float32), _NAME_PRIOR,
                   (c.site == Site.SAME).astype(np.float32), _NAME_CEILING)  # fmt: skip


def _site_respect(c: Compared) -> Respect:
    namesake = np.where((c.name > 0) & (c.name <= Name.TYPO), -1, -7)
    ending = np.where(c.site == Site.OTHER_ENDING, namesake, -0.05)
    chance = np.where(c.site == Site.SAME, -c.rarity(c.companies.domain), ending)
    taught = (c.name == Name.SAME) & ((c.phone == 1) | (c.street == 1))
    return Respect("site", SITE_WORDS, c.site, chance.astype(np.float32), _SITE_PRIOR,
                   taught.astype(np.float32), {Site.OTHER_ENDING: 1})  # fmt: skip


def _rarity_respect(
    label: str, words: tuple[str, ...], c: Compared, column: Column, level: Levels,
    prior: tuple[float, ...],
) -> Respect:  # fmt: skip
    """Equal or not, where an equal value counts by how rare it is."""
    rare = c.rarity(column)
    chance = np.select([level == 1, level == _SLIP], [-rare, np.minimum(4 - rare, -4)], -0.02)
    return Respect(label, words, level, chance.astype(np.float32), prior, c.one_site, {})


def _town_respect(c: Compared) -> Respect:
    named_for_it = (c.name > 0) & (c.name <= Name.TYPO) & c.companies.city_in_name[c.left]
    city = np.where(named_for_it, 1, c.rarity(c.companies.city))
    code = np.maximum(c.rarity(c.companies.postcode), city)
    chance = np.select(
        [c.town == Town.SAME_POSTCODE, c.town == Town.SAME, c.town == Town.OTHER_COUNTRY],
        [-code, -np.maximum(city, 1), -1.0], -0.1,
    )  # fmt: skip
    return Respect("place", TOWN_WORDS, c.town, chance.astype(np.float32), _TOWN_PRIOR,
                   c.one_site, {})  # fmt: skip


def _same(column: Column, left: Codes, right: Codes) -> Levels:
    """0: one is missing; 1: equal; 2: not."""
    a, b = column.code[left], column.code[right]
    return np.where((a >= 0) & (b >= 0), np.where(a == b, 1, _OTHER), 0).astype(np.int8)
