"""What to do about a message: the calls, or what is said instead."""

import re
from dataclasses import dataclass, field

from agent.planner.learned.intent import Guess
from agent.planner.words.memory import Call, Pending
from agent.planner.words.splitting import asks
from tools.result import Question


@dataclass(slots=True)
class Plan:
    """What to do about a message."""

    calls: list[Call] = field(default_factory=list)
    question: Question | None = None
    pending: Pending | None = None
    statement: str = ""
    guesses: list[Guess] = field(default_factory=list)
    aside: str = ""
    """What the reply says besides: words that were left out of account."""
    reworded: bool = False
    """Whether it was read from other words than the person's own."""
    again: bool = False
    """Whether the calls take the place of the step before: `..., and split it by region`."""


def leads_up(step: Plan, before: Plan, rest: list[str]) -> bool:
    """Whether an opening that no tool is likely for only leads up to a question of its own."""
    unsure = step.question is not None and step.question.slot == "tool"
    ordered = step.pending is not None and _ORDERS.match(step.pending.call.text)
    return unsure and not ordered and not before.calls and any(asks(part) for part in rest)


_ORDERS = re.compile(
    r"\W*(?:please )?(?:fix|normali[sz]e|standardi[sz]e|clean|tidy|merge|dedupe|fill|close|assign"
    r"|reassign|update|delete|remove|load|import|export|undo|schedule|correct)\b",
    re.IGNORECASE,
)
"""What opens so is to be done; left out without a word, it would look as if it had been."""
