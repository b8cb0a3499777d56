"""One way to write a value down, so that two people who see the same content see the same hash."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, cast

from sqlalchemy import Date, Select, Table, select
from sqlmodel import Session

from store.ledger import Change, ChangeSet
from store.row import Instant
from store.schema import entity

CHANGE = cast(Table, Change.__table__)  # type: ignore[attr-defined]  # SQLModel adds it to tables
Plain = Any
"""What JSON can hold: text, numbers, booleans, null, and lists and objects of these."""

SEALED = (
    "seq", "group_no", "kind", "table_name", "row_id", "expected_version", "before", "after",
    "reason", "evidence", "confidence",
)  # fmt: skip
"""The columns of a change that a person is shown, and so approves."""


def plain(value: object) -> Plain:
    """The value as JSON can hold it: days and instants as ISO text, decimals as text.

    >>> plain({"closed_on": date(2017, 12, 31)})
    {'closed_on': '2017-12-31'}
    """
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def written_out(value: Plain) -> str:
    """Canonical JSON: keys sorted, no spaces; it refuses what is not plain."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


@cache
def table_of(name: str) -> Table:
    """The SQLAlchemy table behind an entity's name."""
    return cast(Table, entity(name).model.__table__)  # type: ignore[attr-defined]  # as above


@cache
def _readers(table: str) -> dict[str, Callable[[str], Any]]:
    found: dict[str, Callable[[str], Any]] = {}
    for column in table_of(table).columns:
        if isinstance(column.type, Instant):
            found[column.name] = datetime.fromisoformat
        elif isinstance(column.type, Date):
            found[column.name] = date.fromisoformat
    return found


def typed(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values of a table's fields, as its columns take them."""
    readers = _readers(table)
    return {
        name: readers[name](value) if value is not None and name in readers else value
        for name, value in values.items()
    }


def records(session: Session, query: Select[*tuple[Any, ...]]) -> list[dict[str, Any]]:
    """The rows that a query finds, each a dictionary by column."""
    found = session.connection().execute(query)
    names = tuple(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found]


def digest_of(header: ChangeSet, changes: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 over everything that a person is shown before they approve."""
    shown = [
        header.workspace_id, header.id, header.title, header.kind, header.proposed_by,
        plain(header.proposed_at), plain(header.expires_at), header.undo_of,
        header.undo_report, header.risk, header.counts, header.effects,
        *([header.undo_part] if header.undo_part else []),
    ]  # fmt: skip
    running = hashlib.sha256(written_out(shown).encode())
    for change in changes:
        running.update(written_out([change[name] for name in SEALED]).encode())
    return running.hexdigest()


def stored_digest(session: Session, header: ChangeSet) -> str:
    """The digest of a change set as it lies in the store now."""
    return digest_of(header, sealed_changes(session, header))


def sealed_changes(session: Session, header: ChangeSet) -> list[dict[str, Any]]:
    """What a change set proposes, in order, without what became of it."""
    query = select(*CHANGE.c[SEALED]).where(
        CHANGE.c.workspace_id == header.workspace_id, CHANGE.c.change_set_id == header.id
    )
    return records(session, query.order_by(CHANGE.c.seq))
