"""The value that an order gives to a field: a person, a listed word, a day, an amount, a text."""

import re
from collections.abc import Iterator
from typing import Any

from agent.planner.orders.setting_amounts import Found, day, field_name, number, shifted, specs
from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from store.schema import ENTITIES, Kind
from tools.parts.editing.fields import TABLES
from tools.parts.fields import field_named
from tools.result import Question

_LISTED = frozenset({"stage", "status", "forecast_category", "segment", "type", "source",
                     "loss_reason", "region", "product", "industry"})  # fmt: skip
"""Dimensions whose values tell by themselves which field is meant."""
_CONSENT = re.compile(
    r"[\"“']?(?P<out>do[- ]not[- ](?:contact|call|e-?mail|mail|disturb)|dnc|unsubscribed"
    r"|opt(?:ed)?[- ]out|no marketing|not contactable)[\"”']?"
    r"|[\"“']?(?P<in>opt(?:ed)?[- ]in|subscribed)[\"”']?"
)
_OUTCOME = re.compile(r"(?:closed[- ])?(?P<status>won|lost)\b")
_QUOTED = re.compile(r"[\"“](?P<text>[^\"”]{1,300})[\"”]|'(?P<single>[^']{1,300})'(?!\w)")
_TAIL_ENDS = re.compile(
    r"\s*(?:[.;!?]?\s*$|,|\b(?:for|on|of|in|where|at|from|whose|that|which|who|and) (?:the|all"
    r"|these|those|every|my|our|any|each|both|it|them|their|deals?|accounts?|contacts?|leads?|only|not"
    r"|[\w-]+'s)\b|\bplease\b|\band (?:set|change|move|put|the|its|their)\b)"
)
_JOINS = re.compile(r"\s+(?:for|on|of|in|where|whose|at|if|when|because|who)\s")
"""Where a word out of a list ends, and what follows says of which records."""
_TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.COMPANY, Kind.FIRST_NAME, Kind.LAST_NAME,
                    Kind.TITLE, Kind.EMAIL, Kind.PHONE, Kind.DOMAIN, Kind.URL, Kind.COUNTRY,
                    Kind.STATE, Kind.CITY, Kind.POSTCODE, Kind.PICKLIST})  # fmt: skip
_WORDS_MOST = 8
_NAME_MOST = 3
_NO_VALUE = re.compile(
    r"\b(?:case|forms?|spellings?|format|style|way|shape|full|correct|proper|same|each|every|their"
    r"|whatever|ones|most|least|crm|consistent|email|it|them)\b"
)
"""Words about how values are to be written, which are none themselves."""
ONE_PERSON = "They go to one person at a time. Who gets which of them?"


def empties(clause: Clause, opens: str) -> tuple[str, list[tuple[int, int]]] | None:
    """The field that is to be emptied, and the words that say so: `clear the next step of ...`."""
    low = clause.low
    out = re.match(rf"{opens}(?P<verb>unassign|opt (?=[\w' ]+ out\W*$)|unsubscribe)\b", low)
    if out is not None:
        return ("owner", [out.span("verb")]) if out["verb"] == "unassign" else None
    verb = re.match(
        rf"{opens}(?P<verb>clear|blank(?: out)?|empty(?= (?:out|the|their|its))|erase|wipe|unset"
        r"|remove)\b"
        r"(?: (?:out|the|their|its|his|her|all))*\s", low,
    )  # fmt: skip
    if verb is None:
        return None
    for sense in clause.senses:
        whose = _OF.match(low[sense.end :]) or (sense.end == len(low.rstrip(" .!")))
        records = any(m.slot == "table" and m.name in TABLES for m in sense.meanings)
        if sense.start == verb.end() and whose and not records:
            name = field_name(sense)
            return (name, [verb.span("verb"), (sense.start, sense.end)]) if name else None
    return None


_OF = re.compile(r" (?:of|from|on|for|in) ")


def value_at(
    clause: Clause, led: re.Match[str], named: Sense | None, *, gives: bool, only: bool
) -> Found | None:
    """The value that stands after the word that leads to it, with the field that it is for.

    Args:
        clause: The words.
        led: The word that leads to it, such as `to`.
        named: The field that is named for it, if any.
        gives: Whether the verb is one with which records go to a person.
        only: Whether they can go to nobody but a person.
    """
    start = led.end()
    if led["word"] == "by":
        return shifted(clause, led, named)
    sense = next((s for s in clause.senses if s.start == start and _values(s)), None)
    if named is None:
        return _unnamed(clause, led, sense, gives=gives, only=only)
    fields = specs(named)
    kinds = {spec.kind for spec in fields}
    name = field_name(named) or ""
    if Kind.DATE in kinds:
        return day(clause, led, name)
    if kinds & {Kind.MONEY, Kind.NUMBER, Kind.YEAR}:
        return number(clause, led, name)
    if any(spec.target == "user" for spec in fields):
        return _person(clause, led, sense) or _text(clause, led, name, written=True)
    said = _consent(clause, led) if name == "consent" else None
    return said or _known(led, sense, name) or _text(clause, led, name)


def _unnamed(
    clause: Clause, led: re.Match[str], sense: Sense | None, *, gives: bool, only: bool
) -> Found | None:
    """A value that tells its field by itself: `as lost`, `to Dana`, `in Negotiation`."""
    consent = _consent(clause, led)
    if consent is not None:
        return consent
    person = _person(clause, led, sense) if gives else None
    if person is not None:
        return person
    if only:
        return _text(clause, led, "owner", written=True)
    for meaning in _values(sense) if sense else ():
        if meaning.name in _LISTED and sense and not _is_other(clause, sense, meaning.value):
            return Found(meaning.name, meaning.value, [(led.start(), sense.end)], sense.end)
    if gives and led["word"] in {"to", "over to"} and _of_records(clause, led):
        return _text(clause, led, "owner", written=True)
    status = _OUTCOME.match(clause.low, led.end())
    if status and led["word"] in {"to", "as", "into"}:
        return Found("status", status["status"], [(led.start(), status.end())], status.end())
    return None


def _of_records(clause: Clause, led: re.Match[str]) -> bool:
    """Whether records are spoken of, and what they go to is no day."""
    days = any(p.start <= led.end() < p.end for p in clause.periods) or _DAY.match(
        clause.low, led.end()
    )
    return not days and bool(_RECORDS.search(clause.low[: led.start()]))


_DAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\d")
_RECORDS = re.compile(
    r"\b(?:those|these|them|deals?|opportunit(?:y|ies)|opps?|accounts?|compan(?:y|ies)|customers?"
    r"|clients?|contacts?|people|leads?)\b"
)


def _is_other(clause: Clause, sense: Sense, value: str | None) -> bool:
    """Whether the words are records or a team: `push these to contacts`, `to the West team`."""
    same = sense.text.casefold() == (value or "").casefold()
    records = any(m.slot == "table" for m in sense.meanings)
    return (records and not same) or clause.low[sense.end :].startswith(" team")


def _values(sense: Sense) -> list[Any]:
    return [m for m in sense.meanings if m.slot == "value"]


def appointed(clause: Clause, after: int) -> Found | None:
    """Who becomes the owner: `make Dana the owner of those accounts`."""
    led = _BLANK.match(clause.low, after)
    sense = next((s for s in clause.senses if led and s.start == led.end()), None)
    whose = re.match(r" (?:the |an? )?(?:new )?(?:owner|rep|account executive|ae)\b",
                     clause.low[sense.end :]) if sense else None  # fmt: skip
    found = _person(clause, led, sense) if led and whose else None
    if found is not None and sense is not None and whose is not None:
        found.spans.append((sense.end, sense.end + whose.end()))
    return found


_BLANK = re.compile(r"\s+")


def renamed(clause: Clause, after: int) -> Iterator[Found]:
    """The name that a record is to have: `rename the account Bolt to Bolt Labs`."""
    for led in re.finditer(r"\b(?P<word>to|as|into)\s+", clause.low[after:]):
        shifted = re.compile(r"\b(?P<word>to|as|into)\s+").match(clause.low, after + led.start())
        found = _text(clause, shifted, "name") if shifted else None
        if found:
            yield found
            return


def _consent(clause: Clause, led: re.Match[str]) -> Found | None:
    said = _CONSENT.match(clause.low, led.end())
    if said is None:
        return None
    value = "opted out" if said["out"] else "opted in"
    return Found("consent", value, [(led.start(), said.end())], said.end())


def _person(clause: Clause, led: re.Match[str], sense: Sense | None) -> Found | None:
    oneself = re.compile(r"(?:me|myself)\b").match(clause.low, led.end())
    if oneself:
        return Found("owner", "me", [(led.start(), oneself.end())], oneself.end())
    people = [m for m in _values(sense) if m.name in {"owner", "manager"}] if sense else []
    if not people or sense is None:
        return None
    most = max(m.weight for m in people)
    names = sorted({m.value for m in people if m.weight == most})
    if len(names) > 1:
        asked = f"Which owner do you mean by “{sense.text}”?"
        return Found(question=Question(text=asked, options=names, slot=f"name:{sense.text}"))
    if _also_named(clause, sense):
        return Found(question=Question(text=ONE_PERSON))
    return Found("owner", names[0], [(led.start(), sense.end)], sense.end)


def _also_named(clause: Clause, sense: Sense) -> bool:
    """Whether a second person is named beside the first: `to Mei and Sam`."""
    joined = re.match(r"\s*(?:and|or|&|,|/)(?: (?:to|then))?\s+", clause.low[sense.end :])
    at = sense.end + joined.end() if joined else -1
    return any(
        s.start == at and any(m.name in {"owner", "manager"} for m in _values(s))
        for s in clause.senses
    )


def _known(led: re.Match[str], sense: Sense | None, name: str) -> Found | None:
    """A value that records hold already, in their spelling."""
    held = next((m for m in _values(sense) if m.name == name), None) if sense else None
    if held is None or sense is None:
        return None
    return Found(name, held.value, [(led.start(), sense.end)], sense.end)


def _text(clause: Clause, led: re.Match[str], name: str, *, written: bool = False) -> Found | None:
    """What is written after the word: in quotation marks, or up to the end of what is said.

    Args:
        clause: The words.
        led: The word that leads there.
        name: The field.
        written: Take nothing but what is written like a name.
    """
    quoted = _QUOTED.match(clause.text, led.end())
    if quoted:
        said = quoted["text"] or quoted["single"]
        return Found(name, said, [(led.start(), quoted.end())], quoted.end())
    rest = clause.text[led.end() :]
    ends = _TAIL_ENDS.search(rest)
    kinds = {s.kind for t in TABLES if (s := field_named(ENTITIES[t], name))}
    if Kind.PICKLIST in kinds:
        ends = min((ends, _JOINS.search(rest)), key=lambda m: m.start() if m else len(rest))
    said = rest[: ends.start() if ends else len(rest)].strip()
    if not said or len(said.split()) > _WORDS_MOST or not kinds & (_TEXTS | {Kind.REFERENCE}):
        return None
    if _NO_VALUE.search(said.lower()) or (written and len(said.split()) > _NAME_MOST):
        return None
    if written and not all(word[:1].isupper() for word in said.split()):
        return None
    end = led.end() + len(rest[: ends.start() if ends else len(rest)].rstrip())
    return Found(name, said, [(led.start(), end)], end)
