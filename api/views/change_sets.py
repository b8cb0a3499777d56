"""Change sets as the doors show them: what would change, why, and what became of it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from api.views import chosen
from api.views.change_groups import Group, groups_of
from api.views.changed_rows import ChangedRow, changed_rows
from api.views.paging import Newest, Numbered, cut
from api.views.undone import report_in_words
from store.canonical import sealed_changes
from store.changes import show as show_changes
from store.changes import undoable
from store.changes.standing import Standing
from store.errors import BadInput
from store.ledger import Change, ChangeSet
from store.people import Workspace
from tools.context import Actor
from tools.parts.ledger.grouping import Bunch, bunches
from tools.parts.sight import sets_in_sight


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
    undone_by: str | None = Field(
        default=None, description="The change set that undoes it; of several, the last."
    )
    undone_groups: int = Field(default=0, description="How many of its groups are undone.")
    undo_report: dict[str, Any] | None
    applied: int = Field(description="Rows that hold the new values.")
    skipped: int = Field(description="Rows left alone because they changed since the preview.")


class Page(BaseModel):
    """A change set with some of its rows."""

    change_set: Summary
    groups: list[Group] = Field(default_factory=list, description="By rule, the largest first.")
    changes: list[ChangedRow]
    total: int
    offset: int
    next: str | None = Field(default=None, description="The cursor of the changes after these.")
    rest: str | None = Field(
        default=None, description="Just narrowed: the draft of what was left out, where it waits."
    )


class Listing(BaseModel):
    """Some change sets, the newest first."""

    change_sets: list[Summary]
    total: int
    pending: int = Field(description="How many wait for a decision.")
    next: str | None = Field(default=None, description="The cursor of the page after this.")


def find(session: Session, workspace_id: str, given: str, *, by: Actor | None = None) -> ChangeSet:
    """The change set that an id, a unique prefix of one, or `last` names.

    Raises:
        NotFound: There is none.
        BadInput: The prefix fits several.
    """
    theirs = sets_in_sight(by) if by is not None else []
    mine = select(ChangeSet).where(ChangeSet.workspace_id == workspace_id, *theirs)
    newest = mine.order_by(col(ChangeSet.proposed_at).desc(), col(ChangeSet.id))
    return chosen.one(
        session, given, mine=newest, last=newest.where(col(ChangeSet.undo_of).is_(None)),
        table=ChangeSet, said=("change set", "`pitcrew changes list` shows them."),
    )  # fmt: skip


def listing(  # noqa: PLR0913 - which ones, and from where on
    session: Session, workspace_id: str, status: str | None, limit: int, offset: int = 0,
    after: Newest | None = None, *, by: Actor | None = None,
) -> Listing:  # fmt: skip
    """Change sets of one status, or all, the newest first; from `offset` on, or after one."""
    theirs = sets_in_sight(by) if by is not None else []
    mine = and_(col(ChangeSet.workspace_id) == workspace_id, *theirs)
    wanted = [mine] if status is None else [mine, ChangeSet.status == status]
    query = select(ChangeSet).where(*wanted)
    if after is not None:
        query = query.where(after.older(col(ChangeSet.proposed_at), col(ChangeSet.id)))
    found = session.exec(
        query.order_by(col(ChangeSet.proposed_at).desc(), col(ChangeSet.id))
        .offset(offset).limit(limit + 1)
    ).all()  # fmt: skip
    rows, following = cut(found, limit, lambda row: Newest(at=row.proposed_at, id=row.id))
    return Listing(
        change_sets=[summary(session, row) for row in rows],
        next=following,
        total=session.exec(select(func.count()).select_from(ChangeSet).where(*wanted)).one(),
        pending=session.exec(
            select(func.count()).select_from(ChangeSet).where(mine, ChangeSet.status == "draft")
        ).one(),
    )


def page(  # noqa: PLR0913, PLR0917 - which rows, and from where on
    session: Session, workspace: Workspace, given: str, offset: int, limit: int,
    group: int | None = None, after: Numbered | None = None, *, by: Actor | None = None,
) -> Page:  # fmt: skip
    """A change set and its rows from `offset` on, or after one; of one group, if one is given.

    Raises:
        NotFound: There is no such change set.
        BadInput: It has no such group.
    """
    found = find(session, workspace.id, given, by=by)
    grouped = bunches(sealed_changes(session, found))
    shown = show_changes(
        session, workspace.id, found.id, offset=offset, limit=limit + 1,
        after=after.n if after else None,
        groups=None if group is None else _numbers(grouped, group),
    )  # fmt: skip
    rows, following = cut(shown.changes, limit, lambda row: Numbered(n=row.seq))
    report = report_in_words(session, workspace, found.undo_report)
    return Page(
        change_set=summary(session, found).model_copy(update={"undo_report": report}),
        groups=groups_of(session, workspace, grouped),
        changes=changed_rows(session, workspace, rows), total=shown.total, offset=offset,
        next=following,
    )  # fmt: skip


def find_done(session: Session, workspace_id: str, given: str) -> ChangeSet:
    """As `find`, where `last` is the change set that was applied last.

    Raises:
        NotFound: There is none.
    """
    mine = select(ChangeSet).where(ChangeSet.workspace_id == workspace_id)
    newest = mine.order_by(col(ChangeSet.finished_at).desc(), col(ChangeSet.id))
    applied = newest.where(
        col(ChangeSet.undo_of).is_(None), col(ChangeSet.status).in_(["applied", "conflicted"])
    )
    return chosen.one(
        session, given, mine=newest, last=applied, table=ChangeSet,
        said=("applied change set", "`pitcrew changes list` shows them."),
    )  # fmt: skip


def numbers_of(session: Session, found: ChangeSet, group: int) -> list[int]:
    """The items of one group of a change set, by the number that its preview gives.

    Raises:
        BadInput: It has no such group.
    """
    return _numbers(bunches(sealed_changes(session, found)), group)


def numbers_kept(
    session: Session, found: ChangeSet, *, without: Collection[int] = (),
    without_groups: Collection[int] = (), only_groups: Collection[int] = (),
) -> list[int]:  # fmt: skip
    """The items of a change set that are left.

    Args:
        session: A session.
        found: The change set.
        without: Items that are left out.
        without_groups: Groups that are left out whole, by the numbers of the preview.
        only_groups: The only groups that stay; none given: all of them.

    Raises:
        BadInput: It has no such group.
    """
    grouped = bunches(sealed_changes(session, found))
    gone = set(without).union(*(_numbers(grouped, group) for group in without_groups))
    kept = set[int]().union(*(_numbers(grouped, group) for group in only_groups))
    return [
        item.number for bunch in grouped for item in bunch.items
        if item.number not in gone and (not only_groups or item.number in kept)
    ]  # fmt: skip


def undoable_of(session: Session, found: ChangeSet, group: int) -> list[int]:
    """The items of one group that an undo would take back; all of them when there are none.

    Raises:
        BadInput: It has no such group.
        Conflict: The change set was undone already.
    """
    numbers = numbers_of(session, found, group)
    applied = undoable(session, found.workspace_id, found.id)
    return [number for number in numbers if number in applied] or numbers


def _numbers(grouped: list[Bunch], group: int) -> list[int]:
    for bunch in grouped:
        if bunch.number == group:
            return [item.number for item in bunch.items]
    raise BadInput(
        f"There is no group {group}: the change set has {len(grouped)}.",
        hint="Show it without a group to see them.",
    )


def summary(session: Session, row: ChangeSet) -> Summary:
    """A change set as lists show it."""
    mine = (Change.workspace_id == row.workspace_id, Change.change_set_id == row.id)
    results: dict[str, int] = dict(
        session.exec(select(Change.result, func.count()).where(*mine).group_by(Change.result)).all()
    )
    standing = Standing(session, row.workspace_id)
    undone = standing.withdrawn(row.id)
    last = next((undo for undo in reversed(standing.undos) if undo in undone.values()), None)
    return Summary(
        id=row.id, summary=row.title, kind=row.kind, status=row.status, risk=row.risk,
        counts=row.counts, effects=row.effects, digest=row.digest, proposed_by=row.proposed_by,
        proposed_at=row.proposed_at, expires_at=row.expires_at, conversation=row.conversation_id,
        approved_by=row.approved_by, approved_at=row.approved_at, finished_at=row.finished_at,
        note=row.decided_note, undo_of=row.undo_of,
        undone_by=last, undone_groups=len(undone), undo_report=row.undo_report,
        applied=results.get("applied", 0), skipped=results.get("conflict", 0),
    )  # fmt: skip
