"""Copies of SQLite files that others may be writing to."""

import sqlite3
from contextlib import closing
from pathlib import Path

from store.errors import Refused

BESIDE = ("-wal", "-shm", "-journal")


def copy(source: Path, target: Path) -> None:
    """A copy of one moment, in one file; writers go on meanwhile."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(source, timeout=30)) as read,
        closing(sqlite3.connect(target)) as written,
    ):
        read.backup(written)
        written.execute("PRAGMA journal_mode=DELETE")


def check(path: Path) -> None:
    """Look at every page of a database, and at every index against its table.

    Raises:
        Refused: Something in it is damaged.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as opened:
            found = [line for (line,) in opened.execute("PRAGMA integrity_check")]
            loose = opened.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        found, loose = [str(error)], None
    if found != ["ok"] or loose:
        raise Refused(
            f"{path.name} is damaged: {found[0] if found != ['ok'] else 'a broken reference'}.",
            hint="Take an older backup; `pitcrew doctor` looks at the store in use.",
        )


def settle(path: Path) -> None:
    """Leave nothing beside a database that was opened to be looked at."""
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA journal_mode=DELETE")
