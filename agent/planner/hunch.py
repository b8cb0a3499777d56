"""A figure that is asked for in words that look like small talk."""

from agent.planner.clause import Clause
from agent.planner.intent import Guess
from agent.planner.signature import slots
from tools.arguments import Slot
from tools.catalog import catalog

WORTH_TRYING = 0.08
"""A tool less likely than this is not tried, however well the words would fit it."""
SURE_OF_TALK = 0.9
SURE_OF_FIGURE = 0.8
"""The two likeliest metrics together must be this likely to outweigh small talk."""


def wants_figure(clause: Clause, guesses: list[Guess]) -> bool:
    """Whether words that look like small talk name a figure in a way nobody has listed."""
    figures = clause.world.figures
    measures = [g for g in guesses[1:4] if g.tool in catalog() and Slot.METRIC in slots(g.tool)]
    if figures is None or guesses[0].chance > SURE_OF_TALK or not measures:
        return False
    if measures[0].chance < WORTH_TRYING:
        return False
    best, second = figures.guess(clause.timeless, tuple(clause.norms), frozenset())[:2]
    return best.chance + second.chance > SURE_OF_FIGURE
