"""`pitcrew backup` and `pitcrew restore`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(backup)
    app.command()(restore)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to write, such as monday.tar.gz.")],
) -> None:
    """Write the store, the files that runs made and the documents to one file, and check it.

    Pitcrew may go on working meanwhile. The file holds everything, so keep it as safe as the store.
    """
    from api.backup.making import backup as make
    from api.opening import opened

    office = opened(context)
    made = make(office.settings, office.engine, file, datetime.now(UTC))
    lines = sum(chain.lines for chain in made.journals.values())
    typer.echo(
        f"{file}: {sum(made.rows.values()):,} rows of {len(made.rows)} tables, {lines:,} lines of "
        f"the journal, {len(made.parts):,} files, {file.stat().st_size / 1e6:,.1f} MB. It was read "
        "again and holds."
    )


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that `pitcrew backup` wrote.")],
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Put aside what is here (PostgreSQL: drop its tables)."),
    ] = False,
) -> None:
    """Put a backup back into the home folder, once all of it has been checked."""
    from api.backup.restoring import restore as put_back
    from api.opening import settings

    done = put_back(settings(context), file, datetime.now(UTC), replace=replace)
    rows = sum(done.manifest.rows.values())
    typer.echo(
        f"Restored the store of {done.manifest.made_at:%Y-%m-%d %H:%M} UTC: {rows:,} rows, and "
        f"{len(done.manifest.parts):,} files. The rows, the journal and every file hold."
    )
    if done.before is not None:
        typer.echo(f"What was here before is in {done.before}.")
    if any(name.startswith("knowledge/") for name in done.manifest.parts):
        typer.echo("`pitcrew knowledge reindex` lets documents be found by meaning again.")
