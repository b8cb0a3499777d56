"""One run of a schedule, from taking it up to its digest."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from agent.clock.digest import Digest, digest_of, file_name, written
from agent.clock.occasion import LostError, Round, StoppedError
from agent.clock.owner import acting_for
from agent.clock.renewing import replaced
from agent.clock.sending import queue
from agent.events import Ask, Ended, Event, Planned, Reply, Stepped
from store import artifacts, changes, conversation, firing, resting
from store import workspace as workspaces
from store.engine import reading, working, writing
from store.errors import Conflict, PitcrewError, Refused
from store.firing import Held
from store.ledger import ChangeSet
from store.schedule import CLOCK, Schedule, ScheduleRun
from store.trail import Message
from tools.context import Actor, Context

if TYPE_CHECKING:
    from agent.desk import Desk

log = logging.getLogger("pitcrew.clock")


@dataclass(slots=True)
class Attempt:
    """A worker's attempt at a run that it holds."""

    desk: "Desk"
    held: Held
    clock: Callable[[], datetime]

    def work(self) -> None:
        """Ask the desk, and keep how it ended; a run that was lost is left to who has it."""
        with reading(self.desk.engine) as session:
            run = firing.read(session, self.held.workspace_id, self.held.id)
            schedule = session.get(Schedule, (self.held.workspace_id, self.held.schedule_id))
        if run is None or schedule is None or run.run_id is None:
            return
        try:
            reply = self._kept_reply(run) or self._asked(schedule, run)
            self._end(schedule, run, reply, *_judged(reply))
        except StoppedError:
            self._end(schedule, run, None, "cancelled", "it was cancelled")
            self._withdraw(run, set())
        except Refused as error:
            self._end(schedule, run, None, "refused", f"{error.message} {error.hint}".strip())
            self._rest(schedule, error.message)
        except LostError:
            log.warning("run %s was taken up by another worker", self.held.id)
        except PitcrewError as error:
            self._end(schedule, run, None, "failed", f"{error.message} {error.hint}".strip())

    def _kept_reply(self, run: ScheduleRun) -> Reply | None:
        """The whole reply, when the run broke off only after it had answered."""
        query = select(Message).where(
            col(Message.workspace_id) == run.workspace_id, col(Message.run_id) == run.run_id,
            col(Message.reply).is_not(None),
        )  # fmt: skip
        with reading(self.desk.engine) as session:
            found = session.exec(query).first()
        return Reply.model_validate(found.reply) if found else None

    def _asked(self, schedule: Schedule, run: ScheduleRun) -> Reply:
        with reading(self.desk.engine) as session:
            actor = acting_for(session, schedule)
        day = (run.started_at or run.fire_at).astimezone(ZoneInfo(schedule.timezone)).date()
        ask = Ask(text=schedule.ask, actor=actor, as_of=self.desk.settings.as_of or day)
        occasion = Round(self.held, schedule, str(run.run_id), self.clock)
        return asyncio.run(self._listen(ask, occasion))

    async def _listen(self, ask: Ask, occasion: Round) -> Reply:
        async with aclosing(self.desk.reply(ask, occasion)) as events:  # type: ignore[type-var]  # a generator, declared as the iterator that doors need
            async for event in events:
                self._tell(event)
                if isinstance(event, Ended):
                    return event.reply
        raise AssertionError("a stream ends with its reply")

    def _tell(self, event: Event) -> None:
        """Let people see how far it is."""
        if isinstance(event, Planned):
            said = f"{len(event.steps)} steps planned"
        elif isinstance(event, Stepped):
            said = f"step {event.step.n}: {event.step.title}, {event.step.status}"
        else:
            return
        with writing(self.desk.engine) as session:
            firing.tell(session, self.held, said)

    def _end(
        self, schedule: Schedule, run: ScheduleRun, reply: Reply | None, state: str, reason: str
    ) -> None:
        """Keep the ending, the digest, and where that is to go: all of it, or nothing."""
        with working(self.desk.engine) as session:
            actor = Actor(id=schedule.owner, name=CLOCK, role="viewer", kind="clock")
            digest = digest_of(self._context(session, actor), schedule, run, reply, state, reason)
        text, now = written(digest), self.clock()
        with writing(self.desk.engine, durable=True) as session:
            try:
                firing.update(session, self.held, fence=self.held.fence)
            except PitcrewError as error:
                raise LostError(self.held.id) from error
            made = artifacts.keep(
                session, run.workspace_id, self.desk.artifacts, content=text.encode(), now=now,
                name=file_name(schedule, run.fire_at), media_type="text/markdown",
                run_id=run.run_id,
            )  # fmt: skip
            talk = self._say(session, schedule, run, digest, text, now)
            firing.update(
                session, self.held, state=state, reason=reason, ended_at=now, conversation_id=talk,
                digest=digest.model_dump(mode="json"), artifact_id=made.id,
            )  # fmt: skip
            queue(session, schedule, run, now)
        if reply is not None:
            self._withdraw(run, {ref.id for ref in reply.change_sets})
        self._judge(schedule)

    def _say(
        self, session: Session, schedule: Schedule, run: ScheduleRun, digest: Digest, text: str,
        now: datetime,
    ) -> str:  # fmt: skip
        """The digest in the run's conversation; of a run that never asked, in one of its own."""
        talk = digest.conversation
        if talk is None:
            begun = conversation.begin(session, run.workspace_id, by=schedule.owner, now=now,
                                       title=schedule.name)  # fmt: skip
            talk = begun.id
        conversation.say(session, run.workspace_id, talk, speaker="pitcrew", text=text, now=now)
        return talk

    def _withdraw(self, run: ScheduleRun, fresh: set[str]) -> None:
        """Take back what nobody needs to decide: drafts that no reply shows, and repeated ones."""
        loose = select(ChangeSet.id).where(
            col(ChangeSet.workspace_id) == run.workspace_id, col(ChangeSet.run_id) == run.run_id,
            col(ChangeSet.status) == "draft", col(ChangeSet.id).not_in(fresh),
        )  # fmt: skip
        with reading(self.desk.engine) as session:
            broken_off, repeated = list(session.exec(loose)), replaced(session, run, fresh)
        for ids, why in (
            (broken_off, "The run broke off, or was cancelled."),
            (repeated, "A later run of the schedule has proposed all of it anew."),
        ):
            for one in ids:
                with suppress(Conflict):  # somebody has decided it just now
                    changes.reject(self.desk.engine, run.workspace_id, one, by=CLOCK,
                                   now=self.clock(), note=why)  # fmt: skip

    def _rest(self, schedule: Schedule, why: str) -> None:
        """A schedule that was refused rests until a person looks."""
        with writing(self.desk.engine) as session:
            if firing.state_of(session, schedule).paused_at is None:
                resting.pause(session, schedule, by=CLOCK, why=why, now=self.clock())

    def _judge(self, schedule: Schedule) -> None:
        """Pause a schedule once people have taken back too much of what it did."""
        with writing(self.desk.engine) as session:
            back = resting.reversals(session, schedule, self.clock())
        if back.paused:
            self._rest(
                schedule,
                f"people took back {back.undone:,} of the {back.applied:,} records that it changed",
            )

    def _context(self, session: Session, actor: Actor) -> Context:
        """Reads the change sets of the run for its digest."""
        space = workspaces.read(session, self.held.workspace_id)
        now = self.clock()
        return Context(session=session, workspace=space, actor=actor, today=now.date(), now=now,
                       shelf=_NoShelf())  # fmt: skip


class _NoShelf:
    """Change sets are read for a digest; no tool runs that could make a file."""

    def put(self, name: str, content: bytes, media_type: str) -> str:
        """Refuse: getting here is a bug."""
        raise AssertionError(name, content, media_type)


def _judged(reply: Reply) -> tuple[str, str]:
    """How a run ended: well only if a tool was called and the desk had an answer."""
    done = [step for step in reply.plan if step.status == "done"]
    if reply.ended == "failed":
        return "failed", reply.answer.split("\n", 1)[0]
    if reply.ended == "needs_answer" and reply.questions:
        return "failed", f"it needs an answer first: {reply.questions[0].text}"
    if not done:
        return "failed", "no tool was called, so nothing was done"
    if reply.ended == "refused":
        return "failed", "a step was refused"
    return "done", ""
