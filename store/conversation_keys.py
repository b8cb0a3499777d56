"""A client's own names for conversations: its header, or a digest of what was said so far."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from store.doors import ConversationKey


def digest(*parts: str) -> str:
    """The name of a conversation made of parts, none of which can run into the next.

    >>> digest("ab", "c") == digest("a", "bc")
    False
    """
    measured = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(measured.encode("utf-8", "surrogatepass")).hexdigest()


def find(session: Session, workspace_id: str, key: str) -> str | None:
    """The conversation that a key names, if it names one."""
    found = session.get(ConversationKey, (workspace_id, key))
    return found.conversation_id if found else None


def keep(
    session: Session,
    workspace_id: str,
    keys: Iterable[str],
    conversation_id: str,
    now: datetime,
) -> None:
    """Let the keys name the conversation from now on."""
    for key in keys:
        session.merge(
            ConversationKey(
                workspace_id=workspace_id, id=key, conversation_id=conversation_id, set_at=now
            )
        )
    session.flush()


def drop(session: Session, workspace_id: str, key: str) -> None:
    """Let a key name nothing: the conversation has gone on since."""
    found = session.get(ConversationKey, (workspace_id, key))
    if found is not None:
        session.delete(found)
