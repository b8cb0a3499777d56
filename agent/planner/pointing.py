"""Words that point at records of an earlier answer: `those companies`, `the first ten`."""

import re
from typing import Any

from agent.planner.clause import Clause
from agent.planner.memory import Memory
from agent.planner.signature import Param
from tools.arguments import Slot

POINTS_AT = re.compile(
    r"\b(?:it|that(?! (?:have|has|are|were|is|raised|we|closed|did|do))"
    r"|th(?:ese|ose)(?! (?:kinds?|sorts?|types?) of)|this list|them|their|they|the list"
    r"|the results?|the above|the (?:first|top|last) (?:\d+|\w+)|ones?|its"
    r"|there(?! (?:is|are|any)))\b"
)
"""Words that point at the records themselves; `the same` points at the question."""


def points_at_nothing(
    clause: Clause, own: tuple[Param, ...], found: dict[str, Any], memory: Memory
) -> bool:
    """`At those companies`, when nothing was listed and the words set no condition themselves."""
    kinds = {p.name: p.slot for p in own}
    if Slot.RECORDS not in kinds.values() or not set(kinds.values()) & _CHOOSES:
        return False
    chosen = {kinds[name] for name in found} & _CHOOSES
    before = memory.last is not None or memory.records is not None
    return not (before or chosen) and bool(POINTS_AT.search(clause.timeless))


_CHOOSES = frozenset({Slot.FILTER, Slot.GEOGRAPHY, Slot.INDUSTRY, Slot.FUNDING_STAGE, Slot.TABLE,
                      Slot.RECORDS})  # fmt: skip
