"""One way to write a value down, so that two people who see the same content see the same hash."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, cast

from sqlalchemy import Date, Table, select
from sqlmodel import Session

from store.ledger import Change, ChangeSet
from store.row import Instant
from store.schema import entity

CHANGE = cast(Table, Change.__table__)  # type: ignore[attr-defined]  # SQLModel adds it to tables
SEALED = (
    "seq", "group_no", "kind", "table_name", "row_id", "expected_version", "before", "after",
    "reason", "evidence", "confidence",
)  # fmt: skip
"""The columns of a change that a person is shown, and so approves."""


def plain(value: Any) -> Any:
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


def written_out(value: Any) -> str:
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


def digest_of(header: ChangeSet, changes: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 over everything that a person is shown before they approve."""
    shown = [
        header.workspace_id, header.id, header.title, header.kind, header.proposed_by,
        plain(header.proposed_at), plain(header.expires_at), header.undo_of,
        header.undo_report, header.risk, header.counts, header.effects,
    ]  # fmt: skip
    running = hashlib.sha256(written_out(shown).encode())
    for change in changes:
        running.update(written_out([change[name] for name in SEALED]).encode())
    return running.hexdigest()


def stored_digest(session: Session, header: ChangeSet) -> str:
    """The digest of a change set as it lies in the store now."""
    rows = session.connection().execute(
        select(*(CHANGE.c[name] for name in SEALED))
        .where(CHANGE.c.workspace_id == header.workspace_id, CHANGE.c.change_set_id == header.id)
        .order_by(CHANGE.c.seq)
    )
    return digest_of(header, rows.mappings())
