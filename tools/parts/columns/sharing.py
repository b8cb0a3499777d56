"""One open copy for all threads of this process: many read at once, one brings it up to date."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PATIENCE = 2.0
"""Seconds that a writer waits for readers to finish; after that the store answers."""


@dataclass(slots=True)
class _Shelf:
    """A copy's file: who reads it, and the connection that they share."""

    turn: Condition = field(default_factory=Condition)
    readers: int = 0
    writing: bool = False
    opened: "DuckDBPyConnection | None" = None
    inode: int = 0
    known: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A copy that is being read: a cursor, and what is known of the file as long as it is open."""

    cursor: "DuckDBPyConnection"
    known: dict[str, Any]

    def once(self, name: str, look: Callable[["DuckDBPyConnection"], Any]) -> Any:
        """What a look at the file found; it is looked at once, for nobody writes meanwhile."""
        if name not in self.known:
            self.known[name] = look(self.cursor)
        return self.known[name]


_SHELVES: dict[Path, _Shelf] = {}


@contextmanager
def reader(path: Path) -> Iterator[Reading | None]:
    """A cursor of its own over the copy; None while it is being written or is gone."""
    shelf = _SHELVES.setdefault(path, _Shelf())
    with shelf.turn:
        ready = not shelf.writing and _open(shelf, path)
        shelf.readers += 1 if ready else 0
    if not ready or shelf.opened is None:
        yield None
        return
    cursor = shelf.opened.cursor()
    try:
        yield Reading(cursor, shelf.known)
    finally:
        cursor.close()
        with shelf.turn:
            shelf.readers -= 1
            shelf.turn.notify_all()


def _open(shelf: _Shelf, path: Path) -> bool:
    import duckdb

    inode = path.stat().st_ino if path.exists() else 0
    if shelf.opened is not None and shelf.inode != inode and not shelf.readers:
        shelf.opened.close()  # another process has put a new copy in its place
        shelf.opened = None
    if shelf.opened is None and inode:
        with suppress(duckdb.IOException):  # another process is writing it
            shelf.opened = duckdb.connect(str(path), read_only=True)
            # Cursors do not inherit what is set for the connection that they come from.
            shelf.opened.execute("SET GLOBAL TimeZone = 'UTC'")
            shelf.opened.execute("SET GLOBAL integer_division = true")
            shelf.inode, shelf.known = inode, {}
    return shelf.opened is not None


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Nobody in this process reads the copy meanwhile; False when they do not stop in time."""
    shelf = _SHELVES.setdefault(path, _Shelf())
    with shelf.turn:
        free = shelf.turn.wait_for(lambda: not shelf.readers and not shelf.writing, PATIENCE)
        if free:
            shelf.writing = True
            if shelf.opened is not None:
                shelf.opened.close()
                shelf.opened = None
    try:
        yield free
    finally:
        if free:
            with shelf.turn:
                shelf.writing = False
                shelf.turn.notify_all()
