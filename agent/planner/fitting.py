"""How well a tool's arguments use the words of a request."""

from agent.planner.doubting import unused
from agent.planner.filling import Filled
from agent.planner.signature import params
from tools.arguments import Slot

UNUSED = 0.35
"""A condition that the tool cannot take makes it that much less likely."""
MISSING = 0.4
UNREAD_METRIC = 0.5
EMPTY_RANKING = 0.3
"""A ranking of nothing: `the biggest deals` is no figure broken down."""


def fitness(filled: Filled) -> float:
    """A factor up to 1: the share of its chance that a tool keeps once its arguments are read."""
    factor = 1.0
    if filled.clause is not None and unused(filled.clause) is not None:
        factor *= UNUSED
    if filled.missing:
        factor *= MISSING
    if _leaves_metric(filled):
        factor *= UNREAD_METRIC
    if _ranks_nothing(filled):
        factor *= EMPTY_RANKING
    return factor


def _leaves_metric(filled: Filled) -> bool:
    """Whether the words name a metric in so many words, and the tool computes none."""
    if filled.clause is None or any(p.slot is Slot.METRIC for p in params(filled.calls[0].tool)):
        return False
    return any(sense.last > sense.first for sense, _ in filled.clause.senses_of("metric"))


def _ranks_nothing(filled: Filled) -> bool:
    call = filled.calls[0]
    kinds = {p.name: p.slot for p in params(call.tool)}
    given = {kinds[name] for name in call.arguments if name in kinds}
    return (
        Slot.RANKING in given
        and Slot.DIMENSION in kinds.values()
        and not any(call.arguments.get(n) for n, slot in kinds.items() if slot is Slot.DIMENSION)
    )
