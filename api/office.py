"""What every request needs: the office that this app was built around, and who asks."""

from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from store.engine import reading
from tools.context import Actor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.setup import Office


def office(request: Request) -> "Office":
    """The office that this app was built around."""
    found: Office = request.app.state.office
    return found


def asker(request: Request) -> Actor:
    """Who asks: without accounts, the person at this machine."""
    return office(request).actor_for(None)


def session(request: Request) -> "Iterator[Session]":
    """The store, opened for reading."""
    with reading(office(request).engine) as opened:
        yield opened


TheOffice = Annotated["Office", Depends(office)]
Asker = Annotated[Actor, Depends(asker)]
Store = Annotated[Session, Depends(session)]
