"""`pitcrew init`, and `pitcrew demo`: the whole job on an invented company."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.commands.days import day

Day = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", parser=day, metavar="YYYY-MM-DD", help="The last day of the demo's history."
    ),
]
Scale = Annotated[float, typer.Option(help="1 is about 4,000 accounts and 20,000 contacts.")]
Seed = Annotated[int, typer.Option(help="The same seed makes the same company.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(init)
    app.command()(demo)


def init(
    context: typer.Context,
    demo: Annotated[bool, typer.Option("--demo", help="Fill it with an invented company.")] = False,
    scale: Scale = 1.0,
    seed: Seed = 7,
    as_of: Day = None,
) -> None:
    """Make the deployment's folder and its store; with --demo, a company to try things on."""
    from api import opening

    settings = opening.settings(context)
    if demo:
        from api.demo_company import fill

        day = fill(settings, scale=scale, seed=seed, as_of=as_of.date() if as_of else None)
        typer.echo(f"Ask as of its last day: --as-of {day}, or PITCREW_AS_OF={day}.")
    from agent.setup import open_office

    open_office(settings).close()
    where = settings.store.rpartition("@")[2] if settings.store_url else settings.home / "store.db"
    typer.echo(f"The store is ready: {where}")
    if not demo:
        typer.echo("Next: pitcrew import FILE")


def demo(context: typer.Context, scale: Scale = 1.0) -> None:
    """Run the whole job on an invented company: three asks, one approval, one undo.

    It works in the folder .pitcrew-demo, which it makes anew, unless --home names another.
    """
    from api import showcase
    from api.opening import settings

    home = (context.obj or {}).get("home", Path(".pitcrew-demo"))
    showcase.run(settings(context, home=home, store_url=None), scale=scale)
