"""Whether a request that was put in plain words anew takes the place of the first reading.

The readers know plain wordings. A network puts a freer one in plain words, and they read it again.
It may have lost or made up something, so its words count only when it is sure of them, surer where
the readers had no doubt of their own, and only when they are then read without a doubt. They may
look at the data; what changes it must have been understood from the person's own words as well.
"""

import math
import re
from collections.abc import Iterator, Sequence

from agent.planner.learned.rewording import Reworded
from agent.planner.reading.plan import Plan
from tools.catalog import catalog

BEYOND = "nothing"
"""What the network writes for a message that asks for nothing that Pitcrew does."""
SURE, FAIRLY_SURE = -0.7, -1.5
"""The logarithm of the chance over which its words count, where the readers had no doubt of their
own and where they had one; chosen on wordings that it was not taught (`evals/reading.py`)."""
SURE_OF_LESS = -0.2
"""The same where a clear reading says all that the plain words say, and more besides."""
VERY_SURE = -0.3
"""The same where the readers took another time, or understood what a request is about."""
NEVER = math.inf
"""No chance is enough: a logarithm that rounding lifts over 0 is not either."""
FORM = frozenset(
    {"as_file", "curves", "destination", "every", "max_rows", "method", "running", "share"}
)
"""Arguments that say how an answer is wanted; where the network left one out it was never right."""
OPPOSITES = tuple(
    (f"'{one}'", f"'{other}'")
    for pair in (("top", "bottom"), ("lt", "gt"), ("is", "is_not"), ("below", "above"),
                 ("ascending", "descending"), ("with", "without"), ("at_most", "at_least"))
    for one, other in (pair, pair[::-1])
)  # fmt: skip
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
    if first.question and (first.question.slot or "").startswith("name:"):
        return False  # whom somebody means, only they can say
    meant = all(_only_looks(call.tool) or _was_meant(call.tool, first) for call in second.calls)
    return meant and chance > _needed(second, first)


def _needed(second: Plan, first: Plan) -> float:
    """The logarithm of the chance over which a plan may take the place of the first one.

    Counted on wordings that the network was not taught: where it took another tool than a clear
    reading, it was right in fewer than half; where it took fewer steps, the readers never were;
    and where it took other arguments, they were one time in four.
    """
    doubt = in_doubt(first)
    if _tools(second) != _tools(first):
        return FAIRLY_SURE if doubt else SURE if _is_briefer(second, first) else NEVER
    if _turns_round(second, first) or _drops_form(second, first):
        return NEVER
    if _says_less(second, first) and not _says_less(first, second):
        return SURE if doubt else SURE_OF_LESS
    if _abouts(second) != _abouts(first):
        return VERY_SURE if doubt else NEVER
    if _times(first) and _times(second) != _times(first):
        return VERY_SURE
    return FAIRLY_SURE if doubt else SURE


def _is_briefer(second: Plan, first: Plan) -> bool:
    """Whether a plan does with fewer steps than one that only looks.

    What was parted may be one request.
    """
    looks = all(_only_looks(call.tool) for call in first.calls)
    return looks and len(second.calls) < len(first.calls)


def _tools(plan: Plan) -> list[str]:
    return [call.tool for call in plan.calls]


def _abouts(plan: Plan) -> list[str]:
    """What each call is about: its figure or its table."""
    return [str(c.arguments.get("metric") or c.arguments.get("table")) for c in plan.calls]


def _times(plan: Plan) -> list[str]:
    """The times that were said, where any was."""
    return [str(c.arguments["period"]) for c in plan.calls if "period" in c.arguments]


def _turns_round(second: Plan, first: Plan) -> bool:
    """Whether a plan has the opposite of what the other says: `bottom` for `top`."""
    said, others = ({*_said(plan)} for plan in (second, first))
    return any((name, value.replace(one, other)) in others and (name, value) not in others
               for name, value in said for one, other in OPPOSITES if one in value)  # fmt: skip


def _drops_form(second: Plan, first: Plan) -> bool:
    """Whether a plan does not give the answer in the form that was asked for."""
    kept = {name for call in second.calls for name in call.arguments}
    return any(name in FORM and name not in kept for call in first.calls for name in call.arguments)


def _says_less(second: Plan, first: Plan) -> bool:
    """Whether a plan says nothing that the other does not say."""
    return {*_said(second)} <= {*_said(first)}


def _said(plan: Plan) -> Iterator[tuple[str, str]]:
    """Each thing that a plan says: an argument, or one of several in it."""
    for call in plan.calls:
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
