"""The words of what was just asked, follow-ups included, for a request to have it again."""

import re
from collections.abc import Callable

from agent.planner.words.memory import Call, Memory

Replan = Callable[[str], list[Call]]
"""The calls that a text would make if nothing had been said before it."""
_OPENS = re.compile(
    r"^(?:(?:and|but|ok(?:ay)?|so|now|then|please|what about|how about|make (?:it|that)|actually"
    r"|no|sorry|i mean|i meant)\b[ ,]*)+",
    re.IGNORECASE,
)
LONGEST = 300
"""Characters; words that were added to again and again say no longer what is meant."""


def told(before: Call | None, text: str) -> str:
    """The words of a follow-up after those of what it builds on.

    >>> told(Call(tool="measure", arguments={}, text="won revenue by rep"), "and just West?")
    'won revenue by rep, just West'
    """
    more = _OPENS.sub("", text.strip()).rstrip(" ?.!")
    if before is None or not before.text or not more:
        return text
    return f"{before.text.rstrip(' ?.!')}, {more}"


def last_request(memory: Memory, replan: Replan) -> str | None:
    """The request that the last message made, in words that make it anew by themselves.

    None when the words that were said, put together, do not mean the same without the talk before.
    """
    calls = memory.calls[-memory.made :]
    text = " and ".join(dict.fromkeys(c.text for c in calls if c.text))
    if not text or len(text) > LONGEST:
        return None
    again = [(c.tool, c.arguments) for c in replan(text)]
    return text if again == [(c.tool, c.arguments) for c in calls] else None
