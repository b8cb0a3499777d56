"""Only a part of what an order would do, said with the order: `merge the first two groups`.

The whole is proposed, and then narrowed, so that both steps are shown.
"""

import re

from agent.planner.orders.numbered import read_groups
from agent.planner.words.clause import Clause
from agent.planner.words.memory import Call
from agent.planner.words.signature import Param, params, slots
from tools.arguments import Slot
from tools.catalog import catalog

NARROWS = "narrow_changes"
_FIRST = re.compile(
    r"\b(?:only )?the (?:first|top) (?P<n>\d{1,3}|one|two|three|four|five|six|ten)?"
    r" ?(?:groups?|pairs?|merges?)\b(?: only)?"
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}


def with_part(calls: list[Call], clause: Clause) -> list[Call]:
    """The calls, and the narrowing of a merge to the groups that its order names."""
    tool = calls[0].tool
    if len(calls) != 1 or catalog()[tool].effect != "proposes" or not _is_of_pairs(tool):
        return calls
    part = _part(clause)
    return [*calls, Call(tool=NARROWS, arguments=part, text=clause.text)] if part else calls


def _is_of_pairs(tool: str) -> bool:
    """Whether a tool's proposals are groups of records, and none of its arguments chooses some."""
    return tool.startswith("merge") and not slots(tool) & {Slot.CHANGE_SET, Slot.GROUPS}


def _part(clause: Clause) -> dict[str, object]:
    first = _FIRST.search(clause.low)
    if first is not None and clause.is_free(*first.span()):
        clause.claim(*first.span())
        said = first["n"] or "one"
        return {"keep_first": int(said) if said.isdigit() else _NUMBERS[said]}
    found: dict[str, object] = {}
    for name in ("drop_groups", "groups"):
        numbers = read_groups(clause, _param(name))
        if numbers:
            found[name] = numbers
    return found


def _param(name: str) -> Param:
    return next(p for p in params(NARROWS) if p.name == name)
