"""Writing rows in runs: one statement for all the rows that get the same fields."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Table, bindparam, insert, update
from sqlmodel import Session, SQLModel

from store.canonical import table_of, typed
from store.changes.bench import Key, key_of
from store.errors import Conflict

PLACES = {table.name: place for place, table in enumerate(SQLModel.metadata.sorted_tables)}
"""Parents before children, so that a row and what it points at can be made together."""


@dataclass(slots=True)
class _Net:
    """What several changes of one row come to."""

    expected: int | None
    version: int = 0
    fields: dict[str, Any] = field(default_factory=dict)


def write_rows(
    session: Session, workspace_id: str, changes: Iterable[Mapping[str, Any]], now: datetime
) -> None:
    """Write the changes' fields, each row once, where it is still at the expected version.

    Raises:
        Conflict: A row is not; nothing of the transaction may be kept.
    """
    runs: dict[tuple[str, bool, tuple[str, ...]], list[tuple[str, _Net]]] = defaultdict(list)
    for (table, row_id), net in _net(changes).items():
        runs[table, net.expected is None, tuple(sorted(net.fields))].append((row_id, net))
    for (table, creates, names), rows in sorted(runs.items(), key=_first_things_first):
        if creates:
            _insert(session, workspace_id, table, rows, now)
        else:
            _update(session, workspace_id, table, names, rows, now)


def new_version(change: Mapping[str, Any]) -> int:
    """The version that a row has after the change."""
    return int(change["expected_version"] or 0) + 1


def _net(changes: Iterable[Mapping[str, Any]]) -> dict[Key, _Net]:
    found: dict[Key, _Net] = {}
    for change in changes:
        net = found.setdefault(key_of(change), _Net(change["expected_version"]))
        net.version = new_version(change)
        net.fields.update(change["after"])
    return found


def _first_things_first(item: tuple[tuple[str, bool, tuple[str, ...]], Any]) -> tuple[bool, int]:
    (table, creates, _), _ = item
    return not creates, PLACES[table]


def _insert(
    session: Session, workspace_id: str, table: str, rows: Sequence[tuple[str, _Net]],
    now: datetime,
) -> None:  # fmt: skip
    values = [
        {
            **typed(table, net.fields), "workspace_id": workspace_id, "id": row_id,
            "version": net.version, "recorded_at": now, "changed_at": now,
        }
        for row_id, net in rows
    ]  # fmt: skip
    session.connection().execute(insert(table_of(table)), values)


def _update(
    session: Session, workspace_id: str, table: str, names: Sequence[str],
    rows: Sequence[tuple[str, _Net]], now: datetime,
) -> None:  # fmt: skip
    target = table_of(table)
    statement = (
        update(target)
        .where(target.c.workspace_id == bindparam("of_workspace"), *as_expected(target))
        .values(
            {name: bindparam(f"new_{name}") for name in names}
            | {"version": bindparam("to_version"), "changed_at": bindparam("at")}
        )
    )
    values = [
        {f"new_{name}": value for name, value in typed(table, net.fields).items()}
        | {"of_workspace": workspace_id, "of_id": row_id, "from_version": net.expected,
           "to_version": net.version, "at": now}
        for row_id, net in rows
    ]  # fmt: skip
    done = cast(CursorResult[Any], session.connection().execute(statement, values))
    if done.rowcount != len(rows):
        raise Conflict(
            f"{len(rows) - done.rowcount} rows of {table} changed while they were being written.",
            hint="Apply the change set again; it goes on from where it stopped.",
        )


def as_expected(target: Table) -> tuple[ColumnElement[bool], ...]:
    """The row, still at the version that the change was made for."""
    return target.c.id == bindparam("of_id"), target.c.version == bindparam("from_version")
