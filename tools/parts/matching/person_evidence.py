"""What two records of people have in common, and how often chance would do that."""

from dataclasses import dataclass, field

import numpy as np

from tools.parts.matching import mailbox_levels
from tools.parts.matching import person_levels as levels
from tools.parts.matching.blocking import Keep, Keys, Pairs, pairs
from tools.parts.matching.encode import Codes, Flags, Floats, Levels, among, take
from tools.parts.matching.mailbox_levels import Box
from tools.parts.matching.people import People
from tools.parts.matching.person_keys import keys
from tools.parts.matching.person_levels import Name, Org
from tools.parts.matching.person_pairs import Compared, compared
from tools.parts.matching.weights import Evidence, Respect, fixed

_KNOWN_FIRST = (
    Name.SAME, Name.SHORT_FORM, Name.LAST_TYPO, Name.SWAPPED, Name.FIRST_ONLY, Name.OTHER_LAST,
)  # fmt: skip
_KNOWN_LAST = (
    Name.SAME, Name.SHORT_FORM, Name.INITIAL, Name.SWAPPED, Name.OTHER_FIRST, Name.CLOSE_FIRST,
    Name.LAST_ONLY, Name.FIRST_TYPO,
)  # fmt: skip
_WHOLE = (
    Name.SAME, Name.SHORT_FORM, Name.FIRST_TYPO, Name.LAST_TYPO, Name.BOTH_TYPO, Name.SWAPPED,
)  # fmt: skip
"""Levels at which both names agree: what goes together anyway agrees more often by chance."""
_CHANCE_BESIDE_RARITY = np.array(
    [1, 1, 0.3, 0.06, 1, 1, 0.1, 1, 1, 1, 0.95, 0.03, 1e-3, 0.012, 1, 1, 1e-4]
)
"""How often strangers agree so, beyond how common the shared name is."""
_NAME_PRIOR = (0, 62, 6, 4, 6, 3, 3, 2, 1.5, 0.3, 0.3, 1.5, 0.5, 1, 2, 6, 1.5)
_FIRST_SLIPS = (Name.FIRST_TYPO, Name.BOTH_TYPO)
_LAST_SLIPS = (Name.LAST_TYPO, Name.BOTH_TYPO)
_BOX_PRIOR = (0, 60, 5, 8, 24, 2, 1, 4)
_ORG_PRIOR = (0, 70, 6, 5, 4, 9, 3, 3)
_PHONE_PRIOR = (0, 45, 50, 5)
_NAME_CEILING: dict[int, float] = {
    Name.OTHER_LAST: 2, Name.OTHER_FIRST: -4, Name.DIFFERENT: -11, Name.CLOSE_FIRST: 4,
    Name.ALIKE_FIRST_ONLY: 4, Name.LAST_ONLY: 4,
}  # fmt: skip
_LONG_LOCAL = 6


def evidence(c: Compared, kin: Floats) -> Evidence:
    """The pairs in every respect."""
    p, left, right = c.people, c.left, c.right
    middle = levels.same_code(p.names.middle, left, right)
    suffix = levels.same_code(p.names.suffix, left, right)
    suffix[(p.names.suffix[left] >= 0) ^ (p.names.suffix[right] >= 0)] = _ONE_SIDED
    respects = (
        _name_respect(c, kin), _box_respect(c), _org_respect(c), _phone_respect(c),
        _title_respect(c),
        fixed("middle name", ("none to compare", "same middle initial", "other middle initial"),
              middle, (0, 3, -5)),
        fixed("suffix", ("none", "same suffix", "Jr against Sr", "only one is Jr or Sr"),
              suffix, (0, 2, -9, -6)),
        fixed("mail name", ("not the same", "same name before the @ elsewhere"),
              _same_local(c), (0, 3)),
        fixed("caution", _CAUTIONS, _caution(c), (0, 0, 0, 0, 0)),
    )  # fmt: skip
    named = ((c.name >= Name.SAME) & (c.name <= Name.FIRST_ONLY)) | (c.name == Name.FIRST_TYPO)
    placed = (c.place >= Org.SAME) & (c.place <= Org.SAME_NAME)
    other_name = among(c.name, [Name.OTHER_FIRST, Name.DIFFERENT])
    at_one_firm = c.box == Box.COLLEAGUES
    return Evidence(
        respects,
        seeds=((c.box == Box.SAME) & named) | ((c.name == Name.SAME) & placed & ~at_one_firm),
        others=at_one_firm | other_name,
        conflict=(other_name | (c.name == Name.OTHER_LAST) | at_one_firm | (suffix >= levels.OTHER)
                  | (middle == levels.OTHER)) & (c.box != Box.SAME),
        guarded=_guarded(c) | (suffix >= levels.OTHER) | (middle == levels.OTHER),
    )  # fmt: skip


_ONE_SIDED = 3
_NOT_THE_FIRST_NAME = (Name.SAME, Name.LAST_TYPO, Name.SWAPPED)
"""Levels that leave no doubt about the first name."""


_CAUTIONS = (
    "none", "perhaps moved jobs", "looks like a test record", "a name of two people",
    "a team's name, not a person's",
)  # fmt: skip


def _caution(c: Compared) -> Levels:
    """What a person should know before they believe a pair, whatever it scores."""
    names, left, right = c.people.names, c.left, c.right
    moved = c.named & among(c.place, (Org.DIFFERENT, Org.NEIGHBOURS))
    caution = moved.astype(np.int8)
    for code, flags in ((4, names.team), (3, names.couple), (2, names.junk)):
        caution[flags[left] | flags[right]] = code
    return caution


def _guarded(c: Compared) -> Flags:
    """Pairs that a person must look at, whatever they score.

    A name must agree, and beside it a mailbox or an employer: a number, a title or a town in
    common is how colleagues and families look.
    """
    agreeing = [
        Name.SAME, Name.SHORT_FORM, Name.FIRST_TYPO, Name.LAST_TYPO, Name.INITIAL, Name.SWAPPED,
    ]  # fmt: skip
    mailbox = among(c.box, [Box.SAME, Box.TYPO])
    employer = among(c.place, [Org.SAME, Org.SAME_NAME])
    backed = among(c.name, agreeing) & (mailbox | employer)
    # `tray@` and `kray@` are Tim and Kim: a slip in a mailbox is one only under the same name.
    two_people = (c.box == Box.TYPO) & ~among(c.name, _NOT_THE_FIRST_NAME)
    two_boxes = among(c.box, (Box.COLLEAGUES, Box.OTHER_FORM))
    return np.asarray(~backed | two_people | two_boxes | (_caution(c) > 0))


def _name_respect(c: Compared, kin: Floats) -> Respect:
    near = (c.place >= Org.SAME) & (c.place <= Org.SWITCHBOARD)
    chance = _by_chance(c)
    chance = np.where(near, np.maximum(chance, kin[c.name]), chance)
    taught = np.where(c.box == Box.SAME, 1.0, np.where(c.phone == 1, 0.3, 0.02))
    return Respect("name", levels.NAME_WORDS, c.name, chance.astype(np.float32), _NAME_PRIOR,
                   taught.astype(np.float32), _NAME_CEILING)  # fmt: skip


def _by_chance(c: Compared) -> Floats:
    """log2 of how often two strangers' names agree as these do."""
    names = c.people.names
    chance = (np.log2(_CHANCE_BESIDE_RARITY) + _part_missing(c.people))[c.name]
    for levels_, bits in (
        (_KNOWN_FIRST, -c.rarer(names.formal)), (_KNOWN_LAST, -c.rarer(names.surname)),
        (_FIRST_SLIPS, c.slip(names.first)), (_LAST_SLIPS, c.slip(names.last)),
    ):  # fmt: skip
        chance = chance + np.where(among(c.name, levels_), bits, 0)
    kindred = np.maximum(c.people.kindred[c.left], c.people.kindred[c.right])
    return np.asarray(chance + np.where(among(c.name, _WHOLE), kindred, 0), np.float32)


def _part_missing(p: People) -> Floats:
    """log2 of how often a part of the name is missing, for the levels that take that."""
    shares = p.lacking
    bits = np.zeros(len(Name), np.float32)
    bits[[Name.FIRST_ONLY, Name.ALIKE_FIRST_ONLY]] = np.log2(min(2 * shares[0], 1))
    bits[Name.LAST_ONLY] = np.log2(min(2 * shares[1], 1))
    return bits


def _kinship(c: Compared, step: int) -> Floats:
    """How often two colleagues' names agree beyond chance: families work together."""
    apart = c.box == Box.COLLEAGUES
    name, chance = c.name[apart], _by_chance(c)[apart]
    seen = np.bincount(name, minlength=len(Name)) * float(step)
    by_chance = np.bincount(name, weights=np.exp2(chance), minlength=len(Name)) * step
    excess = np.maximum(seen - by_chance, 0) / max(c.people.colleagues, _FEW_COLLEAGUES)
    excess[[Name.UNKNOWN, Name.DIFFERENT]] = 0
    return np.asarray(np.log2(np.maximum(excess, _NO_KIN)), np.float32)


_NO_KIN = 1e-9
_FEW_COLLEAGUES = 5_000
"""Below so many pairs of colleagues, kinship is taken to be as rare as among these."""
_OWN_BOX = 10
"""Bits: how seldom two colleagues are written down with one personal mailbox."""
_TWO_BOXES = 2
"""Bits that the labelled sets add: one person seldom has two mailboxes at one company."""


def _box_respect(c: Compared) -> Respect:
    rare = c.people.boxes.mailbox.rarity(c.mailbox)
    at_work = np.maximum(rare - c.rarity(c.people.organisation), _OWN_BOX)
    employer = c.colleagues & ~c.private
    chance = np.array([0, 0, -14, -7, -0.5, -1.7, -16.6, -6])[c.box]
    chance = np.where(c.box == Box.SAME, np.where(employer, -at_work, -rare), chance)
    chance = np.where((c.box == Box.COLLEAGUES) & c.colleagues, _TWO_BOXES, chance)
    chance = np.where((c.box == Box.TYPO) & c.colleagues, -6, chance)
    return Respect("e-mail", mailbox_levels.BOX_WORDS, c.box, chance.astype(np.float32), _BOX_PRIOR,
                   (c.together | (c.named & (c.phone == 1))).astype(np.float32), {})  # fmt: skip


_ALIKE_BY_CHANCE = -9


def _org_respect(c: Compared) -> Respect:
    p = c.people
    chance = np.select(
        [c.place == level for level in (Org.SAME, Org.SAME_NAME, Org.SWITCHBOARD, Org.SAME_TOWN,
                                        Org.NEIGHBOURS)],
        [-c.rarity(p.organisation), -2 - c.rarity(p.company), -2 - c.number_bits,
         -c.common(p.city), -c.common(p.city)], 0,
    )  # fmt: skip
    chance = np.where(c.place == Org.DIFFERENT, -0.15, np.minimum(chance, -1))
    chance = np.where(c.place == Org.ALIKE, _ALIKE_BY_CHANCE, chance)
    private = ((c.box == Box.SAME) & c.private) | ((c.phone == 1) & (c.box != Box.SAME))
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
    local = c.people.boxes.local
    long = take(local.lengths, local.code[c.left]) >= _LONG_LOCAL
    same = levels.same(local, c.left, c.right) == 1
    return np.asarray(same & long & (c.box == Box.OTHER_DOMAIN), np.int8)


@dataclass(frozen=True)
class Subject:
    """People, as the engine sees them."""

    people: People
    kin: Floats = field(default_factory=lambda: np.full(len(Name), np.log2(_NO_KIN), np.float32))

    @property
    def size(self) -> int:
        """How many records."""
        return self.people.size

    def shared(self) -> Keys:
        """What pairs worth comparing share."""
        return keys(self.people)

    def candidates(self, keep: Keep | None = None) -> Pairs:
        """Pairs worth comparing."""
        return pairs(self.shared(), self.size, keep)

    def taught(self, left: Codes, right: Codes, step: int) -> "Subject":
        """The same people, and how often names agree among colleagues.

        Args:
            left: One record of each candidate pair.
            right: The other.
            step: Every how manieth candidate pair is given.
        """
        return Subject(self.people, _kinship(compared(self.people, left, right), step))

    def compare(self, left: Codes, right: Codes) -> Evidence:
        """The evidence on the pairs."""
        return evidence(compared(self.people, left, right), self.kin)
