"""Conversations and runs as they are kept: what was said, what was done, and how it ended."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, Protocol

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from store import webhooks
from store.errors import NotFound
from store.identity import new_id
from store.trail import Conversation, Message, Run, Step

HEADING = 80
"""Letters of the name that a conversation takes from its first message."""


class Reader(Protocol):
    """Who wants to read: an admin reads everything, others what is theirs."""

    @property
    def id(self) -> str: ...
    @property
    def role(self) -> str: ...


def readable(by: Reader | None) -> list[ColumnElement[bool]]:
    """The conversations that somebody may read: those they began, and shared ones they spoke in."""
    if by is None or by.role == "admin":
        return []
    spoke = (
        select(col(Run.conversation_id))
        .where(col(Run.workspace_id) == col(Conversation.workspace_id), col(Run.actor) == by.id)
        .correlate(Conversation)
    )
    shared = and_(col(Conversation.shared), col(Conversation.id).in_(spoke))
    return [or_(col(Conversation.started_by) == by.id, shared)]


def made_for(
    by: Reader | None, workspace_id: str, made_by: Any, run_id: Any
) -> list[ColumnElement[bool]]:
    """What runs made that somebody may see: for themselves, or in a conversation they may read."""
    if by is None or by.role == "admin":
        return []
    runs = (
        select(col(Run.id))
        .join(
            Conversation,
            and_(
                col(Conversation.workspace_id) == col(Run.workspace_id),
                col(Conversation.id) == col(Run.conversation_id),
            ),
        )
        .where(col(Run.workspace_id) == workspace_id, *readable(by))
        .correlate(None)
    )
    return [or_(made_by == by.id, run_id.in_(runs))]


def _is_of(found: Conversation, by: Reader) -> bool:
    """Whether somebody may go on with a conversation: an admin reads all, and answers for none."""
    return found.shared or found.started_by == by.id


def begin(
    session: Session, workspace_id: str, *, by: str, now: datetime, title: str = "",
    shared: bool = False,
) -> Conversation:  # fmt: skip
    """A new conversation; a shared one is gone on with by whoever is in the channel it is held in.

    Who is in the channel is that door's to know.
    """
    made = Conversation(
        workspace_id=workspace_id,
        id=new_id("cnv"),
        title=title,
        started_by=by,
        started_at=now,
        shared=shared,
    )
    session.add(made)
    session.flush()
    return made


def read(
    session: Session, workspace_id: str, conversation_id: str, by: Reader | None = None
) -> Conversation:
    """A conversation by its id; with a reader, only one that is theirs to read.

    Raises:
        NotFound: The workspace has none with that id, or it is somebody else's.
    """
    found = session.get(Conversation, (workspace_id, conversation_id))
    if found is None or (by is not None and not _is_of(found, by)):
        raise NotFound(
            f"There is no conversation {conversation_id!r}.",
            hint="Leave the id out to start a new one.",
        )
    return found


def listing(
    session: Session, workspace_id: str, *, limit: int = 50, offset: int = 0, by: str | None = None
) -> list[Conversation]:
    """Conversations, newest first; only those that somebody began, if anybody is named."""
    query = select(Conversation).where(col(Conversation.workspace_id) == workspace_id)
    if by is not None:
        query = query.where(col(Conversation.started_by) == by)
    newest = query.order_by(col(Conversation.started_at).desc(), col(Conversation.id))
    return list(session.exec(newest.offset(offset).limit(limit)))


def _heading(text: str) -> str:
    """The first words of a message, with no word cut in two."""
    words = " ".join(text.split())
    if len(words) <= HEADING:
        return words
    whole = words[:HEADING].rsplit(" ", 1)[0]
    return f"{whole[: HEADING - 1].rstrip(' ,;:.')}…"


def say(  # noqa: PLR0913 - a message is all of these
    session: Session,
    workspace_id: str,
    conversation_id: str,
    *,
    speaker: Literal["person", "pitcrew"],
    text: str,
    now: datetime,
    run_id: str | None = None,
    reply: Mapping[str, Any] | None = None,
) -> Message:
    """Add a message to a conversation; the first one names it."""
    conversation = read(session, workspace_id, conversation_id)
    if not conversation.title:
        conversation.title = _heading(text)
    last = session.scalar(
        select(func.max(Message.position)).where(
            col(Message.workspace_id) == workspace_id,
            col(Message.conversation_id) == conversation_id,
        )
    )
    made = Message(
        workspace_id=workspace_id, id=new_id("msg"), conversation_id=conversation_id,
        position=(last or 0) + 1, speaker=speaker, text=text, run_id=run_id, said_at=now,
        reply=dict(reply) if reply is not None else None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def history(
    session: Session, workspace_id: str, conversation_id: str, *, limit: int = 100
) -> list[Message]:
    """The last messages of a conversation, oldest first."""
    query = select(Message).where(
        col(Message.workspace_id) == workspace_id, col(Message.conversation_id) == conversation_id
    )
    newest = session.exec(query.order_by(col(Message.position).desc()).limit(limit))
    return list(newest)[::-1]


def remember(
    session: Session, workspace_id: str, conversation_id: str, memory: Mapping[str, Any]
) -> None:
    """Replace what follow-ups in a conversation may refer to."""
    conversation = read(session, workspace_id, conversation_id)
    conversation.memory = dict(memory)
    session.add(conversation)
    session.flush()


def start_run(  # noqa: PLR0913 - a run is all of these
    session: Session,
    workspace_id: str,
    conversation_id: str,
    *,
    asked: str,
    actor: str,
    planner: str,
    as_of: date,
    now: datetime,
    run_id: str | None = None,
) -> Run:
    """Note that a message is being worked on."""
    made = Run(
        workspace_id=workspace_id, id=run_id or new_id("run"), conversation_id=conversation_id,
        asked=asked, actor=actor, planner=planner, as_of=as_of, started_at=now, alive_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def note_step(  # noqa: PLR0913 - a step is all of these
    session: Session,
    workspace_id: str,
    run_id: str,
    *,
    position: int,
    tool: str,
    arguments: Mapping[str, Any],
    status: Literal["done", "refused", "failed"],
    ms: int = 0,
    said: str = "",
    error: Mapping[str, Any] | None = None,
) -> Step:
    """Note one tool call of a run."""
    made = Step(
        workspace_id=workspace_id, id=new_id("stp"), run_id=run_id, position=position, tool=tool,
        arguments=dict(arguments), status=status, ms=ms, said=said,
        error=dict(error) if error is not None else None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def end_run(  # noqa: PLR0913 - how a run ended is all of these
    session: Session, workspace_id: str, run_id: str, *, status: str, now: datetime,
    usage: Mapping[str, Any] | None = None, planner: str | None = None,
) -> Run:  # fmt: skip
    """Note how a run ended, what it used, and who planned it in the end.

    Raises:
        NotFound: The workspace has no run with that id.
    """
    run = read_run(session, workspace_id, run_id)
    run.status = status
    run.ended_at = now
    run.usage = dict(usage or {})
    run.planner = planner or run.planner
    session.add(run)
    session.flush()
    facts = {"run": run.id, "conversation": run.conversation_id, "status": status,
             "planner": run.planner}  # fmt: skip
    webhooks.note(session, workspace_id, "run.ended", facts, now)
    return run


def runs_of(by: Reader | None, workspace_id: str) -> list[ColumnElement[bool]]:
    """The runs that somebody may look into: their own, and those of conversations they may read."""
    return made_for(by, workspace_id, col(Run.actor), col(Run.id))


def read_run(session: Session, workspace_id: str, run_id: str, by: Reader | None = None) -> Run:
    """A run by its id; with a reader, only one that is theirs to look into.

    Raises:
        NotFound: The workspace has none with that id, or it is somebody else's.
    """
    mine = (Run.workspace_id == workspace_id, Run.id == run_id)
    found = session.exec(select(Run).where(*mine, *runs_of(by, workspace_id))).first()
    if found is None:
        raise NotFound(f"There is no run {run_id!r}.", hint="Use an id that a reply has shown.")
    return found


def reply_of(session: Session, run: Run) -> dict[str, Any] | None:
    """The whole reply of a run, as doors show it; None when none was kept."""
    said = session.exec(
        select(Message)
        .where(
            Message.workspace_id == run.workspace_id,
            Message.conversation_id == run.conversation_id,
            Message.run_id == run.id,
            Message.speaker == "pitcrew",
        )
        .order_by(col(Message.position).desc())
    ).first()
    return said.reply if said else None


def steps(session: Session, workspace_id: str, run_id: str) -> list[Step]:
    """The tool calls of a run, in order."""
    query = select(Step).where(col(Step.workspace_id) == workspace_id, col(Step.run_id) == run_id)
    return list(session.exec(query.order_by(col(Step.position))))
