"""Keeping a row that was taken up: its lease is renewed for as long as the work on it goes on."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from store.errors import PitcrewError

log = logging.getLogger("pitcrew.clock")
TURNS = 4
"""How often a lease is renewed before it would run out."""


@contextmanager
def kept(what: str, renew: Callable[[], None], lease: timedelta) -> Iterator[None]:
    """Renew a lease while the body runs.

    Args:
        what: Names the row, for the thread's name and the log.
        renew: Renews it once; a failure of the store is logged, and tried again a turn later.
        lease: How long a renewal lasts.
    """
    over = Event()

    def beat() -> None:
        while not over.wait(lease.total_seconds() / TURNS):
            try:
                renew()
            except PitcrewError as error:
                log.warning("a lease was not renewed: %s", error.code)

    thread = Thread(target=beat, name=f"lease of {what}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
