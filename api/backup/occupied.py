"""Who works in a home folder: servers and workers beside each other, a restore alone."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.errors import Conflict

NAME = "in-use.lock"


@contextmanager
def working_in(home: Path) -> Iterator[None]:
    """Keep a restore out for as long as this process works here.

    Raises:
        Conflict: A restore is under way.
    """
    with _held(home, fcntl.LOCK_SH, "A backup is being restored here."):
        yield


@contextmanager
def alone_in(home: Path) -> Iterator[None]:
    """Have the folder to oneself.

    Raises:
        Conflict: A server or a worker runs here.
    """
    with _held(home, fcntl.LOCK_EX, "A server or a worker of Pitcrew is running here."):
        yield


@contextmanager
def _held(home: Path, kind: int, why: str) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    with (home / NAME).open("a") as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(f"{why} ({home})", hint="Stop it first, then try again.") from error
        yield
