"""Agents that do no work: each answers every message in the same way, whatever was asked.

A case that one of them passes examines nothing, and is refused when it is read. Their words hold
what anybody says who refuses or asks back: a case about a refusal has to demand more than those,
such as what was asked for, the role that it needs, or what is nearest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Idle:
    """How an agent ends every turn, and what it says each time."""

    name: str
    does: str
    ends: Literal["answered", "refused", "needs_answer"]
    says: str
    asks: str = ""


AGENTS = (
    Idle("silent", "did nothing at all", "answered", ""),
    Idle(
        "done",
        "only said that it was done",
        "answered",
        "OK. Done! I have done what you asked for, and all of it is right.",
    ),
    Idle(
        "refusing",
        "only refused",
        "refused",
        "Sorry, no. I can't do that; I cannot help. I am not able to, I am unable to, and I won't:"
        " I don't do that. I do not. It isn't possible; it is not possible. There is no tool for"
        " it. I did not understand. Nothing was changed. You may not do this, you are not allowed"
        " to: your role has no permission, and may only look.",
    ),
    Idle(
        "asking",
        "only asked back",
        "needs_answer",
        "",
        "What do you mean? Which one do you want? I am not sure, I can't tell and do not know."
        " Please say it in other words, or tell me more.",
    ),
)


def even(text: str) -> str:
    """A text as texts are compared: without letter case, spacing and curly quotes.

    >>> even("It  doesn\u2019t")
    "it doesn't"
    """
    return " ".join(text.casefold().replace("\u2019", "'").split())


def holds(text: str, wanted: Sequence[str]) -> bool:
    """Whether one of the wanted texts stands in a text that has been made `even`."""
    return any(even(each) in text for each in wanted)


def satisfied(agent: Idle, says: Sequence[Sequence[str]], never: Sequence[str]) -> bool:
    """Whether an agent's stock words hold every text that is wanted, and none that is not.

    Args:
        agent: Who speaks.
        says: The texts that must be said.
        never: The texts that must not.
    """
    words = even(f"{agent.says} {agent.asks}")
    return all(holds(words, each) for each in says) and not holds(words, never)
