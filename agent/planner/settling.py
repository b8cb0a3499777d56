"""Conditions taken together: what contradicts, and what can only mean either of two."""

from typing import Any

Condition = dict[str, Any]


def settled(found: list[Condition]) -> list[Condition]:
    """The conditions without repetitions and contradictions.

    An open deal that must be closed is open. Open and lost deals are of either status: no record
    has two values in one field.
    """
    found = [c for n, c in enumerate(found) if c not in found[:n]]
    is_open = any(c["field"] == "status" and c["value"] == "open" for c in found)
    return _either([c for c in found if not (is_open and _must_be_closed(c))])


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
