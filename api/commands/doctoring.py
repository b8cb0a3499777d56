"""`pitcrew doctor`: everything looked over, with what to do about it."""

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="As one JSON object.")]


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(doctor)


def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Look everything over: store, journal, files, documents, settings. Exit code 1 if unwell."""
    from api.doctor import examine
    from api.opening import opened

    office = opened(context, upgrading=False)
    found = []
    for check in examine(office):
        found.append(check)
        if not as_json:
            typer.secho(f"{'well' if check.ok else 'NOT WELL':9}", nl=False,
                        fg="green" if check.ok else "red")  # fmt: skip
            typer.echo(f"{check.name}: {check.said}{'' if check.ok else f' {check.hint}'}")
    unwell = [check for check in found if not check.ok]
    if as_json:
        from dataclasses import asdict

        from api.exact import dumps

        typer.echo(dumps({"well": not unwell, "checks": [asdict(check) for check in found]}))
    if unwell:
        raise typer.Exit(1)
