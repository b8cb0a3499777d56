"""Whether a request that was put in plain words anew takes the place of the first reading.

The readers know plain wordings. A network puts a freer one in plain words, and they read it again.
It may have lost or made up something, so its words count only when it is sure of them, surer where
the readers had no doubt of their own, and only when they are then read without a doubt. They may
look at the data; what changes it must have been understood from the person's own words as well.
"""

import re
from collections.abc import Sequence

from agent.planner.learned.rewording import Reworded
from agent.planner.reading.plan import Plan
from tools.catalog import catalog

BEYOND = "nothing"
"""What the network writes for a message that asks for nothing that Pitcrew does."""
SURE, FAIRLY_SURE = -0.7, -1.5
"""The logarithm of the chance over which its words count, where the readers had no doubt of their
own and where they had one; chosen on wordings that it was not taught (`evals/reading.py`)."""
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


def worth_reading(text: str, found: Sequence[Reworded], first: Plan) -> list[str]:
    """The plain requests that may count more than the first reading, the likeliest first."""
    least = FAIRLY_SURE if in_doubt(first) else SURE
    sure = [each for each in found if each.text != BEYOND and _trusted(text, each) > least]
    return [each.text for each in (sure if in_doubt(first) else sure[:1])]


def takes_over(second: Plan, first: Plan) -> bool:
    """Whether a plan made from plain words takes the place of the first one."""
    if in_doubt(second) or not second.calls:
        return False
    return all(_only_looks(call.tool) or _was_meant(call.tool, first) for call in second.calls)


def same(second: Plan, first: Plan) -> bool:
    """Whether two plans do the same, and neither is in doubt."""
    if in_doubt(first) or in_doubt(second):
        return False
    calls = ([(c.tool, c.arguments) for c in plan.calls] for plan in (first, second))
    return next(calls) == next(calls)


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
