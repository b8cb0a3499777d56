"""A request that is to be made again and again: `every Friday at 4pm clean up the CRM`.

What is to be done each time is kept as words: it is planned anew at every run, by whoever plans
then. So the sentence is taken apart before anything in it is read: the times, where a digest is to
go, and what is left.
"""

import re

from agent.planner.schedules.recurring_words import DOES, MUST, POLITE, WANTS, WISHED, left_of
from agent.planner.words.clause import World
from agent.planner.words.courtesy import heart
from agent.planner.words.memory import Call, Memory
from agent.planner.words.repeating import Replan, last_request
from agent.planner.words.splitting import asks
from tools.parts.recurrence import Found, find, said

_QUESTION = re.compile(
    r"^\W*(?:how|what|which|who|whose|why|when|where|did|do|does|is|are|was|were|have|has)\b",
    re.IGNORECASE,
)
_SCHEDULES = re.compile(
    r"\b(?:(?:re)?schedul(?:e|ed|ing)|set (?:it |this |that )?up|automatically|automate"
    r"|on autopilot|recurring|regularly|routinely|put (?:it|this) on)\b",
    re.IGNORECASE,
)
_LOOKS = re.compile(
    r"^(?:show|list|count|compare|plot|chart|break|tell|display|get|see|measure|calculate|compute"
    r"|give|split|graph)\b",
    re.IGNORECASE,
)
_SENDS = re.compile(
    r"\b(?:send|e-?mail|mail|post|message|slack|deliver|ping|dm)(?: (?:me|us|it|the|a|an|my|our"
    r"|them|this|that|everyone|\S+@\S+)\b| \w+ (?:a|the)\b"
    r"|[^,;]{3,60} (?:to|in|on) (?:\S+@\S+|#\w))",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"^(?:do |run |make |send |show |repeat |refresh )?(?:me )?(?:(?:this|that|it|the same|the"
    r" above)(?: (?:one|report|list|question|query|thing|forecast|analysis|cleanup|clean-up|again"
    r"|for me))*)?[ .!]*$",
    re.IGNORECASE,
)
_LY = re.compile(r"ly$", re.IGNORECASE)
_AFTER_LY = re.compile(
    r"^\s*(?:$|[,.;:!?]|at\b|on\b|and\b|by\b|in\b|to\b|please\b|for me\b|with\b)"
)
_COUNTED = re.compile(
    r"^\s*(?:count|number|total|sum|average|mean|median|amount|value|trend|breakdown|split|view"
    r"|figures?|numbers|totals|counts)\b(?! (?:the|all|our|them|these)\b)",
    re.IGNORECASE,
)
"""What follows when a word of time is of the figure: `monthly count of lost deals`."""
_AT_FIRST = re.compile(
    r"^\W*(?:please |pls |and |also |so |hey |hi |pitcrew |ok )*\W*$", re.IGNORECASE
)
_DAY = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b\d+(?:st|nd|rd|th)\b", re.IGNORECASE
)
"""A day that was not read as a part of the times."""
_REMINDS = re.compile(r"\bremind\b", re.IGNORECASE)


def recurring(
    text: str, world: World, memory: Memory, replan: Replan, *, surely: bool = False
) -> Call | None:
    """The call that schedules a request, when a sentence asks for that.

    Args:
        text: What the person said.
        world: What the reading depends on besides.
        memory: What the conversation remembers.
        replan: The calls that a text would make by itself.
        surely: Whether the sentence as a whole surely asks for it, so that its form need not.
    """
    found = find(text, world.today, world.calendar.first_month)
    if found is None or _REMINDS.search(text):
        return None
    if not (_is_schedule(text, found) or (surely and _can_be_schedule(text, found))):
        return None
    left = left_of(heart(without(text, found)))
    ask = left.ask
    if _POINTS.match(ask):
        before = last_request(memory, replan)
        if before is None:
            return None
        ask = before
    when = said(found.rule)
    again = find(when, world.today, world.calendar.first_month)
    if again is None or again.rule != found.rule:
        when = str(found.rule)
    arguments = {
        "ask": ask, "when": when, "timezone": found.zone, "destination": left.destination,
        "draft_only": left.draft_only or None, "max_rows": left.max_rows,
    }  # fmt: skip
    given = {name: value for name, value in arguments.items() if value is not None}
    return Call(tool="schedule_work", arguments=given, text=text)


def _is_schedule(text: str, found: Found) -> bool:
    """Whether the times say when to do something, and not which records are meant."""
    asked = POLITE.sub("", heart(text))
    if _QUESTION.match(asked):
        return False
    if _SCHEDULES.search(asked):
        return True
    start, end = _main(text, found)
    rest = POLITE.sub("", without(text, found)).strip(" ,.;:")
    does = bool(asks(rest) or DOES.match(rest) or MUST.match(rest))
    if not (does or _SENDS.search(rest) or WANTS.match(rest) or WISHED.match(rest)):
        return False
    first = bool(_AT_FIRST.match(POLITE.sub("", text[:start])))
    if _LY.search(text[start:end]) and not _AFTER_LY.match(text[end:]):
        # "Send the weekly report" names a report.
        return first and does and not _COUNTED.match(text[end:])
    return first or bool(_SENDS.search(rest)) or _is_for_a_time(text[start:end], rest, found)


def _can_be_schedule(text: str, found: Found) -> bool:
    """Whether nothing speaks against a schedule: no question, no look at what happened each day."""
    rest = POLITE.sub("", without(text, found)).strip(" ,.;:")
    return not (_QUESTION.match(rest) or _LOOKS.match(rest) or _DAY.search(rest))


def _is_for_a_time(words: str, rest: str, found: Found) -> bool:
    """Whether words in the middle or at the end say when: `show calls every day` does not."""
    every = re.search(r"\b(?:every|each)\b", words, re.IGNORECASE) is not None
    if _LOOKS.match(rest) or WISHED.match(rest):
        return found.plain and (len(found.pieces) > 1 or (every and _has_weekday(found)))
    return found.plain or every


def _has_weekday(found: Found) -> bool:
    return found.rule.cron.split()[4] != "*"


def _main(text: str, found: Found) -> tuple[int, int]:
    """The piece that says how often: the longest."""
    return max(
        found.pieces, key=lambda piece: (_names_days(text[slice(*piece)]), piece[1] - piece[0])
    )


def _names_days(words: str) -> bool:
    return re.search(r"\b(?:every|each|\w+ly|once|on|of)\b", words, re.IGNORECASE) is not None


def without(text: str, found: Found) -> str:
    """The text without the words of the times."""
    for start, end in reversed(found.pieces):
        text = f"{text[:start].rstrip()} {text[end:].lstrip()}"
    return " ".join(text.split())
