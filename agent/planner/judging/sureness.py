"""How likely the best reading must be before it is run instead of asked about."""

from agent.planner.conditions.unread import is_mostly_strange, unread
from agent.planner.judging.doubting import loose, unused
from agent.planner.judging.residue import residue
from agent.planner.learned.intent import Guess
from agent.planner.orders.changing import least_chance
from agent.planner.reading.filling import Filled
from agent.planner.words.signature import slots
from tools.arguments import Slot
from tools.catalog import catalog

SURE = 0.38
"""Below this chance the planner asks; chosen on the development sentences."""
WHOLE = 0.2
"""The least for a mere look whose every word is used: it shows what it looked for."""
DESPITE_STRANGE = 0.95
"""The least for a look that read nothing, where most words are known to nobody."""
LEAST_READ = 2
"""Arguments; a look that reads fewer may be for anything."""


LOOKS, AMONG_LOOKS = 0.7, 0.27
"""Where looks together are this likely, the likeliest need only be so likely: none changes
anything, and what it leaves out is said beside it."""


def needed(filled: Filled, guesses: list[Guess]) -> float:
    """The least chance at which a reading is run."""
    call = filled.calls[0]
    if catalog()[call.tool].effect != "reads":
        return least_chance(call)
    if not filled.read and filled.clause and is_mostly_strange(filled.clause, call.tool):
        return DESPITE_STRANGE
    if _is_whole(filled):
        return WHOLE
    looks = sum(g.chance for g in guesses if g.tool in catalog() and _looks_at_records(g.tool))
    several = looks >= LOOKS and len(filled.read) >= LEAST_READ
    return AMONG_LOOKS if several and not filled.missing else SURE


def _looks_at_records(tool: str) -> bool:
    """Whether a tool only looks, at records or figures that conditions choose."""
    return catalog()[tool].effect == "reads" and Slot.FILTER in slots(tool)


def _is_whole(filled: Filled) -> bool:
    """Whether a look takes every word that sets a condition, and takes several."""
    clause, tool = filled.clause, filled.calls[0].tool
    if clause is None or filled.missing or filled.doubts or len(filled.read) < LEAST_READ:
        return False
    left = unused(clause, tool) is not None or loose(clause) or unread(clause, tool)
    return not (left or residue(filled))
