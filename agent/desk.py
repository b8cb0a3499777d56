"""One message in, a stream of events out: the only way to ask Pitcrew anything."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from langchain.agents import create_agent
from langchain.agents.middleware import (
    AgentMiddleware,
    ModelCallLimitMiddleware,
    ToolCallLimitMiddleware,
    ToolErrorMiddleware,
)
from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
from langchain.agents.middleware.tool_call_limit import ToolCallLimitExceededError
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from sqlalchemy import Engine

from agent import policy
from agent.brain import Brain
from agent.choosing import Showing, find_tools, likely_tools, search_knowledge
from agent.compose import composed
from agent.contexts import contexts
from agent.endpoint import Patience, borrowed
from agent.events import Ask, Ended, Event, Reply, Said, Started
from agent.guard import unsupported
from agent.instructions import instructions
from agent.keeping import Keeping, Opened
from agent.metering import Meter, Metered, SpentError, why_without
from agent.occasion import Occasion
from agent.outside import outside_tools
from agent.own_words import OwnWords
from agent.planner.model import EmbeddedPlanner
from agent.planner.understanding import Understanding
from agent.pulse import beating
from agent.run import Running
from agent.settings import Settings
from agent.toolbelt import decisions, explain, toolbelt
from agent.watch import Watch
from knowledge.answers import passages_for
from knowledge.index import Index
from store.changes import reject
from store.errors import LimitReached, PitcrewError, Upstream
from tools.catalog import catalog

log = logging.getLogger("pitcrew.agent")
QUOTED = 2
"""Passages of documents in one answer."""
Rails = list[AgentMiddleware[Any, Any, Any]]


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
        opened = keeping.open(ask, self._today(ask, keeping), self._planner_name(), occasion)
        running = Running(opened.run, opened.conversation, opened.planner, notes=opened.notes)
        watch = Watch(opened.run, opened.conversation, running.planner)
        reply: Reply | None = None
        try:
            yield Started(conversation=opened.conversation, run=opened.run, planner=running.planner)
            work = self._within_budget(self._work(ask, opened, running), running, watch)
            async with beating(self.engine, opened.workspace.id, opened.run), aclosing(work):
                async for event in work:
                    yield event
            self._decide(ask, opened, running)
            reply = running.reply()
        finally:
            if reply is None:  # whoever listened went away, or there is a bug: the run is over
                _fail(running, "I was stopped before I could finish.")
            keeping.close(opened, running, reply or running.reply())
            watch.over(reply or running.reply(), running.spent)
        for piece in _pieces(reply.answer):
            yield Said(text=piece)
        yield Ended(reply=reply)

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

    def _decide(self, ask: Ask, opened: Opened, running: Running) -> None:
        """Apply what a standing policy covers; a run that failed leaves its drafts to a person.

        So does a program's: its words may be those of a record that it has read.
        """
        if ask.actor.kind != "agent" and not running.trouble and not running.outside:
            drafts = running.asked_for()
            running.decided(policy.decide(self.engine, opened, drafts, self.clock()))

    async def _work(
        self, ask: Ask, opened: Opened, running: Running
    ) -> AsyncGenerator[Event, None]:
        understanding = self.brain.understanding(opened.workspace, opened.heard, opened.today)
        if running.planner != "embedded":
            try:
                async for event in self._by_language_model(ask, opened, running, understanding):
                    yield event
            except (SpentError, Upstream) as error:
                self._withdraw(running, opened)
                running.notes.append(why_without(error))
            else:
                return
        async for event in self._by_embedded_planner(ask, opened, running, understanding):
            yield event

    async def _by_embedded_planner(
        self, ask: Ask, opened: Opened, running: Running, understanding: Understanding
    ) -> AsyncIterator[Event]:
        model = EmbeddedPlanner(understanding=understanding)
        plan = model.plan_for(ask.text)
        if plan.question is not None:
            running.questions.append(plan.question)
            running.pending = plan.pending
        running.statement = plan.statement or plan.aside
        yield running.planned(plan.calls)
        names = sorted({c.tool for c in plan.calls})
        rails: Rails = [*self._rails()]
        own = OwnWords(understanding, ask.text, trusted=True)
        tools = toolbelt(contexts(self, ask, opened, own), names, opened.occasion)
        agent = create_agent(model, tools, middleware=rails)
        async for event in self._stream(agent, [HumanMessage(ask.text)], running):
            yield event
        if running.statement == "nothing" and not running.results:
            self._look_up(ask.text, opened, running)

    def _look_up(self, text: str, opened: Opened, running: Running) -> None:
        """What no tool does may stand in the company's documents: quoted, with its place."""
        if not self.index.holdings(opened.workspace.id).documents:
            return
        found = passages_for(self.index, opened.workspace.id, text, QUOTED, ("company",))
        if found.passages:
            running.answer = f"Your documents say:\n\n{found.for_person()}"
            running.statement = ""

    async def _by_language_model(
        self, ask: Ask, opened: Opened, running: Running, understanding: Understanding
    ) -> AsyncIterator[Event]:
        likely, own = likely_tools(understanding, ask.text), OwnWords(understanding, ask.text)
        running.doubts(own, begins_with_records=bool(opened.history))
        outside = await outside_tools(self.settings.outside, ask)
        shown = {"find_tools", "search_knowledge", *likely, *decisions(opened.consents)}
        shown |= {tool.name for tool in outside}
        tools = [
            *toolbelt(contexts(self, ask, opened, own), list(catalog()), opened.occasion), *outside,
            find_tools(understanding, shown), search_knowledge(self.index, opened.workspace.id),
        ]  # fmt: skip
        metered = Metered(Meter(self.engine, self.settings, self.clock), opened, running)
        rails: Rails = [
            *self._rails(), Showing(shown), Patience(self.settings.model.tries), metered
        ]  # fmt: skip
        told = instructions(opened.workspace, opened.today, likely)
        messages: list[AnyMessage] = [*opened.history, HumanMessage(ask.text)]
        given = self.model
        async with nullcontext(given) if given else borrowed(self.settings.model) as model:
            agent = create_agent(model, tools, system_prompt=told, middleware=rails)
            async for event in self._stream(agent, messages, running):
                yield event
            await self._guarded(agent, messages, ask, running)

    async def _guarded(
        self, agent: Any, messages: list[AnyMessage], ask: Ask, running: Running
    ) -> None:
        """Let no figure out that no receipt holds: once again, then in the results' own words."""
        for last in (False, True):
            loose = unsupported(running.answer, running.results, ask.text)
            if not loose:
                return
            log.info("%d figures of a reply had no receipt", len(loose))
            if last:
                break
            again = (
                f"These figures are in no tool result: {', '.join(loose)}. Write the answer again "
                f"with figures from the results only. The results said: "
                f"{' '.join(r.say for r in running.results)}"
            )
            more = [*messages, AIMessage(running.answer), HumanMessage(again)]
            async for _ in self._stream(agent, more, running):
                pass
        running.answer = composed(running.results, [], running.statement)

    async def _stream(
        self, agent: Any, messages: list[AnyMessage], running: Running
    ) -> AsyncIterator[Event]:
        async for update in agent.astream({"messages": messages}, stream_mode="updates"):
            for node in update.values():
                for message in (node or {}).get("messages", []):
                    for event in _events(running, message):
                        yield event

    def _rails(self) -> Rails:
        budget = self.settings.budget
        return [
            ToolErrorMiddleware(explain),
            ToolCallLimitMiddleware(run_limit=budget.tool_calls, exit_behavior="error"),
            ModelCallLimitMiddleware(run_limit=budget.model_calls + 1, exit_behavior="error"),
        ]

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


def _events(running: Running, message: AnyMessage) -> list[Event]:
    if isinstance(message, AIMessage):
        return running.called(message)
    if isinstance(message, ToolMessage):
        return running.returned(message)
    return []


def _fail(running: Running, why: str) -> None:
    running.trouble = LimitReached.code
    said = composed(running.results, []) if running.results else ""
    running.answer = f"{why}\n\n{said}".strip()


def _pieces(text: str) -> Iterator[str]:
    """The answer in pieces of a line, so that a door can draw it as it comes."""
    yield from text.splitlines(keepends=True)
