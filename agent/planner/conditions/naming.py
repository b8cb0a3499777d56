"""Conditions on how a text reads: `accounts starting with B`, `title containing manager`."""

import re
from collections.abc import Iterator
from typing import Any

from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from agent.planner.words.text import singular
from store.schema import ENTITIES, Kind

Condition = dict[str, Any]
_NO_TEXT = frozenset({Kind.MONEY, Kind.NUMBER, Kind.YEAR, Kind.SHARE, Kind.DATE, Kind.INSTANT,
                      Kind.FLAG, Kind.REFERENCE})  # fmt: skip
_SAID = r"[\"“'‘]?(?P<said>[\w@&.-]+(?: [A-Z][\w&.-]+)*)[\"”'’]?"
_NAMED = re.compile(
    rf"(?<!been )(?<!never )\b(?:named|called|with (?:the )?name) "
    rf"(?!or\b|and\b|the\b|by\b|in\b|for\b|this\b|last\b|on\b|back\b|not\b|is\b|are\b|missing\b|contain|start|begin|includ|like\b|blank\b|empty\b|unknown\b|any\w*\b|us\b|them\b|me\b|him\b|her\b|every\w+\b|some\w+\b|no\w*\b){_SAID}"
)
_READS = re.compile(
    rf"\b(?:(?P<starts>(?:that |which |who )?(?:starts?|starting|begins?|beginning) (?:with|on|in)"
    rf"(?: the letters?)?)"
    rf"|(?P<holds>(?:that |which |who )?(?:contain(?:s|ing)?|includ(?:es?|ing)|matching"
    rf"|with the words?|(?:has|have|having) the words?(?! of))(?: the words?)?)) {_SAID}"
)
_NAMES = {"account": "name", "contact": "full_name", "lead": "full_name", "opportunity": "name",
          "product": "name", "user": "name", "team": "name",
          "prospect_company": "name", "prospect_person": "full_name"}  # fmt: skip
"""What a record is called by."""


_WITHIN = re.compile(
    rf"\b(?:with|having|have|has|containing|contains?) (?:the words? )?{_SAID}"
    rf" (?:in|inside|within) (?:the|their|its|his|her)(?: \w+)? (?P<field>names?|titles?|emails?"
    rf"|descriptions?|domains?|websites?|next steps?|phones?|cit(?:y|ies)|job titles?)\b"
)
_FIELDS = {"title": "title", "email": "email", "description": "description", "domain": "domain",
           "website": "website", "next step": "next_step", "phone": "phone", "city": "city",
           "job title": "title"}  # fmt: skip


def named(clause: Clause) -> Iterator[Condition]:
    """Records by their name, or by what a field of theirs reads like."""
    yield from _quoted(clause)
    for match in _WITHIN.finditer(clause.text):
        field = _FIELDS.get(singular(match["field"].lower())) or _NAMES.get(clause.subject or "")
        if field and clause.is_free(*match.span("said")):
            clause.claim(*match.span())
            yield {"field": field, "op": "contains", "value": match["said"]}
    called = _NAMED.search(clause.text)
    if called and clause.is_free(*called.span("said")):
        clause.claim(*called.span())
        yield {"field": "name", "op": "contains", "value": called["said"]}
    yield from _of_company(clause)
    yield from _own_names(clause)
    for match in _READS.finditer(clause.text):
        yield from _read(clause, match)


_OWN_NAME = re.compile(
    r"\b(?P<which>first|last|given|family|sur)[ -]?name(?: is| of|:| =)? [\"“'‘]?"
    r"(?P<said>[A-Z][\w'-]+)[\"”'’]?"
)
_NAMED_SO = {"first": "first_name", "given": "first_name"}


def _own_names(clause: Clause) -> Iterator[Condition]:
    """People by one of their own names: `contacts with last name Smith` are of any owner."""
    entity = ENTITIES.get(clause.subject or "")
    match = _OWN_NAME.search(clause.text)
    field = _NAMED_SO.get(match["which"], "last_name") if match else ""
    if match is None or entity is None or field not in {f.name for f in entity.fields}:
        return
    if clause.is_free(*match.span("said")):
        clause.claim(*match.span())
        op = "is_not" if clause.negated(match.start()) else "is"
        yield {"field": field, "op": op, "value": match["said"]}


_QUOTE = r"[\"“”]"
_QUOTED = re.compile(
    rf"(?:\b(?:with|having|have|has|containing) (?:the words? )?)?(?P<said>{_QUOTE}[^\"“”]{{2,60}}"
    rf"{_QUOTE}(?:,? (?:or|and) {_QUOTE}[^\"“”]{{2,60}}{_QUOTE})*)"
    r" (?:in|inside|within) (?:the|their|its|his|her)(?: \w+)? (?P<field>names?|(?:job )?titles?"
    r"|emails?|descriptions?|domains?|websites?|next steps?)\b"
)
_CALLED_LIKE = re.compile(
    rf"\b(?:called|named) (?:(?:something|anything) )?(?:with|like|containing|including)"
    rf" (?P<said>{_QUOTE}?[\w&.-]+{_QUOTE}?)"
)


def _quoted(clause: Clause) -> Iterator[Condition]:
    """Words in quotes that a field holds: `"revenue operations" in their title`."""
    for match in _QUOTED.finditer(clause.text):
        field = _FIELDS.get(singular(match["field"].lower())) or _NAMES.get(clause.subject or "")
        if field and clause.is_free(*match.span("said")):
            clause.claim(*match.span())
            said = re.findall(rf"{_QUOTE}([^\"“”]+){_QUOTE}", match["said"])
            yield {"field": field, "op": "contains", "value": said[0] if len(said) == 1 else said}
    called = _CALLED_LIKE.search(clause.text)
    if called and clause.subject in _NAMES and clause.is_free(*called.span()):
        clause.claim(*called.span())
        yield {"field": "name", "op": "contains", "value": called["said"].strip('"“”')}


_OF_COMPANY = re.compile(
    r"\b(?:of|for|by|at|from|did|has|have) (?P<said>[A-Z][\w&'.-]*(?: (?:[A-Z&][\w&'.-]*))+"
    r"|(?=\w*\d)(?=\w*[a-z])[\w&'.-]+)"
)


def _of_company(clause: Clause) -> Iterator[Condition]:
    """Whose rounds are asked for: companies outside the CRM are known by nothing but a name."""
    match = _OF_COMPANY.search(clause.text) if clause.subject == "funding_round" else None
    if match is None or not clause.is_free(*match.span("said")):
        return
    start, end = match.span("said")
    other = [(f.start, f.end) for f in clause.places]
    other += [(f.start, f.end) for f in clause.rounds]
    other += [(f.start, f.end) for f in clause.periods]
    if all(end <= a or b <= start for a, b in other):
        clause.claim(*match.span())
        yield {"field": "company", "op": "is", "value": match["said"].rstrip(".'")}


def _read(clause: Clause, match: re.Match[str]) -> Iterator[Condition]:
    quoted = match[0].rstrip()[-1] in "\"”'’"
    beside = _field_before(clause, match.start())
    if beside and any(m.slot == "table" and m.name == clause.subject for m in beside.meanings):
        beside = None  # "accounts starting with B" are so called
    field = _own_field(clause, beside) if beside else _NAMES.get(clause.subject or "")
    if field is None or not clause.is_free(*match.span("said")):
        return
    if beside is None and not quoted and (match["holds"] or not _is_letters(match["said"])):
        return
    end = match.end() if quoted else _whole_title(clause, match)
    clause.claim(beside.start if beside else match.start(), end)
    op = "starts_with" if match["starts"] else "contains"
    said = match["said"] if quoted else clause.text[match.start("said") : end]
    yield {"field": field, "op": op, "value": said}


def _whole_title(clause: Clause, match: re.Match[str]) -> int:
    """Where the words end that are read, a title of several words whole: `sales manager`."""
    start = match.start("said")
    return max([match.end(), *(t.end for t in clause.titles if t.start <= start < t.end)])


def _is_letters(said: str) -> bool:
    """Whether what a name begins with is a name's beginning, and no time or ordinary word."""
    return said[:1].isupper() or len(said) == 1


def _field_before(clause: Clause, start: int) -> Sense | None:
    """The field whose words end right before a character."""
    for sense in clause.senses:
        gap = clause.low[sense.end : start] if sense.end <= start else "-"
        if re.fullmatch(r" (?:that |which )?", gap) and any(
            m.slot in {"field", "dimension"} for m in sense.meanings
        ):
            return sense
    return None


def _own_field(clause: Clause, sense: Sense) -> str | None:
    """The text field of the records asked about that a phrase names."""
    entity = ENTITIES.get(clause.subject or "")
    mine = [m.name for m in sense.meanings if m.slot == "field" and m.value == clause.subject]
    mine += [m.name for m in sense.meanings if m.slot == "field" and m.name == "name"]
    texts = [name for name in mine if entity and name in {f.name for f in entity.fields}]
    return next((n for n in texts if entity and entity.field(n).kind not in _NO_TEXT), None)
