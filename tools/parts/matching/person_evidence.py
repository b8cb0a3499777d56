"""What two records of people have in common, and how often chance would do that."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.parts.matching import person_levels as levels
from tools.parts.matching.blocking import Pairs, key, pairs
from tools.parts.matching.encode import Codes, Column, Flags, Floats, Levels, take
from tools.parts.matching.people import People
from tools.parts.matching.person_levels import Box, Name, Org
from tools.parts.matching.weights import Evidence, Respect, fixed

_KNOWN_FIRST = (Name.SAME, Name.LAST_TYPO, Name.SWAPPED, Name.FIRST_ONLY, Name.OTHER_LAST)
_KNOWN_LAST = (
    Name.SAME, Name.SHORT_FORM, Name.INITIAL, Name.SWAPPED, Name.OTHER_FIRST, Name.CLOSE_FIRST,
    Name.LAST_ONLY,
)  # fmt: skip
_CHANCE_BESIDE_RARITY = np.array(
    [1, 1, 0.012, 0.06, 0.004, 5e-5, 0.1, 1, 1, 1, 0.95, 0.03, 1e-3, 0.012, 1]
)
"""How often strangers agree so, beyond how common the shared name is."""
_NAME_PRIOR = (0, 62, 12, 4, 6, 3, 3, 2, 1.5, 0.3, 0.3, 1.5, 0.5, 1, 2)
_BOX_PRIOR = (0, 60, 5, 8, 24, 2, 1)
_ORG_PRIOR = (0, 70, 6, 5, 4, 15)
_PHONE_PRIOR = (0, 45, 50, 5)
_NAME_CEILING: dict[int, float] = {
    Name.OTHER_LAST: -2, Name.OTHER_FIRST: -4, Name.DIFFERENT: -8, Name.CLOSE_FIRST: 4,
    Name.ALIKE_FIRST_ONLY: 4, Name.LAST_ONLY: 4,
}  # fmt: skip
_LONG_LOCAL = 6


def candidates(p: People) -> Pairs:
    """Pairs of people worth comparing."""
    formal, surname, org = p.formal.code, p.surname.code, p.organisation.code
    full = (formal >= 0) & (surname >= 0)
    low = np.where(full, np.minimum(formal, surname), -1)
    high = np.where(full, np.maximum(formal, surname), -1)
    initial, start = levels.prefix(p.first, 1), levels.prefix(p.last, 3)
    family = np.where(surname >= 0, surname, formal)
    given = np.where(formal >= 0, formal, surname)
    numbers = np.r_[p.phone.code, np.where(p.phone.code == p.mobile.code, -1, p.mobile.code)]
    local = np.where(
        p.personal & (take(p.local.lengths, p.local.code) >= _LONG_LOCAL), p.local.code, -1
    )
    return pairs([
        (key(np.where(p.personal, p.mailbox.code, -1)), 60),
        (key(numbers), 8), (key(numbers, np.r_[initial, initial]), 60),
        (key(low, high), 40), (key(low, high, org), 60), (key(low, high, p.city.code), 60),
        (key(low, high, p.title.code), 40), (key(family, org), 40), (key(given, org), 40),
        (key(start, initial, org), 60), (key(local), 12),
        (key(surname, p.city.code), 12), (key(surname, p.company.code), 30),
        (key(surname, p.title.code, initial), 30), (key(formal, p.title.code, p.city.code), 12),
    ])  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """The pairs, and how they compare in what other respects are judged beside."""

    people: People
    left: Codes
    right: Codes
    name: Levels
    box: Levels
    phone: Levels
    place: Levels
    number_bits: Floats

    @property
    def colleagues(self) -> Flags:
        """Whether both are at one organisation."""
        return np.asarray(self.place == Org.SAME)

    @property
    def together(self) -> Flags:
        """Names agree and so does the employer, whatever mailbox and number say."""
        named = ((self.name >= Name.SAME) & (self.name <= Name.LAST_TYPO)) | (
            self.name == Name.SWAPPED
        )
        return np.asarray(named & (self.place >= Org.SAME) & (self.place <= Org.SAME_NAME))

    def rarity(self, column: Column) -> Floats:
        """The bits of the left record's value."""
        return column.rarity(column.code[self.left])

    def rarer(self, column: Column) -> Floats:
        """The bits of the commoner of the two values."""
        return np.minimum(self.rarity(column), column.rarity(column.code[self.right]))


def evidence(p: People, left: Codes, right: Codes) -> Evidence:
    """Compare the pairs in every respect."""
    phone, number_bits, switchboard = levels.phone(p, left, right)
    c = Compared(
        p, left, right, levels.name(p, left, right), levels.box(p, left, right), phone,
        levels.place(p, left, right, switchboard), number_bits,
    )  # fmt: skip
    middle = levels.same_code(p.middle, left, right)
    suffix = levels.same_code(p.suffix, left, right)
    suffix[(p.suffix[left] >= 0) ^ (p.suffix[right] >= 0)] = _ONE_SIDED
    respects = (
        _name_respect(c), _box_respect(c), _org_respect(c), _phone_respect(c), _title_respect(c),
        fixed("middle name", ("none to compare", "same middle initial", "other middle initial"),
              middle, (0, 3, -5)),
        fixed("suffix", ("none", "same suffix", "Jr against Sr", "only one is Jr or Sr"),
              suffix, (0, 2, -9, -2.5)),
        fixed("mail name", ("not the same", "same name before the @ elsewhere"),
              _same_local(c), (0, 3)),
    )  # fmt: skip
    named = (c.name >= Name.SAME) & (c.name <= Name.FIRST_ONLY)
    placed = (c.place >= Org.SAME) & (c.place <= Org.SAME_NAME)
    other_name = np.isin(c.name, [Name.OTHER_FIRST, Name.DIFFERENT])
    at_one_firm = c.box == Box.COLLEAGUES
    return Evidence(
        respects,
        seeds=((c.box == Box.SAME) & named) | ((c.name == Name.SAME) & placed & ~at_one_firm),
        others=at_one_firm | other_name,
        conflict=other_name | (c.name == Name.OTHER_LAST) | at_one_firm | (suffix >= levels.OTHER)
        | (middle == levels.OTHER),
        guarded=_guarded(c) | (suffix >= levels.OTHER) | (middle == levels.OTHER),
    )  # fmt: skip


_ONE_SIDED = 3
_NOT_THE_FIRST_NAME = (Name.SAME, Name.LAST_TYPO, Name.SWAPPED)
"""Levels that leave no doubt about the first name."""


def _guarded(c: Compared) -> Flags:
    """Pairs that a person must look at, whatever they score.

    A name must agree, and beside it a mailbox or an employer: a number, a title or a town in
    common is how colleagues and families look.
    """
    agreeing = [Name.SAME, Name.SHORT_FORM, Name.LAST_TYPO, Name.INITIAL, Name.SWAPPED]
    mailbox = np.isin(c.box, [Box.SAME, Box.TYPO])
    employer = np.isin(c.place, [Org.SAME, Org.SAME_NAME])
    backed = np.isin(c.name, agreeing) & (mailbox | employer)
    # `tray@` and `kray@` are Tim and Kim: a slip in a mailbox is one only under the same name.
    two_people = (c.box == Box.TYPO) & ~np.isin(c.name, _NOT_THE_FIRST_NAME)
    return np.asarray(~backed | two_people | (c.box == Box.COLLEAGUES))


def _name_respect(c: Compared) -> Respect:
    chance = np.log2(_CHANCE_BESIDE_RARITY)[c.name]
    chance = chance - np.where(np.isin(c.name, _KNOWN_FIRST), c.rarer(c.people.formal), 0)
    chance = chance - np.where(np.isin(c.name, _KNOWN_LAST), c.rarer(c.people.surname), 0)
    near = (c.place >= Org.SAME) & (c.place <= Org.SWITCHBOARD)
    kin = _kinship(c.people, c.name, chance, c.box)
    chance = np.where(near, np.maximum(chance, kin[c.name]), chance)
    taught = np.where(c.box == Box.SAME, 1.0, np.where(c.phone == 1, 0.3, 0.02))
    return Respect("name", levels.NAME_WORDS, c.name, chance.astype(np.float32), _NAME_PRIOR,
                   taught.astype(np.float32), _NAME_CEILING)  # fmt: skip


def _kinship(p: People, name: Levels, chance: NDArray[Any], box: Levels) -> NDArray[Any]:
    """How often two colleagues' names agree beyond chance: families work together."""
    apart = box == Box.COLLEAGUES
    seen = np.bincount(name[apart], minlength=len(Name)) + 0.0
    by_chance = np.bincount(name[apart], weights=np.exp2(chance[apart]), minlength=len(Name))
    excess = np.maximum(seen - by_chance, 0) / max(_colleagues(p), _FEW_COLLEAGUES)
    excess[[Name.UNKNOWN, Name.DIFFERENT]] = 0
    return np.asarray(np.log2(np.maximum(excess, 1e-9)))


def _colleagues(p: People) -> int:
    """Pairs of different mailboxes at one company's domain."""
    work = p.personal & ~p.free & (p.mailbox.code >= 0)
    domains = np.bincount(p.mail_domain.code[work])
    boxes = np.bincount(p.mailbox.code[work])
    return int((domains * (domains - 1) // 2).sum() - (boxes * (boxes - 1) // 2).sum())


_FEW_COLLEAGUES = 5_000
"""Below so many pairs of colleagues, kinship is taken to be as rare as among these."""


def _box_respect(c: Compared) -> Respect:
    rare = c.rarity(c.people.mailbox)
    at_work = np.maximum(rare - c.rarity(c.people.organisation), 6)
    employer = c.colleagues & ~c.people.free[c.left]
    chance = np.array([0, 0, -14, -7, -0.15, -1.7, -16.6])[c.box]
    chance = np.where(c.box == Box.SAME, np.where(employer, -at_work, -rare), chance)
    chance = np.where((c.box == Box.COLLEAGUES) & c.colleagues, -0.15, chance)
    chance = np.where((c.box == Box.TYPO) & c.colleagues, -6, chance)
    return Respect("e-mail", levels.BOX_WORDS, c.box, chance.astype(np.float32), _BOX_PRIOR,
                   c.together.astype(np.float32), {})  # fmt: skip


def _org_respect(c: Compared) -> Respect:
    p = c.people
    chance = np.select(
        [c.place == level for level in (Org.SAME, Org.SAME_NAME, Org.SWITCHBOARD, Org.SAME_TOWN)],
        [-c.rarity(p.organisation), -c.rarity(p.company), -c.number_bits, -c.rarity(p.city)], 0,
    )  # fmt: skip
    chance = np.where(c.place == Org.DIFFERENT, -0.15, np.minimum(chance, -1))
    private = ((c.box == Box.SAME) & p.free[c.left]) | ((c.phone == 1) & (c.box != Box.SAME))
    return Respect("company", levels.ORG_WORDS, c.place, chance.astype(np.float32), _ORG_PRIOR,
                   (private & (c.name > 0)).astype(np.float32), {})  # fmt: skip


def _phone_respect(c: Compared) -> Respect:
    chance = np.array([0, 0, -0.07, -0.01])[c.phone]
    own = np.where(c.colleagues, np.maximum(-c.number_bits, -9), -c.number_bits)
    chance = np.where(c.phone == 1, own, chance)
    return Respect("phone", levels.PHONE_WORDS, c.phone, chance.astype(np.float32), _PHONE_PRIOR,
                   c.together.astype(np.float32), {})  # fmt: skip


def _title_respect(c: Compared) -> Respect:
    level = levels.same(c.people.title, c.left, c.right)
    same = np.where(c.colleagues, -3.5, -c.rarity(c.people.title))
    chance = np.where(level == 1, same, np.where(level == levels.OTHER, -0.1, 0))
    words = ("no title to compare", "same title", "different titles")
    return Respect("title", words, level, chance.astype(np.float32), (0, 65, 35),
                   (c.box == Box.SAME).astype(np.float32), {})  # fmt: skip


def _same_local(c: Compared) -> Levels:
    local = c.people.local
    long = take(local.lengths, local.code)[c.left] >= _LONG_LOCAL
    same = levels.same(local, c.left, c.right) == 1
    return np.asarray(same & long & (c.box == Box.OTHER_DOMAIN), np.int8)


@dataclass(frozen=True)
class Subject:
    """People, as the engine sees them."""

    people: People

    @property
    def size(self) -> int:
        """How many records."""
        return self.people.size

    def candidates(self) -> Pairs:
        """Pairs worth comparing."""
        return candidates(self.people)

    def compare(self, left: Codes, right: Codes) -> Evidence:
        """The evidence on the pairs."""
        return evidence(self.people, left, right)
