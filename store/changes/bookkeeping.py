"""What is written beside the rows, in the same transaction: journal lines and results."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session

from store import journal
from store.canonical import CHANGE
from store.changes.writing import new_version


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
