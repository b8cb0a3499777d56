"""Pitcrew's tools as MCP's: the same gate, the same receipts; no tool that decides.

A client of MCP is a program, often with a language model in it. It acts for its person with the
person's role, and as an agent: what it proposes stays a draft until a person decides.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fastapi.concurrency import run_in_threadpool
from fastmcp.tools import Tool as McpTool
from fastmcp.tools.base import ToolResult
from mcp.types import ToolAnnotations
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError

from agent.compose import asks_for_approval
from agent.events import Ask, Reply
from agent.toolbelt import told
from agent.watch import called
from api.by_hand import context_for
from api.drawing.markdown import markdown
from api.given import Text
from api.mcp.counting import counted
from api.pressure import Line
from store.errors import BadInput, PitcrewError
from tools.catalog import catalog
from tools.context import Actor
from tools.contract import Tool
from tools.result import Result

if TYPE_CHECKING:
    from agent.setup import Office


@dataclass(frozen=True, slots=True)
class Desk:
    """Where calls are carried out, and for whom."""

    office: "Office"
    who: Callable[[], Actor]
    line: Line

    def actor(self) -> Actor:
        """The program that calls, with the rights of its person."""
        scopes = self.office.settings.agent_scopes
        return replace(self.who(), kind="agent").within(scopes)


class Asked(BaseModel):
    """One message to Pitcrew."""

    model_config = ConfigDict(extra="forbid")

    text: Text = Field(min_length=1, max_length=8000, description="What is wanted, in a sentence.")
    conversation: Text | None = Field(
        default=None, description="The conversation to go on with; none starts a new one."
    )


def offered(desk: Desk) -> list[McpTool]:
    """`ask`, and every tool that does not carry out a person's own word."""
    calls = [gated(desk, tool) for tool in catalog().values() if tool.effect != "decides"]
    return [ask(desk), *calls]


class Gated(McpTool):
    """A tool of ours under its own gate: role, effect and arguments are checked by `Tool.run`."""

    _call: Callable[[Mapping[str, Any]], Any] = PrivateAttr()

    async def run(self, arguments: dict[str, Any]) -> ToolResult:
        """Carry out a call; an expected failure is told to the client, a bug is not."""
        try:
            found: ToolResult = await self._call(arguments)
        except PitcrewError as error:
            return ToolResult(content=f"{error.message} {error.hint}".strip(), is_error=True)
        return found


def gated(desk: Desk, tool: Tool[Any, Any]) -> McpTool:
    """One of the catalogue's tools."""

    def carry_out(arguments: Mapping[str, Any]) -> Result:
        actor = desk.actor()
        with called(tool.name), counted(desk.office, actor) as counting:
            with context_for(desk.office, actor, counting.name) as context:
                result: Result = tool.run(context, arguments)
            counting.gave(result)
            return result

    async def call(arguments: Mapping[str, Any]) -> ToolResult:
        async with desk.line.of(desk.actor()):
            return _given(await run_in_threadpool(carry_out, arguments))

    return _made(
        Gated(
            name=tool.name, description=tool.summary,
            parameters=tool.arguments.model_json_schema(),
            annotations=ToolAnnotations(
                read_only_hint=tool.effect == "reads", destructive_hint=False,
                open_world_hint=False,
            ),
        ),
        call,
    )  # fmt: skip


def ask(desk: Desk) -> McpTool:
    """A message in plain words to the same desk that people talk to."""

    async def call(arguments: Mapping[str, Any]) -> ToolResult:
        try:
            asked = Asked.model_validate(arguments)
        except ValidationError as error:
            raise BadInput(f"That cannot be asked: {error.errors()[0]['msg']}.") from error
        actor = desk.actor()
        message = Ask(text=asked.text, conversation=asked.conversation, actor=actor)
        async with desk.line.of(actor):
            return _replied(await run_in_threadpool(desk.office.desk.answer, message))

    return _made(
        Gated(
            name="ask",
            description="Ask Pitcrew in plain words: it plans, calls its own tools, and answers "
            "with the receipts of its figures. Go on with the conversation that it names.",
            parameters=Asked.model_json_schema(),
            annotations=ToolAnnotations(destructive_hint=False, open_world_hint=False),
        ),
        call,
    )


def _made(tool: Gated, call: Callable[[Mapping[str, Any]], Any]) -> McpTool:
    tool._call = call  # noqa: SLF001 - pydantic's models take private values after they are made
    return tool


def _given(result: Result) -> ToolResult:
    reply = Reply(
        conversation="", run="", answer=result.say, receipts=result.figures, tables=result.tables,
        charts=result.charts, change_sets=result.change_sets, questions=result.questions,
        notes=[*([result.reading] if result.reading else []), *result.notes], ended="answered",
    )  # fmt: skip
    return ToolResult(content=_words(reply), structured_content=json.loads(told(result)))


def _replied(reply: Reply) -> ToolResult:
    kept = {"conversation", "run", "answer", "ended", "receipts", "change_sets", "questions"}
    content = f"{_words(reply)}\n\nConversation `{reply.conversation}`."
    structured = reply.model_dump(mode="json", include=kept)
    return ToolResult(content=content, structured_content=structured)


def _words(reply: Reply) -> str:
    said = markdown(reply, decided_here=False)
    drafts = [given.id for given in reply.change_sets if given.status == "draft"]
    if not drafts:
        return said
    said = said.replace(asks_for_approval(len(drafts)), "")
    return (
        f"{said}\n\nNothing has changed. A person decides, not a program: on Pitcrew's page, or "
        f"with `pitcrew changes approve {drafts[-1]}`. It cannot be approved from here."
    )
