"""Looking closer: `receipt`, `tools`, `tool`, `settings`."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api import opening

if TYPE_CHECKING:
    from api.views.receipts import ReceiptView

AsJson = Annotated[bool, typer.Option("--json", help="As one JSON object.")]
Which = Annotated[str, typer.Argument(metavar="ID", help="Its id, its start, or `last`.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(receipt)
    app.command("tools")(list_tools)
    app.command("tool")(run_tool)
    app.command("settings")(list_settings)


def receipt(
    context: typer.Context,
    receipt: Which,
    rows: Annotated[int, typer.Option(min=1, max=500, help="Rows behind it to show.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Print what stands behind a figure: definition, formula, inputs, filters, n, and the rows."""
    from api.views.receipts import view
    from store.engine import reading

    office = opening.opened(context)
    with reading(office.engine) as session:
        found = view(session, office.workspace, receipt, rows)
    if as_json:
        from api.exact import dumps

        typer.echo(dumps(found))
    else:
        _draw(found)


def _draw(found: "ReceiptView") -> None:
    from api.drawing import receipt
    from api.drawing.reply import console

    console().print(receipt.drawn(found))


def list_tools(
    as_markdown: Annotated[bool, typer.Option("--markdown", help="As docs/tools.md.")] = False,
) -> None:
    """List the tools, a line each, by family."""
    if as_markdown:
        from api.tools_list import markdown

        typer.echo(markdown(), nl=False)
        return
    from tools.catalog import catalog, family_of

    family = ""
    for name, tool in catalog().items():
        if family_of(name) != family:
            family = family_of(name)
            typer.secho(family, bold=True)
        typer.echo(f"  {name:22} {tool.effect:9} {tool.summary.splitlines()[0]}")


def run_tool(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="One of `pitcrew tools`.")],
    arguments: Annotated[str, typer.Argument(metavar="JSON", help="Its arguments.")] = "{}",
    actor: Annotated[str | None, typer.Option("--actor", metavar="EMAIL")] = None,
) -> None:
    """Run one tool by hand and print its result as JSON. No model, no planner."""
    from api.exact import dumps
    from store.errors import BadInput
    from tools.catalog import find

    tool = find(name)
    try:
        given: dict[str, Any] = json.loads(arguments)
    except json.JSONDecodeError as error:
        raise BadInput(
            f"The arguments are not JSON: {error.msg} at character {error.pos + 1}.",
            hint="""For example: pitcrew tool measure '{"metric": "won_revenue"}'.""",
        ) from error
    from api.by_hand import context_for

    office = opening.opened(context)
    with context_for(office, office.actor_for(actor)) as called:
        typer.echo(dumps(tool.run(called, given)))


def list_settings(
    context: typer.Context,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="As docs/settings.md.")] = False,
) -> None:
    """List every setting: its environment variable, its value, and what it means."""
    if as_markdown:
        from agent.settings import Settings
        from api.settings_list import markdown

        typer.echo(markdown(Settings(_env_file=None)), nl=False)
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from api.settings_list import rows

    grid = Table("Environment variable", "Value", "Meaning", box=box.SIMPLE_HEAD)
    for row in rows(opening.settings(context)):
        grid.add_row(Text(row.name, "bold"), Text(row.value), Text(row.meaning))
    Console().print(grid)
