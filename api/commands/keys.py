"""`pitcrew keys`: API keys for programs; each acts as a member, within its scopes."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from store.access import ApiKey

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None,
    help="API keys for programs; each acts as a member, within its scopes.",
)  # fmt: skip

AsJson = Annotated[bool, typer.Option("--json", help="As one JSON object.")]


@app.command("create")
def create(
    context: typer.Context,
    whose: Annotated[str, typer.Option("--for", metavar="EMAIL", help="The member it acts as.")],
    name: Annotated[str, typer.Option(help="What it is for.")],
    scope: Annotated[
        list[str] | None,
        typer.Option(help="read, propose, decide or admin; repeat it. Just read unless given."),
    ] = None,
    days: Annotated[int, typer.Option(help="It ends after so many days.")] = 90,
) -> None:
    """Make a key and print it; it is shown this once, on standard output alone."""
    from api.auth import granting
    from api.auth.owner import owner
    from api.opening import opened
    from store.keys import Wanted

    office = opened(context)
    wanted = Wanted(name, tuple(scope or ("read",)), days)
    made, secret = granting.make_key(office, owner(office), wanted, whose)
    typer.echo(f"{made.prefix} acts as {whose} ({', '.join(made.scopes)}) until "
               f"{made.expires_at:%Y-%m-%d}. It is not shown again.", err=True)  # fmt: skip
    typer.echo(secret)


@app.command("list")
def list_keys(context: typer.Context, as_json: AsJson = False) -> None:
    """List the keys; no secret is kept, so none is shown."""
    from api.exact import dumps
    from api.opening import opened
    from store import keys, members
    from store.engine import reading

    office = opened(context)
    with reading(office.engine) as session:
        found = keys.listing(session, office.settings.workspace, None)
        names = {m.id: m.email for m in members.every(session, office.settings.workspace)}
    if as_json:
        shown = [k.model_dump(exclude={"secret_hash"}) | {"member": names[k.member_id]}
                 for k in found]  # fmt: skip
        typer.echo(dumps({"keys": shown}))
        return
    for key in found:
        typer.echo(_told(key, names[key.member_id]))
    if not found:
        typer.echo("No keys yet. `pitcrew keys create --for EMAIL --name NAME` makes one.")


@app.command("revoke")
def revoke(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="ID", help="Its id or prefix, as listed.")],
) -> None:
    """End a key; whoever still shows it is refused from now on."""
    from api.auth import granting
    from api.auth.owner import owner
    from api.opening import opened

    office = opened(context)
    ended = granting.revoke_key(office, owner(office), key)
    typer.echo(f"Revoked {ended.prefix} ({ended.name}).")


def _told(key: "ApiKey", member: str) -> str:
    """A key in a line."""
    now = datetime.now(UTC)
    if key.revoked_at is not None:
        standing = f"revoked by {key.revoked_by} on {key.revoked_at:%Y-%m-%d}"
    elif key.expires_at <= now:
        standing = f"ended on {key.expires_at:%Y-%m-%d}"
    else:
        standing = f"until {key.expires_at:%Y-%m-%d}"
    used = f"last used {key.used_at:%Y-%m-%d}" if key.used_at else "never used"
    return f"{key.prefix}: {key.name}, as {member} ({', '.join(key.scopes)}), {standing}, {used}"
