"""Orders to write a value that could not be read whole, or are rules for what is to come.

`Set the stage of those to Proposal` is read in `setting`; what looks like such an order and is not
read there is refused in words, and never taken for another tool's: a proposal to close a rep's
stale deals is no answer to `all new leads from Spain go to Dana`. Told from the words alone: a verb
that gives or sets, a field or records, and the value or the person that they are to have.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from rapidfuzz import fuzz

from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from agent.planner.words.memory import Memory
from store.schema import ENTITIES, Kind
from tools.catalog import catalog

_OPENS = (
    r"^\W*(?:(?:ok(?:ay)?|please|pls|now|and|then|also|great|good|fine|so|just|kindly|can you"
    r"|could you|would you|you can|i want you to|i need you to|we need to|let's|go ahead and)"
    r"[ ,]+)*"
)
_GIVES = re.compile(
    rf"{_OPENS}(?:re-?assign|assign|transfer|hand(?: over)?|give|pass|route|reroute|allocate)\b"
)
_SETS = re.compile(rf"{_OPENS}(?:set|change|update|move|put|mark|switch|turn|flip|make|shift)\b")
_MOVES = re.compile(
    rf"{_OPENS}(?:move|push|shift|bump|pull|delay|postpone|extend|slide|slip|reschedule)(?: out"
    r"| back| forward)? (?:all |all of )?"
    r"(?:them|those|these|their (?:close |closing |due )?dates?"
    r"|the (?:close|closing) dates?)(?: all)?(?: deals?| ones?| opportunit(?:y|ies)| opps?"
    r"| dates?)?(?: out| back| forward| on| up)? (?:to|until|till|into|by) (?:the )?"
    r"(?:end|start|beginning|middle|next|this|q\d|\d|a (?:week|month|quarter)"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct"
    r"|nov|dec|monday|tuesday|wednesday|thursday|friday)"
)
"""Close dates moved: `push those to next quarter`."""
_AS_FIELD = re.compile(r"\bas (?:the |their |its )?[\w ]+(?: on| of| for| in|$)")
_LED = re.compile(r"\bas (?:the |their |its )?$")
_FOR_THEM = re.compile(r"^(?:for|on|in) (?:the |all |these |those |every )")
_RULES = re.compile(
    r"\b(?:any|every|each|all|new|incoming|when(?:ever)?|if)\b.*\b(?:leads?|accounts?|deals?"
    r"|contacts?)\b.*\b(?:goes|go|should go|is assigned|gets? assigned|belongs?|gets? routed)"
    r" to (?:the |our )?$"
)
_TO = re.compile(
    r"\b(?:to|as|into|over to|with)(?: (?:the |be |an? |our |stage |rep |owner ))?\s?$"
)
_BECOMES = re.compile(r"\b(?:becomes?|should be|to be)(?: (?:an? |the ))?\s?$")
_QUESTION = re.compile(r"^\W*(?:who|what|which|how|when|where|why|did|does|do|is|are|was|were)\b")
_PEOPLE = frozenset({"owner", "manager"})
_CLEANED = frozenset({"country", "state_region", "state", "industry", "phone", "mobile", "email",
                      "website", "name", "title", "city", "account"})  # fmt: skip
"""Fields whose values clean-ups put right: `change the country to United States`."""
ALIKE = 75
"""Two values so much alike are one, spelled in two ways: that is for a rule of clean-up."""
SHORT = 6
"""Words; `change the rep to Lee` after a figure asks for the figure of Lee."""


def writes_value(clause: Clause, memory: Memory) -> bool:
    """Whether a message orders a value to be written."""
    low = clause.low
    if _QUESTION.match(low):
        return False
    people = [s for s in clause.senses if _names(s) & _PEOPLE and _TO.search(low[: s.start])]
    if people and (_GIVES.match(low) or _RULES.search(low[: people[-1].start])):
        return _has_object(clause, people[-1])
    if _AS_FIELD.search(low) and _SETS.match(low):
        return any(_LED.search(low[: s.start]) and _fields(s) for s in clause.senses)
    if _MOVES.match(low):
        return True
    if not (_SETS.match(low) or _FOR_THEM.match(low)) or is_of_a_look(clause, memory):
        return False
    return any(_set(clause, field) for field in clause.senses)


def cleans(values: Iterable[Mapping[str, Any]]) -> bool:
    """Whether all the fields are such as clean-ups put right."""
    return all(value["field"] in _CLEANED for value in values)


def _names(sense: Sense) -> set[str]:
    return {m.name for m in sense.meanings if m.slot == "value"}


def _has_object(clause: Clause, person: Sense) -> bool:
    """Whether something stands between the verb and the person: `give those to Lee`."""
    return len([t for t in clause.tokens if t.end <= person.start]) > 2  # noqa: PLR2004 - the verb and "to"


def is_of_a_look(clause: Clause, memory: Memory) -> bool:
    """Whether the last answer is to be given for another value: `change the rep to Lee`."""
    last = memory.last
    looked = last is not None and catalog()[last.tool].effect == "reads"
    named = any({m.slot for m in s.meanings} & {"table", "dimension"} == {"table"}
                for s in clause.senses)  # fmt: skip
    return (
        looked
        and len(clause.tokens) <= SHORT
        and not named
        and not clause.has(r"\b(?:them|these|those)\b")
    )


def _set(clause: Clause, field: Sense) -> bool:
    """Whether a field is named, and after it the value that it is to have."""
    names = {m.name for m in field.meanings if m.slot in {"field", "dimension"}}
    if not names or names & _CLEANED:
        return False
    kinds = _kinds(names)
    for sense in clause.senses:
        leads = sense.start > field.end and (_TO.search(clause.low[: sense.start]))
        if leads and _holds(names, sense) and not _respelled(clause, field, sense):
            return True
    return any(_TO.search(clause.low[:at]) for at in _values(clause, kinds) if at > field.end)


def _holds(names: set[str], sense: Sense) -> bool:
    """Whether a phrase is a value of the field: a stage, or a person for an owner."""
    held = _names(sense)
    return (
        bool(held & names)
        or (bool(names & {"owner", "owner_id"}) and bool(held & _PEOPLE))
        or (bool(names & {"stage", "status"}) and bool(held & {"stage", "status"}))
    )


def _respelled(clause: Clause, field: Sense, value: Sense) -> bool:
    between = clause.text[field.end : value.start].split()
    return any(fuzz.ratio(word.lower(), value.text.lower()) >= ALIKE for word in between)


def _fields(sense: Sense) -> bool:
    return any(m.slot == "field" for m in sense.meanings)


def _kinds(names: set[str]) -> set[Kind]:
    specs = (f for e in ENTITIES.values() for f in e.fields)
    return {f.kind for f in specs if f.name in names}


def _values(clause: Clause, kinds: set[Kind]) -> list[int]:
    """Where amounts and days stand, for a field that holds such."""
    found = [a.start for a in clause.amounts] if kinds & {Kind.MONEY, Kind.NUMBER} else []
    return found + ([p.start for p in clause.periods] if Kind.DATE in kinds else [])
