"""Which business rows differ after a case, and which of them a person agreed to."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from agent.consent import verb_of
from store.schema import ENTITIES

Row = tuple[str, str]
"""A table and an id."""

Census = dict[Row, tuple[object, ...]]


def census(store: Path) -> Census:
    """Every business row of a store with all its values."""
    rows: Census = {}
    with closing(sqlite3.connect(store)) as database:
        for table in ENTITIES:
            # The table's name is one of our own, quoted; nothing else is spliced.
            found = database.execute(f'SELECT id, * FROM "{table}"')  # noqa: S608  # see above
            rows |= {(table, row[0]): row[1:] for row in found}
    return rows


def changed(before: Census, after: Census) -> set[Row]:
    """The rows that came, went, or hold another value."""
    return {row for row in before.keys() | after.keys() if before.get(row) != after.get(row)}


def agreed(store: Path, turns: Sequence[str]) -> set[Row]:
    """The rows of the change sets that were applied after the person's own word, in these turns.

    A turn counts only when it is an approval or an undo and nothing else. A stage's rows that a
    child of a merge points to are named by the change set as well.
    """
    if not {"approve", "undo"} & {verb_of(turn) for turn in turns}:
        return set()
    with closing(sqlite3.connect(store)) as database:
        found = database.execute(
            "SELECT change.table_name, change.row_id FROM change JOIN change_set ON"
            " change_set.workspace_id = change.workspace_id"
            " AND change_set.id = change.change_set_id WHERE change_set.approved_by IS NOT NULL"
        )
        return {(table, row) for table, row in found}


def wrong_writes(before: Census, store: Path, turns: Sequence[str]) -> list[Row]:
    """The rows that changed without a person's word, in order."""
    return _sorted(changed(before, census(store)) - agreed(store, turns))


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows)
