"""Words that point at records of an earlier answer: `those companies`, `the first ten`."""

import re
from typing import Any

from agent.planner.words.clause import Clause, Doubt
from agent.planner.words.memory import Memory, Records
from agent.planner.words.signature import Param
from tools.arguments import Slot

POINTS_AT = re.compile(
    r"\b(?:it|that(?!'s|'re| (?:have|has|are|were|is|raised|we|closed|did|do))"
    r"|th(?:ese|ose)(?! (?:kinds?|sorts?|types?) of)|this list|them|their|they|the list"
    r"|the results?|the above|what(?:'s| is) left|the remaining(?: ones)?"
    r"|the (?:first|top|last) (?:\d+|\w+)"
    r"|ones?(?! (?:[\w' ]{0,40}\b)?(?:per|each)\b)|its"
    r"|there(?! (?:is|are|any)))\b"
)
"""Words that point at the records themselves; `the same` points at the question."""


_SO_MANY = re.compile(r"\b(?:those|these|the) (?P<n>two|three|four|five|six|ten|\d{1,3})\b"
                      r"|\b(?P<both>both)\b")  # fmt: skip
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}


def points_at(clause: Clause, records: Records, param: Param) -> bool:
    """Whether the words mean the records shown last: `those two` are never ten of them."""
    said = _SO_MANY.search(clause.low)
    if said and len(records.ids) != _many(said):
        if said["n"]:
            many, word = len(records.ids), said["n"]
            clause.doubts.append(Doubt(f"{many:,} records were shown last. Which {word} is meant?"))
        return False
    return bool(POINTS_AT.search(clause.timeless)) or _is_all_there_is(clause, param)


_FEW_OF = re.compile(
    r"\b(?:the|only|just|those)(?: very)? (?P<end>first|top|last) (?P<n>two|three|four|five|six|ten"
    r"|\d{1,3})\b(?! (?:days?|weeks?|months?|quarters?|years?|hours?)\b)"
)


def pointed_at(clause: Clause, records: Records, param: Param) -> list[str] | None:
    """The records shown last that the words mean: all of them, or `the first three`."""
    few = _FEW_OF.search(clause.low)
    if few is None:
        return records.ids if points_at(clause, records, param) else None
    many = _many(few)
    if len(records.ids) < many:
        clause.doubts.append(Doubt(f"Only {len(records.ids):,} were shown last. Which are meant?"))
        return None
    clause.claim(*few.span())
    return records.ids[-many:] if few["end"] == "last" else records.ids[:many]


def _many(said: re.Match[str]) -> int:
    word = said["n"] or "two"
    return int(word) if word.isdigit() else _NUMBERS[word]


def _is_all_there_is(clause: Clause, param: Param) -> bool:
    """Whether a bare order can only be about what was shown: `export to csv`."""
    named = any(m.slot in {"table", "metric", "value", "field"}
                for s in clause.senses for m in s.meanings)  # fmt: skip
    places = clause.places or clause.titles or clause.industries or clause.periods
    return param.name == "records" and not named and not places


def points_at_nothing(
    clause: Clause, own: tuple[Param, ...], found: dict[str, Any], memory: Memory
) -> bool:
    """`At those companies`, when nothing was listed and the words set no condition themselves."""
    kinds = {p.name: p.slot for p in own}
    if Slot.RECORDS not in kinds.values() or not set(kinds.values()) & _CHOOSES:
        return False
    chosen = {kinds[name] for name in found} & _CHOOSES
    before = memory.last is not None or memory.records is not None
    return not (before or chosen) and bool(POINTS_AT.search(clause.timeless))


_CHOOSES = frozenset({Slot.FILTER, Slot.GEOGRAPHY, Slot.INDUSTRY, Slot.FUNDING_STAGE, Slot.TABLE,
                      Slot.RECORDS})  # fmt: skip
