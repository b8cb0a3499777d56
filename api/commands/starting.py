"""`pitcrew init`, and `pitcrew demo`: the whole job on an invented company."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from agent.settings import Settings

Day = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="The last day of the demo's history."),
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
    settings.home.mkdir(parents=True, exist_ok=True)
    if demo:
        _fill(settings, scale, seed, as_of)
    from agent.setup import open_office

    open_office(settings)
    typer.echo(f"The store is ready: {settings.store.partition('@')[2] or settings.store}")
    if not demo:
        typer.echo("Next: pitcrew import FILE")


def _fill(settings: "Settings", scale: float, seed: int, as_of: datetime | None) -> None:
    """Write the demo company, and keep its planted truth beside the store."""
    import json

    from store.demo import LAST_DAY, generate, write
    from store.engine import open_engine, upgrade

    today = as_of.date() if as_of else LAST_DAY
    world = generate(seed=seed, scale=scale, today=today)
    engine = open_engine(settings.store)
    upgrade(engine)
    counts = write(engine, settings.workspace, world, datetime.now(UTC))
    engine.dispose()
    truth = settings.home / "demo_truth.json"
    truth.write_text(json.dumps(world.truth, indent=1, default=str), encoding="utf-8")
    shown = ", ".join(f"{n:,} {t.replace('_', ' ')}" for t, n in counts.items() if n)
    typer.echo(f"{world.company['name']}, an invented company as of {today}: {shown}.")
    typer.echo(f"Its planted truth (duplicates, stale deals, a shifted region) is in {truth}.")
    typer.echo(f"Ask as of its last day: --as-of {today}, or PITCREW_AS_OF={today}.")


def demo(
    context: typer.Context,
    fresh: Annotated[bool, typer.Option(help="Start from an empty folder.")] = True,
    scale: Scale = 1.0,
) -> None:
    """Run the whole job on an invented company: three asks, one approval, one undo."""
    from api import showcase
    from api.opening import settings

    chosen = settings(context)
    home = chosen.home if "home" in (context.obj or {}) else Path(".pitcrew-demo")
    showcase.run(home, scale=scale, fresh=fresh)
