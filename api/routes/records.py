"""What can be looked up over HTTP: receipts, records, the journal, files, tools."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from api.answers import ExactJSON
from api.given import Cursor, Limit, Text
from api.office import Asker, Store, TheOffice
from api.views import journal, receipts, record, record_list
from api.views.paging import Named, Numbered
from store import artifacts

router = APIRouter()


class ToolView(BaseModel):
    """One tool: what it does, what it needs, what it takes."""

    name: str
    family: str
    summary: str
    effect: str
    role: str
    arguments: dict[str, Any]


@router.get("/receipts/{receipt}", tags=["receipts"], response_model=receipts.ReceiptView)
def show_receipt(
    receipt: Text, office: TheOffice, session: Store, asker: Asker, rows: Limit = 50
) -> Response:
    """What stands behind one figure, and the first rows that it was computed from."""
    return ExactJSON(receipts.view(session, office.workspace, receipt, rows, by=asker))


@router.get("/records/{table}", tags=["records"], response_model=record_list.Listing)
def list_records(
    table: Text, office: TheOffice, asker: Asker, limit: Limit = 50, cursor: Cursor = None
) -> Response:
    """The live records of a table, in the order of their ids, with the values of every field."""
    return ExactJSON(record_list.listing(office, asker, table, limit, Named.read(cursor)))


@router.get("/journal", tags=["journal"])
def show_journal(  # noqa: PLR0913, PLR0917 - each is a parameter of the query
    office: TheOffice,
    session: Store,
    asker: Asker,
    limit: Limit = 50,
    cursor: Cursor = None,
    change_set: Text | None = None,
    record: Text | None = None,
    actor: Text | None = None,
) -> journal.Listing:
    """What was done to records, the newest first: by whom, when, before and after."""
    wanted = {"change_set_id": change_set, "row_id": record, "actor": actor}
    after, mine = Numbered.read(cursor), office.workspace.id
    return journal.listing(session, mine, asker, limit, after, wanted)


@router.get("/journal/verdict", tags=["journal"])
def check_journal(office: TheOffice, session: Store, asker: Asker) -> journal.Verdict:
    """Whether the journal's chain of hashes holds from its first line to its last."""
    return journal.verdict(session, office.workspace.id, asker)


@router.get("/records/{table}/{record_id}", tags=["records"])
def show_record(
    table: Text, record_id: Text, office: TheOffice, session: Store, asker: Asker
) -> record.RecordView:
    """One record by its id or its source's; a merged one's leads to the record it became."""
    return record.view(session, office.workspace, table, record_id, by=asker)


@router.get("/artifacts/{artifact}", tags=["artifacts"], response_class=Response)
def download(artifact: Text, office: TheOffice, session: Store, asker: Asker) -> Response:
    """A file that a run made, just as it was made."""
    found = artifacts.find(session, office.workspace.id, artifact, asker)
    name = quote(found.name)
    return Response(
        artifacts.read(office.artifacts, found),
        media_type=found.media_type,
        headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"},
    )


@router.get("/tools", tags=["tools"])
def list_tools() -> list[ToolView]:
    """What Pitcrew can do: every tool with its arguments."""
    from tools.catalog import catalog, family_of

    return [
        ToolView(
            name=name, family=family_of(name), summary=tool.summary, effect=tool.effect,
            role=tool.role, arguments=tool.arguments.model_json_schema(),
        )
        for name, tool in catalog().items()
    ]  # fmt: skip
