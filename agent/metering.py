"""The language model's meter: looked at before each of its calls, and moved on after it.

Runs that are under way at once, in any process, see what the others have used. What they use
together is above what is allowed by no more than the call that each of them had begun.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage
from sqlalchemy import Engine

from agent import allowance
from agent.keeping import Opened
from agent.run import Running, with_call
from agent.settings import Settings
from store import usage
from store.engine import reading, writing
from store.errors import PitcrewError, Upstream
from store.usage import Spent

log = logging.getLogger("pitcrew.agent")


class SpentError(Exception):
    """The workspace has used what its language model may; says so in a sentence."""


def why_without(error: SpentError | Upstream) -> str:
    """Why the embedded planner goes on in the place of the language model."""
    if isinstance(error, SpentError):
        return str(error)
    log.warning("the endpoint failed: %s", error.facts.get("error", error.message))
    return "The language model did not answer, so the embedded planner took over."


@dataclass(frozen=True, slots=True)
class Meter:
    """What the store knows of a workspace's use."""

    engine: Engine
    settings: Settings
    clock: Callable[[], datetime]

    def look(self, opened: Opened) -> None:
        """Go on only while there is something left.

        Raises:
            SpentError: There is not.
        """
        allowed = self.settings.allowance
        if allowed.tokens_per_day is None and allowed.cost_per_month is None:
            return
        with reading(self.engine) as session:
            why = allowance.spent_model(session, opened.workspace, self.settings, self.clock())
        if why is not None:
            raise SpentError(why)

    def note(self, opened: Opened, running: Running) -> None:
        """Keep what the run has used since; while the store is busy it is kept for later."""
        spent = running.unnoted
        price = allowance.cost(self.settings.model, spent)
        try:
            with writing(self.engine) as session:
                usage.add(session, opened.workspace.id, opened.run, spent, price)
        except PitcrewError as error:
            log.warning("the use of a run could not be noted yet: %s", error.code)
        else:
            running.unnoted = Spent()


class Metered(AgentMiddleware[Any, Any, Any]):
    """Calls the model only while the workspace may, and notes each call, each try, as it ends."""

    def __init__(self, meter: Meter, opened: Opened, running: Running) -> None:
        super().__init__()
        self._meter, self._opened, self._running = meter, opened, running

    async def awrap_model_call(
        self,
        request: ModelRequest,
        handler: Callable[[ModelRequest], Awaitable[ModelResponse]],
    ) -> ModelResponse:
        """One call, once there is something left for it.

        Raises:
            SpentError: There is not.
        """
        await asyncio.to_thread(self._meter.look, self._opened)
        response = await handler(request)
        for message in response.result:
            if isinstance(message, AIMessage):
                self._running.unnoted = with_call(self._running.unnoted, message)
        noting = asyncio.ensure_future(
            asyncio.to_thread(self._meter.note, self._opened, self._running)
        )
        try:
            await asyncio.shield(noting)
        except asyncio.CancelledError:
            with suppress(asyncio.CancelledError):
                await noting  # a moment: what is noted now must not be counted again at the end
            raise
        return response
