"""Conditions of which one is enough: `over 100k or in Commit`, `a gmail or a yahoo address`.

Conditions on one field are alternatives by themselves. Where `or` stands between two different
ones, each side is read on its own, and what both sides say is one condition.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agent.planner.conditions.unread import SAYS_NOTHING
from agent.planner.words.clause import Clause

Condition = dict[str, Any]
Read = Callable[[Clause], list[Condition]]
_OR = re.compile(r",? or (?:else )?(?:(?:that|which|who|those) (?:are |have |has )?)?")
_ENDS = re.compile(r",(?!\d)| and\b| but\b|[.;?!]")
LONGEST = 9
"""Words before `or` that may belong to the condition there."""


def alternatives(
    clause: Clause, found: list[Condition], claimed: list[tuple[int, int]], read: Read
) -> list[Condition]:
    """The conditions, with those on either side of an `or` made into one.

    Args:
        clause: The words, all read.
        found: The conditions that they set.
        claimed: What had been used up before these were read.
        read: Reads the conditions of a part of the words.
    """
    pair = joined(clause, found, claimed, read)
    if pair is None:
        return found
    return [
        either(pair.before, pair.after),
        *(c for c in found if c not in (pair.before, pair.after)),
    ]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two conditions of which one is enough, and the characters that say them."""

    before: Condition
    after: Condition
    start: int
    end: int


def joined(
    clause: Clause, found: list[Condition], claimed: list[tuple[int, int]], read: Read
) -> Pair | None:
    """The first two conditions that `or` stands between; arguments as above."""
    if len(found) < 2 or clause.subject is None:  # noqa: PLR2004 - it takes two to choose from
        return None
    for joint in _OR.finditer(clause.low):
        behind = _ENDS.search(clause.low, joint.end())
        end = behind.start() if behind else len(clause.low)
        after = _alone(clause, joint.end(), end, claimed, read)
        if len(after) != 1 or after[0] not in found:
            continue
        before, start = _nearest(clause, joint.start(), claimed, read)
        if before is None or before not in found or not _differ(before, after[0]):
            continue
        return Pair(before, after[0], start, end)
    return None


def either(one: Condition, other: Condition) -> Condition:
    """One condition that is met when either of two is."""
    both = [*(one["either"] if one["field"] == "either" else [one]), other]
    return {"field": "either", "op": "is", "value": None, "either": both}


def _nearest(
    clause: Clause, end: int, claimed: list[tuple[int, int]], read: Read
) -> tuple[Condition | None, int]:
    """The condition that ends right before a character, and where it begins, if one does."""
    starts = [t.start for t in clause.tokens if t.end <= end][-LONGEST:]
    for start in reversed(starts):
        alone = _alone(clause, start, end, claimed, read)
        if alone:
            return (alone[0] if len(alone) == 1 else None), start
    return None, end


def _alone(
    clause: Clause, start: int, end: int, claimed: list[tuple[int, int]], read: Read
) -> list[Condition]:
    """The conditions of some of the words, when they say nothing else."""
    part = clause.part(start, end, clause.subject or "")
    part.claimed, part.metric = list(claimed), clause.metric
    found = read(part)
    said = {w for t in part.left_over() for w in (t.norm,) if t.text.lower() not in _PLAIN}
    return found if found and said <= SAYS_NOTHING | _PLAIN else []


_PLAIN = frozenset(
    "with in from an a the address that who which deal have has having or either are is be whose"
    " of owned own by assigned filled set given entered account contact lead company opportunity"
    " one".split()
)
"""Words that lead to a condition, and set none."""


def _differ(one: Condition, other: Condition) -> bool:
    """Whether two conditions can be alternatives that are none yet."""
    plain = one["op"] == other["op"] == "is" and all(
        isinstance(c["value"], str | list) for c in (one, other)
    )
    return not (one["field"] == other["field"] and plain)
