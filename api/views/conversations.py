"""Conversations as the doors show them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from api.views.paging import Newest, cut
from store.conversation import readable
from store.errors import NotFound
from store.trail import Conversation, Message, Run
from tools.context import Actor


class Heading(BaseModel):
    """A conversation in a list."""

    id: str
    title: str
    started_by: str
    started_at: datetime


class Listing(BaseModel):
    """Conversations, the newest first."""

    conversations: list[Heading]
    total: int
    next: str | None = Field(default=None, description="The cursor of the page after this.")


class Line(BaseModel):
    """One thing that was said; of Pitcrew with the whole reply."""

    position: int
    speaker: str
    text: str
    said_at: datetime
    run_id: str | None
    reply: dict[str, Any] | None


class Transcript(BaseModel):
    """A conversation, whole."""

    id: str
    title: str
    started_by: str
    started_at: datetime
    messages: list[Line]
    running: str | None = Field(description="The run that works on the last message, if one does.")


def listing(  # noqa: PLR0913 - which ones, and from where on
    session: Session,
    workspace_id: str,
    limit: int,
    offset: int,
    after: Newest | None = None,
    *,
    by: Actor | None = None,
    words: str | None = None,
) -> Listing:
    """Conversations from `offset` on, or those after one, the newest first; of words, if given."""
    mine = and_(col(Conversation.workspace_id) == workspace_id, *readable(by), *_about(words))
    query = select(Conversation).where(mine)
    if after is not None:
        query = query.where(after.older(col(Conversation.started_at), col(Conversation.id)))
    found = session.exec(
        query.order_by(col(Conversation.started_at).desc(), col(Conversation.id))
        .offset(offset).limit(limit + 1)
    ).all()  # fmt: skip
    rows, following = cut(found, limit, lambda row: Newest(at=row.started_at, id=row.id))
    total = session.exec(select(func.count()).select_from(Conversation).where(mine)).one()
    return Listing(conversations=[heading(row) for row in rows], total=total, next=following)


def heading(row: Conversation) -> Heading:
    """A conversation as lists show it."""
    return Heading(**row.model_dump(include=set(Heading.model_fields)))


def _about(words: str | None) -> list[ColumnElement[bool]]:
    """Conversations whose title or messages hold some words."""
    if not words or not words.strip():
        return []
    wanted = words.strip()
    said = (
        select(col(Message.conversation_id))
        .where(
            col(Message.workspace_id) == col(Conversation.workspace_id),
            col(Message.text).icontains(wanted, autoescape=True),
        )
        .correlate(Conversation)
    )
    titled = col(Conversation.title).icontains(wanted, autoescape=True)
    return [or_(titled, col(Conversation.id).in_(said))]


def transcript(
    session: Session, workspace_id: str, conversation_id: str, *, by: Actor | None = None
) -> Transcript:
    """Everything that was said in a conversation.

    Raises:
        NotFound: There is no such conversation, or it is not the reader's.
    """
    mine = (Conversation.workspace_id == workspace_id, Conversation.id == conversation_id)
    found = session.exec(select(Conversation).where(*mine, *readable(by))).first()
    if found is None:
        raise NotFound(
            f"There is no conversation {conversation_id!r}.",
            hint="`GET /v1/conversations` lists them.",
        )
    rows = session.exec(
        select(Message)
        .where(Message.workspace_id == workspace_id, Message.conversation_id == conversation_id)
        .order_by(col(Message.position))
    ).all()
    running = session.exec(
        select(Run.id)
        .where(
            Run.workspace_id == workspace_id,
            Run.conversation_id == conversation_id,
            Run.status == "running",
        )
        .order_by(col(Run.started_at).desc())
    ).first()
    return Transcript(
        id=found.id, title=found.title, started_by=found.started_by, started_at=found.started_at,
        running=running,
        messages=[Line(**row.model_dump(include=set(Line.model_fields))) for row in rows],
    )  # fmt: skip
