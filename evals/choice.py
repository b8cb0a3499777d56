"""How often the planner's first and second choice of a tool are right, on sentences kept aside.

`evals/aside/` holds every fourth sentence that was written for the asks, chosen by a hash of its
words and never learned from. Only the choice is scored: the exam scores what is made of it.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from agent.lessons import learned, read_for_tools
from agent.planner.learned.intent import Intent
from knowledge.asks import read_all

ASIDE = Path(__file__).parent / "aside"


@dataclass(frozen=True, slots=True)
class Score:
    """Shares, from 0 to 1, of `n` sentences."""

    n: int
    first: float
    among_two: float


def score(intent: Intent, ordinary: frozenset[str]) -> Score:
    """The shares of the sentences kept aside whose tool is the likeliest, or the next after it."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for said in read_all(ASIDE):
        wanted[said.text].add(said.tool)
    asks = read_for_tools([("", text) for text in wanted], ordinary)
    guesses = [[g.tool for g in intent.guess(a.text, a.masked, a.kinds)[:2]] for a in asks]
    right = list(zip(guesses, wanted.values(), strict=True))
    return Score(
        len(right),
        _share(two[0] in tools for two, tools in right),
        _share(not tools.isdisjoint(two) for two, tools in right),
    )


def _share(hits: Iterable[bool]) -> float:
    found = list(hits)
    return sum(found) / len(found)


def main() -> None:
    """Print the score of the shipped choice."""
    known = learned(Path.home() / ".cache" / "pitcrew")
    found = score(known.tools, known.language.ordinary)
    sys.stdout.write(
        f"{found.n:,} sentences kept aside: the right tool is the first choice for "
        f"{found.first:.1%}, among the first two for {found.among_two:.1%}\n"
    )


if __name__ == "__main__":
    main()
