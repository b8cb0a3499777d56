"""The dashboard over HTTP, and any chart or table of a reply as a file."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import AfterValidator, BaseModel

from api.answers import ExactJSON
from api.given import Day, Text, readable
from api.office import Asker, TheOffice
from api.views import dashboard
from store.errors import BadInput
from tools.result import Chart, Table

router = APIRouter()

LARGEST = 400_000
"""Characters of a chart's specification; the tools write a tenth of it at most."""
Only = Annotated[list[Text], Query(max_length=20, description="Names of sections; all without.")]


class Sheet(BaseModel):
    """A table to write as a workbook, just as a reply held it."""

    table: Annotated[Table, AfterValidator(readable)]


class Picture(BaseModel):
    """A chart to draw, just as a reply held it."""

    chart: Annotated[Chart, AfterValidator(readable)]
    form: Literal["svg", "png"] = "svg"
    theme: Literal["light", "dark"] = "light"


@router.get("/dashboard", tags=["dashboard"], response_model=dashboard.DashboardView)
def show_dashboard(
    office: TheOffice,
    asker: Asker,
    period: Text = "this quarter",
    as_of: Day | None = None,
    only: Only = [],  # noqa: B006 - the framework copies a default
) -> Response:
    """Pipeline health, forecast, changes, results, reps, funnel, data quality: the same tools."""
    return ExactJSON(dashboard.dashboard(office, asker, period, as_of, only))


@router.post("/charts", tags=["dashboard"], response_class=Response)
def draw_chart(picture: Picture) -> Response:
    """A chart as an SVG or PNG file; its data must be inside it."""
    from tools.parts.showing.drawing import png, svg

    _check(picture.chart.spec)
    if picture.form == "png":
        return Response(png(picture.chart, picture.theme, titled=True), media_type="image/png")
    return Response(svg(picture.chart, picture.theme, titled=True), media_type="image/svg+xml")


@router.post("/tables", tags=["dashboard"], response_class=Response)
def write_table(sheet: Sheet) -> Response:
    """A table of a reply as an Excel file: numbers stay numbers, and no text acts as a formula."""
    from tools.parts.spreadsheet import MEDIA, written_file

    rows = [list(row) for row in sheet.table.rows]
    content = written_file("xlsx", sheet.table.columns, rows, made_at=datetime.now(UTC))
    return Response(content, media_type=MEDIA["xlsx"])


def _check(spec: dict[str, Any]) -> None:
    if len(str(spec)) > LARGEST:
        raise BadInput(
            "The chart is too large to draw.",
            hint=f"Send a specification of at most {LARGEST:,} characters.",
        )
