"""Runs over HTTP: what was asked, what was done for it, and how it ended."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.given import Cursor, Limit, Text
from api.office import Asker, Store, TheOffice
from api.views import runs
from api.views.paging import Newest

router = APIRouter(prefix="/runs", tags=["runs"])
Status = Annotated[Text | None, Query(max_length=16, description="`running`, or an ending.")]
By = Annotated[Text | None, Query(max_length=254, description="Who asked.")]
Words = Annotated[Text | None, Query(max_length=200, description="Words of what was asked.")]


@router.get("")
def listing(  # noqa: PLR0913, PLR0917 - each is a parameter of the query
    office: TheOffice,
    session: Store,
    asker: Asker,
    status: Status = None,
    actor: By = None,
    words: Words = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> runs.Listing:
    """One's own runs, or for an admin everybody's, the newest first."""
    return runs.listing(
        session, office.workspace.id, asker, limit, Newest.read(cursor), status=status,
        actor=actor, words=words,
    )  # fmt: skip


@router.get("/{run}")
def show(run: Text, office: TheOffice, session: Store, asker: Asker) -> runs.View:
    """One run: its steps, figures, change sets and files."""
    return runs.view(session, office.workspace.id, run, asker)
