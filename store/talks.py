"""What a person does with a conversation of their own: name it, branch off from it, delete it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from store import conversation
from store.conversation import Reader
from store.doors import ConversationKey
from store.errors import Conflict, NotFound, Refused
from store.identity import new_id
from store.trail import Conversation, Message, Run


def own(session: Session, workspace_id: str, conversation_id: str, by: Reader) -> Conversation:
    """A conversation that somebody began.

    Raises:
        NotFound: There is none with that id, or it is not theirs to read.
        Refused: They may read it, but somebody else began it.
    """
    found = session.get(Conversation, (workspace_id, conversation_id))
    if found is not None and found.started_by == by.id:
        return found
    mine = select(Conversation).where(
        Conversation.workspace_id == workspace_id, Conversation.id == conversation_id,
        *conversation.readable(by),
    )  # fmt: skip
    if session.exec(mine).first() is None:
        raise NotFound(f"There is no conversation {conversation_id!r}.")
    raise Refused(
        "Only whoever began a conversation may change it.", hint="Branch off a copy of your own."
    )


def rename(
    session: Session, workspace_id: str, conversation_id: str, title: str, by: Reader
) -> Conversation:
    """Give one's own conversation another title."""
    found = own(session, workspace_id, conversation_id, by)
    found.title = title
    session.add(found)
    session.flush()
    return found


def said_up_to(
    session: Session, workspace_id: str, conversation_id: str, position: int, by: Reader
) -> list[Message]:
    """The messages of a readable conversation up to one of them, that one included.

    Raises:
        NotFound: It is not theirs to read, or has no such message.
    """
    mine = select(Conversation.id).where(
        Conversation.workspace_id == workspace_id, Conversation.id == conversation_id,
        *conversation.readable(by),
    )  # fmt: skip
    if session.exec(mine).first() is None:
        raise NotFound(f"There is no conversation {conversation_id!r}.")
    said = session.exec(
        select(Message)
        .where(
            Message.workspace_id == workspace_id,
            Message.conversation_id == conversation_id,
            col(Message.position) <= position,
        )
        .order_by(col(Message.position))
    ).all()
    if not said or said[-1].position != position:
        raise NotFound(
            f"The conversation has no message {position}.", hint="Show it to see their numbers."
        )
    return list(said)


def branch(  # noqa: PLR0913 - what is copied, for whom, and what it remembers
    session: Session, workspace_id: str, title: str, said: Sequence[Message], *, by: Reader,
    memory: Mapping[str, Any], now: datetime,
) -> Conversation:  # fmt: skip
    """A conversation of one's own that begins with a copy of what was said in another."""
    made = conversation.begin(session, workspace_id, by=by.id, now=now, title=title)
    made.memory = dict(memory)
    session.add(made)
    for message in said:
        copied = message.model_dump(exclude={"id", "conversation_id"})
        session.add(Message(**copied, id=new_id("msg"), conversation_id=made.id))
    session.flush()
    return made


def forget(session: Session, workspace_id: str, conversation_id: str, by: Reader) -> None:
    """Delete one's own conversation; its runs stay, as do the changes that came of it.

    Raises:
        NotFound: There is none with that id, or it is not theirs to read.
        Refused: Somebody else began it, or others speak in it.
        Conflict: It is being worked in.
    """
    found = own(session, workspace_id, conversation_id, by)
    if found.shared:
        raise Refused("Others speak in this conversation too.", hint="It stays where it is held.")
    working = select(Run.id).where(
        Run.workspace_id == workspace_id, Run.conversation_id == conversation_id,
        Run.status == "running",
    )  # fmt: skip
    if session.exec(working).first() is not None:
        raise Conflict("An answer is being worked on there.", hint="Stop it, or wait for it.")
    for table in (Message, ConversationKey):
        theirs = (
            col(table.workspace_id) == workspace_id,
            col(table.conversation_id) == conversation_id,
        )
        session.connection().execute(delete(table).where(*theirs))
    session.delete(found)
    session.flush()
