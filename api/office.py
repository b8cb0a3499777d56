"""What every request needs: the office that this app was built around, and who asks."""

from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from api.auth.identity import Identity
from store.engine import reading
from store.errors import NotSignedIn
from tools.context import Actor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.setup import Office


def office(request: Request) -> "Office":
    """The office that this app was built around."""
    found: Office = request.app.state.office
    return found


def identity(request: Request) -> Identity:
    """Who asks and how that is known; `api/auth/door.py` has found out.

    Raises:
        NotSignedIn: A stranger, at a door that answers strangers.
    """
    found: Identity | None = request.state.identity
    if found is None:
        raise NotSignedIn("You are not signed in.", hint="Sign in, or show an API key.")
    return found


def maybe_known(request: Request) -> Identity | None:
    """Who asks, where a door answers strangers too."""
    found: Identity | None = request.state.identity
    return found


def asker(request: Request) -> Actor:
    """Who asks: until there are accounts, the person at this machine."""
    return identity(request).actor


def session(request: Request) -> "Iterator[Session]":
    """The store, opened for reading."""
    with reading(office(request).engine) as opened:
        yield opened


TheOffice = Annotated["Office", Depends(office)]
Known = Annotated[Identity, Depends(identity)]
MaybeKnown = Annotated[Identity | None, Depends(maybe_known)]
Asker = Annotated[Actor, Depends(asker)]
Store = Annotated[Session, Depends(session)]
