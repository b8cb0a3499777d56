"""What was used, over HTTP."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.answers import ExactJSON
from api.given import Day
from api.office import Asker, Store, TheOffice
from api.views import usage
from store.usage import By

router = APIRouter(tags=["usage"])
Groups = Annotated[list[By], Query(max_length=3, description="What the rows are of; repeat it.")]


@router.get("/usage", response_model=usage.UsageView)
def show_usage(
    office: TheOffice, session: Store, asker: Asker, by: Groups = ["day"],  # noqa: B006 - the framework copies a default
    since: Day | None = None, until: Day | None = None,
) -> Response:  # fmt: skip
    """Runs, tool calls, tokens and cost by day, person and planner, and the limits there are.

    An admin sees everybody's, others their own.
    """
    now = datetime.now(UTC)
    days, workspace, settings = (since, until), office.workspace, office.settings
    return ExactJSON(usage.view(session, workspace, settings, asker, by, days, now))
