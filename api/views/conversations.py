"""Conversations as the doors show them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from api.views.paging import Newest, cut
from store.conversation import readable
from store.errors import NotFound
from store.trail import Conversation, Message
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

    speaker: str
    text: str
    said_at: datetime
    reply: dict[str, Any] | None


class Transcript(BaseModel):
    """A conversation, whole."""

    id: str
    title: str
    started_at: datetime
    messages: list[Line]


def listing(
    session: Session,
    workspace_id: str,
    limit: int,
    offset: int,
    after: Newest | None = None,
    *,
    by: Actor | None = None,
) -> Listing:
    """Conversations from `offset` on, or those after one, the newest first."""
    mine = and_(col(Conversation.workspace_id) == workspace_id, *readable(by))
    query = select(Conversation).where(mine)
    if after is not None:
        query = query.where(after.older(col(Conversation.started_at), col(Conversation.id)))
    found = session.exec(
        query.order_by(col(Conversation.started_at).desc(), col(Conversation.id))
        .offset(offset).limit(limit + 1)
    ).all()  # fmt: skip
    rows, following = cut(found, limit, lambda row: Newest(at=row.started_at, id=row.id))
    total = session.exec(select(func.count()).select_from(Conversation).where(mine)).one()
    headings = [Heading(**row.model_dump(include=set(Heading.model_fields))) for row in rows]
    return Listing(conversations=headings, total=total, next=following)


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
    return Transcript(
        id=found.id, title=found.title, started_at=found.started_at,
        messages=[Line(**row.model_dump(include=set(Line.model_fields))) for row in rows],
    )  # fmt: skip
