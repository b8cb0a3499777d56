"""`pitcrew duplicates`: every clustered record, with its tier and its reasons, into a file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

What = Annotated[str, typer.Argument(metavar="TABLE", help="contact, account or lead.")]
Out = Annotated[Path, typer.Option("--out", help="The CSV file to write.")]
Source = Annotated[
    Path | None,
    typer.Option("--from", metavar="FILE", help="Read a CSV, XLSX or Parquet file instead."),
]
Maps = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="COLUMN=FIELD", help="What a column of the file holds."),
]
Sheet = Annotated[str | None, typer.Option(help="Of a workbook: the sheet; otherwise the first.")]

Auto = Annotated[
    float | None,
    typer.Option(min=0.5, max=1, help="The probability from which a group is `auto`."),
]
Review = Annotated[
    float | None,
    typer.Option(min=0.01, max=1, help="The probability from which a group is shown at all."),
]

Engine = Annotated[
    str, typer.Option(help="Where pairs are compared: here, or spark (the extra `spark`).")
]
Fresh = Annotated[
    bool, typer.Option("--fresh", help="Match everything, not only what has changed.")
]


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(duplicates)


def duplicates(
    context: typer.Context, what: What, out: Out, source: Source = None, maps: Maps = None,
    sheet: Sheet = None, auto: Auto = None, review: Review = None, engine: Engine = "here",
    fresh: Fresh = False,
) -> None:  # fmt: skip
    """Write every record that has a duplicate: external_id, cluster, tier, probability, reason.

    `auto` records of a cluster are safely one; `review` ones want a person's look. Nothing is
    changed, and nothing is proposed. A table of the store is matched whole once; later runs match
    again what has changed, until so much has that the weights are learnt anew.
    """
    from api.commands.files import pair
    from api.duplicates import Request, run
    from connectors.files.planning import table_called

    mapping = dict(pair(each) for each in maps or [])
    request = Request(table_called(what), out, source, mapping, sheet, auto, review, engine,
                      fresh)  # fmt: skip
    with _steps() as told:
        done = run(context, request, told)
    for note in done.notes:
        typer.secho(note, fg="yellow", err=True)
    typer.echo(done.said)


@contextmanager
def _steps() -> "Iterator[Callable[[str, int, int | None], None]]":
    """A line on the error stream for the step under way."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    shown = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*shown, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=None)
        yield lambda step, done, total: bar.update(
            task, description=step, completed=done, total=total
        )
