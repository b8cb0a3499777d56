"""Several values of one field that are asked for apart: `calls and emails per rep, split`."""

import re
from typing import Any

from agent.planner.words.clause import Clause
from agent.planner.words.signature import Param
from tools.arguments import Slot
from tools.parts.dimensions import DIMENSIONS

_APART = re.compile(
    r"\b(?:(?:split|broken|separated|divided|kept)(?: (?:up|out|apart|them))?"
    r"(?! (?:by|per|into|on|at|down|for)\b)"
    r"|separately|individually|each on (?:its|their) own|each (?:one )?(?:separately|apart)"
    r"|in (?:two|three|separate) (?:columns|lines|rows)|side by side|one by one"
    r"|not (?:lumped |added |mixed )?together)\b"
)


def apart(clause: Clause, found: dict[str, Any], own: tuple[Param, ...]) -> None:
    """Break a figure down by the field of which several values are named, where it is asked."""
    names = {p.slot: p.name for p in own}
    by, where = names.get(Slot.DIMENSION), names.get(Slot.FILTER)
    said = _APART.search(clause.low)
    if by is None or where is None or Slot.METRIC not in names or said is None:
        return
    for condition in found.get(where) or []:
        field = condition["field"]
        several = isinstance(condition["value"], list) and condition["op"] == "is"
        if several and field in DIMENSIONS and field not in found.get(by, []):
            clause.claim(*said.span())
            found[by] = [*found.get(by, []), field]
