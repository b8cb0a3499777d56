"""A turn of a language model: it chooses the calls, and no figure of its own goes out."""

import logging
from collections.abc import AsyncIterator
from contextlib import nullcontext
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langchain_core.tools import BaseTool

from agent.choosing import Showing, find_tools, likely_tools, search_knowledge
from agent.compose import composed
from agent.contexts import contexts
from agent.endpoint import Patience, borrowed
from agent.events import Ask, Event
from agent.guard import unsupported
from agent.instructions import instructions
from agent.keeping import Opened
from agent.metering import Metered
from agent.outside import outside_tools
from agent.own_words import OwnWords
from agent.planner.understanding import Understanding
from agent.run import Running
from agent.settings import Budget
from agent.toolbelt import Toolbelt, decisions
from agent.turn import Turn, agent_of, events_of

if TYPE_CHECKING:
    from agent.desk import Desk

log = logging.getLogger("pitcrew.agent")


async def by_model(
    desk: "Desk", ask: Ask, opened: Opened, running: Running, understanding: Understanding
) -> AsyncIterator[Event]:
    """Work on a message with a language model.

    Raises:
        SpentError: The workspace has used what its language model may.
        Upstream: The endpoint does not answer.
    """
    own = OwnWords(understanding, ask.text)
    running.doubts(own, begins_with_records=bool(opened.history))
    likely = likely_tools(understanding, ask.text)
    shown = {*likely, *decisions(opened.consents)}
    mine = [find_tools(understanding, shown), search_knowledge(desk.index, opened.workspace.id)]
    outside: list[BaseTool] = await outside_tools(desk.settings.outside, ask)
    tools = Toolbelt(contexts(desk, ask, opened, own), opened.occasion)
    messages: list[AnyMessage] = [*opened.history, HumanMessage(ask.text)]
    async with _lent(desk) as model:
        turn = Turn(
            model, tools, opened, running, desk.meter, shown=shown,
            told=instructions(opened.workspace, opened.today, likely),
            others={tool.name: tool for tool in (*outside, *mine)},
        )  # fmt: skip
        agent = agent_for(desk.settings.budget, desk.settings.model.tries)
        async for event in events_of(agent, messages, turn):
            yield event
        await _guarded(agent, messages, ask, turn)


@lru_cache(maxsize=8)
def agent_for(budget: Budget, tries: int) -> Any:
    """The agent of a language model, with what each of its requests passes."""
    return agent_of(budget, [Showing(), Patience(tries), Metered()])


def _lent(desk: "Desk") -> Any:
    given: BaseChatModel | None = desk.model
    return nullcontext(given) if given else borrowed(desk.settings.model)


async def _guarded(agent: Any, messages: list[AnyMessage], ask: Ask, turn: Turn) -> None:
    """Let no figure out that no receipt holds: once again, then in the results' own words."""
    running = turn.running
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
        async for _ in events_of(agent, more, turn):
            pass
    running.answer = composed(running.results, [], running.statement)
