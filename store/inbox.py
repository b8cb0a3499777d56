"""What came in from outside and is kept before it is acknowledged: nothing lost, nothing twice.

The sender's own id of an event is its key: of four copies that arrive at once one becomes a row.
Workers take rows up with a lease; a fence, which grows whenever somebody does, keeps one that was
thought dead from writing when it wakes. Rows of one lane are taken one at a time, oldest first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from store.conversation_keys import digest
from store.doors import InboxEvent
from store.errors import Conflict

KEPT = timedelta(days=7)
"""How long a row that is done is remembered: senders repeat themselves for hours, not for days."""
UNFINISHED = ("waiting", "working")


ROW = cast(sa.Table, InboxEvent.__table__)  # type: ignore[attr-defined]  # SQLModel adds it to tables


@dataclass(frozen=True, slots=True)
class Arrived:
    """Something to keep.

    Attributes:
        source: Who sends it.
        key: The sender's own id for it; the same when it is sent again.
        subject: What it is about, where the sender may tell of it under two ids.
        lane: What it has an order with.
        at: When it happened.
        body: All that a worker needs.
    """

    source: str
    key: str
    subject: str | None
    lane: str
    at: datetime
    body: dict[str, Any]


@dataclass(slots=True)
class Taken:
    """A row in the hands of a worker."""

    workspace_id: str
    id: str
    fence: int
    attempts: int
    body: dict[str, Any]
    progress: dict[str, Any]
    received_at: datetime


def keep(session: Session, workspace_id: str, arrived: Arrived, now: datetime) -> bool:
    """Keep something; whether it was new. Commit durably before it is acknowledged."""
    values = {
        "workspace_id": workspace_id, "id": digest(arrived.source, arrived.key),
        "source": arrived.source, "lane": digest(arrived.source, arrived.lane),
        "subject": digest(arrived.source, arrived.subject) if arrived.subject else None,
        "body": arrived.body, "at": arrived.at, "received_at": now, "state": "waiting",
        "attempts": 0, "due_at": now, "fence": 0,
    }  # fmt: skip
    insert = _insert(session).values(**values)
    # The row count of such an insert is unknown on PostgreSQL; the rows that it returns are not.
    won = session.connection().execute(insert.on_conflict_do_nothing().returning(ROW.c.id))
    return won.first() is not None


def is_due(session: Session, workspace_id: str, source: str, now: datetime) -> bool:
    """Whether some row may be taken up; a cheap look, without the writer's turn."""
    return session.connection().execute(_due(workspace_id, source, now)).first() is not None


def take(
    session: Session, workspace_id: str, source: str, now: datetime, lease: timedelta
) -> Taken | None:
    """Take up the oldest row that is due, or whose worker fell silent; None when there is none."""
    query = _due(workspace_id, source, now).with_for_update(skip_locked=True)
    row = session.connection().execute(query).mappings().first()
    if row is None:
        return None
    mine = Taken(
        workspace_id, row["id"], row["fence"] + 1, row["attempts"] + 1, row["body"],
        dict(row["progress"] or {}), row["received_at"],
    )  # fmt: skip
    session.connection().execute(
        sa.update(ROW)
        .where(ROW.c.workspace_id == workspace_id, ROW.c.id == mine.id)
        .values(state="working", fence=mine.fence, attempts=mine.attempts, due_at=now + lease)
    )
    return mine


def renew(session: Session, taken: Taken, until: datetime) -> None:
    """Keep a row for longer.

    Raises:
        Conflict: Another worker has it by now.
    """
    _write(session, taken, due_at=until)


def note(session: Session, taken: Taken, **facts: Any) -> None:
    """Keep how far the work is, for whoever takes the row up next.

    Raises:
        Conflict: Another worker has it by now.
    """
    taken.progress |= facts
    _write(session, taken, progress=taken.progress)


def end(session: Session, taken: Taken, now: datetime, error: str | None = None) -> None:
    """The row is done with; with an error, it failed for good.

    Raises:
        Conflict: Another worker has it by now.
    """
    state = "failed" if error else "done"
    _write(session, taken, state=state, error=error, ended_at=now)


def put_back(session: Session, taken: Taken, due_at: datetime, *, counts: bool = True) -> None:
    """Let it wait until then.

    Args:
        session: A `writing` session.
        taken: The row.
        due_at: When it may be taken up again.
        counts: Whether this was an attempt, of which there are not many.

    Raises:
        Conflict: Another worker has it by now.
    """
    attempts = taken.attempts if counts else taken.attempts - 1
    _write(session, taken, state="waiting", due_at=due_at, attempts=attempts)


def sweep(session: Session, workspace_id: str, now: datetime) -> None:
    """Forget what was done with long ago."""
    session.connection().execute(
        sa.delete(ROW).where(ROW.c.workspace_id == workspace_id, ROW.c.ended_at < now - KEPT)
    )


def _write(session: Session, taken: Taken, **values: Any) -> None:
    done = session.connection().execute(
        sa.update(ROW)
        .where(
            ROW.c.workspace_id == taken.workspace_id, ROW.c.id == taken.id,
            ROW.c.fence == taken.fence, ROW.c.state == "working",
        )
        .values(**values)
    )  # fmt: skip
    if cast(sa.CursorResult[Any], done).rowcount != 1:
        raise Conflict(
            f"{taken.id} is no longer this worker's.", hint="Another one has taken it up."
        )


def _due(workspace_id: str, source: str, now: datetime) -> sa.Select[Any]:
    """The oldest row whose time has come, and whose lane nobody works on or waits in before it."""
    other = ROW.alias("other")
    earlier = sa.or_(other.c.at < ROW.c.at, sa.and_(other.c.at == ROW.c.at, other.c.id < ROW.c.id))
    under_way = sa.and_(other.c.state == "working", other.c.due_at >= now)
    blocked = sa.exists().where(
        other.c.workspace_id == ROW.c.workspace_id, other.c.lane == ROW.c.lane,
        other.c.id != ROW.c.id, other.c.state.in_(UNFINISHED), sa.or_(earlier, under_way),
    )  # fmt: skip
    return (
        sa.select(ROW)
        .where(
            ROW.c.workspace_id == workspace_id, ROW.c.source == source,
            ROW.c.state.in_(UNFINISHED), ROW.c.due_at <= now, ~blocked,
        )
        .order_by(ROW.c.at, ROW.c.id)
        .limit(1)
    )  # fmt: skip


def _insert(session: Session) -> Any:
    """An insert that may find its row there: each dialect has its own."""
    kind = postgresql if session.connection().dialect.name == "postgresql" else sqlite
    return kind.insert(ROW)
