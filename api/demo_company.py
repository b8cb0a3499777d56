"""Putting the invented company into a deployment's store, with its planted truth beside it."""

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import typer

from store.demo import LAST_DAY, generate, write
from store.engine import open_engine, upgrade

if TYPE_CHECKING:
    from agent.settings import Settings


def fill(
    settings: "Settings", *, scale: float = 1.0, seed: int = 7, as_of: date | None = None
) -> date:
    """Write the company, say what was made, and return its last day.

    Raises:
        Conflict: The workspace already holds accounts.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    world = generate(seed=seed, scale=scale, today=as_of or LAST_DAY)
    engine = open_engine(settings.store)
    upgrade(engine)
    counts = write(engine, settings.workspace, world, datetime.now(UTC))
    engine.dispose()
    truth = settings.home / "demo_truth.json"
    truth.write_text(json.dumps(world.truth, indent=1, default=str), encoding="utf-8")
    shown = ", ".join(f"{n:,} {table.replace('_', ' ')} rows" for table, n in counts.items() if n)
    typer.echo(f"{world.company['name']}, an invented company as of {world.today}: {shown}.")
    typer.echo(f"Its planted truth (duplicates, stale deals, a shifted region) is in {truth}.")
    return world.today
