"""The stores that the numbers bench asks, and what a question costs them in processor time."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
from sqlalchemy import Engine, event

from evals.bench import _numbers_data as data
from store.engine import open_engine, reading, upgrade
from store.errors import BadInput
from tools.parts.columns import keep_in_step
from tools.parts.columns.copying import Age, path_of, stamp

Work = Callable[[], object]
Clock = Callable[[], float]
TICKS = os.sysconf("SC_CLK_TCK")


class Store(NamedTuple):
    """One place that holds the company.

    Attributes:
        name: What it is called in the table.
        engine: The store.
        copies: The folder of its copy, when that answers.
        spent: Processor seconds that this process and its server have used so far.
    """

    name: str
    engine: Engine
    copies: Path | None
    spent: Clock = time.process_time


def cpu(work: Work, tries: int = 3, spent: Clock = time.process_time) -> float:
    """The least processor seconds of a few tries, over all threads."""
    took = []
    for _ in range(tries):
        before = spent()
        work()
        took.append(spent() - before)
    return min(took)


def made(
    folder: Path, rows: int, seed: int, *, sqlite: bool = False, postgresql: str | None = None
) -> list[Store]:
    """The company in every place that is asked for, the copy last; kept in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    raw, copies = folder / f"rows-{rows}-{seed}.duckdb", folder / f"copies-{rows}-{seed}-{sqlite}"
    if not raw.exists():
        took = cpu(lambda: data.write_columns(raw, rows, seed), 1)
        print(f"making {rows:,} deals: {took:.0f} s")
    engine = _sqlite(folder / f"store-{rows}-{seed}-{sqlite}.db", raw, whole=sqlite)
    if sqlite:
        with reading(engine) as session:
            took = cpu(lambda: keep_in_step(session, copies, "main", large=1), 1)
        print(f"copying the store: {took:.0f} s")
    elif not path_of(copies, "main").exists():
        _as_copy(raw, copies)
    stores = [Store("SQLite", engine, None)] if sqlite else []
    if postgresql is not None:
        stores.append(_postgresql(postgresql, raw))
    return [*stores, Store("copy", engine, copies)]


def _sqlite(path: Path, raw: Path, *, whole: bool) -> Engine:
    """A store with all rows, or with those of small tables, which are never asked of a copy."""
    tables = data.ALL if whole else tuple(data.SMALL)
    fresh = not path.exists()
    engine = open_engine(f"sqlite:///{path}")
    if fresh:
        data.fill(engine, raw, tables)
    upgrade(engine)  # the folder may have been kept by an earlier version
    return engine


def _as_copy(raw: Path, copies: Path) -> None:
    """The rows as a copy of a store that is left empty: only the copy is asked."""
    copies.mkdir(parents=True, exist_ok=True)
    path = path_of(copies, "main")
    path.write_bytes(raw.read_bytes())
    with duckdb.connect(str(path)) as copy:
        stamp(copy, Age(line=0, imports=0, chain=""))


def _postgresql(url: str, raw: Path) -> Store:
    """A database on this machine, filled if it is empty; its server's time is counted too."""
    engine, servers = open_engine(url), set[int]()

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: object) -> None:
        servers.add(connection.info.backend_pid)
        connection.execute("SET max_parallel_workers_per_gather = 0")  # or others would do its work
        connection.commit()

    def spent() -> float:
        return time.process_time() + sum(_used(pid) for pid in servers)

    if data.is_empty(engine):
        print(f"filling PostgreSQL: {cpu(lambda: data.fill(engine, raw), 1, spent):.0f} s")
    spent()
    return Store("PostgreSQL", engine, None, spent)


def _used(pid: int) -> float:
    """Processor seconds of another process of this machine."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        raise BadInput("The PostgreSQL server does not run on this machine, or not on Linux.",
                       hint="Its processor time is read from /proc: run the bench beside it."
                       )  # fmt: skip
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
