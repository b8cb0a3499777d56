"""What a run reads from the store before it starts, and leaves there when it ends."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from agent import allowance
from agent.consent import consents, is_bare
from agent.events import Ask, Reply, Step
from agent.occasion import Occasion
from agent.planner.words.memory import Memory, ShownSet
from agent.run import Running
from agent.settings import Settings
from store import artifacts, conversation, usage
from store import workspace as workspaces
from store.engine import reading, writing
from store.identity import new_id
from store.ledger import ChangeSet
from store.people import Workspace
from store.trail import Run
from tools.context import Consent

TOLD = 12
"""Earlier messages that a language model is told."""


@dataclass(slots=True)
class Shelf:
    """Keeps a file that a tool makes among the run's artifacts."""

    session: Session
    workspace_id: str
    folder: Path
    run: str
    now: datetime
    made_by: str

    def put(self, name: str, content: bytes, media_type: str) -> str:
        """Keep the file and return its artifact id."""
        made = artifacts.keep(
            self.session, self.workspace_id, self.folder, name=name, content=content,
            media_type=media_type, now=self.now, run_id=self.run, made_by=self.made_by,
        )  # fmt: skip
        return made.id


@dataclass(slots=True)
class Opened:
    """A run that has begun."""

    workspace: Workspace
    conversation: str
    run: str
    today: date
    memory: Memory
    heard: Memory
    history: list[AnyMessage]
    consents: list[Consent]
    by: str
    planner: str
    notes: list[str]
    occasion: Occasion | None = None

    def shelf(self, session: Session, folder: Path, now: datetime) -> Shelf:
        """Where this run's tools put the files they make."""
        return Shelf(session, self.workspace.id, folder, self.run, now, self.by)


@dataclass(slots=True)
class Keeping:
    """Opens and closes runs in the store."""

    engine: Engine
    settings: Settings
    clock: Callable[[], datetime]

    @property
    def workspace_id(self) -> str:
        """Where."""
        return self.settings.workspace

    def workspace(self) -> Workspace:
        """The workspace's conventions."""
        with reading(self.engine) as session:
            return workspaces.read(session, self.workspace_id)

    def open(self, ask: Ask, today: date, planner: str, occasion: Occasion | None = None) -> Opened:
        """Note the message and the run, and gather what it may refer to.

        The run of an occasion may have broken off: then it is there, and its message was noted.

        Raises:
            NotFound: The conversation does not exist, or is somebody else's.
            LimitReached: The workspace, or the person, has no run left today.
        """
        now, name = self.clock(), occasion.run if occasion else new_id("run")
        with writing(self.engine) as session:
            space = workspaces.read(session, self.workspace_id)
            before = session.get(Run, (space.id, name)) if occasion else None
            went_on = before.conversation_id if before else ask.conversation
            talk = (
                conversation.read(session, space.id, went_on, ask.actor)
                if went_on
                else conversation.begin(session, space.id, by=ask.actor.id, now=now)
            )
            memory = Memory.model_validate(talk.memory or {})
            self._refresh(session, memory)
            self._named(session, memory, ask.text)
            history = self._history(session, talk.id)
            just_shown = self._just_shown(session, talk.id)
            planner, notes = self._planner(session, space, planner, now)
            if before is None:
                allowance.need_run(session, space, self.settings.allowance, ask.actor.id, now)
                _begin(session, space.id, talk.id, ask, planner, today, now, name)
            usage.begin(session, space.id, name, day=allowance.day_of(space, now),
                        actor=ask.actor.id, planner=planner, now=now)  # fmt: skip
            talk_id = talk.id
        heard = _heard(memory, just_shown) if is_bare(ask.text) else memory
        given = consents(ask.text, heard.sets) if ask.actor.kind == "person" else []
        return Opened(
            space, talk_id, name, today, memory, heard, history, given, ask.actor.id, planner,
            notes, occasion,
        )  # fmt: skip

    def close(self, opened: Opened, running: Running, reply: Reply) -> None:
        """Keep the reply, the steps, and what follow-ups may refer to."""
        space, now = opened.workspace.id, self.clock()
        with writing(self.engine) as session:
            if opened.occasion:
                opened.occasion.hold(session)
            for step in reply.plan:
                _note(session, space, opened.run, step)
            conversation.say(
                session, space, opened.conversation, speaker="pitcrew", text=reply.answer,
                now=now, run_id=opened.run, reply=reply.model_dump(mode="json"),
            )  # fmt: skip
            memory = running.remembered(opened.memory)
            conversation.remember(
                session, space, opened.conversation, memory.model_dump(mode="json")
            )
            conversation.end_run(session, space, opened.run, status=reply.ended, now=now,
                                 usage=reply.usage, planner=running.planner)  # fmt: skip
            spent = replace(running.unnoted, tool_calls=running.spent.tool_calls)
            price = allowance.cost(self.settings.model, spent)
            usage.end(session, space, opened.run, status=reply.ended, planner=running.planner,
                      spent=spent, price=price, now=now)  # fmt: skip

    def _planner(
        self, session: Session, space: Workspace, wanted: str, now: datetime
    ) -> tuple[str, list[str]]:
        """Who plans: the embedded planner once the language model has used what it may."""
        if wanted == "embedded":
            return wanted, []
        why = allowance.spent_model(session, space, self.settings, now)
        return (wanted, []) if why is None else ("embedded", [why])

    def _refresh(self, session: Session, memory: Memory) -> None:
        """Change sets may have been decided elsewhere since they were shown."""
        ids = [s.id for s in memory.sets]
        rows = session.exec(
            select(ChangeSet.id, ChangeSet.status).where(
                col(ChangeSet.workspace_id) == self.workspace_id, col(ChangeSet.id).in_(ids)
            )
        )
        now = dict(rows.all())
        memory.sets = [
            ShownSet(id=s.id, digest=s.digest, status=now.get(s.id, s.status), summary=s.summary)
            for s in memory.sets
        ]

    def _named(self, session: Session, memory: Memory, text: str) -> None:
        """A person may undo any change set by its id: it was shown when it was approved."""
        ids = set(re.findall(r"\bcs_[a-z2-7]+\b", text.lower())) - {s.id for s in memory.sets}
        rows = session.exec(
            select(ChangeSet).where(
                col(ChangeSet.workspace_id) == self.workspace_id,
                col(ChangeSet.id).in_(ids),
                col(ChangeSet.status).in_(["applied", "conflicted"]),
            )
        )
        memory.sets += [
            ShownSet(id=r.id, digest=r.digest, status=r.status, summary=r.title) for r in rows
        ]

    def _just_shown(self, session: Session, talk: str) -> set[str]:
        """The change sets in the last reply."""
        last = conversation.history(session, self.workspace_id, talk, limit=1)
        return {c["id"] for m in last for c in (m.reply or {}).get("change_sets", [])}

    def _history(self, session: Session, talk: str) -> list[AnyMessage]:
        said = conversation.history(session, self.workspace_id, talk, limit=TOLD)
        return [HumanMessage(m.text) if m.speaker == "person" else AIMessage(m.text) for m in said]


def _begin(  # noqa: PLR0913, PLR0917 - what was said to whom, and the run that begins with it
    session: Session, workspace_id: str, talk: str, ask: Ask, planner: str, today: date,
    now: datetime, run: str,
) -> None:  # fmt: skip
    conversation.say(session, workspace_id, talk, speaker="person", text=ask.text, now=now)
    conversation.start_run(
        session, workspace_id, talk, asked=ask.text, actor=ask.actor.id, planner=planner,
        as_of=today, now=now, run_id=run,
    )  # fmt: skip


def _heard(memory: Memory, just_shown: set[str]) -> Memory:
    """What a bare “great” may agree to: no draft but those of the last reply."""
    sets = [s for s in memory.sets if s.status != "draft" or s.id in just_shown]
    return memory.model_copy(update={"sets": sets})


def _note(session: Session, workspace_id: str, run: str, step: Step) -> None:
    """Keep a step that was taken; one that never began left nothing to keep."""
    if step.status == "planned" or step.status == "running":  # noqa: PLR1714 - mypy narrows by these
        return
    conversation.note_step(
        session, workspace_id, run, position=step.n, tool=step.tool, arguments=step.arguments,
        status=step.status, ms=step.ms, said=step.said, error=step.error,
    )  # fmt: skip
