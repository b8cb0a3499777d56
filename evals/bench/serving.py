"""Two hundred chats at once: time to the first event and to the end, errors, memory, start.

`python -m evals.bench.serving [--chats 200] [--over 30] [--home FOLDER]`. The language model is a
script (first token after 0.3 s), so what is measured is what is around it. Beside Pitcrew runs a
bare LangChain agent behind FastAPI, in turns with it, on the same store and the same endpoint.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from evals.bench import _serving_client as client
from evals.bench import _serving_model as model
from evals.bench._serving_peer import PROGRAM

COMMAND = ("-P", "-c", "from api.cli import main; main()")
MODEL_PORT, OURS, PEER = 8471, 8472, 8473
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Timed:
    """One chat: seconds to the first event, to the first that needed the model, and to the end."""

    first: float
    planned: float
    whole: float
    error: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs, and how long it took to answer."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    seconds: float
    started_cpu: float = 0.0

    @property
    def memory(self) -> float:
        """What it holds now, in MB."""
        return _status(self.process.pid, "VmRSS")

    @property
    def peak(self) -> float:
        """The most that it held, in MB."""
        return _status(self.process.pid, "VmHWM")

    @property
    def cpu(self) -> float:
        """The CPU seconds that it has used."""
        fields = (
            Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        )
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _status(pid: int, name: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    raise KeyError(name)


@contextmanager
def serving(name: str, port: int, words: Sequence[str], **settings: str) -> Iterator[Server]:
    """Start a server, wait until it answers, and stop it in the end."""
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own programs, in this Python
        [sys.executable, *words], env={**os.environ, **settings}, stdout=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/health", timeout=5)
                break
            except httpx.TransportError:
                if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                    raise
                time.sleep(0.02)
        made = Server(name, port, process, time.perf_counter() - began)
        yield replace(made, started_cpu=made.cpu)
    finally:
        process.terminate()
        process.wait()


def load(port: int, chats: int, over: float) -> tuple[float, list[Timed]]:
    """So many chats, from a process of its own, and how late its clock was at most."""
    words = (sys.executable, "-m", client.__name__, str(port), str(chats), str(over))
    said = subprocess.run(words, stdout=subprocess.PIPE, check=True)  # noqa: S603 - our own
    found = json.loads(said.stdout)
    return found["late"], [Timed(*each) for each in found["chats"]]


def told(name: str, found: list[float]) -> str:
    """The median, the 95th and the 99th of a hundred."""
    cuts = statistics.quantiles(found, n=100, method="inclusive")
    return f"{name} p50 {cuts[49]:.2f} p95 {cuts[94]:.2f} p99 {cuts[98]:.2f} s"


def measure(server: Server, chats: int, over: float) -> None:
    """Load a server, and print what came of it."""
    load(server.port, len(client.TEXTS), 0)  # what is loaded with the first message
    before, cpu = server.memory, server.cpu
    late, found = load(server.port, chats, over)
    errors = [each.error for each in found if each.error]
    well = [each for each in found if not each.error]
    when = f"begun over {over:g} s" if over else "begun at once"
    print(f"{server.name}: {len(found)} chats {when}, {len(errors)} errors {sorted(set(errors))}")
    if len(well) > 1:
        above = [each.planned - model.FIRST_SECONDS for each in well]
        print(f"  {told('first event', [each.first for each in well])}")
        print(f"  {told('first event that needed the model, less its 0.3 s:', above)}")
        print(f"  {told('whole answer', [each.whole for each in well])}")
    print(f"  the clock that timed them was {late:.2f} s late at most")
    print(f"  {(server.cpu - cpu) / len(found) * 1000:.0f} CPU-ms a chat; memory {before:.0f} MB "
          f"before, {server.memory:.0f} after, {server.peak:.0f} at most")  # fmt: skip


def started(words: Sequence[str]) -> tuple[float, float]:
    """How long a command takes: wall and CPU seconds."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - our own
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, cpu


def ready(server: Server) -> float:
    """Seconds until the planner has learned its playbooks as well."""
    began = time.perf_counter()
    while httpx.get(f"http://127.0.0.1:{server.port}/ready", timeout=30).status_code != 200:  # noqa: PLR2004 - HTTP's own number
        time.sleep(0.1)
    return server.seconds + time.perf_counter() - began


def main() -> None:
    """Print the figures."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--chats", type=int, default=200)
    reader.add_argument("--over", type=float, default=30, help="Seconds of the even load.")
    reader.add_argument("--home", type=Path, help="A demo's folder; else one is made.")
    given = reader.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        wall, cpu = min(started((*COMMAND, "--help")) for _ in range(3))
        print(f"pitcrew --help: {wall:.2f} s, {cpu:.2f} s CPU")
        home = given.home or Path(folder) / "home"
        os.environ["PITCREW_HOME"] = str(home)
        if given.home is None:
            started((*COMMAND, "init", "--demo"))
        _run(Path(folder), home, given)


def _run(folder: Path, home: Path, given: argparse.Namespace) -> None:
    program = folder / "peer.py"
    program.write_text(PROGRAM, "utf-8")
    endpoint = f"http://127.0.0.1:{MODEL_PORT}/v1"
    many = str(given.chats)
    ours = {"PITCREW_MODEL__NAME": "scripted", "PITCREW_MODEL__BASE_URL": endpoint,
            "PITCREW_CHATS__PER_PERSON": many}  # fmt: skip
    scripted = subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-m", model.__name__, str(MODEL_PORT)]
    )
    serve = (*COMMAND, "serve", "--no-worker", "--port", str(OURS))
    peer = {"STORE": str(home / "store.db"), "MODEL": endpoint, "PORT": str(PEER)}
    try:
        if given.home is None:
            with serving("learning", OURS, serve, **ours) as first:
                print(f"the first start: it answers after {first.seconds:.1f} s, has learned "
                      f"after {ready(first):.1f} s")  # fmt: skip
        with (
            serving("pitcrew", OURS, serve, **ours) as mine,
            serving("bare", PEER, (str(program),), **peer) as bare,
        ):
            for one in (mine, bare):
                learned = f", has learned after {ready(one):.1f} s" if one is mine else ""
                print(f"{one.name}: it answers after {one.seconds:.1f} s ({one.started_cpu:.1f} s "
                      f"CPU){learned}, idle memory {one.memory:.0f} MB")  # fmt: skip
            for over in (0, given.over):
                for server in (bare, mine):
                    measure(server, given.chats, over)
    finally:
        scripted.terminate()
        scripted.wait()


if __name__ == "__main__":
    main()
