"""`pitcrew slack`: answer in Slack by Socket Mode, from any machine, without an address."""

import typer


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(slack)


def slack(context: typer.Context) -> None:
    """Answer in Slack until Ctrl-C, by Socket Mode; docs/slack.md says how to set it up.

    With events by HTTP no such process is needed: `pitcrew serve` takes them.
    """
    import asyncio
    import signal
    from threading import Event, Thread

    from api.backup.occupied import working_in
    from api.commands.serving import warm
    from api.opening import opened
    from api.slack.running import by_socket, worker_of
    from api.watching.logs import keep_log

    office = opened(context)
    context.with_resource(working_in(office.settings.home))
    keep_log(office.settings)
    worker = worker_of(office)
    Thread(target=warm, args=(office, Event()), daemon=True).start()

    async def until_stopped() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        typer.echo("Pitcrew answers in Slack (Ctrl-C stops it).", err=True)
        await by_socket(office, worker, stop)

    asyncio.run(until_stopped())
