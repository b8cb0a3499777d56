"""Looking at change sets: one with its rows, a list of them, and what changed since when."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select
from sqlmodel import Session, col

from store import journal
from store.changes.approval import find
from store.journal import JOURNAL
from store.ledger import Change, ChangeSet, Journal


@dataclass(frozen=True, slots=True)
class Shown:
    """A change set and a page of its changes."""

    change_set: ChangeSet
    changes: list[Change]
    total: int


@dataclass(slots=True)
class Since:
    """What was done to business rows since an instant, counted, and the newest lines of it."""

    total: int = 0
    by_table: Counter[str] = field(default_factory=Counter)
    by_field: Counter[str] = field(default_factory=Counter)
    by_actor: Counter[str] = field(default_factory=Counter)
    by_change_set: Counter[str] = field(default_factory=Counter)
    lines: list[Journal] = field(default_factory=list)


def show(  # noqa: PLR0913 - the ways to say which
    session: Session, workspace_id: str, change_set_id: str, *, offset: int = 0, limit: int = 50,
    result: str | None = None, groups: Collection[int] | None = None, after: int | None = None,
) -> Shown:  # fmt: skip
    """A change set and a page of its changes, in the order they are applied.

    Args:
        session: The store.
        workspace_id: Whose it is.
        change_set_id: Which one.
        offset: How many changes to skip.
        limit: How many to return.
        result: Only changes that are `pending`, `applied` or in `conflict`.
        groups: Only changes of these groups.
        after: Only changes behind the one of this number; all of them are counted.

    Raises:
        NotFound: There is none with that id.
    """
    header = find(session, workspace_id, change_set_id)
    mine = select(Change).where(
        col(Change.workspace_id) == workspace_id, col(Change.change_set_id) == change_set_id
    )
    if result is not None:
        mine = mine.where(col(Change.result) == result)
    if groups is not None:
        # Written into the statement: there may be more of them than it can have parameters.
        wanted: BindParameter[list[int]] = bindparam(
            "groups", sorted(groups), expanding=True, literal_execute=True
        )
        mine = mine.where(col(Change.group_no).in_(wanted))
    total = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    if after is not None:
        mine = mine.where(col(Change.seq) > after)
    page = mine.order_by(col(Change.seq)).offset(offset).limit(limit)
    return Shown(header, list(session.scalars(page)), total)


def listing(
    session: Session, workspace_id: str, *, status: Collection[str] = (), limit: int = 50,
    offset: int = 0,
) -> list[ChangeSet]:  # fmt: skip
    """Change sets, newest first; `status` keeps only those in one of the states."""
    query = select(ChangeSet).where(col(ChangeSet.workspace_id) == workspace_id)
    if status:
        query = query.where(col(ChangeSet.status).in_(status))
    newest = query.order_by(col(ChangeSet.proposed_at).desc(), col(ChangeSet.id))
    return list(session.scalars(newest.offset(offset).limit(limit)))


def by_status(session: Session, workspace_id: str) -> dict[str, int]:
    """How many change sets there are in each state."""
    rows = session.execute(
        select(col(ChangeSet.status), func.count())
        .where(col(ChangeSet.workspace_id) == workspace_id)
        .group_by(col(ChangeSet.status))
    )
    return {row[0]: row[1] for row in rows}


def since(  # noqa: PLR0913 - the ways to say which
    session: Session, workspace_id: str, instant: datetime, *, until: datetime | None = None,
    tables: Collection[str] = (), row_ids: Collection[str] = (), limit: int = 50,
) -> Since:  # fmt: skip
    """What changed since an instant: by table, field, person and change set; newest lines first.

    Args:
        session: The store.
        workspace_id: Whose rows they are.
        instant: From when on.
        until: Up to when, that instant left out.
        tables: Only these tables.
        row_ids: Only these rows.
        limit: How many of the lines to return; all of them are counted.
    """
    where: list[Any] = [JOURNAL.c.at >= instant]
    if until is not None:
        where.append(JOURNAL.c.at < until)
    if tables:
        where.append(JOURNAL.c.table_name.in_(tables))
    if row_ids:
        where.append(JOURNAL.c.row_id.in_(row_ids))
    found = Since()
    for line in journal.read(session, workspace_id, *where):
        _count(found, line)
    newest = select(Journal).where(JOURNAL.c.workspace_id == workspace_id, *where)
    found.lines = list(session.scalars(newest.order_by(JOURNAL.c.n.desc()).limit(limit)))
    return found


def _count(found: Since, line: Mapping[str, Any]) -> None:
    found.total += 1
    found.by_table[line["table_name"]] += 1
    found.by_actor[line["actor"]] += 1
    found.by_field.update(f"{line['table_name']}.{name}" for name in line["written"])
    if line["change_set_id"] is not None:
        found.by_change_set[line["change_set_id"]] += 1
