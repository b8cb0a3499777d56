"""What the words around a linked noun set on the linked records: `an open renewal in Proposal`."""

import re

from agent.planner.conditions.filters import read_filters
from agent.planner.links.link_details import Condition
from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from agent.planner.words.signature import Param
from store.errors import PitcrewError
from tools.arguments import Slot
from tools.parts.dimensions import DIMENSIONS
from tools.parts.fields import meaning

_WHERE = Param("where", Slot.FILTER, many=True, required=False)
_ENDS = re.compile(
    r"[;.?!]|,(?!\d)|\b(?:but|yet|though|nor|sorted|ordered|grouped|split|by|per"
    r"|who(?! (?:is|are)\b)|whom|whose|while)\b"
    r"|\b(?:and|or)(?= (?:with|without|w/o|no|not|never|have|has|had|a|an|any|at least|at most"
    r"|more than|fewer than|less than|over|under|exactly|only|whose|who|that|which|nobody|no one"
    r"|is|are|was|were|lost|won|bought|don't|doesn't|haven't|hasn't|didn't)\b)"
    r"|\b(?:that|which)(?= (?:have|has|had|do|does|did|we|nobody|no one|bought|lost|won)\b)"
)
"""Where the words about a linked noun end and those about something else begin."""
_WORD = re.compile(r"(\w[\w'-]*) $")
_STATUS = re.compile(r"(?:open|active|live|won|lost|closed|closed[- ]won|closed[- ]lost)$")
MODIFIERS = 4


def openings(clause: Clause, sense: Sense) -> list[int]:
    """Where a noun may begin with the words in front of it, the shortest first: `open renewal`."""
    starts, at = [sense.start], sense.start
    for _ in range(MODIFIERS):
        before = _modifier(clause, at)
        if before is None:
            break
        at = before
        starts.append(at)
    return starts


def _modifier(clause: Clause, at: int) -> int | None:
    """Where a word that says which begins, when it ends just before a character."""
    for sense in clause.senses:
        gap = clause.low[sense.end : at]
        if gap in {" ", ", ", " and ", " or "} and any(m.slot == "value" for m in sense.meanings):
            return sense.start
    word = _WORD.search(clause.low[:at])
    return word.start() if word and _STATUS.match(word[1]) else None


def reach(clause: Clause, end: int, stops: list[int]) -> int:
    """Where the words behind a linked noun end: at a new condition, or at the next noun."""
    found = _ENDS.search(clause.low, end)
    ends = [found.start()] if found else []
    return min([*ends, *(s for s in stops if s > end), len(clause.text)])


def such(
    clause: Clause, table: str, start: int, end: int, *, without: bool | None = None
) -> list[Condition]:
    """The conditions that the words between two characters set on records of a table.

    Args:
        clause: The whole words; what is used of them is claimed.
        table: The linked table.
        start: The first character.
        end: The character after the last.
        without: For words behind the noun, whether none of such records is asked for: what can be
            said of the records asked for is then about them.
    """
    part = clause.part(start, end, table)
    if without is not None:
        for sense in part.senses:
            if _is_of_subject(clause, part, sense, table, without=without):
                part.claim(sense.start, sense.end)
    before = len(part.claimed)
    found = read_filters(part, _WHERE) or []
    found += _titled(part, table)
    clause.claimed += part.claimed[before:]
    clause.doubts += part.doubts
    return found


def _titled(part: Clause, table: str) -> list[Condition]:
    """People of a title: `a contact who is a CFO`."""
    titles = [t for t in part.titles if part.is_free(t.start, t.end)] if table in TITLED else []
    for title in titles:
        part.claim(title.start, title.end)
    named = [title.text for title in titles]
    return [{"field": "title", "op": "is", "value": named}] if named else []


TITLED = frozenset({"contact", "lead", "user"})


def _is_of_subject(
    clause: Clause, part: Clause, sense: Sense, table: str, *, without: bool
) -> bool:
    """Whether a value behind a linked noun is about the records asked for: `in Germany`."""
    if any(m.slot == "field" and m.value == table for m in sense.meanings):
        return False
    names = {m.name for m in sense.meanings if m.slot == "value"}
    names &= {n for n in names if table in DIMENSIONS[n].tables} or names
    if not names or not all(_has(clause.subject or "", name) for name in names):
        return False
    own = any(len(p) == 1 for n in names for p in DIMENSIONS[n].paths.get(table, ()))
    return without if own and table != "contact" else not own


def _has(table: str, name: str) -> bool:
    try:
        meaning(table, name)
    except (PitcrewError, KeyError):
        return False
    return True
