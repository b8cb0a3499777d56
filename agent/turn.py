"""The LangChain agents, each made once; what a turn needs of its own comes with its message.

Making an agent works out the arguments of every tool and takes longer than a tool call. So an agent
is made for all turns, and its model, its words to the model and its tools are those of the `Turn`
that it runs in.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any, cast

from langchain.agents import create_agent
from langchain.agents.middleware import (
    AgentMiddleware,
    ModelCallLimitMiddleware,
    ModelRequest,
    ModelResponse,
    ToolCallLimitMiddleware,
    ToolCallRequest,
    ToolErrorMiddleware,
)
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, SystemMessage, ToolMessage
from langchain_core.outputs import ChatResult
from langchain_core.tools import BaseTool
from langsmith import set_runtime_overrides

from agent.events import Event
from agent.keeping import Opened
from agent.metering import Meter
from agent.run import Running
from agent.settings import Budget
from agent.toolbelt import Toolbelt, explain, shape
from tools.catalog import catalog

Rail = AgentMiddleware[Any, Any, Any]


async def _at_once(
    _thread: object, context: Context, work: Callable[..., Any], /, *args: Any, **kwargs: Any
) -> Any:
    return context.run(work, *args, **kwargs)


# LangChain asks LangSmith about each of these layers, and LangSmith would ask in the threads that
# tools run in: twenty times in a chat, behind whatever takes long there.
set_runtime_overrides(aio_to_thread=_at_once)


@dataclass(slots=True)
class Turn:
    """One turn of a run: who plans, what they are told, and what they may call."""

    model: BaseChatModel
    tools: Toolbelt
    opened: Opened
    running: Running
    meter: Meter
    told: str = ""
    others: Mapping[str, BaseTool] = field(default_factory=dict)
    """What may be called besides the catalogue."""
    shown: set[str] = field(default_factory=set)
    """The tools that a language model is told of; it may find more."""

    def tool(self, name: str) -> BaseTool | None:
        """The tool of that name, as this turn may call it."""
        return self.others.get(name) or self.tools.get(name)


class OfTheTurn(Rail):
    """Gives each request of an agent what its turn has brought along."""

    async def awrap_model_call(
        self,
        request: ModelRequest[Turn],
        handler: Callable[[ModelRequest[Turn]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        """Ask the turn's own model."""
        turn = request.runtime.context
        told = SystemMessage(turn.told) if turn.told else None
        return await handler(request.override(model=turn.model, system_message=told))

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[Any]]
    ) -> Any:
        """Call the turn's own tool; without one the model is told that there is none."""
        tool = cast("Turn", request.runtime.context).tool(request.tool_call["name"])
        return await handler(request.override(tool=tool) if tool else request)


class _Nobody(BaseChatModel):
    """Stands where an agent is made; every turn brings its own model."""

    @property
    def _llm_type(self) -> str:
        return "pitcrew-nobody"

    def _generate(self, *_args: Any, **_kwargs: Any) -> ChatResult:
        raise AssertionError("every turn brings its own model")


def agent_of(budget: Budget, rails: Sequence[Rail] = ()) -> Any:
    """An agent that stops at the budget; `rails` are what else its requests pass on the way."""
    passed: list[Rail] = [
        ToolErrorMiddleware(explain),
        ToolCallLimitMiddleware(run_limit=budget.tool_calls, exit_behavior="error"),
        ModelCallLimitMiddleware(run_limit=budget.model_calls + 1, exit_behavior="error"),
        *rails,
        OfTheTurn(),
    ]
    tools = [shape(name) for name in catalog()]
    return create_agent(_Nobody(), tools, middleware=passed, context_schema=Turn)


async def events_of(agent: Any, messages: list[AnyMessage], turn: Turn) -> AsyncIterator[Event]:
    """What the agent does about the messages, as it happens."""
    steps = agent.astream({"messages": messages}, context=turn, stream_mode="updates")
    async for update in steps:
        for node in update.values():
            for message in (node or {}).get("messages", []):
                for event in _events(turn.running, message):
                    yield event


def _events(running: Running, message: AnyMessage) -> list[Event]:
    if isinstance(message, AIMessage):
        return running.called(message)
    if isinstance(message, ToolMessage):
        return running.returned(message)
    return []
