"""Reading what a request is about: tables, places, industries, funding, titles, topics."""

import re

from agent.planner.conditions.account_kinds import of_ours
from agent.planner.conditions.field_names import is_listed_field
from agent.planner.conditions.wanting import is_wanting
from agent.planner.reading.subject import people_asked
from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from agent.planner.words.signature import Param
from tools.parts import descriptors
from tools.parts.dimensions import DIMENSIONS
from tools.parts.metrics import METRICS

_TOPIC = re.compile(
    r"\b(?:about|mention(?:s|ing|ed)?|keywords?|doing|working on|focus(?:ed|ing) on|related to"
    r"|specializ(?:ed|ing) in|specialis(?:ed|ing) in|with keywords?|tagged) "
    r"(?:\"([^\"]+)\"|“([^”]+)”|([\w-]+(?: (?!in |with |that |and |at |from )[\w-]+)?))"
)

_JOINED_US = re.compile(
    r"^(?:and )?(?:who|whom|which (?:people|colleagues)) (?:has |have |all |did we |do we )?"
    r"(?:joined|started|hired?|left|began|was hired|were hired|is new|are new)\b"
)
_JOINED = re.compile(
    r"\s*(?:,|and|&|\+|/|or|plus|,\s*and|,\s*or|vs\.?|versus|against|compared (?:to|with)"
    r"|(?:(?:any|better|worse|or|cleaner|dirtier|different) )*than(?: (?:on|in|for|of|with))?)"
    r"\s*(?:(?:the|our|all|my|also) )*"
)


def read_tables(clause: Clause, param: Param) -> str | list[str] | None:
    """The tables that are named; one of them when the argument takes one."""
    people = people_asked(clause)
    found = people or _named(clause, param)
    if people and param.many:
        found = [people]
    if not found:
        return None
    here = [_here(clause, t) for t in ([found] if isinstance(found, str) else found)]
    return here[0] if isinstance(found, str) else here


def _here(clause: Clause, table: str) -> str:
    """The table of companies that is meant: the one that has any, and what is said of them."""
    if table == "prospect_company" and of_ours(clause):
        return "account"
    return clause.world.lexicon.here(table) or table


def _named(clause: Clause, param: Param) -> str | list[str] | None:
    asked = "user" if _JOINED_US.search(clause.low) else clause.asked
    if asked:
        return [asked] if param.many else asked
    found: list[str] = []
    end = 0
    for sense, table in clause.named_tables():
        if is_wanting(clause, sense) or is_listed_field(clause, sense) or _is_done(clause, sense):
            continue
        if _is_column(sense, table, found) or (not found and _is_of_another(clause, sense)):
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


def _is_column(sense: Sense, table: str, found: list[str]) -> bool:
    """Whether one owner or product is a column of the records named: `deals, agent, product`."""
    one = bool(found) and not sense.text.lower().endswith("s")
    has = one and any(
        m.slot == "dimension" and found[0] in DIMENSIONS[m.name].tables for m in sense.meanings
    )
    return has and table in {"user", "product", "team"}


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


def _inside(clause: Clause) -> list[str]:
    """A table named inside a longer phrase: `deals` in `the ten biggest deals`."""
    phrases = clause.world.lexicon.phrases
    named = (m.name for n in clause.norms for m in phrases.get((n,), []) if m.slot == "table")
    return list(named)[:1]


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
            found.append(title.text + _shared_field(clause, title.text, title.end))
    return _one_or_many(found, param)


_LEVEL = re.compile(r"(?:[sea]?vps?|(?:senior |assistant )?vice presidents?|directors?|heads?"
                    r"|managers?|leaders?|chiefs?)", re.IGNORECASE)  # fmt: skip
_OF_BOTH = re.compile(
    r",? (?:and|or|&|/) (?:the )?(?:[sea]?vps?|vice presidents?|directors?|heads?|managers?"
    r"|leaders?)(?P<field> of (?:the )?[a-z]+(?: operations| success)?)\b"
)


def _shared_field(clause: Clause, level: str, end: int) -> str:
    """The field of work that is said once for two levels: `VPs and directors of marketing`."""
    match = _OF_BOTH.match(clause.low[end:]) if _LEVEL.fullmatch(level) else None
    return match["field"] if match else ""


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
