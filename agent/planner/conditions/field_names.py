"""Reading the fields that are named: the columns to show, and what to sort by."""

import re

from agent.planner.conditions.listed import is_listed
from agent.planner.conditions.spared import says_which, spared
from agent.planner.conditions.wanting import is_conditioned, is_wanting
from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from agent.planner.words.signature import Param
from store.schema import ENTITIES, Kind
from tools.parts.dimensions import DIMENSIONS
from tools.parts.fields import field_named
from tools.parts.records import DAYS

_SORTS = re.compile(
    r"\b(?:sort(?:ed)?|order(?:ed)?|rank(?:ed)?|arranged|highest|lowest|newest|oldest|latest"
    r"|earliest|biggest|largest|smallest"
    r"|(?:top|bottom|first|last|biggest|largest|smallest)(?: \d+)?(?: \w+){1,3}(?= by))"
    r"(?: (?:by|in|on|of|the|their|its|with|descending|asc|number|amount|total))* ?$"
)
_ORDERED = re.compile(r",? (?:desc|asc|descending|ascending|high to low|low to high)\b")
_SOURCE = re.compile(
    r"\b(?:from|using|based on|by looking at|out of) (?:(?:the|their|its|phone|email|domain|country"
    r"|code|number|numbers|address|or|and|an?),? )*$"
)
"""What comes before fields that others are worked out from: `the country from the phone`."""
_SHOWS = re.compile(
    r"\b(?:with (?:their|the|its)|with(?= (?:[\w-]+(?:,| and))|$| $)|including|columns?|fields?"
    r"|show(?:ing)?(?: me)? (?:their|the|its|only|just)|along with|and their|plus their"
    r"|list (?:their|the)|give me the|only the|,? (?:showing|displaying))"
    r"(?: [\w-]+(?:,| and|, and))* ?$"
)


def read_fields(clause: Clause, param: Param) -> str | list[str] | None:
    """The fields that are named; for a sort order, the field that the words sort by."""
    found: list[str] = []
    for sense in clause.senses:
        if not _may_be_field(clause, param, sense) or _is_vague(clause, sense):
            continue
        if found and sense.text.lower() in {"name", "names"} and not _gap_before(clause, sense):
            clause.claim(sense.start, sense.end)  # "country names" are countries
            continue
        names = _field_names(clause, sense)
        found += [name for name in names if name not in found]
        if names:
            clause.claim(sense.start, sense.end)
    if not found and param.name == "sort" and clause.has(_BY_AGE):
        closed = clause.subject == "opportunity" and clause.has(r"\b(?:won|lost|closed|wins)\b")
        return "closed_on" if closed else DAYS.get(clause.subject or "")
    if not found:
        return None
    return found if param.many else found[0]


_BY_AGE = r"\b(?:oldest|newest|earliest|latest|most recent|longest[- ]open)\b"
"""Words that sort by the day a record began, or ended."""


def _is_vague(clause: Clause, sense: Sense) -> bool:
    """Whether an everyday word names a field only in the table that has it: `which value wins`."""
    tables = {m.value for m in sense.meanings if m.slot == "field"}
    said = sense.text.lower()
    return said in _ASKS or (said in _VAGUE and clause.subject not in tables)


_ASKS = frozenset({"when", "where", "who"})
_VAGUE = frozenset({"value", "values", "worth", "type", "kind"})


def _may_be_field(clause: Clause, param: Param, sense: Sense) -> bool:
    """Whether a phrase stands where the argument's fields are named."""
    before = clause.low[: sense.start]
    if not clause.is_free(sense.start, sense.end):
        return False
    if "columns" in param.description and not _is_held(clause, sense):
        return False
    if "columns" in param.description and not (
        (_SHOWS.search(before) and not is_conditioned(clause, sense)) or is_listed(clause, sense)
    ):
        return False
    orders = bool(_SORTS.search(before) or _ORDERED.match(clause.low[sense.end :]))
    orders = orders or (before.endswith(" by ") and _is_counted(clause, sense))
    if param.name in {"sort", "order_by"} and (not orders or _is_open(clause, sense)):
        return False
    if clause.of_fields and _SOURCE.search(before):
        clause.claim(sense.start, sense.end)
        return False
    if clause.of_fields and (says_which(clause, sense) or sense in spared(clause)):
        return param.name == "prefer_for"  # "never change the owner" is how a merge chooses
    verb = param.name not in {"sort", "order_by"} and _is_verb(clause, sense)
    return not (verb or is_wanting(clause, sense))


_COUNTED = frozenset({Kind.MONEY, Kind.NUMBER, Kind.DATE, Kind.INSTANT})


def _is_counted(clause: Clause, sense: Sense) -> bool:
    """Whether records can only be sorted by a field, and not split: `accounts by revenue`."""
    entity = ENTITIES.get(clause.subject or "")
    spec = field_named(entity, sense.text) if entity else None
    split = any(m.slot == "dimension" for m in sense.meanings)
    return spec is not None and spec.kind in _COUNTED and not split


def _is_held(clause: Clause, sense: Sense) -> bool:
    """Whether records can have it: `accounts with leads` asks for no column of leads."""
    tables = {m.name for m in sense.meanings if m.slot == "table"} - {clause.subject}
    mine = any(m.slot == "field" and m.value == clause.subject for m in sense.meanings)
    split = any(m.slot == "dimension" and clause.subject in DIMENSIONS[m.name].tables
                for m in sense.meanings)  # fmt: skip
    return not tables or mine or split or bool(_called_so(clause, sense))


def _field_names(clause: Clause, sense: Sense) -> list[str]:
    """The field that a phrase names, of the table that is asked about if it has one."""
    names = [m.name for m in sense.meanings if m.slot == "field"]
    split = [m.name for m in sense.meanings if m.slot == "dimension"]
    if not names and is_listed_field(clause, sense):
        names = split
    mine = [m.name for m in sense.meanings
            if m.slot == "field" and clause.subject in {None, m.value}]  # fmt: skip
    mine = mine or _called_so(clause, sense) if names else mine
    if "name" in names and split:
        names = mine = split  # "product names" is the field that holds products
    return _said_or_named(sense.text, mine or names)


def _called_so(clause: Clause, sense: Sense) -> list[str]:
    """The subject's own field for a word that others are known by: the `revenue` of accounts."""
    entity = ENTITIES.get(clause.subject or "")
    spec = field_named(entity, sense.text) if entity else None
    return [spec.name] if spec else []


def is_listed_field(clause: Clause, sense: Sense) -> bool:
    """Whether a table's word stands for a field in a list of fields: `products and countries`."""
    if not any(m.slot == "dimension" for m in sense.meanings):
        return False
    return any(
        other is not sense
        and {m.slot for m in other.meanings} >= {"field"}
        and not any(m.slot == "table" for m in other.meanings)
        and re.fullmatch(r"\s*(?:,|and|,\s*and|&)\s*", _gap(clause, sense, other))
        for other in clause.senses
    )


def _gap(clause: Clause, one: Sense, other: Sense) -> str:
    first, last = sorted((one, other), key=lambda s: s.start)
    return clause.low[first.end : last.start]


def _said_or_named(text: str, names: list[str]) -> list[str]:
    """The field's name; the words themselves where every table has its own field for them."""
    distinct = list(dict.fromkeys(names))
    return distinct if len(distinct) == 1 else [text.lower()] if distinct else []


def _gap_before(clause: Clause, sense: Sense) -> str:
    """The text between a phrase and the field just before it, without spaces."""
    before = [s for s in clause.senses if s.last == sense.first - 1
              and any(m.slot == "field" for m in s.meanings)]  # fmt: skip
    return clause.low[before[-1].end : sense.start].strip() if before else "-"


def _is_open(clause: Clause, sense: Sense) -> bool:
    """Whether a word only says which: `the three largest open deals`."""
    return sense.text.lower() == "open" and clause.after(sense.end, 1) != ["date"]


def _is_verb(clause: Clause, sense: Sense) -> bool:
    """Whether a field's name is a verb here: `deals closed in March`, `open deals`."""
    said = clause.text[sense.start : sense.end].lower()
    return (said.endswith("ed") or said == "open") and clause.after(sense.end, 1) != ["date"]
