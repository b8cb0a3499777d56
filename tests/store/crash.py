"""A process that dies between two statements."""

from contextlib import contextmanager
from typing import Any

from sqlalchemy import event


class Crash(Exception):
    """The process died here."""


@contextmanager
def crashing(engine: Any, at: int) -> Any:
    """Die at the `at`-th statement from here on; 0 lets everything live."""
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            raise Crash

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", count)
