"""Change sets as the doors show them: what would change, why, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import func
from sqlmodel import Session, col, select

from api.views import chosen
from api.views.records import label_of, names_of, references, written
from store.ledger import Change, ChangeSet
from store.people import Workspace


class Cell(BaseModel):
    """One field of a changed row."""

    field: str
    label: str
    before: str | None
    after: str | None


class ChangedRow(BaseModel):
    """One row's change: the fields before and after, and why."""

    seq: int
    group: int
    kind: str
    table: str
    row_id: str
    record: str = Field(description="What the row is called.")
    cells: list[Cell]
    reason: str
    confidence: float | None
    result: str
    conflict: str | None


class Summary(BaseModel):
    """A change set without its rows."""

    id: str
    summary: str
    kind: str
    status: str
    risk: str
    counts: dict[str, Any]
    effects: dict[str, Any]
    digest: str
    proposed_by: str
    proposed_at: datetime
    expires_at: datetime
    conversation: str | None
    approved_by: str | None
    approved_at: datetime | None
    finished_at: datetime | None
    note: str | None
    undo_of: str | None
    undone_by: str | None = Field(default=None, description="The change set that undoes it.")
    undo_report: dict[str, Any] | None
    applied: int = Field(description="Rows that hold the new values.")
    skipped: int = Field(description="Rows left alone because they changed since the preview.")


class Page(BaseModel):
    """A change set with some of its rows."""

    change_set: Summary
    changes: list[ChangedRow]
    total: int
    offset: int


class Listing(BaseModel):
    """Some change sets, the newest first."""

    change_sets: list[Summary]
    total: int
    pending: int = Field(description="How many wait for a decision.")


def find(session: Session, workspace_id: str, given: str) -> ChangeSet:
    """The change set that an id, a unique prefix of one, or `last` names.

    Raises:
        NotFound: There is none.
        BadInput: The prefix fits several.
    """
    mine = select(ChangeSet).where(ChangeSet.workspace_id == workspace_id)
    newest = mine.order_by(col(ChangeSet.proposed_at).desc(), col(ChangeSet.id))
    return chosen.one(
        session, given, mine=newest, last=newest.where(col(ChangeSet.undo_of).is_(None)),
        table=ChangeSet, said=("change set", "`pitcrew changes list` shows them."),
    )  # fmt: skip


def listing(
    session: Session, workspace_id: str, status: str | None, limit: int, offset: int = 0
) -> Listing:
    """Change sets of one status, or all, the newest first."""
    mine = ChangeSet.workspace_id == workspace_id
    wanted = [mine] if status is None else [mine, ChangeSet.status == status]
    rows = session.exec(
        select(ChangeSet).where(*wanted)
        .order_by(col(ChangeSet.proposed_at).desc(), col(ChangeSet.id))
        .offset(offset).limit(limit)
    ).all()  # fmt: skip
    return Listing(
        change_sets=[summary(session, row) for row in rows],
        total=session.exec(select(func.count()).select_from(ChangeSet).where(*wanted)).one(),
        pending=session.exec(
            select(func.count()).select_from(ChangeSet).where(mine, ChangeSet.status == "draft")
        ).one(),
    )


def page(session: Session, workspace: Workspace, given: str, offset: int, limit: int) -> Page:
    """A change set and its rows from `offset` on."""
    found = find(session, workspace.id, given)
    mine = (Change.workspace_id == workspace.id, Change.change_set_id == found.id)
    rows = session.exec(
        select(Change).where(*mine).order_by(col(Change.seq)).offset(offset).limit(limit)
    ).all()
    total = session.exec(select(func.count()).select_from(Change).where(*mine)).one()
    shown = changed_rows(session, workspace, rows)
    return Page(change_set=summary(session, found), changes=shown, total=total, offset=offset)


def changed_rows(
    session: Session, workspace: Workspace, rows: Sequence[Change]
) -> list[ChangedRow]:
    """Changes with records called by name and values written for a person."""
    wanted = [(row.table_name, row.row_id) for row in rows]
    for row in rows:
        wanted += references(row.table_name, row.before) + references(row.table_name, row.after)
        into = [values.get("merged_into") for values in (row.before, row.after)]
        wanted += [(row.table_name, survivor) for survivor in into if survivor]
    names = names_of(session, workspace.id, wanted)
    return [_shown(row, names, workspace.currency) for row in rows]


def _shown(row: Change, names: dict[tuple[str, str], str], currency: str) -> ChangedRow:
    table = row.table_name
    fresh = row.after.get("name") or row.after.get("email") or row.row_id
    cells = [
        Cell(
            field=field, label=label_of(table, field),
            before=_value(table, field, row.before, names, currency),
            after=_value(table, field, row.after, names, currency),
        )
        for field in dict.fromkeys([*row.after, *row.before])
        if field != "state" or row.kind not in {"merge", "restore"}  # the kind says it
    ]  # fmt: skip
    return ChangedRow(
        seq=row.seq, group=row.group_no, kind=row.kind, table=table, row_id=row.row_id,
        record=names.get((table, row.row_id), str(fresh)), cells=cells, reason=row.reason,
        confidence=row.confidence, result=row.result, conflict=row.conflict,
    )  # fmt: skip


def _value(
    table: str,
    field: str,
    values: dict[str, Any],
    names: dict[tuple[str, str], str],
    currency: str,
) -> str | None:
    value = values.get(field)
    if field == "merged_into" and value is not None:
        return names.get((table, value), str(value))
    return written(table, field, value, names, currency)


def summary(session: Session, row: ChangeSet) -> Summary:
    """A change set as lists show it."""
    mine = (Change.workspace_id == row.workspace_id, Change.change_set_id == row.id)
    results: dict[str, int] = dict(
        session.exec(select(Change.result, func.count()).where(*mine).group_by(Change.result)).all()
    )
    undone_by = session.exec(
        select(ChangeSet.id).where(
            ChangeSet.workspace_id == row.workspace_id, ChangeSet.undo_of == row.id
        )
    ).first()
    return Summary(
        id=row.id, summary=row.title, kind=row.kind, status=row.status, risk=row.risk,
        counts=row.counts, effects=row.effects, digest=row.digest, proposed_by=row.proposed_by,
        proposed_at=row.proposed_at, expires_at=row.expires_at, conversation=row.conversation_id,
        approved_by=row.approved_by, approved_at=row.approved_at, finished_at=row.finished_at,
        note=row.decided_note, undo_of=row.undo_of, undone_by=undone_by,
        undo_report=row.undo_report, applied=results.get("applied", 0),
        skipped=results.get("conflict", 0),
    )  # fmt: skip
