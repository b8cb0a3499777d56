"""The tools as LangChain wants them: the one module that knows both."""

import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Any

from langchain.agents.middleware import ToolCallRequest
from langchain_core.tools import BaseTool, StructuredTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from agent.occasion import Occasion
from agent.watch import called
from knowledge.sections import visible
from store.errors import PitcrewError
from tools.catalog import catalog
from tools.context import Consent, Context
from tools.contract import Tool
from tools.result import Result

Opener = Callable[[str, dict[str, Any]], AbstractContextManager[Context]]
"""Opens a context of its own for one call of a tool: LangChain runs a turn's calls at once."""

ROWS_TOLD = 20
"""Rows of a table that a model is told; it is told how many there are."""
IDS_TOLD = 50


@dataclass(frozen=True, slots=True)
class Toolbelt:
    """The tools of the catalogue, each made ready for a run when it is called."""

    opener: Opener
    occasion: Occasion | None = None

    def get(self, name: str) -> BaseTool | None:
        """The named tool, if there is one."""
        tool = catalog().get(name)
        return None if tool is None else _bind(tool, self.opener, self.occasion)


def explain(error: Exception, _: ToolCallRequest) -> str | None:
    """Tell the model of an expected failure; `None` lets a bug stop the run."""
    if isinstance(error, PitcrewError):
        return f"{error.message} {error.hint}".strip()
    return None


def told(result: Result) -> str:
    """What a model is told of a result: the words, the figures, and the first rows."""
    told = result.model_dump(mode="json", exclude={"charts", "tables"}, exclude_defaults=True)
    told["tables"] = [
        {
            "name": t.name,
            "columns": t.columns,
            "rows": t.model_dump(mode="json")["rows"][:ROWS_TOLD],
            "total": t.total,
            "row_ids": t.row_ids[:IDS_TOLD],
        }
        for t in result.tables
    ]
    # A model must read no more in a record than a person sees there.
    return visible(json.dumps(told, ensure_ascii=False))


@cache
def shape(name: str) -> StructuredTool:
    """A tool as a model is told of it; working that out anew for every run takes a while."""
    tool = catalog()[name]
    made = StructuredTool.from_function(
        lambda **_: ("", None),
        name=tool.name,
        description=tool.summary,
        args_schema=tool.arguments,
        response_format="content_and_artifact",
    )
    _ = made.tool_call_schema  # kept in it, and in its copies
    return made


@cache
def schema(name: str) -> dict[str, Any]:
    """A tool of the catalogue as OpenAI's protocol writes it."""
    return convert_to_openai_tool(shape(name))


def _bind(tool: Tool[Any, Any], opener: Opener, occasion: Occasion | None) -> BaseTool:
    def call(**arguments: object) -> tuple[str, Result]:
        started = time.perf_counter()
        with called(tool.name), opener(tool.name, dict(arguments)) as context:
            result: Result = (
                occasion.call(context, tool, arguments)
                if occasion
                else tool.run(context, arguments)
            )
        result.facts["ms"] = round((time.perf_counter() - started) * 1000)
        return told(result), result

    return shape(tool.name).model_copy(update={"func": call})


def consent_for(given: list[Consent], tool: str, arguments: dict[str, Any]) -> Consent | None:
    """The consent that a call needs, if the person gave it."""
    for one in given:
        if tool == f"{one.verb}_changes" and arguments.get("change_set") == one.change_set_id:
            return one
    return None


def decisions(given: list[Consent]) -> set[str]:
    """The tools that a person's own word allows in this turn."""
    return {f"{one.verb}_changes" for one in given}
