"""`pitcrew import` and `pitcrew export`: files in, files out."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from agent.setup import Office
    from connectors.files import ImportPlan

Paths = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="CSV, XLSX or Parquet.", show_default=False)
]
As = Annotated[
    str | None, typer.Option("--as", metavar="TABLE", help="The table it is for, e.g. account.")
]
Maps = Annotated[
    list[str] | None,
    typer.Option(
        "--map", metavar="COLUMN=FIELD",
        help="Where a column goes; FIELD: keeps it aside when empty, and may end in :dmy or :mdy.",
    ),
]  # fmt: skip
Sheet = Annotated[str | None, typer.Option(help="Of a workbook: the sheet; otherwise the first.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Show the mapping and stop.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("import")(import_files)
    app.command()(export)


def import_files(
    context: typer.Context,
    paths: Paths,
    as_table: As = None,
    maps: Maps = None,
    sheet: Sheet = None,
    dry_run: Dry = False,
    yes: Yes = False,
    actor: Annotated[str | None, typer.Option("--actor", metavar="EMAIL")] = None,
) -> None:
    """Import files: the mapping is shown first; the same file twice changes nothing.

    Rows that cannot be imported go to a rejects file with their line, column and reason.
    """
    from api.columns import catch_up
    from api.drawing import imports
    from api.drawing.progress import bar
    from api.opening import opened
    from connectors import files

    office = opened(context, create=True)
    by = office.actor_for(actor)
    mapping = dict(pair(each) for each in maps or [])
    plans = [
        files.plan(
            path, as_table=as_table, mapping=mapping, workspace=office.workspace, sheet=sheet
        )
        for path in paths
    ]
    imports.draw_plans(plans)
    _settle(plans)
    if dry_run:
        return
    if not yes and _interactive() and not typer.confirm("Import?", default=True):
        raise typer.Exit(0)
    now = datetime.now(UTC)
    try:
        with bar("Importing") as progress:
            reports = files.load(
                office.engine, office.workspace.id, plans, by=by.id, now=now,
                home=office.settings.home, progress=progress,
            )  # fmt: skip
    except KeyboardInterrupt:
        _stopped(office, plans, now)
    imports.draw_reports(reports, office.settings.home)
    catch_up(office)


def export(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(help="A table (account, contact ...) or the id of a file from a reply.")
    ],
    to: Annotated[Path | None, typer.Option("--to", help="The file to write.")] = None,
    file_format: Annotated[str | None, typer.Option("--format", help="csv or xlsx.")] = None,
) -> None:
    """Write a table, or a list that a reply made, to a CSV or XLSX file."""
    from api import exporting
    from api.opening import opened

    path, rows = exporting.export(opened(context), what, to, file_format)
    typer.echo(f"{path}: {rows:,} rows" if rows is not None else str(path))


def pair(given: str) -> tuple[str, str]:
    """A `COLUMN=FIELD` as its two parts."""
    column, equals, field = given.rpartition("=")
    if not equals or not column:
        raise typer.BadParameter(f"{given!r} is not COLUMN=FIELD", param_hint="--map")
    return column, field


def _settle(plans: "list[ImportPlan]") -> None:
    from store.errors import BadInput

    for plan in plans:
        if plan.questions:
            asked = " ".join(question.text for question in plan.questions)
            answers = " or ".join(f"--map {a!r}" for q in plan.questions for a in q.answers)
            raise BadInput(f"{plan.file_name}: {asked}", hint=f"Say which it is: {answers}.")


def _stopped(office: "Office", plans: "list[ImportPlan]", now: datetime) -> NoReturn:
    """Say what an import that was interrupted has left: whole files, or nothing."""
    from sqlmodel import col, select

    from store.engine import reading
    from store.trail import ImportBatch

    mine = select(ImportBatch.file_name).where(
        col(ImportBatch.workspace_id) == office.workspace.id, col(ImportBatch.started_at) == now
    )
    with reading(office.engine) as session:
        kept = set(session.exec(mine))
    lost = [plan.file_name for plan in plans if plan.file_name not in kept]
    before = f" Imported whole before that: {', '.join(sorted(kept))}." if kept else ""
    typer.secho(f"Stopped. Nothing of {', '.join(lost)} was imported.{before}", err=True)
    raise typer.Exit(130)


def _interactive() -> bool:
    import sys

    return sys.stdin.isatty()
