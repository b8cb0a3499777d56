"""`pitcrew serve`: the page and the HTTP API on this machine."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from agent.setup import Office

Host = Annotated[
    str, typer.Option(help="Only this machine's own, until an admin can sign in over TLS.")
]
Insecure = Annotated[
    bool, typer.Option("--insecure-http", help="Let others reach it without TLS all the same.")
]
Port = Annotated[int, typer.Option(min=0, max=65535)]


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(serve)


Clock = Annotated[
    bool, typer.Option("--worker/--no-worker", help="Run what is scheduled, in this process too.")
]


def serve(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 8321,
    insecure_http: Insecure = False,
    worker: Clock = True,
) -> None:
    """Serve the page and the API at http://localhost:8321, until Ctrl-C."""
    from api import listening
    from api.backup.occupied import working_in
    from api.gate import LOOPBACK
    from api.opening import opened

    office = opened(context)
    context.with_resource(working_in(office.settings.home))
    listening.check(office, host, insecure_http=insecure_http)
    from api.app import build
    from api.draining import serve_until_told
    from api.watching.logs import keep_log
    from api.watching.traces import trace_to
    from api.wrong_settings import slips

    keep_log(office.settings)
    learned = Event()
    loopback = host in LOOPBACK
    shown = office.settings.public_url or f"http://{'localhost' if loopback else host}:{port}"
    if found := slips(office.settings):
        typer.echo(" ".join(found), err=True)
    typer.echo(f"Pitcrew is at {shown} (Ctrl-C stops it).", err=True)
    app = build(office, loopback=loopback, learned=learned)
    trace_to(office.settings, office.engine)
    with _beside(office, learned, worker=worker) as begin:
        serve_until_told(app, office.settings, host, port, begin)


@contextmanager
def _beside(office: "Office", learned: Event, *, worker: bool) -> Iterator[Callable[[], None]]:
    """What begins beside the server once it listens: learning, copying, and what is scheduled.

    A scheduled run that is under way in the end has its time to finish.
    """
    from api import columns
    from api.draining import DRAIN_SECONDS

    stop = Event()
    clock = Thread(target=_keep_time, args=(office, stop), daemon=True)

    def begin() -> None:
        Thread(target=warm, args=(office, learned), daemon=True).start()
        Thread(target=columns.keep, args=(office, stop), daemon=True).start()
        if worker:
            clock.start()

    try:
        yield begin
    finally:
        stop.set()
        if clock.is_alive():
            clock.join(DRAIN_SECONDS)


def _keep_time(office: "Office", stop: Event) -> None:
    """Run what is scheduled; a run that the end of the process cuts off is taken up again."""
    from agent.clock.start import worker_for

    worker_for(office).run(stop)


def warm(office: "Office", learned: Event) -> None:
    """Learn the playbooks and the workspace's words before the first person asks.

    What has been learned stays for good. The collector of garbage, which would walk all of it again
    and again in the middle of somebody's chat, is told so.
    """
    office.desk.warm()
    gc.collect()
    gc.freeze()
    learned.set()
