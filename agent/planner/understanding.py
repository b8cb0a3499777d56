"""A message into a plan: by its own words, or by plainer ones where those are surer."""

from collections.abc import Callable
from dataclasses import dataclass

from agent.planner.judging.second_reading import (
    is_settled,
    said_plainly,
    takes_over,
    worth_reading,
)
from agent.planner.learned.rewording import Reworded
from agent.planner.outright import Outright
from agent.planner.reading.plan import Plan


@dataclass(slots=True)
class Understanding(Outright):
    """Reads messages of one conversation, in plainer words besides."""

    reword: Callable[[str], list[Reworded]] | None = None
    """What puts a free wording in plain words, likeliest first."""

    def plan(self, text: str) -> Plan:
        """The plan for a message, from plainer words than its own where those are surer."""
        first = self.outright(text)
        if self.reword is None or is_settled(first):
            return first
        plainer = self.reword(self.world.lexicon.mended(text))
        for found in worth_reading(text, plainer, first):
            second = self.outright(found.text)
            if takes_over(second, found.chance, first) and self._may_change(text, first):
                return said_plainly(second, found.text)
        return first

    def _may_change(self, text: str, first: Plan) -> bool:
        """Whether a plan asks back, or would be the same had nothing been said before."""
        begins = self.memory.last is None
        return begins or first.question is not None or self._alone(text) == first.calls
