"""Whether this process can answer now: each thing that it needs, looked at."""

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from store.engine import revision
from store.migrations import HEAD

if TYPE_CHECKING:
    from agent.setup import Office

ROOM = 100_000_000
"""Bytes that must be free: a change set of a million rows and its journal need about as much."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, and what is to be done when it is not well."""

    name: str
    ok: bool
    said: str
    hint: str = ""


def store_check(office: "Office") -> Check:
    """The store answers, and its tables are those of this version."""
    try:
        found = revision(office.engine)
    except SQLAlchemyError as error:
        why = type(getattr(error, "orig", None) or error).__name__
        return Check("store", ok=False, said=f"The store does not answer ({why}).",
                     hint="Is PITCREW_STORE_URL right, and the database up?")  # fmt: skip
    if found != HEAD:
        return Check("store", ok=False, said=f"The store is at revision {found}, not {HEAD}.",
                     hint="Start this version once; it brings the store up to date.")  # fmt: skip
    return Check("store", ok=True, said=f"It answers, at revision {found}.")


def disk_check(office: "Office") -> Check:
    """There is room in the home folder."""
    free = shutil.disk_usage(office.settings.home).free
    said = f"{free / 1e9:,.1f} GB are free."
    return Check("disk", ok=free >= ROOM, said=said, hint="Free some space in the home folder.")


def planner_check(*, learned: bool) -> Check:
    """The playbooks are learned and the index is open: the first message need not wait for it."""
    said = "The playbooks are learned, the index is open." if learned else "It is still learning."
    return Check("planner", ok=learned, said=said,
                 hint="The first start takes a minute; the log says if it failed.")  # fmt: skip


def open_check(*, closing: bool) -> Check:
    """It takes new messages."""
    said = "It is shutting down." if closing else "It takes messages."
    return Check("open", ok=not closing, said=said, hint="Ask another process, or wait.")
