"""A turn of the embedded planner: the plan is known before its first step."""

import asyncio
from collections.abc import AsyncIterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from langchain_core.messages import HumanMessage

from agent.contexts import contexts
from agent.events import Ask, Event
from agent.keeping import Opened
from agent.own_words import OwnWords
from agent.planner.model import EmbeddedPlanner
from agent.planner.understanding import Understanding
from agent.run import Running
from agent.settings import Budget
from agent.toolbelt import Toolbelt
from agent.turn import Turn, agent_of, events_of
from knowledge.answers import passages_for
from knowledge.index import Index

if TYPE_CHECKING:
    from agent.desk import Desk

QUOTED = 2
"""Passages of documents in one answer."""


async def by_planner(
    desk: "Desk", ask: Ask, opened: Opened, running: Running, understanding: Understanding
) -> AsyncIterator[Event]:
    """Work on a message without a language model."""
    model = EmbeddedPlanner(understanding=understanding)
    plan = await asyncio.to_thread(model.plan_for, ask.text)
    if plan.question is not None:
        running.questions.append(plan.question)
        running.pending = plan.pending
    running.statement = plan.statement or plan.aside
    yield running.planned(plan.calls)
    own = OwnWords(understanding, ask.text, trusted=not plan.reworded)
    tools = Toolbelt(contexts(desk, ask, opened, own), opened.occasion)
    turn = Turn(model, tools, opened, running, desk.meter)
    async for event in events_of(_agent(desk.settings.budget), [HumanMessage(ask.text)], turn):
        yield event
    if running.statement == "nothing" and not running.results:
        _look_up(desk.index, ask.text, opened, running)


@lru_cache(maxsize=8)
def _agent(budget: Budget) -> Any:
    return agent_of(budget)


def _look_up(index: Index, text: str, opened: Opened, running: Running) -> None:
    """What no tool does may stand in the company's documents: quoted, with its place."""
    if not index.holdings(opened.workspace.id).documents:
        return
    found = passages_for(index, opened.workspace.id, text, QUOTED, ("company",))
    if found.passages:
        running.answer = f"Your documents say:\n\n{found.for_person()}"
        running.statement = ""
