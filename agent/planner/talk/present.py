"""`For the quarter` is this one, unless another was just looked at."""

import re
from datetime import date

from agent.planner.words.memory import Memory

_THE_UNIT = re.compile(
    r"\b(?P<lead>for|over|in|during) the (?:(?:full|whole|entire|current|running|present)"
    r" )?(?P<unit>week|month|quarter|year)\b"
    r"(?=\W*$|[,;:.?!)] ?|(?: so far| by| per| in| and| vs\.?| versus| against| compared| split"
    r"| only| please| as a whole| overall| among| across)\b)"
    r"(?!,? (?:20\d\d|to date|before|after|prior|ahead|ended|ending))",
    re.IGNORECASE,
)
_DAYS = {"week": (7, 7), "month": (28, 31), "quarter": (84, 98), "year": (360, 371)}
"""How long each may be, in calendars by months and by weeks."""


def of_now(text: str, memory: Memory) -> str:
    """The text with the present week, month, quarter or year named as such.

    >>> of_now("win rate for the year", Memory())
    'win rate for this year'
    >>> of_now("won revenue for the month of May", Memory())
    'won revenue for the month of May'
    """
    said = _THE_UNIT.search(text)
    if said is None or _is_that(memory, said["unit"].lower()):
        return text
    if said["lead"].lower() != "for" and said.end() < len(text.rstrip(" .?!")):
        return text  # "in the month in which it closed"
    return f"{text[: said.start()]}{said['lead']} this {said['unit']}{text[said.end() :]}"


def _is_that(memory: Memory, unit: str) -> bool:
    """Whether the last answer was about such a stretch of time: that one is meant again."""
    period = memory.last.arguments.get("period") if memory.last else None
    first, _, last = str(period or "").partition("..")
    if not last:
        return False
    least, most = _DAYS[unit]
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    return least <= days <= most
