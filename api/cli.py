"""The command line, `pitcrew`: each command is in `api/commands`, and imports what it needs there.

Exit codes: 0 done (for `ask`: answered, or a change waits for approval), 1 an error, told in one
line, 2 bad usage, and of `ask` 3 it needs an answer first, 4 refused, 5 failed.
"""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from api.commands import (
    asking,
    backing_up,
    cleaning,
    conventions,
    deciding,
    doctoring,
    duplicates,
    examining,
    files,
    keys,
    knowing,
    looking,
    members,
    noting,
    policing,
    scheduling,
    serving,
    speaking_mcp,
    speaking_slack,
    starting,
    using,
)
from store.errors import PitcrewError

ABOUT = """Pitcrew, an operations teammate: ask in plain words, see the plan and the numbers with
their receipts, approve what it would change, undo what it did.

Start with `pitcrew init --demo` (an invented company) or `pitcrew init` and `pitcrew import FILE`,
then `pitcrew ask "What did we win last quarter?"`, `pitcrew chat` or `pitcrew serve`.

Exit codes: 0 done; 1 an error, in one line; 2 bad usage; of `ask`: 3 a question back, 4 refused,
5 failed."""

app = typer.Typer(
    no_args_is_help=True,
    help=ABOUT,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)
for part in (
    starting,
    files,
    asking,
    deciding,
    duplicates,
    cleaning,
    looking,
    noting,
    serving,
    speaking_mcp,
    speaking_slack,
    members,
    scheduling,
    using,
    backing_up,
    doctoring,
    examining,
):
    part.register(app)
app.add_typer(deciding.app, name="changes")
app.add_typer(policing.app, name="policy")
app.add_typer(conventions.app, name="workspace")
app.add_typer(scheduling.app, name="schedules")
app.add_typer(knowing.app, name="knowledge")
app.add_typer(members.app, name="users")
app.add_typer(keys.app, name="keys")

Home = Annotated[
    Path | None,
    typer.Option("--home", help="The folder with the deployment's state.", show_default=False),
]


@app.callback()
def everywhere(context: typer.Context, home: Home = None) -> None:
    """Take the options that every command shares."""
    context.obj = {} if context.obj is None else context.obj
    if home is not None:
        context.obj["home"] = home


def main() -> None:
    """Run a command; whatever goes wrong is one line on standard error."""
    given: dict[str, Any] = {}
    try:
        app(prog_name="pitcrew", obj=given)
    except PitcrewError as error:
        _complain(f"{error.message} {error.hint}".strip())
    except Exception as error:  # noqa: BLE001 - the one door: a bug is logged whole and told in a line
        _complain(f"A bug in Pitcrew: {type(error).__name__}. {_logged(error, given)}")


def _logged(error: Exception, given: dict[str, Any]) -> str:
    """Where a bug was written down, in the folder of the deployment that it happened to."""
    from api.opening import home_of
    from api.watching.logs import log_fault

    try:
        return f"It was logged in {log_fault(error, home_of(given))}."
    except OSError as why:
        return f"It could not be logged: {why.strerror}."


def _complain(line: str) -> None:
    typer.secho(line, fg="red", err=True)
    sys.exit(1)
