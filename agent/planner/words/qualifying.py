"""Words that only say which of what stands beside them: `East team`, `customer contacts`."""

import re
from collections.abc import Sequence

from agent.planner.words.lexicon import Sense

_LEADS = re.compile(r"s?[ :=]*(?:(?:is|are|was|were|not|\w+n't|either|other than|being)[ :=]+)*")
"""What may stand between a dimension and its value: `where owner is not Lee`."""


def says_which(low: str, senses: Sequence[Sense], sense: Sense) -> bool:
    """Whether a table's word only says which: `East team`, `of type prospect`, `commit deals`."""
    if _is_column(low, sense):
        return True
    values = {m.name for m in sense.meanings if m.slot == "value"}
    if values and values & dimensions_before(low, senses, sense):
        return True
    if sense.first < sense.last:
        return False
    if values and _leads_to_table(low, senses, sense):
        return True
    splits = {m.name for m in sense.meanings if m.slot == "dimension"}
    beside = (s for s in senses if s.last == sense.first - 1 or s.first == sense.last + 1)
    return any(m.slot == "value" and m.name in splits for s in beside for m in s.meanings)


def names_other(senses: Sequence[Sense], start: int, end: int) -> bool:
    """Whether a line of business is part of a name here: of an account, or of a segment."""
    around = (s for s in senses if s.start <= start and end <= s.end)
    return any(
        values and "industry" not in values
        for values in ({m.name for m in s.meanings if m.slot == "value"} for s in around)
    )


def is_deed(sense: Sense) -> bool:
    """Whether a word says what was done, and names no records: `touched`, `called`, `emailed`."""
    return sense.first == sense.last and sense.text.lower() in _DEEDS


_DEEDS = frozenset({"touched", "called", "emailed", "contacted", "phoned", "noted"})


def _is_column(low: str, sense: Sense) -> bool:
    """Whether a word names a column to show: `accounts in France, showing owner`."""
    return bool(_SHOWN.search(low[: sense.start]))


_SHOWN = re.compile(r"[^\s,], showing(?: (?:the|their|its))?(?: [\w-]+(?:, and|,| and))* $")


def dimensions_before(low: str, senses: Sequence[Sense], sense: Sense) -> set[str]:
    """The dimensions whose names lead to a phrase: `type is prospect`, `owner: Lee`."""
    return {
        m.name
        for other in senses
        if other.last < sense.first and _LEADS.fullmatch(low[other.end : sense.start])
        for m in other.meanings
        if m.slot == "dimension"
    }


def _leads_to_table(low: str, senses: Sequence[Sense], sense: Sense) -> bool:
    """Whether the very next word names records."""
    after = next((s for s in senses if s.first == sense.last + 1), None)
    return (
        after is not None
        and not is_deed(after)
        and low[sense.end : after.start] == " "
        and any(m.slot == "table" for m in after.meanings)
    )
