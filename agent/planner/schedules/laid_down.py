"""What one of several requests lays down for times to come, where semicolons part them.

`Win rate; every Tuesday find stale deals` asks for one thing now and for another again and again.
A message is read whole for a rule or a schedule, so that what is said of it stays with it (`every
Monday; send it to #sales`); where its parts ask for things of their own, each is read by itself.
"""

import re

from agent.planner.schedules.recurring import recurring
from agent.planner.words.clause import World
from agent.planner.words.memory import Call, Memory
from agent.planner.words.own_request import RULES, is_request
from agent.planner.words.splitting import and_again, asks
from tools.parts.recurrence import find
from tools.parts.teaching import told

_SAID_OF_IT = re.compile(
    r"\b(?:it|them|this|that|those|these|their|its|anything|everything|(?:safe |other )?ones?"
    r"|the (?:results?|rest|digest|report|summary|outcome|others))\b"
    r"|^\W*(?:and |then |also |please )*(?:(?:send|post|e-?mail|mail|deliver|share)(?: me| us)?"
    r" (?:in|to|on|by|via|into) |(?:ask|tell|ping|notify|let) (?:me|us)\b"
    r"|at most\b|no more than\b|max\b|(?:only )?drafts?\b|(?:only |just )?propose\b)",
    re.IGNORECASE,
)
"""How the work is to be done, or where its result goes."""
_SCHEDULES = re.compile(
    r"\b(?:schedules?|move|shift|change|pause|resume|stop|cancel|delete|switch|reschedule|instead)\b",
    re.IGNORECASE,
)
"""Words of messages about what was scheduled before."""
_LISTS = re.compile(
    r"\b(?:every|each|daily|weekly|monthly|nightly)\b[^;:]*(?::\d\d[^;:]*)?:\s", re.IGNORECASE
)
"""`Every Friday at 4: find duplicates; merge the safe ones` is one schedule of several jobs."""
_EVERY = re.compile(
    r"^\W*(?:and |also |please )*(?:every|each) \w+(?: at \S+(?: [ap]m)?)?,? ", re.IGNORECASE
)


def parts_ask(text: str, world: World) -> bool:
    """Whether semicolons part requests, one of which lays something down and one does not."""
    if _LISTS.search(text.partition(";")[0]):
        return False
    parts = [part for apart in text.split(";") for part in and_again(apart) if part.strip()]
    own = [part for part in parts if _is_own(part, world)]
    return len(own) > 1 and any(laid_down(part, world) or RULES.match(part) for part in own)


def _is_own(part: str, world: World) -> bool:
    """Whether a part asks for something of its own."""
    if laid_down(part, world) is not None or RULES.match(part):
        return True
    return (asks(part) or is_request(part)) and not _SAID_OF_IT.search(part)


def laid_down(text: str, world: World) -> Call | None:
    """The call that keeps a rule or a schedule that a part of a message states in full."""
    taught = told(text) if RULES.match(text) else None
    if taught is not None:
        given = {"action": taught.action, "value": taught.found, "written": taught.written}
        arguments = {name: value for name, value in given.items() if value}
        return Call(tool="cleanup_rules", arguments=arguments, text=text)
    if _SCHEDULES.search(text) or find(text, world.today, world.calendar.first_month) is None:
        return None
    every = _EVERY.match(text)
    figure = every is not None and is_request(text[every.end() :])
    return recurring(text, world, Memory(), lambda _: [], surely=figure)
