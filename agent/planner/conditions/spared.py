"""Fields that are no fields to work on: `clean up contacts but never touch emails`.

Read as fields that are named, what is to be left alone would be all that is changed; and the field
of a condition (`phones of contacts with source Webinar`) would be changed besides.
"""

import re
from itertools import pairwise

from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense

_BEFORE = re.compile(
    r"(?:\b(?:except(?: for)?|excluding|exclude|other than|apart from|aside from|minus"
    r"|(?:everything|anything|all)(?: \w+)? but|but not|and not|(?:ignor|skipp|leav)ing(?: out)?"
    r"|ignore|skip|leave out|(?:without|never|don't|do not)(?: ever)? (?:touch|chang|fix|alter"
    r"|correct|edit|modify|normali[sz]|rewrit|standardi[sz])\w*)|(?<=,) not)"
    r"(?: (?:the|any|their|its|our|all))* $"
)
_KEPT = re.compile(r"\b(?:leave|keep)(?: (?:the|any|their|its|our|all))* $")
_ALONE = re.compile(
    r" ?(?:(?:numbers?|address(?:es)?|fields?|names?|values?) )?(?:alone|untouched|unchanged|out\b"
    r"|as (?:is|they are|it is))"
)
_JOINED = re.compile(
    r"(?: (?:numbers?|address(?:es)?|fields?|names?))?(?:,|,? and|,? or|,? nor| &)"
    r" (?:(?:the|their|any) )*"
)
_OF_RECORDS = re.compile(r"\b(?:with|whose|where|having)(?: (?:the|an?|their))* $")
_IS = re.compile(r" ?(?:(?:is|are|=|:|of) ?)*")


def spared(clause: Clause) -> list[Sense]:
    """The fields that are said to be left alone, those of a list after the first one too."""
    found: list[Sense] = []
    for sense in clause.senses:
        if not any(m.slot in {"field", "dimension"} for m in sense.meanings):
            continue
        goes_on = found and _JOINED.fullmatch(clause.low[found[-1].end : sense.start])
        if goes_on or _is_spared(clause, sense):
            found.append(sense)
    return found


def _is_spared(clause: Clause, sense: Sense) -> bool:
    before, after = clause.low[: sense.start], clause.low[sense.end :]
    if _KEPT.search(before) and _ALONE.match(after):
        return True
    return bool(_BEFORE.search(before))


def says_which(clause: Clause, sense: Sense) -> bool:
    """Whether a field or its value only chooses records: `with source Webinar`."""
    place = clause.senses.index(sense)
    around = clause.senses[max(place - 1, 0) : place + 2]
    return any(sense in pair and _is_condition(clause, *pair) for pair in pairwise(around))


def _is_condition(clause: Clause, field: Sense, value: Sense) -> bool:
    kinds = {m.slot for m in field.meanings}
    return (
        bool(kinds & {"field", "dimension"})
        and any(m.slot == "value" for m in value.meanings)
        and bool(_OF_RECORDS.search(clause.low[: field.start]))
        and bool(_IS.fullmatch(clause.low[field.end : value.start]))
    )
