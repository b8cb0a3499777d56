"""What is written beside the rows, in the same transaction: journal lines and results."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, func, insert, select, update
from sqlmodel import Session

from store import journal
from store.canonical import CHANGE
from store.changes.writing import new_version
from store.identity import stable_id
from store.ledger import NotDuplicate

NOT_DUPLICATE = cast(Table, NotDuplicate.__table__)  # type: ignore[attr-defined]  # SQLModel adds it


AT_ONE_LOOK = 20
"""Merges; a person who takes back more at once has not judged each of them."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A group, and why it was not applied, if it was not."""

    group: Sequence[Mapping[str, Any]]
    fault: str | None


def bookkeep(
    session: Session, workspace_id: str, actor: str, verdicts: Sequence[Verdict], now: datetime
) -> None:
    """Journal what was applied, and mark every change with what became of it."""
    fitting = list(_applied(verdicts))
    journal.append(session, workspace_id, [_line(actor, change) for change in fitting], now)
    results = [_result(c, "applied", version=new_version(c)) for c in fitting]
    for verdict in verdicts:
        if verdict.fault:
            results += [_result(c, "conflict", why=verdict.fault) for c in verdict.group]
    statement = (
        update(CHANGE)
        .where(
            CHANGE.c.workspace_id == bindparam("of_workspace"),
            CHANGE.c.change_set_id == bindparam("of_set"),
            CHANGE.c.seq == bindparam("of_seq"),
        )
        .values(
            result=bindparam("is_result"),
            conflict=bindparam("is_conflict"),
            new_version=bindparam("is_version"),
        )
    )
    session.connection().execute(statement, results)


def note_unmerged(
    session: Session, workspace_id: str, actor: str, verdicts: Sequence[Verdict], now: datetime
) -> None:
    """Remember that records which were un-merged are different; merging them again forgets it.

    Taking back a whole batch says nothing of its single pairs, so that is not remembered.
    """
    apart, together = [], []
    for change in _applied(verdicts):
        if change["before"].get("state") == "merged":
            apart.append(_pair(change, change["before"]["merged_into"]))
        elif change["kind"] == "merge":
            together.append(_pair(change, change["after"]["merged_into"]))
    ids = [pair["id"] for pair in (*apart, *together)]
    if not ids:
        return
    if apart and _restored(session, workspace_id, verdicts) > AT_ONE_LOOK:
        apart = []
    mine = NOT_DUPLICATE.c.workspace_id == workspace_id
    connection = session.connection()
    forget = delete(NOT_DUPLICATE).where(mine, NOT_DUPLICATE.c.id == bindparam("of_id"))
    if together:
        connection.execute(forget, [{"of_id": pair["id"]} for pair in together])
    known = set(connection.scalars(select(NOT_DUPLICATE.c.id).where(mine)))
    said = {"workspace_id": workspace_id, "said_by": actor, "said_at": now}
    new = [pair | said for pair in apart if pair["id"] not in known]
    if new:
        connection.execute(insert(NOT_DUPLICATE), new)


def _restored(session: Session, workspace_id: str, verdicts: Sequence[Verdict]) -> int:
    """How many records the whole change set of these verdicts un-merges."""
    change_set_id = verdicts[0].group[0]["change_set_id"]
    mine = (CHANGE.c.workspace_id == workspace_id, CHANGE.c.change_set_id == change_set_id)
    restores = select(func.count()).where(*mine, CHANGE.c.kind == "restore")
    return session.connection().scalar(restores) or 0


def _applied(verdicts: Iterable[Verdict]) -> Iterator[Mapping[str, Any]]:
    for verdict in verdicts:
        if not verdict.fault:
            yield from verdict.group


def _line(actor: str, change: Mapping[str, Any]) -> journal.Line:
    return journal.Line(
        actor=actor, table=change["table_name"], row_id=change["row_id"],
        old_version=change["expected_version"], new_version=new_version(change),
        before=change["before"], after=change["after"], change_set_id=change["change_set_id"],
        seq=change["seq"],
    )  # fmt: skip


def _result(
    change: Mapping[str, Any], result: str, *, why: str | None = None, version: int | None = None
) -> dict[str, Any]:
    return {
        "of_workspace": change["workspace_id"], "of_set": change["change_set_id"],
        "of_seq": change["seq"], "is_result": result, "is_conflict": why, "is_version": version,
    }  # fmt: skip


def _pair(change: Mapping[str, Any], other: str) -> dict[str, Any]:
    table = change["table_name"]
    first, second = sorted((change["row_id"], other))
    return {
        "id": stable_id("not", table, first, second), "table_name": table,
        "first_id": first, "second_id": second,
    }  # fmt: skip
