"""`pitcrew knowledge`: a company's own documents."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The documents that Pitcrew may quote."
)


@app.command()
def add(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A folder, or one document.")],
    name: Annotated[str | None, typer.Option(help="What citations call it.")] = None,
) -> None:
    """Add Markdown, text, PDF, DOCX and HTML documents, or bring them up to date."""
    from api.opening import opened

    office = opened(context)
    done = office.index.add(office.workspace.id, folder, progress=_progress, name=name)
    typer.echo(
        f"{done.name}: {done.new} new, {done.changed} changed, {done.unchanged} unchanged, "
        f"{done.removed} removed, {done.skipped} skipped, {len(done.rejected)} rejected."
    )
    for each in done.rejected:
        typer.secho(f"  {each.source}: {each.reason}", fg="yellow", err=True)


@app.command()
def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(metavar="WORDS")],
    k: Annotated[int, typer.Option("-k", min=1, max=50)] = 5,
) -> None:
    """Find the passages that answer a question best, with where they stand."""
    from rich.console import Console
    from rich.text import Text

    from api.drawing.plain import plain
    from api.opening import opened

    office, out = opened(context), Console()
    for each in office.index.search(office.workspace.id, query, k=k):
        out.print(Text.assemble((plain(each.citation), "bold"), (f"  {each.trust}", "dim")))
        out.print(Text(f"{plain(each.text.strip())}\n"))


@app.command("list")
def list_documents(context: typer.Context) -> None:
    """List the documents of this workspace."""
    from api.opening import opened

    office = opened(context)
    held = office.index.holdings(office.workspace.id)
    for document in held.documents:
        typer.echo(document)
    typer.secho(f"{len(held.documents)} documents, {held.passages} passages", dim=True, err=True)


@app.command()
def forget(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="A document or folder, as `list` shows it.")],
) -> None:
    """Remove a document, or all under a folder's name."""
    from api.opening import opened

    office = opened(context)
    gone = office.index.forget(office.workspace.id, source)
    typer.echo(f"{gone} removed.")


@app.command()
def reindex(context: typer.Context) -> None:
    """Compute the word index and all vectors again."""
    from api.opening import opened

    typer.echo(f"{opened(context).index.reindex(progress=_progress)} passages embedded again.")


def _progress(done: int, total: int, what: str) -> None:
    typer.secho(f"  {done}/{total} {what}", dim=True, err=True)
