"""Drafts of a schedule's earlier runs that a later run has proposed anew.

A weekly clean-up that nobody decides would else leave a pile of drafts that all say the same.
"""

from sqlmodel import Session, col, select

from store.canonical import written_out
from store.ledger import Change, ChangeSet
from store.schedule import ScheduleRun

Content = frozenset[tuple[str, str, str, str]]
"""What a change set would do: kind, table, row and written values of each change."""


def replaced(session: Session, run: ScheduleRun, fresh: set[str]) -> list[str]:
    """The waiting drafts of earlier runs of the same schedule that say nothing new.

    Args:
        session: Reads the drafts.
        run: The run that has just proposed.
        fresh: The ids of the change sets that it proposed.

    Returns:
        Ids of drafts of which every change stands in one of the new ones.
    """
    earlier = select(ScheduleRun.run_id).where(
        col(ScheduleRun.workspace_id) == run.workspace_id,
        col(ScheduleRun.schedule_id) == run.schedule_id,
        col(ScheduleRun.fire_at) < run.fire_at,
    )
    waiting = select(ChangeSet.id).where(
        col(ChangeSet.workspace_id) == run.workspace_id, col(ChangeSet.status) == "draft",
        col(ChangeSet.run_id).in_(earlier), col(ChangeSet.id).not_in(fresh),
    )  # fmt: skip
    old = list(session.exec(waiting))
    if not old or not fresh:
        return []
    anew = frozenset[tuple[str, str, str, str]]().union(
        *(_content(session, run.workspace_id, one) for one in fresh)
    )
    return [one for one in old if _content(session, run.workspace_id, one) <= anew]


def _content(session: Session, workspace_id: str, change_set: str) -> Content:
    query = select(Change.kind, Change.table_name, Change.row_id, Change.after).where(
        col(Change.workspace_id) == workspace_id, col(Change.change_set_id) == change_set
    )
    return frozenset(
        (kind, table, row, written_out(after)) for kind, table, row, after in session.exec(query)
    )
