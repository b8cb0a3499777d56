"""A breakdown that was asked for and that a tool cannot give: said, never left out in silence."""

import re

from agent.planner.reading.filling import Filled
from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from agent.planner.words.signature import params
from tools.arguments import Slot


def unsplit(filled: Filled) -> str:
    """The words of a breakdown that the tool cannot give: `by region`."""
    clause, tool = filled.clause, filled.calls[0].tool
    if clause is None:
        return ""
    if any(p.slot is Slot.DIMENSION for p in params(tool)):
        return _by_a_field(clause)
    split = [
        s
        for s, _ in clause.senses_of("dimension")
        if clause.before(s.start, 1) in (["by"], ["per"]) or _PER.match(s.text.lower())
    ]
    sorting = clause.has(r"\b(?:sort|order|rank|arrange|group)\w*(?: \w+)? by\b|\bowned by\b")
    return f"by {split[0].text}" if split and not sorting else ""


def _by_a_field(clause: Clause) -> str:
    """The words of a breakdown by what is no dimension: `by email consent`."""
    for sense in clause.senses:
        by = _BY.search(clause.low[: sense.start])
        if by and clause.is_free(sense.start, sense.end) and _is_field_alone(sense):
            return clause.text[by.start() : sense.end]
    return ""


def _is_field_alone(sense: Sense) -> bool:
    return {m.slot for m in sense.meanings} in ({"field"}, {"field", "metric"})


_PER = re.compile(r"(?:per|by|each|every) ")
_BY = re.compile(r"(?<!sorted )(?<!sort )(?<!ordered )(?<!order )(?<!ranked )\bby (?:\w+ )?$")
