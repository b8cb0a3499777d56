"""What to do about a message: the calls, or what is said instead."""

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
    again: bool = False
    """Whether the calls take the place of the step before: `..., and split it by region`."""


def leads_up(step: Plan, before: Plan, rest: list[str]) -> bool:
    """Whether an opening that no tool is likely for only leads up to a question of its own."""
    unsure = step.question is not None and step.question.slot == "tool"
    return unsure and not before.calls and any(asks(part) for part in rest)
