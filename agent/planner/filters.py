"""Reading conditions: values of the store, statuses, missing fields and bounds."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from agent.planner.clause import Clause, Doubt
from agent.planner.lexicon import Meaning, Sense
from agent.planner.ranges import noun_of
from agent.planner.signature import Param
from agent.planner.states import states
from agent.planner.text import key, singular
from agent.planner.wanting import missing_from, present_from
from store.schema import ENTITIES, Kind
from tools.parts import geography
from tools.parts.dimensions import DIMENSIONS
from tools.parts.metrics import METRICS

Condition = dict[str, Any]
LINKED = frozenset(
    {"open deals", "open deal", "deals", "open opportunities", "contacts", "activities",
     "open opportunity", "opportunities"}
)  # fmt: skip
"""Records that an account may have none of: `accounts with no open deals`."""
NAMES = frozenset({"owner", "manager", "account"})
"""Dimensions whose values are proper names: two that are alike are still two."""
LARGE = 1000
"""A bare bound from here on is taken for money: `deals over 50k`."""

_DONE = {key(word)[0] for word in ENTITIES["activity"].words if " " not in word} | {
    "email", "demo", "visit", "presentation"}  # fmt: skip
"""Words for what people do, which may be kinds of activity in the store."""
_STATUS = {"open": r"\b(?:open|still open|active|in[- ]flight|in progress|live)\b",
           "won": r"\b(?:won|closed[- ]won|we won|we've won)\b",
           "lost": r"\b(?:lost|closed[- ]lost|we lost)\b"}  # fmt: skip


def read_filters(clause: Clause, param: Param) -> list[Condition] | None:
    """Every condition that the free words set."""
    found = [
        *states(clause),
        *_missing(clause),
        *_unowned(clause),
        *_values(clause),
        *_countries(clause),
        *_statuses(clause),
        *_bounds(clause),
        *_named(clause),
        *_kinds(clause),
    ]
    told = (clause.metric or "").split("_")
    # "Won revenue that we've won" is won revenue.
    found = [c for c in found if not (c["field"] == "status" and c["value"] in told)]
    return _settled(found) or None


def _settled(found: list[Condition]) -> list[Condition]:
    """Without what contradicts: an open deal that must be closed is open."""
    found = _kinds_together([c for n, c in enumerate(found) if c not in found[:n]])
    is_open = any(c["field"] == "status" and c["value"] == "open" for c in found)
    return [c for c in found if not (is_open and _must_be_closed(c))]


def _kinds_together(found: list[Condition]) -> list[Condition]:
    """Emails and meetings are activities of either kind: none is both."""
    kinds = [c for c in found if c["field"] == "type" and c["op"] == "is"]
    if len(kinds) < 2:  # noqa: PLR2004 - one kind is as it is
        return found
    values = [
        v for c in kinds for v in (c["value"] if isinstance(c["value"], list) else [c["value"]])
    ]
    both = {**kinds[0], "value": list(dict.fromkeys(values))}
    return [*(c for c in found if c not in kinds), both]


def _must_be_closed(condition: Condition) -> bool:
    return condition["field"] in {"status", "stage"} and str(condition["value"]).lower() == "closed"


def _values(clause: Clause) -> Iterator[Condition]:
    kept: dict[tuple[str, bool], list[str]] = defaultdict(list)
    turned = False
    last_end = -1
    for sense, _ in list(clause.senses_of("value")):
        meaning = _chosen(clause, sense)
        if meaning is None or meaning.value is None or _is_only_alike(sense, meaning):
            continue
        joined = clause.low[last_end : sense.start].strip() in {"and", "or", ",", ", and", "&"}
        turned = turned if last_end >= 0 and joined else clause.negated(sense.start)
        last_end = sense.end
        clause.claim(sense.start, sense.end)
        _claim_beside(clause, sense, meaning.name)
        values = kept[meaning.name, turned]
        if _plain(meaning) not in values:
            values.append(_plain(meaning))
    for (name, negative), values in kept.items():
        value: str | list[str] = values[0] if len(values) == 1 else values
        yield {"field": name, "op": "is_not" if negative else "is", "value": value}


def _plain(meaning: Meaning) -> str:
    """The value in its usual spelling: the query knows the others that the store holds."""
    value = meaning.value or ""
    code = geography.country_code(value) if meaning.name == "country" else None
    return geography.country_name(code) if code else value


def _chosen(clause: Clause, sense: Sense) -> Meaning | None:
    """What a value's words mean here; several people of one name are a doubt."""
    values = [m for m in sense.meanings if m.slot == "value"]
    beside = [m for m in values if m.name in _dimensions_beside(clause, sense)]
    fitting = [m for m in values if _applies(m.name, clause.subject) and _holds(m, clause.subject)]
    pool = beside or fitting or [m for m in values if _holds(m, clause.subject)]
    if not pool:
        return None
    managing = {m.value for m in pool if m.name == "manager"}
    # A manager is a user too, but seldom the owner of what their people sell.
    pool = [m for m in pool if m.name != "owner" or m.value not in managing] or pool
    best = max(m.weight for m in pool)
    pool = sorted((m for m in pool if m.weight == best), key=lambda m: _rank(m.name))
    exact = [m for m in fitting or values if m.weight == 1 and m.name not in NAMES]
    if best < 1 and exact and len({m.value for m in pool}) > 1:
        pool = exact  # "the East team" is the region when several teams are called East
    same = [m for m in pool if m.name == pool[0].name]
    if len(same) > 1 and len({m.value for m in same}) > 1:
        options = tuple(m.value for m in same if m.value)
        if len({key(option) for option in options}) > 1:
            clause.claim(sense.start, sense.end)
            what = DIMENSIONS[pool[0].name].label
            clause.doubts.append(Doubt(f"Which {what} do you mean by “{sense.text}”?", options))
            return None
    return same[0]


def _is_only_alike(sense: Sense, meaning: Meaning) -> bool:
    """Whether the words only share a stem with the value: `contacts` and `Contacted`."""
    if sense.last > sense.first:
        return False
    said, value = sense.text.casefold(), (meaning.value or "").casefold()
    if meaning.name == "forecast_category" and any(m.slot == "metric" for m in sense.meanings):
        return sense.text != meaning.value  # "more pipeline" is not what is forecast as Pipeline
    if any(m.slot != "value" for m in sense.meanings):
        return said != value
    # "Did they win" is no status; "wins" and "renewals" are as good as the word itself.
    return meaning.name == "status" and singular(said) != singular(value)


def _rank(name: str) -> int:
    return list(DIMENSIONS).index(name) if name in DIMENSIONS else len(DIMENSIONS)


def _holds(meaning: Meaning, table: str | None) -> bool:
    """Whether the table has such a value: a deal is of the type `new`, an account never."""
    return table is None or not meaning.tables or table in meaning.tables


def _applies(name: str, table: str | None) -> bool:
    return table is None or name not in DIMENSIONS or table in DIMENSIONS[name].tables


def _dimensions_beside(clause: Clause, sense: Sense) -> set[str]:
    return {
        m.name
        for other in clause.senses
        if other.first in {sense.last + 1, sense.last + 2} or other.last == sense.first - 1
        for m in other.meanings
        if m.slot == "dimension"
    }


def _claim_beside(clause: Clause, sense: Sense, dimension: str) -> None:
    for other in clause.senses:
        beside = other.first == sense.last + 1 or other.last == sense.first - 1
        if beside and any(m.slot == "dimension" and m.name == dimension for m in other.meanings):
            clause.claim(other.start, other.end)


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


def _statuses(clause: Clause) -> Iterator[Condition]:
    if clause.subject not in {None, "opportunity"}:
        return
    for status, pattern in _STATUS.items():
        match = re.search(pattern, clause.low)
        if match and clause.is_free(*match.span()) and not _in_metric(clause, *match.span()):
            clause.claim(*match.span())
            yield {"field": "status", "op": "is_not" if clause.negated(match.start()) else "is",
                   "value": status}  # fmt: skip


def _unowned(clause: Clause) -> Iterator[Condition]:
    match = re.search(
        r"\b(?:that |which )?(?:nobody|no one|no-one|noone) (?:owns|has(?! \w+ed\b)|looks after)\b"
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


def _missing(clause: Clause) -> Iterator[Condition]:
    for sense in clause.senses:
        name = _field_name(clause, sense)
        if name is None or not clause.is_free(sense.start, sense.end):
            continue
        missing, present = missing_from(clause, sense), present_from(clause, sense)
        if missing or present:
            clause.claim(*(missing or present or (0, 0)))
            yield {"field": name, "op": "missing" if missing else "present", "value": None}


def _field_name(clause: Clause, sense: Sense) -> str | None:
    """The field that a phrase names in the table asked about."""
    if clause.subject == "account" and sense.text.lower() in LINKED:
        return sense.text.lower()
    fields = [m for m in sense.meanings if m.slot == "field"]
    mine = [m for m in fields if clause.subject in {None, m.value}]
    if mine:
        return mine[0].name
    dimension = next((m.name for m in sense.meanings if m.slot == "dimension"), None)
    return (
        dimension if dimension and clause.subject and _applies(dimension, clause.subject) else None
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
        if amount.low is not None and amount.high is not None and amount.compared:
            yield {"field": field, "op": "between", "value": [amount.low, amount.high]}
        elif not amount.compared:
            yield {"field": field, "op": "is", "value": amount.low}
        elif amount.low is not None:
            yield {"field": field, "op": "gt" if amount.strict else "gte", "value": amount.low}
        else:
            yield {"field": field, "op": "lt" if amount.strict else "lte", "value": amount.high}


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


def _named(clause: Clause) -> Iterator[Condition]:
    match = re.search(r"\b(?:named|called|with name|name contains|containing|matching) "
                      r"[\"“']?([\w&.-]+(?: [A-Z][\w&.-]+)*)[\"”']?", clause.text)  # fmt: skip
    if match and clause.is_free(*match.span(1)):
        clause.claim(*match.span())
        yield {"field": "name", "op": "contains", "value": match[1]}
