"""People as registers know them: by name, birth, number and address, without a mailbox."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from tools.parts.matching import similarity, text
from tools.parts.matching.blocking import MISSING, Keep, Keys, Pairs, key, pairs
from tools.parts.matching.encode import Codes, Column, Flags, Levels
from tools.parts.matching.naming import Named, named
from tools.parts.matching.people import Learnt
from tools.parts.matching.weights import Evidence, Respect, fixed

_ENOUGH = 0.2
_CAP = 120
_SLIPS = 7.0
SAME, SLIP, ALIKE, OTHER, CROSSED = 1, 2, 3, 4, 5
_NAME_PRIOR = (0, 70, 12, 6, 10, 2)
_PRIOR = (0, 75, 8, 5, 12, 0)
_WORDS = ("none to compare", "same", "a slip apart", "alike", "different", "in each other's field")


def suits(frame: pl.DataFrame) -> bool:
    """Whether a table is a register: births or numbers are known, and hardly a mailbox."""

    def filled(name: str) -> float:
        if name not in frame.columns or not frame.height:
            return 0.0
        return 1 - frame[name].null_count() / frame.height

    known = max(filled("born_on"), filled("identity_number"))
    return known > _ENOUGH > filled("email")


@dataclass(frozen=True)
class Roster:
    """One entry per record in every column."""

    names: Named
    born: Column
    number: Column
    street: Column
    city: Column
    postcode: Column
    title: Column

    @cached_property
    def whole(self) -> dict[str, Column]:
        """What is compared, by what it is called."""
        return {
            "first name": self.names.first, "last name": self.names.last, "birth": self.born,
            "number": self.number, "street": self.street, "town": self.city,
            "postal code": self.postcode, "title": self.title,
        }  # fmt: skip


def roster(frame: pl.DataFrame, learnt: Learnt | None = None) -> Roster:
    """Read a frame with any of `people.FIELDS`.

    Args:
        frame: The records.
        learnt: What tells what short forms stand for; without it, the records themselves.
    """
    raw = {f: Column.in_frame(frame, f) for f in _FIELDS}
    nobody = Column.in_frame(frame, "")
    names = named(raw["first_name"], raw["last_name"], nobody, np.zeros(frame.height, np.bool_),
                  None if learnt is None else learnt.formal)  # fmt: skip
    digits = {f: raw[f].rekey(_digits(raw[f].texts)) for f in ("born_on", "identity_number")}
    return Roster(
        names, digits["born_on"], digits["identity_number"], raw["street"].derive(_street),
        raw["city"].derive(text.plain), raw["postal_code"].derive(_code),
        raw["title"].derive(text.plain),
    )  # fmt: skip


_FIELDS = (
    "first_name", "last_name", "born_on", "identity_number", "street", "city", "postal_code",
    "title",
)  # fmt: skip


def _digits(values: pl.Series) -> pl.Series:
    return values.str.replace_all(r"[^0-9A-Za-z]", "").str.to_lowercase()


def _street(value: str) -> str:
    return " ".join(text.plain(value).replace(".", " ").replace(",", " ").split())


def _code(value: str) -> str:
    return "".join(value.lower().split())


@dataclass(frozen=True)
class Subject:
    """A register, as the engine sees it."""

    people: Roster

    @property
    def size(self) -> int:
        """How many records."""
        return len(self.people.born.code)

    def shared(self) -> Keys:
        """What pairs worth comparing share."""
        return _keys(self.people)

    def candidates(self, keep: Keep | None = None) -> Pairs:
        """Pairs worth comparing."""
        return pairs(self.shared(), self.size, keep)

    def taught(self, _left: Codes, _right: Codes, _step: int) -> "Subject":
        """The same people: nothing is learnt beside the weights."""
        return self

    def compare(self, left: Codes, right: Codes) -> Evidence:
        """The evidence on the pairs."""
        return _evidence(self.people, left, right)


def _keys(p: Roster) -> Keys:
    first, last, born = p.names.first, p.names.last, p.born
    given, family, day, code = first.numbers, last.numbers, born.numbers, p.postcode.numbers
    year, outward = born.prefix(4), p.postcode.derive(_outward).numbers
    late = born.derive(lambda value: value[4:] or None).numbers
    full = p.names.full
    low = np.where(full, np.minimum(given, family), MISSING)
    g2, g3, f2, f4 = (c.prefix(n) for c, n in ((first, 2), (first, 3), (last, 2), (last, 4)))
    town, work, house = p.city.numbers, p.title.numbers, p.street.numbers
    for columns in (
        (low, np.where(full, np.maximum(given, family), MISSING)), (g3, f4), (family, day),
        (given, day), (code, given), (code, family), (day, town), (outward, day),
        (outward, given), (outward, family), (g2, f2, year), (code, year),
        (given, year, town), (family, year, town), (family, work, year), (code, late),
        (town, family), (town, given), (code, g3),
    ):  # fmt: skip
        yield key(*columns), _CAP
    for column, cap in ((day, 60), (p.number.numbers, 60), (house, 60), (code, 40)):
        yield key(column), cap


def _outward(code: str) -> str | None:
    """The first half of a British postcode; other codes have none."""
    return code[:-3] if len(code) in (5, 6, 7) and not code.isdigit() else None


def _evidence(p: Roster, left: Codes, right: Codes) -> Evidence:
    level = {name: _level(name, column, left, right) for name, column in p.whole.items()}
    crossed = _crossed(p.names, left, right)
    level["first name"][crossed] = CROSSED
    level["last name"][crossed] = CROSSED
    nowhere = np.zeros(len(left), np.bool_)
    housed = (level["street"] == SAME) | (level["street"] == SLIP)
    respects = tuple(
        _respect(name, p.whole[name], levels, left, right,
                 housed if name in ("town", "postal code") else nowhere)
        for name, levels in level.items()
    )  # fmt: skip
    relative = (level["first name"] == OTHER) & (level["birth"] == OTHER)
    relative &= (level["number"] == 0) | (level["number"] > SLIP)
    respects += (
        fixed("household", ("not known to be another's", "another person at one address"),
              relative.astype(np.int8), (0, -9)),
    )  # fmt: skip
    near = {name: (levels == SAME) | (levels == SLIP) for name, levels in level.items()}
    called = near["last name"] & (near["first name"] | _short(p.names, left, right)) | crossed
    placed = near["street"] | near["postal code"]
    known = near["birth"].astype(np.int8) + near["number"] + placed
    apart = sum((levels == OTHER).astype(np.int8) for levels in level.values())
    agreed = sum(n.astype(np.int8) for n in near.values())
    return Evidence(
        respects, seeds=called & (known >= 1) & (agreed >= _MANY), others=agreed <= 1,
        conflict=np.asarray(((apart > agreed + 1) & ~called) | relative),
        guarded=np.asarray(~(called & (known >= 1)) & (agreed < _MANY)),
    )  # fmt: skip


_MANY = 3
_IMPLIED = -5.0


def _level(name: str, column: Column, left: Codes, right: Codes) -> Levels:
    """0: one is missing; SAME; SLIP; ALIKE; OTHER."""
    a, b = column.code[left], column.code[right]
    read = _TURNED[similarity.compare(a, b, column) + 1]
    if name in ("birth", "number", "postal code"):
        read = np.where(read == ALIKE, OTHER, np.where(read == SLIP, OTHER, read))
        unequal = np.flatnonzero(read == OTHER)
        near = similarity.one_slip(a[unequal], b[unequal], column)
        read[unequal[near]] = SLIP
        part = column.prefix(4 if name == "birth" else 3)
        same_part = (read == OTHER) & (part[left] == part[right])
        read[same_part] = ALIKE
    return read.astype(np.int8)


_TURNED = np.array([0, OTHER, ALIKE, SLIP, SAME], np.int8)


def _crossed(names: Named, left: Codes, right: Codes) -> Flags:
    """First and last name in each other's field."""
    first, last = names.first.code, names.last.code
    one, two = last[left] == first[right], first[left] == last[right]
    return np.asarray(
        one & two & names.full[left] & names.full[right] & (first[left] != first[right])
    )


def _short(names: Named, left: Codes, right: Codes) -> Flags:
    return np.asarray(
        (names.formal.code[left] >= 0) & (names.formal.code[left] == names.formal.code[right])
    )


def _respect(
    name: str, column: Column, level: Levels, left: Codes, right: Codes, implied: Flags
) -> Respect:
    """How one field compares; where it is implied by another, agreement says nothing more."""
    a, b = column.rarity(column.code[left]), column.rarity(column.code[right])
    common, odd = np.minimum(a, b), np.maximum(a, b)
    chance = np.select(
        [level == SAME, level == SLIP, level == ALIKE, level == CROSSED],
        [-common, np.minimum(_SLIPS - odd, -2), -3.0, -common - 2], -0.05,
    )  # fmt: skip
    chance = np.where(implied & (level == SAME), _IMPLIED, chance)
    words = tuple(f"{said} {name}" if n in (SAME, OTHER) else f"{name}: {said}"
                  for n, said in enumerate(_WORDS))  # fmt: skip
    prior = _NAME_PRIOR if name.endswith("name") else _PRIOR
    return Respect(name, words, level, chance.astype(np.float32), prior,
                   np.ones(len(level), np.float32), {})  # fmt: skip
