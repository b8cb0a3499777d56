"""`pitcrew eval` and `pitcrew bench`: the examiners, run as programs of their own.

No door imports the examiners: they stand beside the doors, and examine the same desk.
"""

import subprocess
import sys
from pathlib import Path

import typer

from store.errors import NotFound

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
BENCHES = Path(__file__).parents[2] / "evals" / "bench"


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("eval", context_settings=PASSED_ON)(evaluate)
    app.command(context_settings=PASSED_ON)(bench)


def evaluate(context: typer.Context) -> None:
    """Run the eval cases through the real desk; every option goes to `evals.run`."""
    raise typer.Exit(_run("evals.run", context.args))


def bench(context: typer.Context) -> None:
    """Run a benchmark by name, or list them."""
    known = sorted(path.stem for path in BENCHES.glob("[a-z]*.py"))
    if not context.args or context.args[0].startswith("-"):
        for name in known:
            typer.echo(name)
        return
    name, *rest = context.args
    if name not in known:
        raise NotFound(f"There is no benchmark {name!r}.", hint=f"There are: {', '.join(known)}.")
    raise typer.Exit(_run(f"evals.bench.{name}", rest))


def _run(module: str, arguments: list[str]) -> int:
    return subprocess.run([sys.executable, "-m", module, *arguments], check=False).returncode  # noqa: S603 - our own module, in this Python
