"""`pitcrew policy`: grant, list and revoke what may be applied without asking."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from store.ledger import StandingPolicy

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None,
    help="What may be applied without asking: nothing, until a person grants it here.",
)  # fmt: skip

Email = Annotated[str | None, typer.Option("--actor", metavar="EMAIL", help="Who decides.")]
AsJson = Annotated[bool, typer.Option("--json", help="As one JSON object.")]


@app.command("grant")
def grant_policy(
    context: typer.Context,
    tool: Annotated[str, typer.Argument(help="normalise_fields, fill_missing_fields ...")],
    table: Annotated[str, typer.Option("--table", help="The records, such as contact.")],
    field: Annotated[
        list[str] | None, typer.Option("--field", help="A field that may be written; repeat it.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help="update, merge or move; update unless given.")
    ] = None,
    min_confidence: Annotated[float, typer.Option(min=0, max=1)] = 0.95,
    max_rows: Annotated[int, typer.Option(min=1, help="Changes in one run, at most.")] = 100,
    days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="It ends after so many days.")
    ] = None,
    actor: Email = None,
) -> None:
    """Let a tool's changes be applied without asking, within these limits."""
    from api import decisions
    from api.opening import opened
    from store.engine import writing
    from store.policies import Terms, grant

    office, now = opened(context), datetime.now(UTC)
    terms = Terms(
        tool, table, tuple(field or ()), tuple(kind or ("update",)), min_confidence, max_rows,
        now + timedelta(days=days) if days else None,
    )  # fmt: skip
    with writing(office.engine, durable=True) as session:
        by = decisions.approver(office.actor_for(actor))
        made = grant(session, office.workspace.id, terms, by=by, now=now)
        told = _told(made)
    typer.echo(f"Granted {told}")


@app.command("list")
def list_policies(context: typer.Context, as_json: AsJson = False) -> None:
    """List the policies that hold, and whether people have undone too much of what they did."""
    from api.exact import dumps
    from api.opening import opened
    from store.engine import reading
    from store.policies import standing, taken_back

    office, now = opened(context), datetime.now(UTC)
    with reading(office.engine) as session:
        found = standing(session, office.workspace.id, now)
        back = taken_back(session, office.workspace.id, now)
        if as_json:
            typer.echo(dumps({
                "policies": [policy.model_dump() for policy in found], "applied": back.applied,
                "undone": back.undone, "paused": back.paused,
            }))  # fmt: skip
            return
        for policy in found:
            typer.echo(_told(policy))
    if not found:
        typer.echo("No policy is granted: nothing is applied without a person.")
    elif back.paused:
        typer.echo(
            f"Paused: people took back {back.undone:,} of the {back.applied:,} records changed "
            "without asking. Revoke the policy and grant a narrower one to go on."
        )


@app.command()
def revoke(
    context: typer.Context,
    policy: Annotated[str, typer.Argument(metavar="ID", help="Its id, as `policy list` shows it.")],
    actor: Email = None,
) -> None:
    """End a policy; from now on a person decides again."""
    from api import decisions
    from api.opening import opened
    from store import policies
    from store.engine import writing

    office = opened(context)
    with writing(office.engine, durable=True) as session:
        by = decisions.approver(office.actor_for(actor))
        ended = policies.revoke(session, office.workspace.id, policy, by=by, now=datetime.now(UTC))
        told = ended.id
    typer.echo(f"Revoked {told}. What it applied stays, and can be undone.")


def _told(policy: "StandingPolicy") -> str:
    """A policy in a line."""
    fields = ", ".join(policy.fields) or "no field"
    ends = f", until {policy.expires_at:%Y-%m-%d}" if policy.expires_at else ""
    return (
        f"{policy.id}: {policy.tool} may {' and '.join(policy.kinds)} {policy.table_name} "
        f"({fields}), from a confidence of {policy.min_confidence:.0%} on, at most "
        f"{policy.max_rows:,} changes a run{ends}; granted by {policy.granted_by} on "
        f"{policy.granted_at:%Y-%m-%d}"
    )
