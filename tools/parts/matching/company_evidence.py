"""What two records of companies have in common, and how often chance would do that."""

from dataclasses import dataclass

import numpy as np

from tools.parts.matching import company_levels as levels
from tools.parts.matching.blocking import MISSING, Keep, Keys, Pairs, key, pairs
from tools.parts.matching.companies import Companies
from tools.parts.matching.company_levels import Name, Site, Town
from tools.parts.matching.encode import Codes, Column, Floats, Levels
from tools.parts.matching.weights import Evidence, Respect, fixed

_NAME_PRIOR = (0, 80, 9, 3, 2, 2, 2, 2)
_SITE_PRIOR = (0, 90, 3, 7)
_TOWN_PRIOR = (0, 45, 50, 4, 1)
_PHONE_PRIOR = (0, 62, 4, 30, 4)
_STREET_PRIOR = (0, 75, 5, 20)
_CHANCE_BESIDE_RARITY = np.array([1, 1, 1, 5e-4, 1, 0.01, 0.97, 1e-3])
_FORM_PRIOR = (0, 90, 10)
_SLIPS = 3.0
_NAME_CEILING: dict[int, float] = {Name.BRANCH: 0, Name.PART: 3, Name.DIFFERENT: -3}


@dataclass(frozen=True)
class Subject:
    """Companies, as the engine sees them."""

    companies: Companies

    @property
    def size(self) -> int:
        """How many records."""
        return self.companies.size

    def shared(self) -> Keys:
        """What pairs worth comparing share."""
        c = self.companies
        name, core, street = c.name.numbers, c.core.numbers, c.street.numbers
        start, end = c.name.prefix(5), c.name.derive(lambda name: name[-6:]).numbers
        city, code = c.city.numbers, c.postcode.numbers
        single = np.where(c.acronym.numbers != MISSING, c.acronym.numbers, name)
        for columns, cap in (
            ((name,), 40), ((c.domain.numbers,), 60), ((c.label.numbers,), 20),
            ((c.phone.numbers,), 20), ((street,), 12), ((core,), 40), ((core, city), 60),
            ((start, city), 60), ((start, code), 60), ((end, city), 60), ((street, city), 30),
            ((single, city), 40), ((single,), 20), ((name, city), 60),
            ((name, c.country.numbers), 60), ((c.block.numbers, c.name.prefix(2)), 40),
        ):  # fmt: skip
            yield key(*columns), cap

    def candidates(self, keep: Keep | None = None) -> Pairs:
        """Pairs worth comparing."""
        return pairs(self.shared(), self.size, keep)

    def taught(self, _left: Codes, _right: Codes, _step: int) -> "Subject":
        """The same companies: nothing is learnt beside the weights."""
        return self

    def compare(self, left: Codes, right: Codes) -> Evidence:
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

    def odder(self, column: Column) -> Floats:
        """The bits of the rarer of the two values."""
        return np.maximum(self.rarity(column), column.rarity(column.code[self.right]))


def _evidence(companies: Companies, left: Codes, right: Codes) -> Evidence:
    c = Compared(
        companies, left, right,
        levels.name(companies, left, right), levels.site(companies, left, right),
        levels.phone(companies, left, right), levels.value(companies.street, left, right),
        levels.town(companies, left, right),
    )  # fmt: skip
    # An agency's clients, a firm's branches: `(for Nike)` and `(for Adidas)`.
    branches = levels.same(companies.aside, left, right) == levels.OTHER
    other_door = (c.street == levels.UNLIKE) & (c.phone >= levels.UNLIKE)
    elsewhere = other_door & (c.town == Town.OTHER)
    respects = (
        _name_respect(c), _site_respect(c),
        _phone_respect(c),
        _street_respect(c), _town_respect(c), _form_respect(c),
        fixed("branch", ("not known to be two", "two branches or clients"),
              branches.astype(np.int8), (0, -6)),
        fixed("premises", ("not known to be others", "other town, street and number"),
              elsewhere.astype(np.int8), (0, -4)),
    )  # fmt: skip
    family = levels.parent(companies, left, right)
    apart = (c.name == Name.BRANCH) | (c.name == Name.DIFFERENT) | family
    backed = (c.site == Site.SAME) | (c.phone == 1) | (c.street == 1)
    nearly = ((c.name == Name.TYPO) | (c.name == Name.SHORTENED)) & (c.site != Site.DIFFERENT)
    one_place = (c.phone == 1) & (c.street == 1)
    named = (c.name == Name.SAME) | (nearly & ((c.site == Site.SAME) | one_place))
    moved = (c.town >= Town.OTHER) & ((c.site != Site.SAME) | (c.street == levels.UNLIKE))
    return Evidence(
        respects,
        seeds=(c.name == Name.SAME) & backed & (c.town <= Town.SAME),
        others=(c.name == Name.DIFFERENT) | ((c.site == Site.DIFFERENT) & (c.street != 1)),
        conflict=apart
        | branches
        | (c.site == Site.DIFFERENT)
        | (c.town == Town.OTHER_COUNTRY)
        | elsewhere,
        guarded=~(named & backed)
        | family
        | branches
        | moved
        | other_door
        | (c.site >= Site.OTHER_ENDING),
    )


def _name_respect(c: Compared) -> Respect:
    chance = np.log2(_CHANCE_BESIDE_RARITY)[c.name]
    chance = chance - np.where(c.name == Name.SAME, c.rarer(c.companies.name), 0)
    # A slip of the keyboard makes a word that nobody else has.
    odd = c.odder(c.companies.name)
    chance = chance + np.where(c.name == Name.TYPO, np.minimum(_SLIPS - odd, -1), 0)
    chance = chance - np.where(c.name == Name.BRANCH, c.rarer(c.companies.core), 0)
    return Respect("name", levels.NAME_WORDS, c.name, chance.astype(np.float32), _NAME_PRIOR,
                   (c.site == Site.SAME).astype(np.float32), _NAME_CEILING)  # fmt: skip


def _site_respect(c: Compared) -> Respect:
    namesake = np.where((c.name > 0) & (c.name <= Name.TYPO), -1, -7)
    ending = np.where(c.site == Site.OTHER_ENDING, namesake, -0.05)
    chance = np.where(c.site == Site.SAME, -c.rarity(c.companies.domain), ending)
    taught = (c.name == Name.SAME) & ((c.phone == 1) | (c.street == 1))
    return Respect("site", levels.SITE_WORDS, c.site, chance.astype(np.float32), _SITE_PRIOR,
                   taught.astype(np.float32), {Site.OTHER_ENDING: 1})  # fmt: skip


def _phone_respect(c: Compared) -> Respect:
    """Numbers: those of one block count by how rare the block is in its town."""
    chance = _rarity_chance(c, c.companies.phone, c.phone)
    town = np.where(c.town == Town.UNKNOWN, 0, c.odder(c.companies.city))
    block = np.minimum(town - c.odder(c.companies.block), -1)
    chance = np.where(c.phone == levels.BLOCK, block, chance).astype(np.float32)
    return Respect("phone", levels.PHONE_WORDS, c.phone, chance, _PHONE_PRIOR, c.one_site, {})


def _street_respect(c: Compared) -> Respect:
    chance = _rarity_chance(c, c.companies.street, c.street).astype(np.float32)
    return Respect("street", levels.STREET_WORDS, c.street, chance, _STREET_PRIOR, c.one_site, {})


def _rarity_chance(c: Compared, column: Column, level: Levels) -> Floats:
    """Equal or not, where an equal value counts by how rare it is."""
    rare = c.odder(column)
    return np.select(
        [level == 1, level == levels.SLIP], [-rare, np.minimum(4 - rare, -4)], -0.02
    ).astype(np.float32)


def _form_respect(c: Compared) -> Respect:
    level = levels.same(c.companies.form, c.left, c.right)
    rare = np.minimum(c.rarity(c.companies.form), _FORM_BITS)
    chance = np.select([level == 1, level == levels.OTHER], [-rare, -0.2], 0)
    return Respect("legal form", levels.FORM_WORDS, level, chance.astype(np.float32), _FORM_PRIOR,
                   ((c.name == Name.SAME) & (c.phone == 1) | (c.street == 1)
                    | (c.site == Site.SAME)).astype(np.float32), {})  # fmt: skip


_FORM_BITS = 2.5


def _town_respect(c: Compared) -> Respect:
    held = c.companies.city_in_name
    named_for_it = (c.name > 0) & (c.name <= Name.TYPO) & (held[c.left] | held[c.right])
    city = np.where(named_for_it, 1, c.odder(c.companies.city))
    code = np.maximum(c.odder(c.companies.postcode), city)
    chance = np.select(
        [c.town == Town.SAME_POSTCODE, c.town == Town.SAME, c.town == Town.OTHER_COUNTRY],
        [-code, -np.maximum(city, 1), -1.0], -0.1,
    )  # fmt: skip
    return Respect("place", levels.TOWN_WORDS, c.town, chance.astype(np.float32), _TOWN_PRIOR,
                   c.one_site, {})  # fmt: skip
