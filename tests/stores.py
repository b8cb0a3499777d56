"""Empty stores for tests: set up once, then copied (SQLite) or emptied (PostgreSQL)."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, text
from sqlmodel import SQLModel

from store import workspace
from store.engine import open_engine, upgrade, writing
from tests.postgres import Cluster


class Stores(Protocol):
    """Gives out stores that hold one workspace, `main`, and nothing else."""

    def one(self) -> "_Lent": ...

    def apart(self) -> "_Lent":
        """One whose rules a test may take away: nobody gets it afterwards."""
        ...


class _Lent(Protocol):
    def __enter__(self) -> Engine: ...
    def __exit__(self, *_: object) -> bool | None: ...


class SqliteStores:
    """Each store is a copy of a file that was migrated once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0
        engine = open_engine(f"sqlite:///{folder}/template.db")
        _set_up(engine)
        engine.dispose()  # the last connection to close writes SQLite's log into the file

    @contextmanager
    def one(self) -> Iterator[Engine]:
        self._made += 1
        path = self._folder / f"{self._made}.db"
        shutil.copy(self._folder / "template.db", path)
        engine = open_engine(f"sqlite:///{path}")
        try:
            yield engine
        finally:
            engine.dispose()
            for left in self._folder.glob(f"{self._made}.db*"):
                left.unlink()

    apart = one


class PostgresqlStores:
    """A few databases, used again and again: emptying one is much quicker than making one."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._free: list[str] = []

    @contextmanager
    def one(self) -> Iterator[Engine]:
        name = self._free.pop() if self._free else self._new()
        engine = open_engine(self._cluster.url(name))
        try:
            yield engine
        finally:
            _empty(engine)
            engine.dispose()
            self._free.append(name)

    @contextmanager
    def apart(self) -> Iterator[Engine]:
        engine = open_engine(self._cluster.url(self._new()))
        try:
            yield engine
        finally:
            engine.dispose()

    def _new(self) -> str:
        name = self._cluster.create()
        engine = open_engine(self._cluster.url(name))
        _set_up(engine)
        engine.dispose()
        return name


def _set_up(engine: Engine) -> None:
    upgrade(engine)
    with writing(engine) as session:
        workspace.ensure(session, name="Test")


def _empty(engine: Engine) -> None:
    """Remove every row: the triggers that forbid it are off, as only a superuser may have them."""
    tables = [table.name for table in SQLModel.metadata.tables.values()]
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        connection.execute(text(";".join(f'DELETE FROM "{name}"' for name in tables)))
    with writing(engine) as session:
        workspace.ensure(session, name="Test")
