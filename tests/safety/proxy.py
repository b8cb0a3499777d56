"""A line to PostgreSQL that breaks off: after so many bytes, or when a commit is answered."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Line:
    """What the line is to do; a test changes it while connections are open."""

    socket: str
    port: int = 0
    cut_after: int | None = None
    """Bytes of the server's that still pass, of all connections; then the one in use breaks off."""
    swallow_commits: int = 0
    """So many commits reach the server, and their answers reach nobody."""
    cuts: int = 0
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side ends it or it breaks off."""
        up_reader, up_writer = await asyncio.open_unix_connection(self.socket)
        state = {"committing": False}
        ways = [
            asyncio.ensure_future(self._there(reader, up_writer, state)),
            asyncio.ensure_future(self._back(up_reader, writer, state)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in ways:
                each.cancel()
            for end in (writer, up_writer):
                end.transport.abort()

    async def _there(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, state: dict[str, bool]
    ) -> None:
        while data := await reader.read(65536):
            if self.swallow_commits and b"COMMIT" in data:
                state["committing"] = True
            writer.write(data)
            await writer.drain()

    async def _back(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, state: dict[str, bool]
    ) -> None:
        while data := await reader.read(65536):
            if state["committing"]:
                self.swallow_commits -= 1
                self.cuts += 1
                return
            if self.cut_after is not None:
                self.cut_after -= len(data)
                if self.cut_after < 0:
                    self.cut_after = None
                    self.cuts += 1
                    return
            writer.write(data)
            await writer.drain()


@contextmanager
def breaking(socket: str) -> Iterator[Line]:
    """The line, on a free port of loopback."""
    line, ready = Line(socket), threading.Event()
    loop = asyncio.new_event_loop()

    async def run() -> None:
        server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
        line.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await server.serve_forever()

    def work() -> None:
        asyncio.set_event_loop(loop)
        task = loop.create_task(run())
        line.tasks.add(task)
        with contextlib.suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        left = asyncio.all_tasks(loop)
        for each in left:
            each.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(asyncio.sleep(0.01))  # sockets are closed a turn after that
        loop.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield line
    finally:
        loop.call_soon_threadsafe(lambda: [task.cancel() for task in line.tasks])
        thread.join(10)
