"""A real `pitcrew serve` in a process of its own, that a test can stop, kill and start again."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
START = 300.0
DAY = "2026-11-20"
LEARNED: list[Path] = []
"""What a planner's first start had to learn is the same for every home: it is learned once."""


@dataclass
class Serving:
    """A deployment's home, and the server over it when one runs."""

    home: Path
    port: int
    settings: Mapping[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Begin to serve, and wait until it answers."""
        if LEARNED and not (self.home / "cache").exists():
            shutil.copytree(LEARNED[0], self.home / "cache", copy_function=os.link)
        told = {"PITCREW_HOME": str(self.home), "PITCREW_AS_OF": DAY, "PYTHONPATH": str(ROOT)}
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PITCREW_")}
        command = [sys.executable, "-P", "-c", "from api.cli import main; main()", "serve",
                   "--port", str(self.port)]  # fmt: skip
        with (self.home / "serve.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, env=kept | told | dict(self.settings), cwd=self.home,
                stdout=subprocess.DEVNULL, stderr=log,
            )  # fmt: skip
        ends = time.monotonic() + START
        while not self._answers():
            assert self._process.poll() is None, (self.home / "serve.log").read_text()
            assert time.monotonic() < ends, "the server did not start"
            time.sleep(0.1)
        LEARNED.append(self.home / "cache")

    def stop(self, sign: int = signal.SIGTERM) -> None:
        """End it, well or by SIGKILL."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(sign)
            self._process.wait(timeout=60)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/ready", timeout=5).is_success
        except httpx.TransportError:
            return False


@contextmanager
def serving(home: Path, **settings: str) -> Iterator[Serving]:
    """A server over a home until the test is over."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    made = Serving(home, port, settings)
    try:
        made.start()
        yield made
    finally:
        made.stop(signal.SIGKILL)
