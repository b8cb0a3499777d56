"""Reading what a request is about: tables, fields, places, industries, funding, titles, topics."""

import re

from agent.planner.clause import Clause
from agent.planner.lexicon import Sense
from agent.planner.listed import is_listed
from agent.planner.signature import Param
from agent.planner.wanting import BESIDE, is_wanting
from tools.parts import descriptors
from tools.parts.metrics import METRICS
from tools.parts.records import DAYS

_TOPIC = re.compile(
    r"\b(?:about|mention(?:s|ing|ed)?|keywords?|doing|working on|focus(?:ed|ing) on|related to"
    r"|specializ(?:ed|ing) in|specialis(?:ed|ing) in|with keywords?|tagged) "
    r"(?:\"([^\"]+)\"|“([^”]+)”|([\w-]+(?: (?!in |with |that |and |at |from )[\w-]+)?))"
)

_SORTS = re.compile(
    r"\b(?:sort(?:ed)?|order(?:ed)?|rank(?:ed)?|arranged|highest|lowest|newest|oldest|latest"
    r"|earliest|biggest|largest|smallest|(?:top|bottom|first|last)(?: \d+)?(?: \w+){1,3}(?= by))"
    r"(?: (?:by|in|on|of|the|their|its|with|descending|asc|number|amount|total))* ?$"
)
_ORDERED = re.compile(r",? (?:desc|asc|descending|ascending|high to low|low to high)\b")
_SOURCE = re.compile(
    r"\b(?:from|using|based on|by looking at|out of) (?:(?:the|their|its|phone|email|domain|country"
    r"|code|number|numbers|address|or|and|an?),? )*$"
)
"""What comes before fields that others are worked out from: `the country from the phone`."""
_JOINED_US = re.compile(
    r"^(?:and )?(?:who|whom|which (?:people|colleagues)) (?:has |have |all |did we |do we )?"
    r"(?:joined|started|hired?|left|began|was hired|were hired|is new|are new)\b"
)
_JOINED = re.compile(r"\s*(?:,|and|&|\+|/|or|plus|,\s*and|,\s*or)\s*(?:(?:the|our|all|my|also) )*")
_SHOWS = re.compile(
    r"\b(?:with (?:their|the|its)|with(?= (?:[\w-]+(?:,| and))|$| $)|including|columns?|fields?"
    r"|show(?:ing)?(?: me)? (?:their|the|its|only|just)|along with|and their|plus their"
    r"|list (?:their|the)|give me the|only the)"
    r"(?: [\w-]+(?:,| and|, and))* ?$"
)


def read_tables(clause: Clause, param: Param) -> str | list[str] | None:
    """The tables that are named; one of them when the argument takes one."""
    asked = "user" if _JOINED_US.search(clause.low) else clause.asked
    if asked:
        return [asked] if param.many else asked
    found: list[str] = []
    end = 0
    for sense, table in clause.named_tables():
        if is_wanting(clause, sense) or _is_listed_field(clause, sense) or _is_done(clause, sense):
            continue
        if not found and _is_of_another(clause, sense):
            continue  # "the stage of deals" is about deals
        if found and not _JOINED.fullmatch(clause.low[end : sense.start]):
            break  # "contacts at healthcare accounts" are contacts
        end = sense.end
        if table not in found:
            found.append(table)
        clause.claim(*clause.noun(sense, table))
    found = found or _implied_tables(clause, param)
    if not found:
        return None
    return found if param.many else found[0]


def _is_of_another(clause: Clause, sense: Sense) -> bool:
    """Whether a table's word is a field of the table named after it: `the owner of deals`."""
    fields = {m.value for m in sense.meanings if m.slot == "field"}
    rest = clause.low[sense.end :]
    if not re.match(r" (?:of|on|for) (?:(?:the|our|all|these|my|any|open|some) )*", rest):
        return False
    later = (m.name for s in clause.senses if s.start >= sense.end for m in s.meanings
             if m.slot == "table")  # fmt: skip
    return next(later, None) in fields


_ACTS = frozenset({"touch", "call", "email", "meet"})
"""Singular words for an activity that are verbs, unless an article stands before them."""
_COUNTED = frozenset({"a", "an", "the", "last", "each", "every", "this", "no", "any", "per", "by",
                      "first", "latest", "next", "one"})  # fmt: skip
_DOES = frozenset({"not", "to", "don't", "never", "can", "could", "should", "must", "you", "we"})


def _is_done(clause: Clause, sense: Sense) -> bool:
    """Whether a table's word is a verb here: `don't touch`, `to call`."""
    said = clause.text[sense.start : sense.end].lower()
    before = clause.low[: sense.start].split()[-1:]
    if not said.isalpha() or said.endswith("s"):
        return False
    acts = said in _ACTS and not set(before) & _COUNTED
    return acts or bool(set(before) & _DOES)


def _implied_tables(clause: Clause, param: Param) -> list[str]:
    """The table of the figure that is named, the one inside a longer phrase, or the subject."""
    # "won deals" is a metric's name as well as deals with a condition.
    found = [METRICS[meaning.name].table for sense, meaning in clause.senses_of("metric")
             if not ((clause.of_fields and _is_field(sense)) or is_wanting(clause, sense))
             ][:1]  # fmt: skip
    if not found and clause.subject:
        return [clause.subject]
    return found or (_inside(clause) if param.required else [])


def _is_field(sense: Sense) -> bool:
    return any(meaning.slot == "field" for meaning in sense.meanings)


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
    if "columns" in param.description and not (
        (_SHOWS.search(before) and not _is_conditioned(clause, sense)) or is_listed(clause, sense)
    ):
        return False
    orders = _SORTS.search(before) or _ORDERED.match(clause.low[sense.end :])
    if param.name in {"sort", "order_by"} and (not orders or _is_open(clause, sense)):
        return False
    if clause.of_fields and _SOURCE.search(before):
        clause.claim(sense.start, sense.end)
        return False
    verb = param.name not in {"sort", "order_by"} and _is_verb(clause, sense)
    return not (verb or is_wanting(clause, sense))


def _is_conditioned(clause: Clause, sense: Sense) -> bool:
    """Whether a value or a bound follows a field: `with status New`, `with a score above 80`."""
    valued = any(s.first == sense.last + 1 and any(m.slot == "value" for m in s.meanings)
                 for s in clause.senses)  # fmt: skip
    return valued or any(a.compared and 0 <= a.start - sense.end <= BESIDE for a in clause.amounts)


def _field_names(clause: Clause, sense: Sense) -> list[str]:
    """The field that a phrase names, of the table that is asked about if it has one."""
    names = [m.name for m in sense.meanings if m.slot == "field"]
    split = [m.name for m in sense.meanings if m.slot == "dimension"]
    if not names and _is_listed_field(clause, sense):
        names = split
    mine = [m.name for m in sense.meanings
            if m.slot == "field" and clause.subject in {None, m.value}]  # fmt: skip
    if "name" in names and split:
        names = mine = split  # "product names" is the field that holds products
    return _said_or_named(sense.text, mine or names)


def _inside(clause: Clause) -> list[str]:
    """A table named inside a longer phrase: `deals` in `the ten biggest deals`."""
    phrases = clause.world.lexicon.phrases
    named = (m.name for n in clause.norms for m in phrases.get((n,), []) if m.slot == "table")
    return list(named)[:1]


def _is_listed_field(clause: Clause, sense: Sense) -> bool:
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


def read_geography(clause: Clause, param: Param) -> str | list[str] | None:
    """The places that are named, by the label that reads back to the same place."""
    found: list[str] = []
    for place in clause.places:
        if clause.is_free(place.start, place.end) and _is_meant(clause, place.start, param):
            clause.claim(place.start, place.end)
            found.append(place.text)
    return _one_or_many(found, param)


def _is_meant(clause: Clause, start: int, param: Param) -> bool:
    """Whether a thing is wanted by an argument that takes it, or denied for one that leaves it."""
    return clause.negated(start) == param.name.startswith("not_")


def read_industries(clause: Clause, param: Param) -> str | list[str] | None:
    """The industries that are named."""
    found: list[str] = []
    for industry in clause.industries:
        start, end = industry.start, industry.end
        if clause.is_free(start, end) and _is_meant(clause, start, param):
            clause.claim(start, end)
            found.append(industry.text)
    return _one_or_many(found, param)


def read_rounds(clause: Clause, param: Param) -> str | list[str] | None:
    """The funding stages that are named."""
    found: list[str] = []
    for stage in clause.rounds:
        if clause.is_free(stage.start, stage.end) and not clause.negated(stage.start):
            clause.claim(stage.start, stage.end)
            found.append(stage.value.label)
    return _one_or_many(found, param)


def read_titles(clause: Clause, param: Param) -> str | list[str] | None:
    """The job titles that are named."""
    found: list[str] = []
    for title in clause.titles:
        if clause.is_free(title.start, title.end):
            clause.claim(title.start, title.end)
            found.append(title.text)
    return _one_or_many(found, param)


def read_keywords(clause: Clause, param: Param) -> str | list[str] | None:
    """Topics that a description must mention."""
    found: list[str] = []
    for match in _TOPIC.finditer(clause.low):
        text = next(group for group in match.groups() if group)
        topic = text.split()[0] not in descriptors.NOUNS  # "what about companies in Atlanta"
        if topic and clause.is_free(*match.span()):
            clause.claim(*match.span())
            found.append(text)
    for described in descriptors.find(clause.text):
        if clause.is_free(described.start, described.end):
            clause.claim(described.start, described.end)
            found.append(described.text)
    return _one_or_many(found, param)


def _one_or_many(found: list[str], param: Param) -> str | list[str] | None:
    if not found:
        return None
    return found if param.many else found[0]
