"""Fields that must be empty or filled: `without a phone`, `no website or no phone`."""

import re
from typing import Any

from agent.planner.conditions.alternatives import either
from agent.planner.conditions.stored_values import applies
from agent.planner.conditions.wanting import (
    EITHER,
    JOINED,
    is_conditioned,
    missing_from,
    present_from,
)
from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from store.schema import ENTITIES
from tools.parts.fields import field_named

Condition = dict[str, Any]
LINKED = frozenset(
    {"open deals", "open deal", "deals", "open opportunities", "contacts", "activities",
     "open opportunity", "opportunities"}
)  # fmt: skip
"""Records that an account may have none of: `accounts with no open deals`."""


def lacking(clause: Clause) -> list[Condition]:
    """The conditions on fields that the words say are missing or filled."""
    found: list[Condition] = []
    last, op, led = -1, "", ""
    for sense in clause.senses:
        name = _field_name(clause, sense)
        if name is None or not clause.is_free(sense.start, sense.end):
            continue
        gap = clause.low[last : sense.start] if op else ""
        listed = JOINED.fullmatch(gap) if op and not _goes_on(clause, sense) else None
        missing, present = missing_from(clause, sense), present_from(clause, sense)
        if listed and op == "missing" and _turns(led, listed):
            op, listed = "present", None
            present = present or (sense.start, sense.end)
        if not (missing or present or listed):
            continue
        op = "missing" if missing else "present" if present else op
        if missing and _DROPS.search(clause.low[: missing[0]]):
            op = "present"  # "ignore those without funding"
        clause.claim(*(missing or present or (sense.start, sense.end)))
        last = (missing or present or (0, sense.end))[1]
        led = clause.low[missing[0] : sense.start] if missing else ""
        condition = {"field": name, "op": op, "value": None}
        enough = listed and op == "missing" and _is_either(clause, listed)
        found.append(either(found.pop(), condition) if enough and found else condition)
    return found


_DROPS = re.compile(
    r"\b(?:ignor(?:e|ing)|exclud(?:e|ing)|skip(?:ping)?|leav(?:e|ing) out|drop(?:ping)?|except"
    r"|not counting|don't count|disregard(?:ing)?)(?: \w+){0,3} $"
)


def _turns(led: str, listed: re.Match[str]) -> bool:
    """Whether the second of two fields is there: `with no phone and an email`."""
    return bool(_PLAIN_NO.search(led)) and listed["again"] in {" an", " a"} and not listed["or"]


_PLAIN_NO = re.compile(r"\bno $")
"""Without an article, which `and an email` would go on with: `without a phone and an email`."""


def _is_either(clause: Clause, listed: re.Match[str]) -> bool:
    """Whether one of two fields is enough: `no phone or no email`, but not `no phone or email`."""
    again = {"no", "without", "missing"} & set(listed["again"].split())
    return bool(listed["or"]) and (bool(again) or not EITHER.search(clause.low))


def _goes_on(clause: Clause, sense: Sense) -> bool:
    """Whether a word goes on about the records: `without owner, created this month`, `and who`."""
    if sense.text.lower() in {"who", "whose"} or is_conditioned(clause, sense):
        return True
    rest = sense.end + len(" on")
    return any(sense.end < p.start <= rest + 1 for p in clause.periods)


def _field_name(clause: Clause, sense: Sense) -> str | None:
    """The field that a phrase names in the table asked about."""
    if clause.subject == "account" and sense.text.lower() in LINKED:
        return sense.text.lower()
    fields = [m for m in sense.meanings if m.slot == "field"]
    mine = [m for m in fields if clause.subject in {None, m.value}]
    if mine:
        return mine[0].name
    dimension = next((m.name for m in sense.meanings if m.slot == "dimension"), None)
    if dimension and clause.subject and applies(dimension, clause.subject):
        return dimension
    figure = any(m.slot == "metric" for m in sense.meanings)
    entity = ENTITIES.get(clause.subject or "")
    own = field_named(entity, sense.text) if figure and entity else None
    return own.name if own else None
