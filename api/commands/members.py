"""`pitcrew users` and `pitcrew password`: who may sign in, and with what role.

Whoever can run these commands has the store's files, so they act as its owner.
"""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from agent.setup import Office
    from store.access import Member

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None,
    help="Who may sign in, and with what role; until somebody can, this machine's owner is admin.",
)  # fmt: skip

Who = Annotated[str, typer.Argument(metavar="EMAIL", help="Their e-mail.")]
Role = Annotated[str, typer.Option(help="viewer, rep, analyst, ops_manager or admin.")]
AsJson = Annotated[bool, typer.Option("--json", help="As one JSON object.")]


def register(command_line: typer.Typer) -> None:
    """Add the command that is not one of `users`."""
    command_line.command()(password)


@app.command("add")
def add_user(
    context: typer.Context,
    email: Who,
    role: Role = "viewer",
    name: Annotated[str, typer.Option(help="What to call them.")] = "",
) -> None:
    """Add somebody, and print the link with which they set a password within a week."""
    from api.auth import granting
    from api.auth.owner import owner
    from api.opening import opened
    from store.members import Invited

    office = opened(context)
    member = granting.add(office, owner(office), Invited(email, name, role))
    typer.echo(f"Added {_told(member)}.")
    _print_link(office, member.email)


@app.command("list")
def list_users(context: typer.Context, as_json: AsJson = False) -> None:
    """List who may sign in."""
    from api.exact import dumps
    from api.opening import opened
    from api.routes.members import view
    from store.engine import reading
    from store.members import every

    office = opened(context)
    with reading(office.engine) as session:
        found = every(session, office.settings.workspace)
    if as_json:
        typer.echo(dumps({"users": [view(member) for member in found]}))
        return
    for member in found:
        typer.echo(_told(member))
    if not found:
        typer.echo("Nobody yet: whoever is at this machine is its owner. `pitcrew users add EMAIL`")


@app.command("role")
def change_role(
    context: typer.Context, email: Who, role: Annotated[str, typer.Argument(metavar="ROLE")]
) -> None:
    """Give somebody another role; it holds from their next request on."""
    from api.auth import granting
    from api.auth.owner import owner
    from api.opening import opened

    office = opened(context)
    typer.echo(f"Now {_told(granting.set_role(office, owner(office), email, role))}.")


@app.command("disable")
def disable(context: typer.Context, email: Who) -> None:
    """Shut somebody out: their sessions and keys end, what they approved is not applied."""
    _switch(context, email, disabled=True)


@app.command("enable")
def enable(context: typer.Context, email: Who) -> None:
    """Let somebody in again who was disabled; their keys have to be made anew."""
    _switch(context, email, disabled=False)


@app.command("invite")
def invite_user(context: typer.Context, email: Who) -> None:
    """Print a new link with which somebody sets a password within a week."""
    from api.opening import opened

    _print_link(opened(context), email)


def password(
    context: typer.Context,
    email: Who,
    stdin: Annotated[bool, typer.Option("--stdin", help="Read it from standard input.")] = False,
) -> None:
    """Set somebody's password; their browsers are signed out."""
    from api.auth.signing_in import keep_password
    from api.opening import opened
    from store.engine import reading
    from store.members import read

    office = opened(context)
    with reading(office.engine) as session:
        member = read(session, office.settings.workspace, email)
    if stdin:
        import sys

        chosen = sys.stdin.readline().rstrip("\r\n")
    else:
        chosen = typer.prompt(
            f"Password for {member.email}", hide_input=True, confirmation_prompt=True
        )
    keep_password(office, member.email, chosen, by=office.actor_for(None).id)
    typer.echo(f"{member.email} can sign in with it now, and everybody has to sign in.")


def _switch(context: typer.Context, email: str, *, disabled: bool) -> None:
    from api.auth import granting
    from api.auth.owner import owner
    from api.opening import opened

    office = opened(context)
    found = granting.set_disabled(office, owner(office), email, disabled=disabled)
    typer.echo(f"Now {_told(found)}.")


def _print_link(office: "Office", email: str) -> None:
    from api.auth.signing_in import invite

    code = invite(office, email, office.actor_for(None).id)
    where = (office.settings.public_url or "http://localhost:8321").rstrip("/")
    typer.echo(f"They set a password, once, within a week: {where}/#/invited/{code}")


def _told(member: "Member") -> str:
    """A member in a line."""
    if member.disabled_at is not None:
        standing = f"disabled by {member.disabled_by} on {member.disabled_at:%Y-%m-%d}"
    elif member.password_hash is not None:
        standing = "has a password"
    elif member.invite_ends_at is not None:
        standing = f"invited until {member.invite_ends_at:%Y-%m-%d}"
    else:
        standing = "has no password yet"
    return f"{member.email} ({member.name}), {member.role}, {standing}"
