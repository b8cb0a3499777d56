"""Conditions of which one is enough, where a tool takes each by an argument of its own.

`Raised over 100M or went public`: the arguments would all have to be met, so the two are one
further condition.
"""

from typing import Any

from agent.planner.conditions.alternatives import Condition, either, joined
from agent.planner.conditions.filters import all_conditions
from agent.planner.words.clause import Clause
from agent.planner.words.signature import Param
from tools.arguments import Slot


def across(clause: Clause, own: tuple[Param, ...]) -> dict[str, Any]:
    """The condition by the argument that takes it; its words are used up.

    Args:
        clause: The words; its subject is known.
        own: The arguments of the tool.
    """
    where = next((p.name for p in own if p.slot is Slot.FILTER), None)
    apart = any(p.slot is Slot.NUMBER_RANGE for p in own)
    if where is None or not apart or " or " not in clause.low:
        return {}
    look = clause.fresh()
    look.subject = clause.subject
    pair = joined(look, all_conditions(look), [], all_conditions)
    if pair is None or not any(_is_no_name(c) for c in (pair.before, pair.after)):
        return {}
    clause.claim(pair.start, pair.end)
    return {where: [either(pair.before, pair.after)]}


def _is_no_name(condition: Condition) -> bool:
    """Whether a condition is more than a place or a line of business: these have arguments."""
    return condition["op"] not in {"is", "is_not"} or condition["field"] == "status"
