"""Reading conditions: values of the store, statuses, missing fields and bounds."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from agent.planner.conditions.alternatives import alternatives
from agent.planner.conditions.by_ids import named_by_id
from agent.planner.conditions.lacking import lacking
from agent.planner.conditions.naming import named
from agent.planner.conditions.prospected import places_and_rounds
from agent.planner.conditions.ranges import founding_years, near_words, noun_of
from agent.planner.conditions.record_states import turned
from agent.planner.conditions.settling import said_by_figure, settled
from agent.planner.conditions.states import states
from agent.planner.conditions.stored_values import applies, read_values
from agent.planner.conditions.two_fields import two_days
from agent.planner.words.amounts import Amount
from agent.planner.words.clause import Clause
from agent.planner.words.signature import Param
from agent.planner.words.text import key
from store.schema import ENTITIES, Kind
from tools.parts import geography, industries
from tools.parts.fields import field_named
from tools.parts.metrics import METRICS

Condition = dict[str, Any]
LARGE = 1000
"""A bare bound from here on is taken for money: `deals over 50k`."""

_DONE = {key(word)[0] for word in ENTITIES["activity"].words if " " not in word} | {
    "email", "demo", "visit", "presentation"}  # fmt: skip
"""Words for what people do, which may be kinds of activity in the store."""
_STATUS = {"open": r"\b(?:open|still open|active|in[- ]flight|in progress|live)\b",
           "won": r"\b(?:won|closed[- ]won|we won|we've won"
                  r"|(?:(?<=we )|(?<=ever )|(?<=we've ))closed)\b",
           "lost": r"\b(?:lost|closed[- ]lost|we lost)\b"}  # fmt: skip
_DEALS = r"(?:deals?|opportunit(?:y|ies)|opps?|contracts?|transactions?)"
_CLOSED = re.compile(
    rf"\b(?P<a>closed) {_DEALS}\b|\b{_DEALS}"
    r"(?: (?:that|which|were|have|got|been|are|already|now|since))* (?P<b>closed)\b"
    r"|\b(?:are|is|were|have|been|got)(?: been)? (?:already|now|since|meanwhile) (?P<c>closed)\b"
    r"|\b(?:already|meanwhile) (?P<d>closed)\b(?! (?:last|this|in|on|by|for)\b)"
)
"""A deal that is only said to be closed was won or lost."""


def read_filters(clause: Clause, param: Param) -> list[Condition] | None:
    """Every condition that the free words set."""
    claimed = list(clause.claimed)
    found = alternatives(clause, all_conditions(clause), claimed, all_conditions)
    return settled([c for c in found if not said_by_figure(clause, c)]) or None


def all_conditions(clause: Clause) -> list[Condition]:
    """The conditions that the words set, as if every one had to be met."""
    return settled([
        *named_by_id(clause),
        *named(clause),
        *two_days(clause),
        *states(clause),
        *turned(clause),
        *lacking(clause),
        *_unowned(clause),
        *read_values(clause),
        *_lines(clause),
        *_countries(clause),
        *places_and_rounds(clause),
        *_statuses(clause),
        *_decided(clause),
        *_did_end(clause),
        *_founded(clause),
        *_bounds(clause),
        *_kinds(clause),
    ])  # fmt: skip


def _countries(clause: Clause) -> Iterator[Condition]:
    """Places that the store spells in another way: `USA` for `United States`."""
    for found in clause.places:
        place = found.value
        if place.kind not in {"country", "region"} or not clause.is_free(found.start, found.end):
            continue
        known = clause.world.lexicon.values_of("country")
        stored = {geography.country_code(v) for v in known} & set(place.countries)
        if stored:
            negative = clause.negated(found.start)
            clause.claim(found.start, found.end)
            names = sorted(geography.country_name(code) for code in stored if code)
            yield {"field": "country", "op": "is_not" if negative else "is",
                   "value": names[0] if len(names) == 1 else names}  # fmt: skip


def _lines(clause: Clause) -> Iterator[Condition]:
    """Lines of business that the store spells in another way: `telecom`."""
    known = clause.world.lexicon.values_of("industry") if clause.industries else []
    if not applies("industry", clause.subject) or clause.subject is None:
        return
    for found in clause.industries:
        reading = industries.resolve(found.text, known)
        plain = reading is not None and reading.values and not reading.markers
        if plain and clause.is_free(found.start, found.end):
            clause.claim(found.start, found.end)
            op = "is_not" if clause.negated(found.start) else "is"
            yield {"field": "industry", "op": op, "value": found.text}


def _statuses(clause: Clause) -> Iterator[Condition]:
    if clause.subject not in {None, "opportunity"}:
        return
    kept: dict[bool, list[str]] = defaultdict(list)
    for status, pattern in _STATUS.items():
        match = re.search(pattern, clause.low)
        if match and clause.is_free(*match.span()) and not _in_metric(clause, *match.span()):
            clause.claim(*match.span())
            kept[clause.negated(match.start())].append(status)
    for negative, said in kept.items():
        yield {"field": "status", "op": "is_not" if negative else "is",
               "value": said[0] if len(said) == 1 else said}  # fmt: skip


def _decided(clause: Clause) -> Iterator[Condition]:
    """`The deals that closed last week`, where no figure says already which of them count."""
    match = _CLOSED.search(clause.low)
    if match is None or clause.metric or clause.subject not in {None, "opportunity"}:
        return
    span = match.span(match.lastgroup or "a")
    if clause.is_free(*span):
        clause.claim(*span)
        yield {"field": "status", "op": "is", "value": ["won", "lost"]}


_ENDED = re.compile(
    r"\b(?:did|do|does|has|have|had) (?:(?!not\b|never\b)[\w'.-]+ ){1,4}?"
    r"(?P<verb>lose|lost|win|won)\b"
    r"|\b(?:did|has|have|had)(?P<who>(?: (?!(?:not|never|been|already|now|since|yet|just|recently"
    r"|ever|they|it|that)\b)[\w'.-]+){1,4}?) (?P<landed>closed?(?! date)|sign(?:ed)?|land(?:ed)?)\b"
)
"""How the deals ended that are asked about: `which deals did Dana lose`."""


def _did_end(clause: Clause) -> Iterator[Condition]:
    """`Which deals did Dana lose`, where no figure says already which of them count."""
    match = _ENDED.search(clause.low)
    if match is None or clause.metric or clause.subject != "opportunity":
        return
    verb = "verb" if match["verb"] else "landed"
    if clause.is_free(*match.span(verb)):
        clause.claim(*match.span(verb))
        value = "lost" if match[verb].startswith("lo") else "won"
        yield {"field": "status", "op": "is", "value": value}


def _unowned(clause: Clause) -> Iterator[Condition]:
    match = re.search(
        r"\b(?:that |which )?(?:nobody|no one|no-one|noone) (?:owns|has(?! \w+ed\b)|looks after)\b"
        r"|\b(?:(?:with|and|but|have|has) )*(?:nobody|no[ -]?one)(?: is)?"
        r" (?:assigned|responsible)\b"
        r"|\b(?:owned by|assigned to|belonging to|belongs? to) (?:nobody|no one|no-one|noone)\b"
        r"|\bun(?:owned|assigned)\b|\b(?:that are |are )?not (?:assigned|owned)"
        r"(?: to (?:anyone|anybody)| by (?:anyone|anybody))?",
        clause.low,
    )
    if match and clause.is_free(*match.span()):
        clause.claim(*match.span())
        yield {"field": "owner", "op": "missing", "value": None}


def _in_metric(clause: Clause, start: int, end: int) -> bool:
    """Whether a status is part of a metric's name: `won revenue`."""
    return any(
        s.start <= start and end <= s.end and s.last > s.first
        for s in clause.senses
        for m in s.meanings
        if m.slot == "metric" and METRICS[m.name].unit == "money"
    )


def _bounds(clause: Clause) -> Iterator[Condition]:
    for amount in clause.amounts:
        if not clause.is_free(amount.start, amount.end) or not (amount.compared or amount.money):
            continue
        large = max(amount.low or 0, amount.high or 0) >= LARGE
        field = noun_of(clause, amount, clause.subject) or _usual(
            clause.subject, money=amount.money or large
        )
        if field is None:
            continue
        clause.claim(amount.start, amount.end)
        _claim_noun(clause, amount, field)
        if amount.low is not None and amount.high is not None and amount.compared:
            yield {"field": field, "op": "between", "value": [amount.low, amount.high]}
        elif not amount.compared:
            yield {"field": field, "op": "is", "value": amount.low}
        elif amount.low is not None:
            yield {"field": field, "op": "gt" if amount.strict else "gte", "value": amount.low}
        else:
            yield {"field": field, "op": "lt" if amount.strict else "lte", "value": amount.high}


def _claim_noun(clause: Clause, amount: Amount, field: str) -> None:
    """The words beside a number that call the field, whichever records they usually are of."""
    entity = ENTITIES.get(clause.subject or "")
    for sense in near_words(clause, amount):
        spec = field_named(entity, sense.text) if entity else None
        if spec and spec.name == field:
            clause.claim(sense.start, sense.end)


def _founded(clause: Clause) -> Iterator[Condition]:
    """In which years companies began: `founded before 1985`."""
    if clause.subject not in {"account", "prospect_company", "funding_round"}:
        return
    field = "prospect_company_id." if clause.subject == "funding_round" else ""
    while found := founding_years(clause):
        low, high = found.get("at_least"), found.get("at_most")
        both = low is not None and high is not None
        op = "between" if both else "gte" if low is not None else "lte"
        value = [low, high] if both else low if low is not None else high
        yield {"field": f"{field}founded_year", "op": op, "value": value}


def _usual(table: str | None, *, money: bool) -> str | None:
    """The field that a bare amount of money is about."""
    if not money or table not in ENTITIES:
        return "amount_cents" if money and table is None else None
    return next((f.name for f in ENTITIES[table].fields if f.kind is Kind.MONEY), None)


def _kinds(clause: Clause) -> Iterator[Condition]:
    """What kind of record a word for the table means: `meetings` are activities of that type."""
    if clause.subject != "activity":
        return
    phrases = clause.world.lexicon.phrases
    said = [norm for norm in dict.fromkeys(clause.norms) if norm in _DONE]
    kinds = [m.value for norm in said for m in phrases.get((norm,), [])
             if m.slot == "value" and m.name == "type"]  # fmt: skip
    if kinds:
        yield {"field": "type", "op": "is", "value": kinds[0] if len(kinds) == 1 else kinds}
