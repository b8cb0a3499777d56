"""Values of one dimension that were named side by side are told apart: `East versus West`."""

import re
from typing import Any

from agent.planner.words.signature import Param
from tools.arguments import Slot

_AGAINST = re.compile(r"\b(?:vs|versus|against|compar\w+|next to|beside)\b")
_IN_ONE = re.compile(r"\b(?:combined|jointly|put together|added (?:up|together)|in one figure)\b")
"""`Germany and France combined` is one figure."""


_ONE_PART = re.compile(
    r"^(?!.*\b(?:by|per|each|split|mix|vs|versus)\b).*"
    r"\b(?:share|percent\w*|proportion|fraction|part|portion) of\b.*\bor\b"
)
"""Either of two values makes one part: `the share that was closed or acquired`."""


def spread(low: str, arguments: dict[str, Any], own: tuple[Param, ...]) -> None:
    """Several values of one dimension are compared side by side: `East versus West`."""
    by = next((p for p in own if p.slot is Slot.DIMENSION and p.many), None)
    where = next((p for p in own if p.slot is Slot.FILTER), None)
    if by is None or where is None:
        return
    lists = any(p.slot is Slot.TABLE for p in own)
    wide = [c["field"] for c in arguments.get(where.name, [])
            if isinstance(c.get("value"), list) and c.get("op") == "is"
            and _said_apart(low, c["value"])
            and not (lists and _either(low, c["value"]))]  # fmt: skip
    given = arguments.get(by.name) or []
    if _IN_ONE.search(low) or (arguments.get("share") and _ONE_PART.search(low)):
        return
    if wide and (not given or (_AGAINST.search(low) and wide[0] not in given)):
        arguments[by.name] = [wide[0], *given]


def _either(low: str, values: list[Any]) -> bool:
    """Whether records may have any of some values: `in Germany or France`."""
    last = re.escape(str(values[-1]).lower())
    return re.search(rf"\bor (?:in |from |at |of )?{last}\b", low) is not None


def _said_apart(low: str, values: list[Any]) -> bool:
    """Whether several values were named, and not one word for all: `North America`."""
    parts = (re.split(r"\W+", str(value).lower()) for value in values)
    return any(len(word) > 1 and word in low for words in parts for word in words)
