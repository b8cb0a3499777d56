"""Keeping the columnar copy of a large store up to date: no figure is slow without a word."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from store.engine import reading
from store.errors import PitcrewError

if TYPE_CHECKING:
    from threading import Event

    from agent.setup import Office

log = logging.getLogger("pitcrew.columns")
EVERY_SECONDS = 60.0


def bring_up_to_date(
    office: "Office", progress: Callable[[int, int | None], None] | None = None
) -> bool:
    """Make or renew the copy of a large store; whether there is one. A small store needs none."""
    from tools.parts.columns import keep_in_step

    with reading(office.engine) as session:
        return keep_in_step(
            session, office.settings.home / "columns", office.workspace.id, progress=progress
        )


def is_behind(office: "Office") -> bool:
    """Whether questions about a large store have no copy that would answer them quickly."""
    from tools.parts import columns

    with reading(office.engine) as session:
        return columns.is_behind(session, office.settings.home / "columns", office.workspace.id)


def catch_up(office: "Office") -> None:
    """Before a command answers: copy what the copy lacks, and show on standard error how far."""
    from api.drawing.progress import bar

    if is_behind(office):
        with bar("Copying rows into columns, for quick answers") as progress:
            bring_up_to_date(office, progress)


def keep(office: "Office", stop: "Event") -> None:
    """In a thread beside a server: copy what changes or imports have left behind, until told."""
    while True:
        try:
            if is_behind(office):
                bring_up_to_date(office)
        except PitcrewError as error:
            log.warning("the columnar copy was not brought up to date: %s", error.code)
        except Exception:
            # The one door of this thread: answers come from the store, which takes longer.
            log.exception("the columnar copy was not brought up to date")
        if stop.wait(EVERY_SECONDS):
            return
