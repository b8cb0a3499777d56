"""`pitcrew serve`: the page and the HTTP API on this machine."""

from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from agent.setup import Office

Host = Annotated[str, typer.Option(help="Loopback only, until there are accounts.")]
Port = Annotated[int, typer.Option(min=0, max=65535)]


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(serve)


def serve(context: typer.Context, host: Host = "127.0.0.1", port: Port = 8321) -> None:
    """Serve the page and the API at http://localhost:8321, until Ctrl-C."""
    from api.app import build, check_host

    check_host(host)
    import uvicorn

    from api.faults import keep_log
    from api.opening import opened

    office = opened(context)
    keep_log(office.settings.home)
    Thread(target=_warm, args=(office,), daemon=True).start()
    shown = "localhost" if host in {"127.0.0.1", "::1"} else host
    typer.echo(f"Pitcrew is at http://{shown}:{port} (Ctrl-C stops it).", err=True)
    uvicorn.run(build(office), host=host, port=port, log_level="warning", server_header=False)


def _warm(office: "Office") -> None:
    """Learn the playbooks and the workspace's words before the first person asks."""
    from datetime import UTC, datetime

    from agent.planner.memory import Memory

    office.desk.brain.understanding(office.workspace, Memory(), datetime.now(UTC).date())
