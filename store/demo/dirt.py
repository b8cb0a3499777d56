"""Planted bad formats: one field of a row written wrongly, the right value kept beside it.

Every other value of these fields is clean, so a clean-up can be scored exactly.
"""

from collections.abc import Callable

from store.demo.copies import note_bad
from store.demo.dice import Dice
from store.demo.making import Making, Row
from store.demo.spelling import (
    company_spelling,
    country_spelling,
    email_spelling,
    phone_spelling,
    shouted,
    state_spelling,
    title_spelling,
)

Spelling = Callable[[Dice, str], str | None]
Faults = tuple[tuple[str, float, Spelling], ...]
_PLACE: Faults = (
    ("phone", 0.035, phone_spelling),
    ("country", 0.02, country_spelling),
    ("state_region", 0.02, state_spelling),
)
_PERSON: Faults = (
    *_PLACE,
    ("email", 0.02, email_spelling),
    ("title", 0.03, title_spelling),
    ("first_name", 0.008, shouted),
    ("last_name", 0.008, shouted),
)
DIRT: dict[str, Faults] = {
    "account": (*_PLACE, ("name", 0.02, company_spelling)),
    "contact": (*_PERSON, ("mobile", 0.02, phone_spelling)),
    "lead": _PERSON,
}
"""For each table: the field, the share of rows, and how it is spelled wrongly."""


def make_dirt(making: Making, spared: set[str]) -> None:
    """Spoil at most one field of a row, and never a row that a duplicate is about."""
    for table, faults in DIRT.items():
        dice = making.dice(f"dirt {table}")
        for row in making.rows[table]:
            if row["id"] not in spared:
                _spoil(making, dice, table, row, faults)
    making.truth.setdefault("bad_formats", [])


def _spoil(making: Making, dice: Dice, table: str, row: Row, faults: Faults) -> None:
    for column, share, spelling in faults:
        if row[column] is None or not dice.chance(share):
            continue
        right = row[column]
        bad = spelling(dice, right)
        if bad is not None and bad != right:
            row[column] = bad
            note_bad(making, table, row, column, right)
            return
