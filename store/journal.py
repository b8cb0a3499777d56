"""The journal: what was done to which row, by whom, when, each line's hash over the last."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, func, insert, select, text
from sqlmodel import Session

from store.canonical import plain, written_out
from store.ledger import Journal

JOURNAL = cast(Table, Journal.__table__)  # type: ignore[attr-defined]  # SQLModel adds it to tables
BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was done. `before` and `after` hold only the fields that were touched."""

    actor: str
    table: str
    row_id: str
    new_version: int
    old_version: int | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    change_set_id: str | None = None
    seq: int | None = None


def hold(session: Session, workspace_id: str) -> None:
    """Wait for the workspace's writer's turn, and keep it until the transaction ends.

    Whoever writes business rows holds it first, so that what a merge saw (the children of a
    record, say) is still true when it commits. On SQLite a `writing` session has it already.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"),
            {"name": f"pitcrew {workspace_id}"},
        )


def append(session: Session, workspace_id: str, lines: Sequence[Line], at: datetime) -> None:
    """Add lines to the workspace's chain, in order, with one round trip for all of them."""
    if not lines:
        return
    hold(session, workspace_id)
    previous = head(session, workspace_id)
    rows = []
    for line in lines:
        row = _row(workspace_id, line, at)
        row["previous_hash"] = previous
        row["hash"] = previous = hash_of(row)
        rows.append(row)
    session.connection().execute(insert(JOURNAL), rows)


def head(session: Session, workspace_id: str) -> str:
    """The hash of the workspace's last line; publish it and no earlier line can be rewritten."""
    found = session.connection().scalar(
        select(JOURNAL.c.hash)
        .where(JOURNAL.c.workspace_id == workspace_id)
        .order_by(JOURNAL.c.n.desc())
        .limit(1)
    )
    return found or BEGINNING


def hash_of(row: Mapping[str, Any]) -> str:
    """The hash of a journal row, over the hash before it and everything it says."""
    content = [
        row["previous_hash"], row["workspace_id"], plain(row["at"]), row["actor"],
        row["change_set_id"], row["seq"], row["table_name"], row["row_id"], row["old_version"],
        row["new_version"], row["before"], row["after"], row["written"],
    ]  # fmt: skip
    return hashlib.sha256(written_out(content).encode()).hexdigest()


def broken_at(session: Session, workspace_id: str) -> int | None:
    """The first line where the chain does not hold; None when it is whole."""
    previous = BEGINNING
    for row in read(session, workspace_id):
        if row["previous_hash"] != previous or row["hash"] != hash_of(row):
            return int(row["n"])
        previous = row["hash"]
    return None


def read(
    session: Session, workspace_id: str, *where: ColumnElement[bool]
) -> Iterator[dict[str, Any]]:
    """The workspace's lines in order, a thousand at a time."""
    query = select(JOURNAL).where(JOURNAL.c.workspace_id == workspace_id, *where)
    lines = session.connection().execute(
        query.order_by(JOURNAL.c.n), execution_options={"yield_per": 1000}
    )
    with lines:  # a reader that has seen enough lets go of the database's cursor
        names = tuple(lines.keys())
        for line in lines:
            yield dict(zip(names, line, strict=True))


def length(session: Session, workspace_id: str) -> int:
    """How many lines the workspace has."""
    query = select(func.count()).where(JOURNAL.c.workspace_id == workspace_id)
    return session.connection().scalar(query) or 0


def _row(workspace_id: str, line: Line, at: datetime) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id, "at": at, "actor": line.actor,
        "change_set_id": line.change_set_id, "seq": line.seq, "table_name": line.table,
        "row_id": line.row_id, "old_version": line.old_version, "new_version": line.new_version,
        "before": plain(line.before), "after": plain(line.after), "written": sorted(line.after),
    }  # fmt: skip
