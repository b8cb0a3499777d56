"""`pitcrew cleanup`: what a schedule does, by hand: the same request to the same desk."""

import typer

from api.commands.asking import AsJson, AsOf, Email

SENTENCE = "Run the weekly clean-up"


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(cleanup)


def cleanup(
    context: typer.Context, as_of: AsOf = None, actor: Email = None, as_json: AsJson = False
) -> None:
    """Clean the CRM up: what standing policies allow is applied, the rest is proposed.

    It is the request “run the weekly clean-up”; exits as `pitcrew ask` does.
    """
    from api.commands.asking import ask

    ask(context, SENTENCE, None, as_of, actor, as_json)
