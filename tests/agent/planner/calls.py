"""Calls that a conversation has made."""

from typing import Any

from agent.planner.words.memory import Call


def last_call(tool: str, **arguments: Any) -> Call:
    """The call that was last: a tool and its arguments."""
    return Call(tool=tool, arguments=arguments)
