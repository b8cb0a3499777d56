"""Conversations over HTTP: read, find, name, branch off, delete."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.given import Cursor, Limit, Offset, Text
from api.office import Asker, Store, TheOffice
from api.views import conversations
from api.views.paging import Newest
from store import talks
from store.engine import reading, writing

router = APIRouter(prefix="/conversations", tags=["conversations"])
Words = Annotated[
    Text | None, Query(max_length=200, description="Words of its title, or of what was said.")
]


class Name(BaseModel):
    """What a conversation is called."""

    model_config = ConfigDict(extra="forbid")

    title: Text = Field(min_length=1, max_length=80, examples=["Quarter close"])


class Point(BaseModel):
    """Where a branch begins: behind this message."""

    model_config = ConfigDict(extra="forbid")

    after: int = Field(ge=1, le=1_000_000, description="A message's `position`.")


@router.get("")
def listing(  # noqa: PLR0913, PLR0917 - each is a parameter of the query
    office: TheOffice,
    session: Store,
    asker: Asker,
    offset: Offset = 0,
    limit: Limit = 50,
    cursor: Cursor = None,
    words: Words = None,
) -> conversations.Listing:
    """Conversations, the newest first."""
    after, mine = Newest.read(cursor), office.workspace.id
    return conversations.listing(session, mine, limit, offset, after, by=asker, words=words)


@router.get("/{conversation}")
def show(
    conversation: Text, office: TheOffice, session: Store, asker: Asker
) -> conversations.Transcript:
    """A conversation with all its messages and replies."""
    return conversations.transcript(session, office.workspace.id, conversation, by=asker)


@router.patch("/{conversation}")
def rename(
    conversation: Text, name: Name, office: TheOffice, asker: Asker
) -> conversations.Heading:
    """Give a conversation of one's own another title."""
    with writing(office.engine) as session:
        kept = talks.rename(session, office.workspace.id, conversation, name.title, asker)
        return conversations.heading(kept)


@router.post("/{conversation}/branches", status_code=201)
def branch(
    conversation: Text, point: Point, office: TheOffice, asker: Asker
) -> conversations.Heading:
    """Begin a conversation of one's own with a copy of what was said up to a message."""
    from agent.recalling import recalled

    space = office.workspace.id
    with reading(office.engine) as session:
        said = talks.said_up_to(session, space, conversation, point.after, asker)
        title = conversations.transcript(session, space, conversation, by=asker).title
    memory = recalled([message.reply for message in said if message.reply])
    with writing(office.engine) as session:
        made = talks.branch(
            session, space, title, said, by=asker, memory=memory.model_dump(mode="json"),
            now=datetime.now(UTC),
        )  # fmt: skip
        return conversations.heading(made)


@router.delete("/{conversation}", status_code=204)
def delete(conversation: Text, office: TheOffice, asker: Asker) -> None:
    """Delete a conversation of one's own; its runs and what they changed stay on record."""
    with writing(office.engine) as session:
        talks.forget(session, office.workspace.id, conversation, asker)
