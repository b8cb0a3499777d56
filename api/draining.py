"""Serving until told to stop, and then ending well: what is under way is finished first."""

import asyncio
import signal
from collections.abc import Callable
from socket import socket
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI

from api.pressure import Line
from store.errors import Conflict

if TYPE_CHECKING:
    from agent.settings import Settings

DRAIN_SECONDS = 30
"""How long streams may go on after SIGTERM; a run that is cut then says so in its conversation."""


class Draining(uvicorn.Server):
    """A server that, once told to stop, takes no more chats and sends away those that wait."""

    def __init__(self, config: uvicorn.Config, line: Line, begun: Callable[[], None]) -> None:
        super().__init__(config)
        self._line, self._begun = line, begun
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Begin to listen."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        if self.started:
            self._begun()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The process was told to stop; a second time, it stops at once."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._line.close)
        super().handle_exit(sig, frame)


def serve_until_told(
    app: FastAPI, settings: "Settings", host: str, port: int,
    begun: Callable[[], None] = lambda: None,
) -> None:  # fmt: skip
    """Answer requests until SIGTERM or Ctrl-C, then finish those under way, for 30 seconds at most.

    Args:
        app: What answers.
        settings: The deployment's.
        host: Where it listens.
        port: Where it listens.
        begun: Called once it does; what takes long to load is loaded from then on.

    Raises:
        SystemExit: It was told to stop.
        Conflict: Something else listens there.
    """
    config = uvicorn.Config(
        app, host=host, port=port, log_config=None, access_log=False, server_header=False,
        forwarded_allow_ips=settings.proxies or "127.0.0.1",
        timeout_graceful_shutdown=DRAIN_SECONDS, timeout_keep_alive=5,
    )  # fmt: skip
    # The server hands the signal on when it is done; unhandled, it would end the process there.
    signal.signal(signal.SIGTERM, _leave)
    server = Draining(config, app.state.line, begun)
    try:
        server.run()
    except SystemExit as end:
        if not server.started and end.code:
            raise Conflict(
                f"It cannot listen on {host}, port {port}: another program does, or it may not.",
                hint="Give another --port, or stop what is there.",
            ) from end
        raise


def _leave(_sig: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
