"""`pitcrew usage`: what was used, by whom, and what it cost."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.days import day

if TYPE_CHECKING:
    from api.views.usage import Limit, UsageView, Used, UsedBy

AsJson = Annotated[bool, typer.Option("--json", help="As one JSON object.")]
Day = Annotated[datetime | None, typer.Option(parser=day, metavar="DAY", show_default=False)]
LIMITS = {
    "runs_per_day": "messages today", "person_runs_per_day": "your messages today",
    "tokens_per_day": "tokens today", "cost_per_month": "this month",
}  # fmt: skip


class Group(StrEnum):
    """What the rows are of."""

    DAY = "day"
    PERSON = "person"
    PLANNER = "planner"


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(usage)


def usage(
    context: typer.Context,
    by: Annotated[list[Group] | None, typer.Option(help="What the rows are of.")] = None,
    since: Day = None,
    until: Day = None,
    as_json: AsJson = False,
) -> None:
    """Show runs, tool calls, tokens and cost, of the last 30 days unless told otherwise."""
    from datetime import UTC

    from api.exact import dumps
    from api.opening import opened
    from api.views.usage import view
    from store.engine import reading
    from store.usage import By

    office = opened(context)
    groups: list[By] = [each.value for each in by or [Group.DAY]]
    days = [given.date() if given else None for given in (since, until)]
    with reading(office.engine) as session:
        found = view(
            session, office.workspace, office.settings, office.actor_for(None), groups,
            (days[0], days[1]), datetime.now(UTC),
        )  # fmt: skip
    if as_json:
        typer.echo(dumps(found))
    else:
        _draw(found)


def _draw(found: "UsageView") -> None:
    from rich import box
    from rich.table import Table

    from api.drawing.reply import console

    if not found.total.runs:
        typer.echo(f"Nobody asked anything from {found.since} to {found.until}.")
        return
    money = f"Cost ({found.currency})"
    grid = Table(*(name.capitalize() for name in found.by), box=box.SIMPLE_HEAD)
    for name in ("Runs", "Failed", "Tool calls", "Tokens in", "Tokens out", money):
        grid.add_column(name, justify="right")
    for row in found.rows:
        grid.add_row(*(_key(row, name) for name in found.by), *_figures(row))
    grid.add_section()
    grid.add_row("All", *("" for _ in found.by[1:]), *_figures(found.total))
    console().print(grid)
    _add(found)


def _add(found: "UsageView") -> None:
    """What the figures leave out, and the limits."""
    total = found.total
    if total.unpriced_runs:
        typer.echo(
            f"The cost is without {total.unpriced_runs:,} runs whose price is not known: "
            "PITCREW_MODEL__INPUT_PRICE and PITCREW_MODEL__OUTPUT_PRICE set it."
        )
    if total.untold_runs:
        typer.echo(f"Of {total.untold_runs:,} runs the endpoint did not tell the tokens.")
    for limit in found.limits:
        if limit.limit is not None:
            typer.echo(_limit(limit, found.currency))


def _limit(limit: "Limit", currency: str) -> str:
    unit = f"{currency} " if limit.name == "cost_per_month" else ""
    return (
        f"{unit}{limit.used:,f} of {unit}{limit.limit:,f} {LIMITS[limit.name]}, anew at "
        f"{limit.resets_at:%Y-%m-%d %H:%M}."
    )


def _key(row: "UsedBy", name: str) -> str:
    if name == "person":
        return row.name or row.person or ""
    return str(getattr(row, name))


def _figures(used: "Used") -> list[str]:
    cost = "not known" if used.cost is None else f"{used.cost:,.4f}"
    counts = (used.runs, used.failed, used.tool_calls, used.input_tokens, used.output_tokens)
    return [*(f"{count:,}" for count in counts), cost]
