"""Lines of the journal about who may do what: members, passwords and keys, by whichever door."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from store import journal
from store.access import ApiKey, Member
from store.journal import JOURNAL


def note(
    session: Session, row: Member | ApiKey, *, by: str, now: datetime, after: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Add a line to the workspace's chain, in the transaction that it tells of; never a secret."""
    table = str(type(row).__tablename__)
    journal.hold(session, row.workspace_id)
    last = session.connection().scalar(
        select(func.max(JOURNAL.c.new_version)).where(
            JOURNAL.c.workspace_id == row.workspace_id, JOURNAL.c.table_name == table,
            JOURNAL.c.row_id == row.id,
        )
    )  # fmt: skip
    line = journal.Line(
        actor=by, table=table, row_id=row.id, old_version=last, new_version=(last or 0) + 1,
        before=dict(before or {}), after=dict(after),
    )  # fmt: skip
    journal.append(session, row.workspace_id, [line], now)
