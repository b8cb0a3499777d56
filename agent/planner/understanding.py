"""A message into a plan: by its own words, or by plainer ones where those are surer."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from agent.planner.judging.second_reading import (
    in_doubt,
    is_settled,
    least_for,
    said_plainly,
    takes_over,
    worth_reading,
)
from agent.planner.learned.rewording import Reworded
from agent.planner.outright import Outright
from agent.planner.reading.plan import Plan
from agent.planner.words.asker import of_asker


@runtime_checkable
class Reworder(Protocol):
    """Puts free wordings in plain words."""

    def __call__(self, text: str, least: float) -> list[Reworded]:
        """The plain requests that are at least so likely, the likeliest first."""
        ...

    def is_plain(self, text: str) -> bool:
        """Whether a text holds none but plain words and names."""
        ...


@dataclass(slots=True)
class Understanding(Outright):
    """Reads messages of one conversation, in plainer words besides."""

    reword: Reworder | None = None

    def plan(self, text: str) -> Plan:
        """The plan for a message, from plainer words than its own where those are surer."""
        first = self.outright(text)
        if self.reword is None or is_settled(first):
            return first
        said = self.world.lexicon.mended(of_asker(text, self.world.me))
        if not in_doubt(first) and self.reword.is_plain(said):
            return first
        for found in worth_reading(said, self.reword(said, least_for(first)), first):
            second = self.outright(found.text)
            if takes_over(second, found.chance, first) and self._may_change(text, first):
                return said_plainly(second, found.text)
        return first

    def _may_change(self, text: str, first: Plan) -> bool:
        """Whether a plan asks back, or would be the same had nothing been said before."""
        begins = self.memory.last is None
        return begins or first.question is not None or self._alone(text) == first.calls
