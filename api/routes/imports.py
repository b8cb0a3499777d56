"""Imports over HTTP: look at a file, then import it."""

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import col, select

from api import uploads
from api.given import Text
from api.importing import carried_out, permitted, planned
from api.office import Asker, Store, TheOffice
from store.errors import BadInput, NotFound
from store.schema import ENTITIES, entity
from store.trail import ImportBatch

router = APIRouter(prefix="/imports", tags=["imports"])


class Plan(BaseModel):
    """What importing a file would do."""

    upload: str
    table_label: str
    tables: list[str]
    fields: list[dict[str, str]]
    plan: dict[str, Any]


class Commit(BaseModel):
    """A person's word to import what was shown."""

    model_config = ConfigDict(extra="forbid")

    as_table: Text | None = Field(default=None, examples=["account"])
    mapping: dict[Text, Text] = Field(default_factory=dict, examples=[{"Company": "name"}])


class Batch(BaseModel):
    """One import that was done."""

    id: str
    file_name: str
    table_name: str
    status: str
    rows_read: int
    rows_added: int
    rows_changed: int
    rows_same: int
    rows_rejected: int
    rejects_path: str | None
    imported_by: str
    started_at: datetime


@router.post("")
def look(
    office: TheOffice,
    actor: Asker,
    file: UploadFile,
    as_table: Annotated[Text | None, Form()] = None,
    mapping: Annotated[str, Form(description="JSON: column -> field.")] = "{}",
) -> Plan:
    """Take in a file and say what importing it would do. Nothing is imported yet."""
    permitted(actor)
    home = office.settings.home
    upload = uploads.keep(home, file.filename or "file", file.file)
    plan = planned(office, uploads.find(home, upload), as_table or None, _read(mapping))
    table = entity(plan.table)
    return Plan(
        upload=upload, table_label=table.plural, tables=list(ENTITIES),
        fields=[{"name": spec.name, "label": spec.label} for spec in table.fields],
        plan=plan.as_dict(),
    )  # fmt: skip


@router.post("/{upload}/commit")
def commit(upload: Text, word: Commit, office: TheOffice, actor: Asker) -> dict[str, Any]:
    """Import a file that was looked at; the same file twice changes nothing."""
    permitted(actor)
    path = uploads.find(office.settings.home, upload)
    plan = planned(office, path, word.as_table, word.mapping)
    return carried_out(office, actor, upload, plan).as_dict()


@router.get("")
def listing(office: TheOffice, session: Store) -> list[Batch]:
    """The imports, the newest first."""
    rows = session.exec(
        select(ImportBatch)
        .where(ImportBatch.workspace_id == office.workspace.id)
        .order_by(col(ImportBatch.started_at).desc())
        .limit(200)
    )
    return [Batch(**row.model_dump(include=set(Batch.model_fields))) for row in rows]


@router.get("/tables")
def tables() -> list[str]:
    """What a file may be taken for, by `as_table`."""
    return list(ENTITIES)


@router.get("/{batch}/rejects", response_class=FileResponse)
def rejects(batch: Text, office: TheOffice, session: Store, actor: Asker) -> FileResponse:
    """The rows that an import rejected, as CSV, each with its line and its reason."""
    permitted(actor)
    found = session.exec(
        select(ImportBatch).where(
            ImportBatch.workspace_id == office.workspace.id, ImportBatch.id == batch
        )
    ).first()
    path = None if found is None or found.rejects_path is None else found.rejects_path
    if path is None or not (office.settings.home / path).is_file():
        raise NotFound(
            f"There are no rejected rows of {batch!r} here.",
            hint="Imports by another machine keep theirs in its own home folder.",
        )
    file = office.settings.home / path
    return FileResponse(file, media_type="text/csv", filename=file.name)


def _read(mapping: str) -> dict[str, str]:
    try:
        found = json.loads(mapping)
    except json.JSONDecodeError as error:
        raise BadInput(f"The mapping is not JSON: {error.msg}.") from error
    if not isinstance(found, dict):
        raise BadInput("The mapping is not an object of column names and fields.")
    return {str(column): str(field) for column, field in found.items()}
