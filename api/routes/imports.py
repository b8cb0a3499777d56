"""Imports over HTTP: look at a file, then import it."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, UploadFile
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import col, select

from api import uploads
from api.auth.identity import permit
from api.columns import bring_up_to_date
from api.given import Text
from api.office import Asker, Store, TheOffice
from connectors import files
from store.errors import BadInput, Refused
from store.people import ROLES
from store.schema import ENTITIES, entity
from store.trail import ImportBatch
from tools.context import Actor

router = APIRouter(prefix="/imports", tags=["imports"])
NEEDED = "ops_manager"


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
    _permitted(actor)
    home = office.settings.home
    upload = uploads.keep(home, file.filename or "file", file.file)
    planned = files.plan(
        uploads.find(home, upload), as_table=as_table or None, mapping=_read(mapping),
        workspace=office.workspace,
    )  # fmt: skip
    table = entity(planned.table)
    return Plan(
        upload=upload, table_label=table.plural, tables=list(ENTITIES),
        fields=[{"name": spec.name, "label": spec.label} for spec in table.fields],
        plan=planned.as_dict(),
    )  # fmt: skip


@router.post("/{upload}/commit")
def commit(upload: Text, word: Commit, office: TheOffice, actor: Asker) -> dict[str, Any]:
    """Import a file that was looked at; the same file twice changes nothing."""
    _permitted(actor)
    home = office.settings.home
    planned = files.plan(
        uploads.find(home, upload), as_table=word.as_table, mapping=word.mapping,
        workspace=office.workspace,
    )  # fmt: skip
    [report] = files.load(
        office.engine, office.workspace.id, [planned], by=actor.id, now=datetime.now(UTC),
        home=home,
    )  # fmt: skip
    bring_up_to_date(office)
    uploads.drop(home, upload)
    return report.as_dict()


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


def _permitted(actor: Actor) -> None:
    permit(actor, "decide")
    if ROLES.index(actor.role) < ROLES.index(NEEDED):
        raise Refused(f"{actor.name} has the role {actor.role}; importing needs {NEEDED}.")


def _read(mapping: str) -> dict[str, str]:
    try:
        found = json.loads(mapping)
    except json.JSONDecodeError as error:
        raise BadInput(f"The mapping is not JSON: {error.msg}.") from error
    if not isinstance(found, dict):
        raise BadInput("The mapping is not an object of column names and fields.")
    return {str(column): str(field) for column, field in found.items()}
