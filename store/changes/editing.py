"""A person's own edit of one row: journaled and versioned like everything else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from store import journal
from store.changes.bench import Bench, after, stranded
from store.changes.fields import checked
from store.changes.writing import new_version, write_rows
from store.errors import Conflict, NotFound


def edit(  # noqa: PLR0913 - who edits which field of which row, and when
    session: Session,
    workspace_id: str,
    table: str,
    row_id: str,
    fields: Mapping[str, Any],
    *,
    actor: str,
    now: datetime,
) -> int:
    """Set some fields of a live row in a person's name, and return its new version.

    Writing the value that is already there counts as well: it says that the person has confirmed
    it, and a later undo leaves it alone.

    Args:
        session: A `writing` session.
        workspace_id: Whose row it is.
        table: The table that it is a row of.
        row_id: Its id.
        fields: The fields to set.
        actor: Who edits.
        now: The time.

    Raises:
        BadInput: A field cannot be set so.
        NotFound: There is no such live row.
        Conflict: The row would point at one that is not live.
    """
    journal.hold(session, workspace_id)
    change: dict[str, Any] = {
        "kind": "update", "table_name": table, "row_id": row_id, "before": {},
        "after": checked(table, fields),
    }  # fmt: skip
    bench = Bench(session, workspace_id, [change])
    row = bench.rows.get((table, row_id))
    if row is None or row["state"] != "live":
        raise NotFound(f"There is no live {table} {row_id}.", hint="Look it up again.")
    change["expected_version"] = row["version"]
    change["before"] = {name: row[name] for name in change["after"]}
    fault = stranded(bench, {(table, row_id): after(change, row)})
    if fault:
        raise Conflict(f"{table} {row_id}: {fault}.", hint="Point it at a live row.")
    write_rows(session, workspace_id, [change], now)
    line = journal.Line(
        actor=actor, table=table, row_id=row_id, old_version=row["version"],
        new_version=new_version(change), before=change["before"], after=change["after"],
    )  # fmt: skip
    journal.append(session, workspace_id, [line], now)
    return new_version(change)
