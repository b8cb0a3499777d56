"""Merging: the survivor takes values and children, the others become tombstones that lead to it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from store.canonical import records, table_of
from store.changes.bench import Key, batched_of
from store.changes.fields import children
from store.changes.proposal import Draft
from store.errors import BadInput, NotFound


def merge_drafts(  # noqa: PLR0913 - a merge is all of these
    session: Session,
    workspace_id: str,
    table: str,
    survivor_id: str,
    loser_ids: Sequence[str],
    *,
    after: Mapping[str, Any],
    reason: str,
    evidence: Mapping[str, Any] | None = None,
    confidence: float | None = None,
    group: str | int | None = None,
) -> list[Draft]:
    """The drafts of one merge, in one group: survivor, losers, and every child of the losers.

    Args:
        session: The store.
        workspace_id: Whose rows they are.
        table: The table that they are rows of.
        survivor_id: The row that stays.
        loser_ids: The rows that are merged into it.
        after: The survivor's fields that change, as the caller's survivorship chose them.
        reason: Why they are the same.
        evidence: What the reason stands on.
        confidence: How sure the match is, 0 to 1.
        group: The merge's name within its change set; the survivor's id unless given.

    Raises:
        BadInput: The survivor is among the losers, or there are none.
    """
    losers = sorted(set(loser_ids))
    if not losers or survivor_id in losers:
        raise BadInput(
            f"Merging into {table} {survivor_id} needs other rows to merge.",
            hint="Give the rows that are to be merged away, without the one that stays.",
        )
    shared: dict[str, Any] = {
        "reason": reason, "evidence": evidence or {}, "confidence": confidence,
        "group": group if group is not None else f"{table} {survivor_id}",
    }  # fmt: skip
    moves = dict(moved_children(session, workspace_id, table, losers))
    own = moves.pop((table, survivor_id), {})
    # What pointed from the survivor at a loser would point at itself.
    values = dict.fromkeys(own) | dict(after)
    drafts = [Draft("update", table, survivor_id, values, **shared)]
    drafts += [
        Draft("merge", table, loser, {"merged_into": survivor_id}, **shared) for loser in losers
    ]
    return drafts + [
        Draft("move", child, row_id, dict.fromkeys(fields, survivor_id), **shared)
        for (child, row_id), fields in moves.items()
    ]


def moved_children(
    session: Session, workspace_id: str, table: str, losers: Sequence[str]
) -> Iterator[tuple[Key, dict[str, str]]]:
    """Every row that points at a loser, tombstones too, and the fields it points with."""
    found: dict[Key, dict[str, str]] = defaultdict(dict)
    for child, name in children(table):
        target = table_of(child)
        query = select(target.c.id, target.c[name]).where(target.c.workspace_id == workspace_id)
        for some in batched_of(losers):
            for row in records(session, query.where(target.c[name].in_(some))):
                found[child, row["id"]][name] = row[name]
    yield from sorted(found.items())


def resolve(session: Session, workspace_id: str, table: str, row_id: str) -> str:
    """The live row that an id stands for: its own, or the one it was merged into.

    Args:
        session: The store.
        workspace_id: Whose row it is.
        table: The table that it is a row of.
        row_id: An id, or the id that the row has in the system it came from.

    Raises:
        NotFound: No row has the id, or the one that has it was deleted.
    """
    target = table_of(table)
    query = select(*target.c["id", "state", "merged_into"]).where(
        target.c.workspace_id == workspace_id
    )
    connection = session.connection()
    row = connection.execute(query.where(target.c.id == row_id)).first()
    row = row or connection.execute(query.where(target.c.external_id == row_id)).first()
    # A row is merged only into a live one, so following tombstones comes to an end.
    while row is not None and row.state == "merged":
        row = connection.execute(query.where(target.c.id == row.merged_into)).first()
    if row is None or row.state == "deleted":
        was = "was deleted" if row is not None else "is not in the store"
        raise NotFound(f"The {table} {row_id!r} {was}.", hint="Look it up by name.")
    return str(row.id)
