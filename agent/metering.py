"""The language model's meter: looked at before each of its calls, and moved on after it.

Runs that are under way at once, in any process, see what the others have used. What they use
together is above what is allowed by no more than the call that each of them had begun.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage
from sqlalchemy import Engine

from agent import allowance
from agent.apart import apart, finished
from agent.keeping import Opened
from agent.run import Running, with_call
from agent.settings import Settings
from store import usage
from store.engine import reading, writing
from store.errors import PitcrewError, Upstream
from store.usage import Spent

if TYPE_CHECKING:
    from agent.turn import Turn

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

    @property
    def is_limited(self) -> bool:
        """Whether there is a limit at all."""
        allowed = self.settings.allowance
        return not (allowed.tokens_per_day is None and allowed.cost_per_month is None)

    def look(self, opened: Opened) -> None:
        """Go on only while there is something left.

        Raises:
            SpentError: There is not.
        """
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

    async def awrap_model_call(
        self,
        request: "ModelRequest[Turn]",
        handler: "Callable[[ModelRequest[Turn]], Awaitable[ModelResponse[Any]]]",
    ) -> ModelResponse[Any]:
        """One call, once there is something left for it.

        Raises:
            SpentError: There is not.
        """
        turn = request.runtime.context
        meter, opened, running = turn.meter, turn.opened, turn.running
        if running.unnoted.model_calls:
            await finished(meter.note, opened, running)
        if meter.is_limited:
            await apart(meter.look, opened)
        response = await handler(request)
        for message in response.result:
            if isinstance(message, AIMessage):
                running.unnoted = with_call(running.unnoted, message)
        if any(getattr(message, "tool_calls", None) for message in response.result):
            # An answer is noted with the end of the run, which it is, a moment later.
            await finished(meter.note, opened, running)
        return response
