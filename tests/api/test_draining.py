"""Told to stop, a server finishes what is under way, takes nothing new, and then ends by itself."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from agent.settings import Chats
from api.pressure import Line
from store.errors import LimitReached
from tools.context import Actor

ANA = Actor(id="ana@example.com", name="Ana", role="viewer")
ROOT = Path(__file__).parents[2]
SERVER = """
import asyncio, sys
from pathlib import Path
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from agent.settings import Chats, Settings
from api.draining import serve_until_told
from api.pressure import Line

app = FastAPI()
app.state.line = Line(Chats())

@app.get("/stream")
async def stream():
    async def lines():
        for n in range(20):
            yield f"{n} {app.state.line.closing}\\n"
            await asyncio.sleep(0.1)
    return StreamingResponse(lines())

serve_until_told(app, Settings(_env_file=None), "127.0.0.1", int(sys.argv[1]))
"""


async def test_who_waits_is_sent_away_and_who_is_at_it_goes_on() -> None:
    line = Line(Chats(running=1))
    async with line.of(ANA):
        waiting = asyncio.create_task(line.of(ANA).__aenter__())
        await asyncio.sleep(0)
        line.close()
        with pytest.raises(LimitReached, match="shutting down") as told:
            await waiting
        assert told.value.facts["retry_after"]
        assert line.depth[0] == 1
    with pytest.raises(LimitReached, match="shutting down"):
        await line.of(ANA).__aenter__()
    assert line.depth == (0, 0)


@pytest.fixture
def port() -> int:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def begun(port: int) -> Iterator[subprocess.Popen[str]]:
    own = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-P", "-c", SERVER, str(port)], env=own, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def up(port: int, process: subprocess.Popen[str]) -> None:
    for _ in range(600):
        try:
            httpx.get(f"http://127.0.0.1:{port}/no", timeout=5)
        except httpx.TransportError:
            assert process.poll() is None
            time.sleep(0.1)
        else:
            return
    raise TimeoutError


@pytest.mark.slow
def test_a_stream_is_finished_after_sigterm_and_the_process_ends_well(port: int) -> None:
    lines = []
    with begun(port) as process:
        up(port, process)
        with httpx.stream("GET", f"http://127.0.0.1:{port}/stream", timeout=30) as answer:
            for line in answer.iter_lines():
                lines.append(line)
                if len(lines) == 2:
                    process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    assert len(lines) == 20
    assert lines[0].endswith("False")
    assert lines[-1].endswith("True")
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{port}/no", timeout=5)


@pytest.mark.slow
def test_a_port_that_is_taken_is_said_in_words(port: int) -> None:
    with begun(port) as first:
        up(port, first)
        with begun(port) as second:
            _, said = second.communicate(timeout=60)
            assert second.returncode
    assert "another program does" in said
