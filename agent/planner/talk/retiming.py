"""Other times for a schedule that was just proposed: `no, make it Tuesdays`, `at 8 instead`."""

import re
from datetime import date

from agent.planner.words.memory import Call, Memory
from tools.parts.recurrence import find, said
from tools.parts.recurrence.hours import find_clock

_OPENS = re.compile(
    r"^\W*(?:(?:no|nope|sorry|oops|wait|actually|rather|ok(?:ay)?|and|but|please|let's|better|hm+"
    r"|make (?:it|that)|change (?:it|that) to|i meant|i mean|do it|send it|run it|have it|at|on|to"
    r"|say|move (?:it|that)(?: to)?|can (?:we|you)|could (?:we|you))\b[ ,]*)*",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"[ ,]*\b(?:instead|rather|please|then|not \w+days?|thanks|(?:would be )?better)\W*$"
    r"|[ .!?]+$",
    re.IGNORECASE,
)
_AT_ENDS = re.compile(r"^(?:(?:at|on)\b ?)+|(?: ?\b(?:at|on))+$")
LONGEST = 9
"""Words; a longer message is a request of its own."""


def retimed(text: str, memory: Memory, today: date, fiscal_start_month: int = 1) -> Call | None:
    """The schedule that waits with other times; None when the words are about anything else.

    Args:
        text: What the person said.
        memory: What the conversation remembers.
        today: Every other week counts from it.
        fiscal_start_month: Quarters begin with it.
    """
    last = waiting(memory)
    if last is None or len(text.split()) > LONGEST:
        return None
    when = _when(_ENDS.sub("", _OPENS.sub("", text)).strip(), last.arguments["when"], today,
                 fiscal_start_month)  # fmt: skip
    return (
        Call(tool=last.tool, arguments={**last.arguments, "when": when}, text=text)
        if when
        else None
    )


def waiting(memory: Memory) -> Call | None:
    """The call that proposed the schedule which waits for a word, if the talk is about one."""
    last = memory.last
    if last is None or memory.newest("draft") is None or memory.pending is not None:
        return None
    return last if last.tool == SCHEDULES and {"ask", "when"} <= last.arguments.keys() else None


SCHEDULES = "schedule_work"


def _when(words: str, before: str, today: date, first_month: int) -> str | None:
    """The new times; a time of day alone leaves the days, and days alone leave the time."""
    clock, old = find_clock(f"at {words}"), find_clock(before)
    text = f"at {words}"
    rest = text[3:] if clock is None else f"{text[: clock.start]} {text[clock.end :]}"
    rest = _AT_ENDS.sub("", rest.strip(" ,"))
    at = clock or old
    if at is None or (not rest and clock is None):
        return None
    days = rest or (f"{before[: old.start]}{before[old.end :]}".strip(" ,") if old else "")
    hour = f"at {at.hour:02d}:{at.minute:02d}"
    for lead in ("", "every ", "on "):
        found = find(f"{lead}{days} {hour}", today, first_month)
        if found is None or len(found.pieces) < 2:  # noqa: PLR2004 - the days and the hour
            continue
        told = sum(end - start for start, end in found.pieces)
        if told >= len(f"{lead}{days} {hour}") - 1:
            return said(found.rule)
    return None
