"""Whether a request that was put in plain words anew may take the place of the first reading.

The readers know plain wordings. Where they are in doubt about a freer one, the network puts it in
plain words and they read it again. It may have lost or made up something, so its words count only
when they hold the same numbers and names, are read without a doubt, and at most look at the data:
a change must be asked for in words that the readers understand by themselves.
"""

import re
from collections.abc import Iterator

from agent.planner.learned.rewording import Reworded
from agent.planner.reading.plan import Plan
from tools.catalog import catalog

_NUMBER = re.compile(r"\d[\d.,]*(?<![.,])")
_NAME = re.compile(r"(?<=[\w,;:] )[A-Z][\w&'-]+")
_SPELLED = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
BEYOND = "nothing"
"""What the network writes for a message that asks for nothing that Pitcrew does."""
UNSURE = -3.0
"""The logarithm of a chance under which its words are not tried."""


def in_doubt(plan: Plan) -> bool:
    """Whether the readers asked back, left words out of account, or knew nothing to do."""
    return bool(plan.question or plan.aside or not (plan.calls or plan.statement))


def worth_reading(text: str, found: list[Reworded]) -> Iterator[str]:
    """The plain requests that may mean the same as a message, the likeliest first."""
    for each in found:
        if each.chance < UNSURE or each.text == BEYOND:
            return
        if _faithful(text, each.text):
            yield each.text


def takes_over(plan: Plan, first: Plan) -> bool:
    """Whether a plan made from plain words may take the place of the first one."""
    if in_doubt(plan) or plan.statement or not plan.calls:
        return False
    return all(_only_looks(call.tool) or _was_meant(call.tool, first) for call in plan.calls)


def said_plainly(plan: Plan, plain: str) -> Plan:
    """A plan made from plain words, with a reply that gives them."""
    plan.reworded, plan.aside = True, f"I read this as: “{plain}”."
    return plan


def _faithful(text: str, plain: str) -> bool:
    """Whether no number was made up, and no number or name was lost."""
    said, kept = _numbers(text), _numbers(plain)
    if kept - said - set(map(_SPELLED.get, text.lower().split())) - {None}:
        return False
    low = plain.lower()
    return said <= kept and all(name.lower() in low for name in _NAME.findall(text))


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(text))


def _only_looks(tool: str) -> bool:
    return catalog()[tool].effect == "reads"


def _was_meant(tool: str, first: Plan) -> bool:
    return bool(first.guesses) and first.guesses[0].tool == tool
