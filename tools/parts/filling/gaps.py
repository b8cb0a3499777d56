"""One field of one table whose gaps are filled, and the tables that show what fills them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from store.schema import entity
from tools.parts.fields import NAMES
from tools.parts.filling.facts import Facts, Guess, Row
from tools.result import Cell, Table

ROWS_SHOWN = 100


@dataclass(slots=True)
class Filling:
    """One field of one table: its empty cells, and what is known of them."""

    table: str
    name: str
    empty: int = 0
    found: list[tuple[Row, Guess]] = field(default_factory=list)
    torn: list[tuple[Row, str]] = field(default_factory=list)
    cleared: int = 0

    @property
    def where(self) -> str:
        """The field in words."""
        return f"{entity(self.table).field(self.name).label} of {entity(self.table).plural}"


def worst_first(filled: Sequence[Filling]) -> list[Filling]:
    """The fields of which most can be filled before the others."""
    return sorted((one for one in filled if one.found), key=lambda one: -len(one.found))


def table_of_cells(filled: Sequence[Filling], facts: Facts) -> Table:
    """The first few of every field before the rest, so that no field hides behind another."""
    rows: list[list[Cell]] = []
    each = max(ROWS_SHOWN // max(len(worst_first(filled)), 1), 3)
    for one in worst_first(filled):
        for row, known in one.found[:each]:
            rows.append([
                _called(one.table, row), one.where, _shown(facts, known.value), known.source,
                f"{known.confidence:.0%}",
            ])  # fmt: skip
    return Table(
        name="filled", title="Empty cells and what fills them",
        columns=["record", "field", "value", "source", "confidence"], units=["text"] * 5,
        rows=rows, total=sum(len(one.found) for one in filled),
    )  # fmt: skip


def _called(table: str, row: Row) -> str:
    whole = " ".join(str(row[n]) for n in ("first_name", "last_name") if row.get(n))
    other = row.get("email") or row.get("external_id")
    return str(row.get(NAMES[table]) or whole or other or row["id"])


def _shown(facts: Facts, value: Any) -> str:
    """A reference by the name of what it points at."""
    named = facts.accounts.get(value) or facts.users.get(value) if isinstance(value, str) else None
    return str(named["name"]) if named is not None else str(value)


def torn_table(filled: Sequence[Filling]) -> list[Table]:
    """The cells left empty because two sources disagree; none where there are none."""
    torn = [(one, row, why) for one in filled for row, why in one.torn]
    if not torn:
        return []
    rows: list[list[Cell]] = [
        [_called(one.table, row), one.where, why] for one, row, why in torn[:ROWS_SHOWN]
    ]
    return [
        Table(
            name="torn", title="Left empty: the sources disagree",
            columns=["record", "field", "what they say"], units=["text"] * 3, rows=rows,
            total=len(torn),
        )
    ]  # fmt: skip
