"""Records that somebody said are different: never proposed as duplicates again.

A pair comes from a person's word, or from a merge that a person took back. It holds for whatever
its two records become: when one of them is merged into a third, the third is different too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, func, insert, select
from sqlmodel import Session

from store.canonical import CHANGE, records, table_of
from store.changes.bench import batched_of
from store.changes.merging import resolved
from store.identity import stable_id
from store.ledger import NotDuplicate

NOT_DUPLICATE = cast(Table, NotDuplicate.__table__)  # type: ignore[attr-defined]  # SQLModel adds it

AT_ONE_LOOK = 20
"""Merged records; a person who takes back more at once has not judged each of them."""

Pair = tuple[str, str]


def keep_apart(  # noqa: PLR0913 - who said what of which records, when and where
    session: Session, workspace_id: str, table: str, pairs: Iterable[Pair], *, by: str,
    now: datetime, change_set_id: str | None = None,
) -> int:  # fmt: skip
    """Remember that the records of each pair are different; how many pairs were not known yet."""
    rows = {row["id"]: row for row in (_row(table, *pair) for pair in pairs)}
    if not rows:
        return 0
    known = _known(session, workspace_id, rows)
    said = {
        "workspace_id": workspace_id, "said_by": by, "said_at": now, "change_set_id": change_set_id
    }  # fmt: skip
    new = [row | said for key, row in rows.items() if key not in known]
    if new:
        session.connection().execute(insert(NOT_DUPLICATE), new)
    return len(new)


def may_be_one(session: Session, workspace_id: str, ids: Collection[str]) -> None:
    """Forget pairs by their ids: their records may be proposed as duplicates again."""
    if ids:
        mine = NOT_DUPLICATE.c.workspace_id == workspace_id
        forget = delete(NOT_DUPLICATE).where(mine, NOT_DUPLICATE.c.id == bindparam("of_id"))
        session.connection().execute(forget, [{"of_id": one} for one in ids])


def told_apart(session: Session, workspace_id: str, table: str) -> list[Pair]:
    """The pairs of live records that are known to be different."""
    query = select(*NOT_DUPLICATE.c["first_id", "second_id"]).where(
        NOT_DUPLICATE.c.workspace_id == workspace_id, NOT_DUPLICATE.c.table_name == table
    )
    said = [(row["first_id"], row["second_id"]) for row in records(session, query)]
    live = resolved(session, workspace_id, table, {one for pair in said for one in pair})
    found = {
        (min(a, b), max(a, b))
        for one, two in said
        if (a := live.get(one)) is not None and (b := live.get(two)) is not None and a != b
    }
    return sorted(found)


def apart_by(session: Session, workspace_id: str, change_set_id: str) -> int:
    """How many pairs an undo has told apart."""
    query = select(func.count()).where(
        NOT_DUPLICATE.c.workspace_id == workspace_id,
        NOT_DUPLICATE.c.change_set_id == change_set_id,
    )
    return session.connection().scalar(query) or 0


def pairs_of(ids: Iterable[str]) -> list[Pair]:
    """Every pair among some records.

    >>> pairs_of(["b", "a", "c"])
    [('a', 'b'), ('a', 'c'), ('b', 'c')]
    """
    return list(combinations(sorted(set(ids)), 2))


def note_unmerged(
    session: Session, workspace_id: str, actor: str, groups: Sequence[Sequence[Mapping[str, Any]]],
    now: datetime,
) -> None:  # fmt: skip
    """Remember that records which were un-merged are different; merging them again forgets it.

    Taking back a whole batch says nothing of its single pairs, so that is not remembered.

    Args:
        session: A session that writes.
        workspace_id: Whose records they are.
        actor: Whose undo it is.
        groups: The groups of an undo's changes that were applied.
        now: The time.
    """
    together = [
        _row(table, *pair)
        for group in groups
        for (table, _), ids in _merged(group).items()
        for pair in pairs_of(ids)
    ]
    may_be_one(session, workspace_id, [row["id"] for row in together])
    apart = [(table, pair) for group in groups for table, pair in _restored(group)]
    if not apart or _restores(session, workspace_id, groups) > AT_ONE_LOOK:
        return
    by_table: dict[str, list[Pair]] = defaultdict(list)
    for table, pair in apart:
        by_table[table].append(pair)
    for table, pairs in by_table.items():
        keep_apart(
            session, workspace_id, table, pairs, by=actor, now=now,
            change_set_id=groups[0][0]["change_set_id"],
        )  # fmt: skip


def _merged(group: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], set[str]]:
    """The records that one group of changes makes one, by table and survivor."""
    members: dict[tuple[str, str], set[str]] = defaultdict(set)
    for change in group:
        if change["kind"] == "merge":
            into = change["after"]["merged_into"]
            members[change["table_name"], into] |= {change["row_id"], into}
    return members


def _restored(group: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Pair]]:
    """The pairs of records that one group of an undo's changes tells apart."""
    members: dict[tuple[str, str], set[str]] = defaultdict(set)
    for change in group:
        if change["before"].get("state") == "merged":
            into = change["before"]["merged_into"]
            members[change["table_name"], into] |= {change["row_id"], into}
    for (table, _), ids in members.items():
        yield from ((table, pair) for pair in pairs_of(ids))


def _restores(
    session: Session, workspace_id: str, groups: Sequence[Sequence[Mapping[str, Any]]]
) -> int:
    """How many records the whole change set of these groups un-merges."""
    change_set_id = groups[0][0]["change_set_id"]
    mine = (CHANGE.c.workspace_id == workspace_id, CHANGE.c.change_set_id == change_set_id)
    restores = select(func.count()).where(*mine, CHANGE.c.kind == "restore")
    return session.connection().scalar(restores) or 0


def _known(session: Session, workspace_id: str, ids: Iterable[str]) -> set[str]:
    found: set[str] = set()
    query = select(NOT_DUPLICATE.c.id).where(NOT_DUPLICATE.c.workspace_id == workspace_id)
    for some in batched_of(ids):
        found |= set(session.connection().scalars(query.where(NOT_DUPLICATE.c.id.in_(some))))
    return found


def _row(table: str, one: str, two: str) -> dict[str, Any]:
    table_of(table)
    first, second = sorted((one, two))
    return {
        "id": stable_id("not", table, first, second), "table_name": table,
        "first_id": first, "second_id": second,
    }  # fmt: skip
