"""Which records a request is about, for what its other words are read against."""

import re
from collections.abc import Mapping
from typing import Any

from agent.planner.conditions.account_kinds import of_ours
from agent.planner.conditions.by_ids import table_by_id
from agent.planner.conditions.wanting import is_wanting
from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from agent.planner.words.signature import finds_prospects, params, slots
from store.schema import ENTITIES
from tools.arguments import Slot
from tools.catalog import family_of
from tools.parts.metrics import METRICS

_EVERYONE = r"\b(?:everyone|everybody|anyone|anybody|people|folks|somebody|someone)\b"
_OF_TEAM = re.compile(
    rf"(?:{_EVERYONE}|\b(?:members?|employees|staff|reps|colleagues|who)\b)[\w' ]{{0,24}}?"
    r"\b(?:in|on|of|from) (?:the )?[\w' -]{2,30}?(?:'s?)? team\b"
)
_AT_COMPANIES = re.compile(
    rf"{_EVERYONE}[^.;]{{0,50}}? (?:at|in|from) (?:\w+ ){{0,3}}?(?:accounts|companies|customers"
    r"|clients|prospects)\b"
)


_ANYONE_AT = re.compile(rf"{_EVERYONE}(?: (?:we|who|that|have|know|is|works?))* (?:at|from|with) $")


def _is_account(sense: Sense) -> bool:
    return any(m.slot == "value" and m.name == "account" for m in sense.meanings)


def people_asked(clause: Clause) -> str | None:
    """Whom words for anybody mean: `everybody in Rocco's team`, `everyone at our customers`."""
    if _OF_TEAM.search(clause.low):
        return "user"
    if any(_ANYONE_AT.search(clause.low[: s.start]) for s in clause.senses if _is_account(s)):
        return "contact"
    first = next((s for s in clause.senses if any(m.slot == "table" for m in s.meanings)), None)
    led = _AT_COMPANIES.search(clause.low)
    if led and first and led.start() <= first.start:
        return "contact"
    return None


OF_VALUE = {"stage": "opportunity", "product": "opportunity", "series": "opportunity",
            "account": "account"}  # fmt: skip
"""The records that a value is about when none are named: `what is in Negotiation`."""


def subject_of(clause: Clause, tool: str, borrowed: Mapping[str, Any]) -> str | None:
    """The table that a clause is about: the one it names, or the one it builds on."""
    if finds_prospects(tool):
        return "account" if clause.has(_OWN) else "prospect_company"
    if Slot.TITLE in slots(tool):
        return "contact"
    table = clause.world.lexicon.here(_subject_of(clause, tool, borrowed))
    return "account" if table == "prospect_company" and of_ours(clause) else table


_OWN = r"\b(?:our|of|among|from|own) (?:own |existing )?(?:accounts|customers|clients)\b"
"""Words by which a list is drawn from the CRM."""


def _subject_of(clause: Clause, tool: str, borrowed: Mapping[str, Any]) -> str | None:
    people = people_asked(clause)
    if people:
        return people
    was = borrowed.get("table")
    said = (t for s, t in clause.named_tables() if not (was and t != was and _is_led(clause, s)))
    named = next((table for table in said if table in ENTITIES), None)
    if named and not (named in _DONE and _is_of_deals(tool)):
        return named
    table = borrowed.get("table")
    if isinstance(table, str):
        return table
    metric = METRICS.get(str(borrowed.get("metric")))
    if metric:
        return metric.table
    values = (m.name for _, m in clause.senses_of("value"))
    held = next((OF_VALUE[name] for name in values if name in OF_VALUE), None)
    return (
        _of_words(clause)
        or table_by_id(clause)
        or held
        or ("opportunity" if _is_of_deals(tool) else None)
        or (_of_line(clause) if _needs_table(tool) else None)
    )


def _needs_table(tool: str) -> bool:
    return any(p.slot is Slot.TABLE and p.required for p in params(tool))


def _of_line(clause: Clause) -> str | None:
    """Companies, where a line of business is named and no records: `agencies in London`.

    Where only a field is named, as in `rows without a country`, they are those that have it first.
    """
    if clause.industries:
        return "account"
    having = [m.value for s in clause.senses for m in s.meanings if m.slot == "field" and m.value]
    return next((table for table in ENTITIES if table in having), None)


def only_says_which(clause: Clause, borrowed: Mapping[str, Any]) -> bool:
    """Whether another table's word in a follow-up only narrows the records that it builds on.

    A word that is a value besides, as `customers` is, sets a condition which these may not have.
    """
    was = borrowed.get("table")
    named = [(s, table) for s, table in clause.named_tables() if table != was]
    return bool(was and named) and all(
        _is_led(clause, s) and not any(m.slot == "value" for m in s.meanings) for s, _ in named
    )


_LED = re.compile(
    r"\b(?:in|at|of|from|with|without|to|for|by|have|has|having|no|any|missing)(?: [\w'-]+){0,3} ?$"
)


def _is_led(clause: Clause, sense: Sense) -> bool:
    """Whether a table's word only says which records are meant: `in healthcare companies`."""
    return is_wanting(clause, sense) or bool(_LED.search(clause.low[: sense.start]))


def _is_of_deals(tool: str) -> bool:
    """Whether what a tool's conditions choose is deals: it takes no table and no figure."""
    names = {Slot.TABLE, Slot.METRIC, Slot.LINK, Slot.CHANGE_SET, Slot.RECORDS}
    family = family_of(tool)
    return Slot.FILTER in slots(tool) and names.isdisjoint(slots(tool)) and family in _OF_DEALS


_OF_DEALS = frozenset({"numbers", "forecasting"})
"""Families whose tools choose deals."""
_DONE = frozenset({"activity"})
"""What a tool for deals cannot be about: `the pack for the board meeting`."""
_OF_WORDS = {
    r"^(?:and )?(?:who do we (?:know|have)|who are our (?:contacts|people))\b"
    r"|\b(?:who|whom) (?:(?:at|in|from|inside) .+ )?(?:do|did|have) we (?:know|have|met?)\b"
    r"|^(?:and )?(?:who|whom) (?:all )?(?:works?|sits|is) (?:at|with) ": "contact",
    r"\bwho (?:has |have |all )?(?:joined|started|left|was hired|were hired|began)\b"
    r"|\bsales ?persons?\b": "user",
    r"\bwho (?:works?|is|sits|sells|are) (?:in|on|for|under) |\bwho (?:reports?|belongs?) to\b"
    r"|\b(?:everyone|everybody|members?) (?:in|on|of) (?:the )?\w+(?: \w+)? team\b": "user",
    r"^(?:list|show(?: me)?|give me|name|find(?: me)?|who is)? ?(?:everyone|everybody"
    r"|all the people"
    r"|people|anyone) (?:we (?:know|have) )?(?:at|from|in) ": "contact",
    r"\b(?:everyone|everybody|people|folks) we know\b": "contact",
    r"\brenewals?\b|\bdue\b|\bclos(?:e|es|ing|ed)\b|\bslipp(?:ed|ing)\b"
    r"|\b(?:win|won|lose|lost)\b": "opportunity",
}


def _of_words(clause: Clause) -> str | None:
    """The records that a verb is about when none are named: `closing next month`."""
    return next((table for words, table in _OF_WORDS.items() if clause.has(words)), None)
