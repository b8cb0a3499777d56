"""Merging: the survivor takes values and children, the others become tombstones that lead to it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from store.canonical import records, table_of
from store.changes.bench import Key, batched_of
from store.changes.fields import children
from store.changes.proposal import Draft
from store.errors import BadInput, NotFound

_OF_MERGES = ("rule", "pair")
"""Evidence that is told on every record that is merged away."""


@dataclass(frozen=True, slots=True)
class Merge:
    """One merge as its proposer thinks of it.

    Attributes:
        table: The table that the rows are of.
        survivor_id: The row that stays.
        loser_ids: The rows that are merged into it.
        after: The survivor's fields that change, as the caller's survivorship chose them.
        reason: Why they are the same.
        evidence: What the reason stands on.
        confidence: How sure the match is, 0 to 1.
        group: The merge's name within its change set; the survivor's id unless given.
    """

    table: str
    survivor_id: str
    loser_ids: Sequence[str]
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    confidence: float | None = None
    group: str | int | None = None


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

    The arguments are those of a `Merge`; for many merges, `drafts_of` reads the store once.

    Raises:
        BadInput: The survivor is among the losers, or there are none.
    """
    merge = Merge(
        table, survivor_id, loser_ids, after, reason, evidence or {}, confidence, group
    )  # fmt: skip
    return drafts_of(session, workspace_id, [merge])


def drafts_of(session: Session, workspace_id: str, merges: Sequence[Merge]) -> list[Draft]:
    """The drafts of some merges, a group each; children are read in one go for each table.

    Raises:
        BadInput: A survivor is among its own losers, or a merge has none.
    """
    for merge in merges:
        _checked(merge)
    going: dict[str, set[str]] = defaultdict(set)
    for merge in merges:
        going[merge.table] |= set(merge.loser_ids)
    moving = {
        table: _by_parent(moved_children(session, workspace_id, table, sorted(ids)))
        for table, ids in going.items()
    }
    return [draft for merge in merges for draft in _drafts(merge, moving[merge.table])]


def _checked(merge: Merge) -> None:
    if not merge.loser_ids or merge.survivor_id in merge.loser_ids:
        raise BadInput(
            f"Merging into {merge.table} {merge.survivor_id} needs other rows to merge.",
            hint="Give the rows that are to be merged away, without the one that stays.",
        )


def _drafts(merge: Merge, moving: Mapping[str, Mapping[Key, Sequence[str]]]) -> list[Draft]:
    table, survivor = merge.table, merge.survivor_id
    shared: dict[str, Any] = {
        "reason": merge.reason, "evidence": merge.evidence, "confidence": merge.confidence,
        "group": merge.group if merge.group is not None else f"{table} {survivor}",
    }  # fmt: skip
    losers = sorted(set(merge.loser_ids))
    moves: dict[Key, list[str]] = defaultdict(list)
    for loser in losers:
        for child, fields in moving.get(loser, {}).items():
            moves[child] += fields
    own = moves.pop((table, survivor), [])
    # What pointed from the survivor at a loser would point at itself.
    values = dict.fromkeys(own) | dict(merge.after)
    drafts = [Draft("update", table, survivor, values, **shared)]
    # The choice behind every value is told once, on the record that holds them.
    shared["evidence"] = {k: merge.evidence[k] for k in ("rule",) if k in merge.evidence}
    told = {k: merge.evidence[k] for k in _OF_MERGES if k in merge.evidence}
    drafts += [
        Draft("merge", table, loser, {"merged_into": survivor}, **shared | {"evidence": told})
        for loser in losers
    ]
    return drafts + [
        Draft("move", child, row_id, dict.fromkeys(fields, survivor), **shared)
        for (child, row_id), fields in sorted(moves.items())
    ]


def _by_parent(
    found: Iterable[tuple[Key, Mapping[str, str]]],
) -> dict[str, dict[Key, list[str]]]:
    """For each row that goes: its children, and the fields that they point with."""
    parents: dict[str, dict[Key, list[str]]] = defaultdict(dict)
    for child, pointers in found:
        for name, parent in pointers.items():
            parents[parent].setdefault(child, []).append(name)
    return parents


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


def resolved(
    session: Session, workspace_id: str, table: str, ids: Collection[str]
) -> dict[str, str]:
    """For each id, own or of its source, the live row that it stands for.

    Unknown ids, and those of deleted rows, are left out. The store is read once for each link of
    the longest chain of merges.
    """
    target = table_of(table)
    columns = target.c["id", "external_id", "state", "merged_into"]
    query = select(*columns).where(target.c.workspace_id == workspace_id)
    rows: dict[str, Mapping[str, Any]] = {}
    named: dict[str, str] = {}
    wanted = set(ids)
    while wanted:
        ahead: set[str] = set()
        for some in batched_of(wanted):
            fits = or_(target.c.id.in_(some), target.c.external_id.in_(some))
            for row in records(session, query.where(fits)):
                rows[row["id"]] = row
                if row["external_id"] is not None:
                    named.setdefault(row["external_id"], row["id"])
                if row["state"] == "merged":
                    ahead.add(row["merged_into"])
        wanted = ahead - rows.keys()
    found = {given: _followed(rows, given if given in rows else named.get(given)) for given in ids}
    return {given: row_id for given, row_id in found.items() if row_id is not None}


def _followed(rows: Mapping[str, Mapping[str, Any]], row_id: str | None) -> str | None:
    row = rows.get(row_id) if row_id is not None else None
    while row is not None and row["state"] == "merged":
        row = rows.get(row["merged_into"])
    return str(row["id"]) if row is not None and row["state"] == "live" else None
