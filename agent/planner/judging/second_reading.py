"""Whether a request that was put in plain words anew takes the place of the first reading.

The readers know plain wordings. A network puts a freer one in plain words, and they read it again.
It may have lost or made up something, so its words count only when it is sure of them, surer where
the readers had no doubt of their own, and only when they are then read without a doubt. They may
look at the data; what changes it must have been understood from the person's own words as well.
"""

import re
from collections.abc import Iterator, Sequence

from agent.planner.learned.rewording import Reworded
from agent.planner.reading.plan import Plan
from agent.planner.words.memory import Call
from tools.catalog import catalog

BEYOND = "nothing"
"""What the network writes for a message that asks for nothing that Pitcrew does."""
SURE, FAIRLY_SURE = -0.7, -1.5
"""The logarithm of the chance over which its words count, where the readers had no doubt of their
own and where they had one; chosen on wordings that it was not taught (`evals/reading.py`)."""
SURE_OF_LESS = -0.2
"""The same where a clear reading says all that the plain words say, and more besides."""
A_LOSS, AN_INVENTION = 2.0, 2.0
"""By how much the logarithm falls when a number was lost, and when one was made up."""
_NUMBER = re.compile(r"\d[\d.,]*(?<![.,])")
_SPELLED = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip


def in_doubt(plan: Plan) -> bool:
    """Whether the readers asked back, left words out of account, or knew nothing to do."""
    return bool(plan.question or plan.aside or not (plan.calls or plan.statement))


def is_settled(plan: Plan) -> bool:
    """Whether a plan stands whatever else its words could mean: it carries out a decision."""
    return any(catalog()[call.tool].effect == "decides" for call in plan.calls)


def least_for(first: Plan) -> float:
    """The logarithm of the chance that plain words must have to count more than a reading."""
    return FAIRLY_SURE if in_doubt(first) else SURE


def worth_reading(text: str, found: Sequence[Reworded], first: Plan) -> list[Reworded]:
    """The plain requests that may count more than the first reading, the likeliest first."""
    other = (each for each in found if each.text not in (BEYOND, text))
    weighed = [Reworded(each.text, _trusted(text, each)) for each in other]
    return [each for each in weighed if each.chance > least_for(first)]


def takes_over(second: Plan, chance: float, first: Plan) -> bool:
    """Whether a plan made from plain words takes the place of the first one.

    Args:
        second: The plan made from plain words.
        chance: The logarithm of the chance that they are right.
        first: The plan made from the person's own words.
    """
    if in_doubt(second) or not second.calls:
        return False
    if not in_doubt(first) and not (_is_briefer(second, first) or _details(second, chance, first)):
        return False
    if first.question and (first.question.slot or "").startswith("name:"):
        return False  # whom somebody means, only they can say
    return all(_only_looks(call.tool) or _was_meant(call.tool, first) for call in second.calls)


def _is_briefer(second: Plan, first: Plan) -> bool:
    """Whether a plan does with fewer steps than a clear one: what was parted may be one request.

    Of 17 such wordings that it was not taught, the network read 12 right and the readers none.
    """
    looks = all(_only_looks(call.tool) for call in first.calls)
    return looks and len(second.calls) < len(first.calls)


def _details(second: Plan, chance: float, first: Plan) -> bool:
    """Whether a plan does what a clear one does, with other arguments.

    Where the network took another tool or figure than the readers, the readers were right more
    often; where it took other arguments, the network was, three times in four.
    """
    if [_what(call) for call in second.calls] != [_what(call) for call in first.calls]:
        return False
    drops = _says_less(second, first)
    return not drops or (chance > SURE_OF_LESS and not _says_less(first, second))


def _what(call: Call) -> tuple[str, str]:
    return call.tool, str(call.arguments.get("metric") or call.arguments.get("table"))


def _says_less(second: Plan, first: Plan) -> bool:
    """Whether each call of one plan is a call of the other with nothing added, or the same."""
    return all(any(_within(call, other) for other in first.calls) for call in second.calls)


def _within(call: Call, other: Call) -> bool:
    return call.tool == other.tool and set(_said(call)) <= set(_said(other))


def _said(call: Call) -> Iterator[tuple[str, str]]:
    """Each thing that a call says: an argument, or one of several in it."""
    for name, value in call.arguments.items():
        for each in value if isinstance(value, list) else [value]:
            yield name, str(each)


def said_plainly(plan: Plan, plain: str) -> Plan:
    """A plan made from plain words, with a reply that gives them."""
    plan.reworded, plan.aside = True, f"I read this as: “{plain}”."
    return plan


def _trusted(text: str, found: Reworded) -> float:
    """The logarithm of the chance that plain words are right, for all that is known of them."""
    said, kept = set(_NUMBER.findall(text)), set(_NUMBER.findall(found.text))
    spelled = {_SPELLED.get(word.strip(".,;:?!")) for word in text.lower().split()}
    lost, made_up = said - kept, kept - said - spelled
    return found.chance - A_LOSS * bool(lost) - AN_INVENTION * bool(made_up)


def _only_looks(tool: str) -> bool:
    return catalog()[tool].effect == "reads"


def _was_meant(tool: str, first: Plan) -> bool:
    """Whether the person's own words asked for a tool, and only its scope was in doubt."""
    return in_doubt(first) and bool(first.guesses) and first.guesses[0].tool == tool
