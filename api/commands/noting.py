"""`pitcrew snapshot`: note how the open pipeline stands, so that today can be asked about later."""

from datetime import UTC, datetime
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(snapshot)


def snapshot(
    context: typer.Context,
    listed: Annotated[bool, typer.Option("--list", help="Only list the days noted.")] = False,
) -> None:
    """Note today's open deals: stage, amount, expected close, owner. Meant to run every day.

    Taken again on the same day, the later one stays. Imports of deals take one by themselves. The
    columnar copy of a large store is brought up to date as well.
    """
    from api import opening
    from api.columns import bring_up_to_date, catch_up
    from store import snapshots
    from store.engine import reading, writing

    office = opening.opened(context)
    if listed:
        with reading(office.engine) as session:
            noted = snapshots.days(session, office.workspace.id)
        for day in noted:
            typer.echo(day.isoformat())
        return
    with writing(office.engine) as session:
        taken = snapshots.take(session, office.workspace, datetime.now(UTC))
    typer.echo(
        f"Noted {taken.day}: {taken.open_deals:,} open deals,"
        f" {taken.changed:,} changed since the last noted day."
    )
    catch_up(office)
    if bring_up_to_date(office):
        typer.echo("The columnar copy is up to date.")
