"""The groups of a breakdown whose figure lies within bounds, and the bounds in words."""

import operator
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from store.errors import BadInput
from tools.arguments import Bound
from tools.parts.formats import written
from tools.parts.measuring.asked import Asked
from tools.parts.measuring.groups import Group
from tools.parts.measuring.receipts import Derived, exact
from tools.parts.metrics.shape import Answer
from tools.result import Figure

_TESTS: tuple[tuple[str, str, Callable[[Any, Any], bool]], ...] = (
    ("above", "above", operator.gt),
    ("at_least", "at least", operator.ge),
    ("below", "below", operator.lt),
    ("at_most", "at most", operator.le),
)


def within(answer: Answer, bound: Bound) -> bool:
    """Whether a figure lies within the bounds; a missing one does not."""
    return holds(answer.value, bound)


def holds(value: Any, bound: Bound) -> bool:
    """Whether a value lies within the bounds; a missing one does not."""
    return value is not None and all(test(value, limit) for _, limit, test in _limits(bound))


def kept(asked: Asked, groups: Sequence[Group], bound: Bound) -> tuple[list[Group], Figure]:
    """The groups within the bounds, and how many they are."""
    found = [g for g in groups if within(g.answer, bound)]
    inputs = {"groups": str(len(groups)), "bound": told(asked.unit, bound)}
    counted = Derived(
        "groups_within", f"groups {told(asked.unit, bound)}", Decimal(len(found)), "count",
        "count of groups whose figure is within the bounds", inputs,
    )  # fmt: skip
    return found, counted.figure(asked)


def told(unit: str, bound: Bound) -> str:
    """The bounds in words: `below 50 %`, `at least $1,000 and at most $2,000`."""
    parts = [f"{words} {written(exact(limit, unit), unit)}"
             for words, limit, _ in _limits(bound)]  # fmt: skip
    return " and ".join(parts)


def verdict(asked: Asked, whole: Answer | None, bound: Bound) -> str:
    """Whether the figure over all rows lies within the bounds."""
    if whole is None or whole.value is None:
        return f"Without a value it cannot be said whether it is {told(asked.unit, bound)}."
    return f"That is {'' if within(whole, bound) else 'not '}{told(asked.unit, bound)}."


def missed(asked: Asked, bound: Bound) -> list[str]:
    """What a low count cannot show: groups that have no row at all."""
    low = bound.below is not None or bound.at_most is not None
    if not low or asked.unit != "count" or any(d.grain for d in asked.by):
        return []
    nouns = " and ".join(d.label for d in asked.by)
    return [f"Only those with at least one are counted: a {nouns} with none is not in this list."]


def _limits(bound: Bound) -> list[tuple[str, Decimal, Callable[[Any, Any], bool]]]:
    found = [(words, getattr(bound, name), test) for name, words, test in _TESTS]
    limits = [(words, Decimal(str(value)), test) for words, value, test in found
              if value is not None]  # fmt: skip
    if not limits:
        raise BadInput("The bound on each group's figure says nothing.",
                       hint="Give above, at_least, below or at_most.")  # fmt: skip
    return limits
