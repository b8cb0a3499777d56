"""One record as the API shows it; the id of a merged one leads to the record it became."""

from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlmodel import Session

from api.views.records import called, label_of, names_of, references, written
from store.canonical import records, table_of
from store.changes import resolve
from store.errors import NotFound
from store.people import Workspace
from store.schema import entity
from tools.context import Actor
from tools.parts.ledger.reading import extra_text
from tools.parts.sight import seen


class Value(BaseModel):
    """One field of a record."""

    field: str
    label: str
    value: str | None


class RecordView(BaseModel):
    """One live record."""

    table: str
    id: str
    external_id: str | None
    name: str
    asked: str = Field(description="The id that was asked for.")
    merged: bool = Field(description="Whether that is the id of a record merged into this one.")
    also: list[str] = Field(description="The ids of the records that were merged into it.")
    values: list[Value]


def view(
    session: Session, workspace: Workspace, table: str, given: str, *, by: Actor | None = None
) -> RecordView:
    """A record by its id or that of its source.

    Raises:
        BadInput: There is no such table.
        NotFound: No record has the id, or the one that has it was deleted, or is not for the
            reader to see.
    """
    spec = entity(table)
    row_id = resolve(session, workspace.id, table, given)
    target = table_of(table)
    query = select(target).where(target.c.workspace_id == workspace.id, target.c.id == row_id)
    allowed = seen(session, workspace.id, by, table) if by is not None else None
    found = records(session, query if allowed is None else query.where(allowed))
    if not found:
        raise NotFound(f"There is no {spec.label} {given!r} that you may see.")
    [row] = found
    names = names_of(session, workspace.id, references(table, row))
    merged = select(target.c.id).where(
        target.c.workspace_id == workspace.id, target.c.merged_into == row_id
    )
    return RecordView(
        table=table, id=row_id, external_id=row["external_id"], name=called(row), asked=given,
        merged=given not in {row_id, row["external_id"]},
        also=sorted(session.connection().scalars(merged)),
        values=[
            Value(field=f.name, label=label_of(table, f.name),
                  value=_written(table, f.name, row, names, workspace.currency))
            for f in spec.fields if f.name in row
        ] + [Value(field="extra", label="also kept", value=extra_text(row["extra"] or {}) or None)],
    )  # fmt: skip


def _written(
    table: str, field: str, row: dict[str, Any], names: dict[tuple[str, str], str], currency: str
) -> str | None:
    return written(table, field, row[field], names, row.get("currency") or currency)
