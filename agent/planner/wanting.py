"""Words that say a field is missing or filled: `without an account`, `with a phone`."""

import re

from agent.planner.clause import Clause
from agent.planner.lexicon import Sense

_MISSING = re.compile(
    r"(?:\bwithout|\bmissing|\black(?:s|ing)?|\bno|\bhave no|\bhas no|\bblank|\bempty|\bwith no"
    r"|\b(?:don't|doesn't|do not|does not|didn't) have|\bnot have"
    r"|\bnot (?:tied|linked|attached) to)"
    r"(?: (?:an?|any|the|their|its|a valid))* ?$"
)
_MISSING_AFTER = re.compile(
    r"^ ?(?:field |value )?(?:is|are) (?:missing|blank|empty|not set|unset)"
)
_ACTS = re.compile(r"^ (?:has|have|had|is|was|will|would|ever|did)\b")
"""After `no rep`, a verb: the words are about what nobody did, not about a missing field."""
_PRESENT = re.compile(r"(?:\bwith|\bthat have|\bwho have|\bhaving|\bhas)(?: (?:an?|any))+ ?$")


def missing_from(clause: Clause, sense: Sense) -> tuple[int, int] | None:
    """The characters that say a field is missing, the field included; None when it is not."""
    before = _MISSING.search(clause.low[: sense.start])
    if before and not _ACTS.match(clause.low[sense.end :]):
        return before.start(), sense.end
    after = _MISSING_AFTER.match(clause.low[sense.end :])
    return (sense.start, sense.end + after.end()) if after else None


def present_from(clause: Clause, sense: Sense) -> tuple[int, int] | None:
    """The characters that say a field is filled; None when they do not."""
    before = _PRESENT.search(clause.low[: sense.start])
    return (before.start(), sense.end) if before else None


def is_wanting(clause: Clause, sense: Sense) -> bool:
    """Whether a phrase is only named as missing or filled."""
    return missing_from(clause, sense) is not None or present_from(clause, sense) is not None
