"""Pairs of people in what other respects are judged beside."""

from dataclasses import dataclass

import numpy as np

from tools.parts.matching import mailbox_levels
from tools.parts.matching import person_levels as levels
from tools.parts.matching.encode import Codes, Column, Flags, Floats, Levels, among
from tools.parts.matching.people import People
from tools.parts.matching.person_levels import Name, Org

_SLIPS = 8.0


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
    mailbox: Codes

    @property
    def private(self) -> Flags:
        """Whether both write from providers that anybody may use."""
        free = self.people.boxes.free
        return np.asarray(free[self.left] & free[self.right])

    @property
    def colleagues(self) -> Flags:
        """Whether both are at one organisation."""
        return np.asarray(self.place == Org.SAME)

    @property
    def named(self) -> Flags:
        """Whether the names agree, but for a slip or a short form."""
        return np.asarray(
            ((self.name >= Name.SAME) & (self.name <= Name.LAST_TYPO))
            | among(self.name, (Name.SWAPPED, Name.FIRST_TYPO))
        )

    @property
    def together(self) -> Flags:
        """Names agree and so does the employer, whatever mailbox and number say."""
        return np.asarray(self.named & (self.place >= Org.SAME) & (self.place <= Org.SAME_NAME))

    def rarity(self, column: Column) -> Floats:
        """The bits of the left record's value."""
        return column.rarity(column.code[self.left])

    def rarer(self, column: Column) -> Floats:
        """The bits of the commoner of the two values."""
        return np.minimum(self.rarity(column), column.rarity(column.code[self.right]))

    def common(self, column: Column) -> Floats:
        """The bits of the commoner of the two values; of the one that is known."""
        left, right = column.code[self.left], column.code[self.right]
        one, two = column.rarity(left), column.rarity(right)
        return np.where((left >= 0) & (right >= 0), np.minimum(one, two), np.maximum(one, two))

    def slip(self, column: Column) -> Floats:
        """log2 of how often chance brings two such spellings together.

        A slip of the keyboard makes a word that nobody else has; a word that many have is
        another name.
        """
        odd = np.maximum(self.rarity(column), column.rarity(column.code[self.right]))
        return np.minimum(_SLIPS - odd, -0.1)


def compared(p: People, left: Codes, right: Codes) -> Compared:
    """Compare the pairs in what other respects are judged beside."""
    phone, number_bits, switchboard = levels.phone(p, left, right)
    name = levels.name(p, left, right)
    place = levels.place(p, left, right, switchboard, name)
    mailbox = mailbox_levels.shared_box(p, left, right)
    box = mailbox_levels.box(p, left, right, name, mailbox)
    return Compared(p, left, right, name, box, phone, place, number_bits, mailbox)
