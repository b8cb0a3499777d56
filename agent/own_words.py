"""What the person's own message calls for, fixed before anything else was read.

A language model reads records, notes and documents, and may obey what stands in them. So two kinds
of call need more than a model's choice: those that take effect without an approval, and those
whose draft a standing policy would apply. The embedded planner reads nothing but the message; what
it would call for the same message is what the person has asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from agent.planner.understanding import Understanding
from agent.planner.words.memory import Call
from tools.catalog import catalog

READ_AGAIN = frozenset({"cleanup_rules", "narrow_changes"})
"""Tools for which being asked for is enough: the one reads the person's sentence itself, whatever
arguments it is given, and what the other leaves is still shown and approved."""


@dataclass(slots=True)
class OwnWords:
    """The calls that a person's message asks for.

    `trusted` says that the calls themselves are made from the message alone, by no model.
    """

    understanding: Understanding
    text: str
    trusted: bool = False
    _calls: list[Call] | None = field(default=None, init=False)

    def ask_for(self, tool: str, arguments: Mapping[str, Any]) -> bool:
        """Whether the message asks for this call, with these arguments.

        Of a tool that only looks nobody needs to know, and planning takes a while: it is not asked.
        """
        if self.trusted:
            return True
        if _only_looks(tool):
            return False
        given = _plain(tool, arguments)
        return any(
            call.tool == tool and (tool in READ_AGAIN or _plain(tool, call.arguments) == given)
            for call in self._planned()
        )

    def _planned(self) -> list[Call]:
        if self._calls is None:
            self._calls = self.understanding.outright(self.text).calls
        return self._calls


def _only_looks(tool: str) -> bool:
    known = catalog().get(tool)
    return known is not None and known.effect == "reads" and not known.at_once


def _plain(tool: str, arguments: Mapping[str, Any]) -> object:
    """Arguments as they can be compared: with the defaults, whatever the case of a text."""
    known = catalog().get(tool)
    try:
        given = known.arguments.model_validate(dict(arguments)) if known else None
    except ValidationError:
        given = None
    if given is None:
        return dict(arguments)
    return _folded(given.model_dump(mode="json"))


def _folded(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(value.casefold().split())
    if isinstance(value, Mapping):
        return {name: _folded(each) for name, each in value.items()}
    return [_folded(each) for each in value] if isinstance(value, list) else value
