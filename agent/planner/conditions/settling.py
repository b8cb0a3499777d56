"""Conditions taken together: what contradicts, and what can only mean either of two."""

import re
from typing import Any

from agent.planner.words.clause import Clause
from agent.planner.words.signature import Param
from tools.arguments import Slot
from tools.parts.metrics import METRICS

Condition = dict[str, Any]


def settled(found: list[Condition]) -> list[Condition]:
    """The conditions without repetitions and contradictions.

    An open deal that must be closed is open. Open and lost deals are of either status: no record
    has two values in one field.
    """
    found = [c for n, c in enumerate(found) if c not in found[:n]]
    is_open = any(c["field"] == "status" and c["value"] == "open" for c in found)
    return _either([c for c in found if not (is_open and _must_be_closed(c))])


def titles_together(found: dict[str, Any], own: tuple[Param, ...]) -> None:
    """Titles that stand in the store are titles like the others: any of them."""
    titles = next((p.name for p in own if p.slot is Slot.TITLE), "")
    where = next((p.name for p in own if p.slot is Slot.FILTER), "")
    same = [c for c in found.get(where) or [] if c["field"] == "title" and c["op"] == "is"]
    if titles not in found or not same:
        return
    values = [value for c in same for value in _values(c)]
    found[titles] = list(dict.fromkeys([*found[titles], *values]))
    found[where] = [c for c in found[where] if c not in same]
    if not found[where]:
        del found[where]


def _must_be_closed(condition: Condition) -> bool:
    return condition["field"] in {"status", "stage"} and str(condition["value"]).lower() == "closed"


def _either(found: list[Condition]) -> list[Condition]:
    """With the values that a field is to have in one condition, in the order in which they came."""
    together: dict[str, Condition] = {}
    kept: list[Condition] = []
    for condition in found:
        earlier = together.get(condition["field"]) if condition["op"] == "is" else None
        if earlier is None:
            kept.append(condition)
            if condition["op"] == "is" and _is_word(condition):
                together[condition["field"]] = condition
        elif _is_word(condition):
            both = [*_values(earlier), *_values(condition)]
            earlier["value"] = list(dict.fromkeys(both))
        else:
            kept.append(condition)
    return kept


def _is_word(condition: Condition) -> bool:
    return all(isinstance(value, str) for value in _values(condition))


def _values(condition: Condition) -> list[Any]:
    value = condition["value"]
    return value if isinstance(value, list) else [value]


def said_by_figure(clause: Clause, condition: dict[str, Any]) -> bool:
    """Whether a condition is in what the figure is called.

    `Won revenue that we've won` is won revenue, and the cost of a new customer is of all of them.
    """
    told = (clause.metric or "").split("_")
    if condition["field"] == "status" and condition["value"] in told:
        return True
    if condition["field"] != "type" or condition["op"] != "is" or clause.metric is None:
        return False
    said = rf"\b{re.escape(str(condition['value']).lower())} customer"
    return bool(re.search(said, clause.low)) and any(
        re.search(said, words) for words in METRICS[clause.metric].words
    )
