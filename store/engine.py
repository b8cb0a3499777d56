"""Opening the store, and the three kinds of session that the rest of Pitcrew works in.

* `reading` sees one snapshot and writes nothing.
* `working` is for tools: it reads one snapshot for as long as it likes and takes the writer's turn
  only when it first writes (a receipt, a draft), so a long computation blocks nobody.
* `writing` takes the writer's turn at once; what it reads stays true until it commits.

SQLite lets one connection write at a time. Writers of one process queue on a lock, which is fair
and fast; writers of other processes wait in SQLite itself, for as long as `BUSY_SECONDS`.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Lock, get_ident
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from store.errors import LimitReached, NotReady
from store.migrations import HEAD, REVISIONS

BUSY_SECONDS = 30.0
WRITES = ("INSERT", "UPDATE", "DELETE")

_to_json = partial(json.dumps, allow_nan=False, separators=(",", ":"))


def open_engine(url: str) -> Engine:
    """The engine for a store: `sqlite:///path/to/file.db` or `postgresql://...`.

    Raises:
        NotReady: The URL names a database that Pitcrew does not keep its store in.
    """
    try:
        target = make_url(url)
    except ArgumentError as error:
        raise NotReady(
            "The store's URL cannot be read.",
            hint="PITCREW_STORE_URL is like postgresql://user:password@host/pitcrew; characters "
            "such as @ and / in a password are written %40 and %2F.",
        ) from error
    kind = target.get_backend_name()
    if kind == "sqlite":
        return _open_sqlite(target)
    if kind in {"postgresql", "postgres"}:
        return create_engine(
            target.set(drivername="postgresql+psycopg"),
            hide_parameters=True, pool_pre_ping=True, json_serializer=_to_json,
        )  # fmt: skip
    raise NotReady(
        f"Pitcrew keeps its store in SQLite or PostgreSQL, not in {kind}.",
        hint="Give a URL that starts with sqlite:/// or postgresql://.",
    )


def upgrade(engine: Engine) -> None:
    """Bring the store's tables up to this version; nothing to do takes a millisecond or two.

    Raises:
        NotReady: The store was made by a newer Pitcrew.
    """
    found = revision(engine)
    if found == HEAD:
        return
    if found is not None and found not in REVISIONS:
        raise NotReady(
            f"The store is at revision {found}, which this version of Pitcrew does not know.",
            hint="Use the version of Pitcrew that made it, or a newer one.",
        )
    # Alembic takes longer to import than everything else here, and is seldom needed.
    import_module("store.migrations.run").upgrade(engine)


def damage(engine: Engine) -> list[str]:
    """What is wrong with the store's file, by SQLite's own check; PostgreSQL looks after itself."""
    if engine.dialect.name != "sqlite":
        return []
    with engine.connect() as connection:
        try:
            found = connection.scalars(text("PRAGMA quick_check")).all()
        except DatabaseError as error:
            return [str(error.orig)]
    return [line for line in found if line != "ok"]


def revision(engine: Engine) -> str | None:
    """The revision that the store's tables are at; None for a new store."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session over one snapshot that refuses to write."""
    with _session(engine, _Turn(engine, writes=False), durable=False) as session:
        yield session


@contextmanager
def working(engine: Engine) -> Iterator[Session]:
    """A session for one tool call: reads one snapshot, and waits its turn when it first writes.

    Nothing is flushed before the commit unless asked for; commit the session before calling
    something that opens a writer of its own (`changes.approve`, `changes.apply`).
    """
    with _session(engine, _Turn(engine), durable=False) as session:
        yield session


@contextmanager
def writing(engine: Engine, *, durable: bool = False) -> Iterator[Session]:
    """A session that holds the writer's turn from its first statement to its commit.

    Args:
        engine: The store.
        durable: A commit is on the disk, not only in the system's memory, before it returns.
    """
    with _session(engine, _Turn(engine, at_once=True), durable=durable) as session:
        yield session


@contextmanager
def _session(engine: Engine, turn: "_Turn", *, durable: bool) -> Iterator[Session]:
    options: dict[str, Any] = {"turn": turn, "durable": durable}
    if engine.dialect.name == "postgresql":
        options["postgresql_readonly"] = not turn.writes
        options["isolation_level"] = "READ COMMITTED" if turn.at_once else "REPEATABLE READ"
    session = Session(
        engine.execution_options(**options), autoflush=turn.at_once, expire_on_commit=False
    )
    event.listen(session, "after_transaction_end", turn.ended)
    try:
        with session:
            yield session
            session.commit()
    except OperationalError as error:
        if "disk is full" in str(error.orig):
            raise _full() from error
        raise
    finally:
        turn.release()


class _Turn:
    """One session's claim to write; the lock is shared by all sessions of an SQLite file."""

    def __init__(self, engine: Engine, *, writes: bool = True, at_once: bool = False) -> None:
        self.writes = writes
        self.at_once = at_once
        self.held = False
        self._queue = _QUEUES.setdefault(str(engine.url), _Queue())

    def take(self) -> None:
        if self.held:
            return
        if self._queue.owner == get_ident():
            raise RuntimeError("this thread's own session is writing: commit that one first")
        if not self._queue.lock.acquire(timeout=BUSY_SECONDS):
            raise _busy()
        self._queue.owner = get_ident()
        self.held = True

    def ended(self, _session: Session, transaction: SessionTransaction) -> None:
        if transaction.parent is None:  # the whole transaction, not a savepoint in it
            self.release()

    def release(self) -> None:
        if self.held:
            self.held = False
            self._queue.owner = None
            self._queue.lock.release()


@dataclass(slots=True)
class _Queue:
    """The writers of one SQLite file in this process; `owner` is the thread whose turn it is."""

    lock: Lock = field(default_factory=Lock)
    owner: int | None = None


_QUEUES: dict[str, _Queue] = {}


def _busy() -> LimitReached:
    return LimitReached(
        f"Another writer has held the store for more than {BUSY_SECONDS:.0f} seconds.",
        hint="Try again; if it lasts, look for a long import or a stopped process.",
    )


def _full() -> LimitReached:
    return LimitReached(
        "The disk that holds the store is full; nothing of this step was kept.",
        hint="Free some space and do it again: what was committed before stays, and it goes on.",
    )


def _open_sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, hide_parameters=True, json_serializer=_to_json,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )  # fmt: skip
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _before_statement)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver must not open transactions behind our back
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    turn: _Turn | None = options.get("turn")
    level = "FULL" if options.get("durable") else "NORMAL"
    connection.exec_driver_sql(f"PRAGMA synchronous={level}")
    if turn is not None and turn.at_once:
        turn.take()
        _begin_immediate(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        if "locked" in str(error.orig):
            raise _busy() from error
        raise


def _before_statement(
    connection: Connection,
    cursor: sqlite3.Cursor,
    statement: str,
    _parameters: object,
    _context: object,
    _many: bool,  # noqa: FBT001 - as above
) -> None:
    turn: _Turn | None = connection.get_execution_options().get("turn")
    if turn is None or turn.held or not statement.lstrip()[:6].upper().startswith(WRITES):
        return
    if not turn.writes:
        raise TypeError("a session opened with `reading` cannot write; open it with `working`")
    # A snapshot cannot be turned into a writer once somebody else has written: start afresh. The
    # rows read so far may be old by now, which is why a change set carries their versions.
    turn.take()
    cursor.execute("COMMIT")
    _begin_immediate(connection)
