"""The embedded planner as a LangChain chat model: tool calls one at a time, then the answer."""

import json
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import ConfigDict, Field, PrivateAttr

from agent.compose import composed
from agent.planner.reading.plan import Plan
from agent.planner.talk.binding import bound
from agent.planner.understanding import Understanding
from tools.result import Result


class EmbeddedPlanner(BaseChatModel):
    """Plans a message once, emits the plan's calls in order, and answers from their results.

    The same message on the same store and conversation always gives the same calls and words.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    # LangChain writes the model's repr into every call's metadata: the lexicon must stay out of it.
    understanding: Understanding = Field(repr=False)
    _plans: dict[str, Plan] = PrivateAttr(default_factory=dict)

    @property
    def _llm_type(self) -> str:
        return "pitcrew-embedded"

    def bind_tools(self, tools: Any, **kwargs: Any) -> "EmbeddedPlanner":
        """It reads the catalog itself, so there is nothing to bind."""
        return self

    def plan_for(self, text: str) -> Plan:
        """The plan for a message; worked out once."""
        if text not in self._plans:
            self._plans[text] = self.understanding.plan(text)
        return self._plans[text]

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        asked, done = _turn(messages)
        plan = self.plan_for(asked)
        message = self._next(plan, done)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _next(self, plan: Plan, done: list[ToolMessage]) -> AIMessage:
        results = [m.artifact for m in done if isinstance(m.artifact, Result)]
        if len(done) < len(plan.calls) and not _stopped(done):
            call = bound(plan.calls[len(done)], results)
            arguments = json.loads(json.dumps(call.arguments, default=str))
            return AIMessage(
                content="",
                tool_calls=[{"name": call.tool, "args": arguments, "id": f"call_{len(done) + 1}"}],
            )
        if plan.question and not done:
            return AIMessage(content=plan.question.text)
        refusals = [str(m.content) for m in done if m.status == "error"]
        return AIMessage(content=composed(results, refusals, plan.statement, plan.aside))


def _turn(messages: list[BaseMessage]) -> tuple[str, list[ToolMessage]]:
    """The person's last message, and the tool results since."""
    last = max(i for i, m in enumerate(messages) if isinstance(m, HumanMessage))
    return messages[last].text, [m for m in messages[last:] if isinstance(m, ToolMessage)]


def _stopped(done: list[ToolMessage]) -> bool:
    """Whether the last result asks the person something that the next step needs."""
    last = done[-1].artifact if done else None
    return isinstance(last, Result) and bool(last.questions)
