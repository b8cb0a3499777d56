"""One message in, a stream of events out: the only way to ask Pitcrew anything."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
from langchain.agents.middleware.tool_call_limit import ToolCallLimitExceededError
from langchain_core.language_models import BaseChatModel
from sqlalchemy import Engine

from agent import policy
from agent.apart import apart, finished
from agent.brain import Brain
from agent.by_model import agent_for, by_model
from agent.by_planner import by_planner
from agent.compose import composed
from agent.endpoint import load
from agent.events import Ask, Ended, Event, Reply, Said, Started
from agent.keeping import Keeping, Opened
from agent.metering import Meter, SpentError, why_without
from agent.occasion import Occasion
from agent.planner.words.memory import Memory
from agent.pulse import beating
from agent.run import Running
from agent.settings import Settings
from agent.watch import Watch
from knowledge.index import Index
from store.changes import reject
from store.errors import LimitReached, PitcrewError, Upstream
from tools.result import ChangeSetRef


@dataclass(slots=True)
class Desk:
    """The agent, with everything it needs already in its hands."""

    engine: Engine
    settings: Settings
    brain: Brain
    index: Index
    artifacts: Path
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    model: BaseChatModel | None = None

    def answer(self, ask: Ask, occasion: Occasion | None = None) -> Reply:
        """Work on one message and give the whole reply; for callers without an event loop."""

        async def last() -> Reply:
            async for event in self.reply(ask, occasion):
                if isinstance(event, Ended):
                    return event.reply
            raise AssertionError("a stream ends with its reply")

        return asyncio.run(last())

    async def reply(self, ask: Ask, occasion: Occasion | None = None) -> AsyncIterator[Event]:
        """Work on one message, yielding each step as it happens; the last event is `Ended`.

        Args:
            ask: The message.
            occasion: The time of a schedule that the message is sent for, if it is.

        Raises:
            NotFound: The conversation does not exist.
            LimitReached: The workspace, or the person, has no run left today.
        """
        keeping = Keeping(self.engine, self.settings, self.clock)
        opened = await apart(self._open, ask, keeping, occasion)
        running = Running(opened.run, opened.conversation, opened.planner, notes=opened.notes)
        watch = Watch(opened.run, opened.conversation, running.planner)
        reply: Reply | None = None
        try:
            yield Started(conversation=opened.conversation, run=opened.run, planner=running.planner)
            work = self._within_budget(self._work(ask, opened, running), running, watch)
            async with beating(self.engine, opened.workspace.id, opened.run), aclosing(work):
                async for event in work:
                    yield event
            if drafts := self._asked_for(ask, running):
                await finished(self._decide, drafts, opened, running)
            reply = running.reply()
        finally:
            if reply is None:  # whoever listened went away, or there is a bug: the run is over
                _fail(running, "I was stopped before I could finish.")
            await finished(keeping.close, opened, running, reply or running.reply())
            watch.over(reply or running.reply(), running.spent)
        for piece in _pieces(reply.answer):
            yield Said(text=piece)
        yield Ended(reply=reply)

    def _open(self, ask: Ask, keeping: Keeping, occasion: Occasion | None) -> Opened:
        return keeping.open(ask, self._today(ask, keeping), self._planner_name(), occasion)

    async def _within_budget(
        self, work: AsyncGenerator[Event, None], running: Running, watch: Watch
    ) -> AsyncGenerator[Event, None]:
        """The events of the work until it ends or has cost too much.

        Only the wait for an event is timed, never the listener: cancelling that would break the
        stream before it has said how it ended.
        """
        budget = self.settings.budget
        ends = asyncio.get_running_loop().time() + budget.seconds
        try:
            while True:
                with watch.here():
                    async with asyncio.timeout_at(ends):
                        event = await anext(work, None)
                if event is None:
                    return
                yield event
        except TimeoutError:
            _fail(running, f"I stopped after {budget.seconds:g} seconds.")
        except ToolCallLimitExceededError:
            _fail(running, f"I stopped after {budget.tool_calls} tool calls.")
        except ModelCallLimitExceededError:
            _fail(running, f"I stopped after {budget.model_calls} turns of the model.")
        except PitcrewError as error:
            _fail(running, f"{error.message} {error.hint}".strip())
        finally:
            await work.aclose()

    def _asked_for(self, ask: Ask, running: Running) -> list[ChangeSetRef]:
        """The drafts that a standing policy may decide; those of a run that failed may none.

        Nor may a program's: its words may be those of a record that it has read.
        """
        if ask.actor.kind == "agent" or running.trouble or running.outside:
            return []
        return running.asked_for()

    def _decide(self, drafts: list[ChangeSetRef], opened: Opened, running: Running) -> None:
        """Apply what a standing policy covers."""
        running.decided(policy.decide(self.engine, opened, drafts, self.clock()))

    def warm(self) -> None:
        """Learn and load, before anybody asks, what the first message would have to wait for."""
        space = Keeping(self.engine, self.settings, self.clock).workspace()
        self.brain.understanding(space, Memory(), self.clock().date())
        self.index.holdings(space.id)
        if self._planner_name() != "embedded":
            agent_for(self.settings.budget, self.settings.model.tries)
            load()

    @property
    def meter(self) -> Meter:
        """What is kept of a language model's use."""
        return Meter(self.engine, self.settings, self.clock)

    async def _work(
        self, ask: Ask, opened: Opened, running: Running
    ) -> AsyncGenerator[Event, None]:
        # In a thread: who asks first may have to wait until everything is learned.
        understanding = await asyncio.to_thread(
            self.brain.understanding, opened.workspace, opened.heard, opened.today, ask.actor.id
        )
        if running.planner != "embedded":
            try:
                async for event in by_model(self, ask, opened, running, understanding):
                    yield event
            except (SpentError, Upstream) as error:
                await finished(self._withdraw, running, opened)
                running.notes.append(why_without(error))
            else:
                return
        async for event in by_planner(self, ask, opened, running, understanding):
            yield event

    def _withdraw(self, running: Running, opened: Opened) -> None:
        """Take back what a failed turn had drafted; nothing of it was applied."""
        for draft in running.proposed:
            reject(self.engine, opened.workspace.id, draft.id, by="pitcrew", now=self.clock(),
                   note="The turn failed before it was shown.")  # fmt: skip
        running.doubts(None)
        running.steps.clear()
        running.results.clear()
        running.planner = "embedded"

    def _planner_name(self) -> str:
        if self.settings.planner == "embedded":
            return "embedded"
        return self.settings.model.name or ("given" if self.model else "embedded")

    def _today(self, ask: Ask, keeping: Keeping) -> date:
        zone = ZoneInfo(keeping.workspace().timezone)
        return ask.as_of or self.settings.as_of or self.clock().astimezone(zone).date()


def _fail(running: Running, why: str) -> None:
    running.trouble = LimitReached.code
    said = composed(running.results, []) if running.results else ""
    running.answer = f"{why}\n\n{said}".strip()


def _pieces(text: str) -> Iterator[str]:
    """The answer in pieces of a line, so that a door can draw it as it comes."""
    yield from text.splitlines(keepends=True)
