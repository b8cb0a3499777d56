"""`pitcrew schedules`: what is done again and again; `pitcrew worker` does it."""

from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agent.setup import Office
    from tools.contract import Tool
    from tools.result import Result

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None,
    help="What is done again and again: each schedule is tried, proposed, and approved first.",
)  # fmt: skip

Which = Annotated[str, typer.Argument(metavar="SCHEDULE", help="Its id, or words of its name.")]
Email = Annotated[str | None, typer.Option("--actor", metavar="EMAIL", help="Who asks.")]
AsJson = Annotated[bool, typer.Option("--json", help="As one JSON object.")]
Many = Annotated[list[str] | None, typer.Option(help="Only these may be applied; repeat it.")]


def register(main: typer.Typer) -> None:
    """Add the worker's command to the command line; `schedules` is a group."""
    main.command()(worker)


@app.command("list")
def list_all(context: typer.Context, actor: Email = None, as_json: AsJson = False) -> None:
    """List what is scheduled, when it runs next, and how it last went."""
    from tools.schedules.list_schedules import list_schedules

    _call(context, list_schedules, {}, actor, as_json)


@app.command()
def show(
    context: typer.Context, schedule: Which, actor: Email = None, as_json: AsJson = False
) -> None:
    """Show the runs of a schedule, the newest first, and how far an unfinished one is."""
    from tools.schedules.list_schedules import list_schedules

    _call(context, list_schedules, {"schedule": schedule}, actor, as_json)


@app.command()
def add(
    context: typer.Context,
    ask: Annotated[str, typer.Argument(metavar="ASK", help="What is to be done each time.")],
    when: Annotated[
        str, typer.Argument(metavar="WHEN", help='Such as "every Friday at 16:00", or cron.')
    ],
    timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="IANA; the workspace's unless given.")
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            metavar="PLACE",
            help="Where digests go: email:a@b.com, slack:#c, webhook:https://...; repeat it.",
        ),
    ] = None,
    draft_only: Annotated[
        bool, typer.Option(help="Apply nothing without asking, whatever policies allow.")
    ] = False,
    max_rows: Annotated[
        int | None, typer.Option(min=1, help="Changes applied in a run, at most.")
    ] = None,
    table: Many = None,
    field: Many = None,
    kind: Many = None,
    min_confidence: Annotated[float | None, typer.Option(min=0, max=1)] = None,
    quiet: Annotated[
        str | None, typer.Option(metavar="22:00-07:00", help="No digest is sent out then.")
    ] = None,
    catch_up: Annotated[bool, typer.Option(help="Run once for times that were missed.")] = True,
    actor: Email = None,
    as_json: AsJson = False,
) -> None:
    """Try a request, show its next times, and propose to do it again and again.

    Nothing runs until the change set is approved: `pitcrew changes approve last`.
    """
    from tools.schedules.schedule_work import schedule_work

    begins, _, ends = (quiet or "").partition("-")
    given = {
        "ask": ask, "when": when, "timezone": timezone, "destination": ", ".join(to or []) or None,
        "draft_only": draft_only, "max_rows": max_rows, "tables": table or [],
        "fields": field or [], "kinds": kind or [], "min_confidence": min_confidence,
        "quiet_from": begins or None, "quiet_until": ends or None, "catch_up": catch_up,
    }  # fmt: skip
    _call(context, schedule_work, given, actor, as_json)


@app.command()
def pause(
    context: typer.Context, schedule: Which, actor: Email = None, as_json: AsJson = False
) -> None:
    """Let no further run begin; one that is under way goes on."""
    _change(context, "pause", schedule, actor, as_json)


@app.command()
def resume(
    context: typer.Context, schedule: Which, actor: Email = None, as_json: AsJson = False
) -> None:
    """Let it go on from now."""
    _change(context, "resume", schedule, actor, as_json)


@app.command()
def cancel(
    context: typer.Context, schedule: Which, actor: Email = None, as_json: AsJson = False
) -> None:
    """End it for good, and stop a run that is under way at its next step."""
    _change(context, "cancel", schedule, actor, as_json)


@app.command()
def run(
    context: typer.Context, schedule: Which, actor: Email = None, as_json: AsJson = False
) -> None:
    """Run it once beside its times, as soon as a worker is free."""
    _change(context, "run", schedule, actor, as_json)


def worker(
    context: typer.Context,
    once: Annotated[
        bool, typer.Option(help="Do what is due now and stop; else until Ctrl-C.")
    ] = False,
) -> None:
    """Run what is scheduled; start as many as you like, on PostgreSQL on several machines.

    `pitcrew serve` has one inside.
    """
    import signal
    from threading import Event

    from agent.clock.start import worker_for
    from api.backup.occupied import working_in
    from api.opening import opened
    from api.watching.logs import keep_log
    from api.watching.traces import trace_to

    office = opened(context)
    context.with_resource(working_in(office.settings.home))
    keep_log(office.settings)
    trace_to(office.settings, office.engine)
    made = worker_for(office)
    if once:
        done = 0
        while made.turn():
            done += 1
        typer.echo(f"{done} {'thing was' if done == 1 else 'things were'} due.")
        return
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    typer.echo(f"The worker {made.name} looks at the clock (Ctrl-C stops it).", err=True)
    made.run(stop)


def _change(
    context: typer.Context,
    action: Literal["pause", "resume", "cancel", "run"],
    schedule: str,
    actor: str | None,
    as_json: bool,
) -> None:
    from tools.schedules.change_schedule import change_schedule

    given = {"action": action, "schedule": schedule}
    _call(context, change_schedule, given, actor, as_json)


def _call(
    context: typer.Context, tool: object, given: "Mapping[str, object]", actor: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Run a tool as the person, under the same checks as everywhere, and draw what it gives."""
    from api.by_hand import context_for
    from api.opening import opened

    office: Office = opened(context)
    with context_for(office, office.actor_for(actor)) as called:
        result: Result = cast("Tool[..., Result]", tool).run(called, given)
    if as_json:
        from api.exact import dumps

        typer.echo(dumps(result))
        return
    from api.drawing.reply import console, draw_result

    draw_result(result, console())
    for made in result.change_sets:
        typer.secho(f"Decide: pitcrew changes approve {made.id}", dim=True, err=True)
