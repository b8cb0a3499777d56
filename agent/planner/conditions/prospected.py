"""Conditions on places and funding rounds that the store spells in its own way."""

import re
from collections.abc import Iterator
from typing import Any

from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from tools.parts import funding, geography

Condition = dict[str, Any]
_ROUNDS = frozenset({"funding_round"})


def places_and_rounds(clause: Clause) -> Iterator[Condition]:
    """States by their names where the store has codes, and stages of funding by the data's own."""
    yield from _states(clause)
    if clause.subject == "prospect_company":
        yield from _counted(clause)
    if clause.subject in _ROUNDS:
        yield from _stages(clause)


_COUNTED = re.compile(
    r"\b(?:(?:exactly|only|just|precisely) (?P<n>one|a single|1|two|2|three|3|four|4|five|5)"
    r"|(?P<one>a single|(?:only |just )?(?:the |their |its )?(?:1st|first)"
    r"(?= round (?:only|so far))"
    r"|(?:only|just) (?:the |their |its )?(?:1st|first)))"
    r" (?:(?:round|raise)s?(?: of (?:funding|financing|money))?"
    r"|(?:funding|financing|investment) rounds?)(?: (?:only|so far|to date|ever))?\b"
)
"""How many rounds a company raised in all: `exactly one round`, `1st round only`."""
_NUMBERS = {"one": 1, "a single": 1, "two": 2, "three": 3, "four": 4, "five": 5}


def _counted(clause: Clause) -> Iterator[Condition]:
    match = _COUNTED.search(clause.low)
    if match and clause.is_free(*match.span()):
        clause.claim(*match.span())
        said = match["n"] or "one"
        count = int(said) if said.isdigit() else _NUMBERS[said]
        yield {"field": "funding_rounds", "op": "is", "value": count}


def is_state(clause: Clause, sense: Sense) -> bool:
    """Whether a word is a state that the store knows, though some city is called so too."""
    stored = _stored_states(clause)
    return any(
        p.start <= sense.start and sense.end <= p.end and p.value.kind == "state"
        and stored & set(p.value.states)
        for p in clause.places
    )  # fmt: skip


def _states(clause: Clause) -> Iterator[Condition]:
    for found in clause.places:
        codes = sorted(_stored_states(clause) & set(found.value.states))
        free = clause.is_free(found.start, found.end)
        if found.value.kind != "state" or not codes or not free:
            continue
        negative = clause.negated(found.start)
        clause.claim(found.start, found.end)
        names = [geography.state_name(code) for code in codes]
        yield {"field": "state", "op": "is_not" if negative else "is",
               "value": names[0] if len(names) == 1 else names}  # fmt: skip


def _stored_states(clause: Clause) -> set[str]:
    known = clause.world.lexicon.values_of("state")
    codes: set[str] = clause.remember(
        "states", lambda: {code for v in known if (code := geography.state_code(v))}
    )
    return codes


def _stages(clause: Clause) -> Iterator[Condition]:
    known = clause.world.lexicon.values_of("stage")
    values: list[str] = []
    for found in clause.rounds:
        answers = funding.answering(found.value, known).values
        if answers and clause.is_free(found.start, found.end):
            clause.claim(found.start, found.end)
            values += [v for v in answers if v not in values]
    if values:
        yield {"field": "stage", "op": "is", "value": values[0] if len(values) == 1 else values}
