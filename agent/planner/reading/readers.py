"""One reader for each kind of argument: the words of a request that may fill it.

A reader knows a kind (`tools.arguments.Slot`), never a tool. It returns the value, or None, and
claims the characters that it used. `ORDER` is the order in which kinds are read: what is written
in one way only comes first, the open-ended kinds come last.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from agent.planner.conditions.filters import read_filters
from agent.planner.conditions.ranges import read_count, read_money, read_range
from agent.planner.conditions.when import read_period
from agent.planner.figures.bounding import read_bound
from agent.planner.figures.dividing import read_divisor
from agent.planner.figures.grouping import read_dimensions
from agent.planner.figures.measures import read_metrics
from agent.planner.figures.ranking import read_ranking
from agent.planner.figures.variants import read_variant
from agent.planner.links.linking import read_links
from agent.planner.orders.leaving_out import read_fields_of
from agent.planner.orders.numbered import read_groups
from agent.planner.reading.things import (
    read_geography,
    read_industries,
    read_keywords,
    read_rounds,
    read_tables,
    read_titles,
)
from agent.planner.schedules.schedule_names import read_recurrence, read_schedule
from agent.planner.words.clause import Clause
from agent.planner.words.signature import Param, Phrases
from tools.arguments import Slot

Reader = Callable[[Clause, Param], Any]


def read(clause: Clause, param: Param) -> Any:
    """The value that the words give to an argument; None when they give none."""
    return READERS[param.slot](clause, param) if param.slot in READERS else None


def _flag(clause: Clause, param: Param) -> bool | None:
    denied = any(
        clause.negated(found.start()) and not _DENIES.match(phrase)
        for phrase, _, pattern in _patterns(param.phrases)
        for found in pattern.finditer(clause.low)
    )
    return True if not denied and _phrase(clause, param) == "true" else None


_DENIES = re.compile(r"(?:not?|without|never|skip|leave|exclude|haven't|\w+n't)\b|that haven't")
"""A phrase that is itself a denial: `not acquired`."""


def _choice(clause: Clause, param: Param) -> str | None:
    return _phrase(clause, param)


def chooses(clause: Clause, param: Param) -> bool:
    """Whether the words name a value of a choice, or set a flag; nothing is claimed."""
    return any(pattern.search(clause.low) for _, _, pattern in _patterns(param.phrases))


def _phrase(clause: Clause, param: Param) -> str | None:
    for phrase, value, pattern in _patterns(param.phrases):
        match = pattern.search(clause.low)
        if match is None or not clause.is_free(*match.span()):
            continue
        if phrase == "first" and _COUNTED.match(clause.low[match.end() :]):
            continue  # "the first two" is a number of them, not an order
        if _is_in_field(clause, *match.span()):
            continue
        clause.claim(*match.span())
        return value
    return None


def _is_in_field(clause: Clause, start: int, end: int) -> bool:
    """Whether words are part of a field's name: `first` in `first response`."""
    return any(
        s.start <= start and end <= s.end and (s.start, s.end) != (start, end)
        for s in clause.senses
        if any(m.slot == "field" for m in s.meanings)
    )


@cache
def _patterns(phrases: Phrases) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Each phrase with its value and its pattern, the longest first; compiled once a process."""
    options = [(phrase, value) for value, said in phrases for phrase in said]
    return tuple(
        (phrase, value, _pattern(phrase))
        for phrase, value in sorted(options, key=lambda o: -len(o[0]))
    )


def _pattern(phrase: str) -> re.Pattern[str]:
    between = r"[\s-]+(?:(?:exactly|really|truly|precisely)[\s-]+)?"
    words = between.join(re.escape(w) for w in phrase.lower().split())
    return re.compile(rf"(?<!\w){words}(?!\w)")


_COUNTED = re.compile(r" (?:\d|two|three|four|five|six|ten)\b")


def _format(clause: Clause, param: Param) -> str | None:
    match = re.search(r"\b(?:as |in |to |into )?(?:an? )?(csv|xlsx|excel|spreadsheet)\b"
                      r"(?: file)?", clause.low)  # fmt: skip
    if match is None:
        return None
    clause.claim(*match.span())
    return "csv" if match[1] == "csv" else "xlsx"


def _identifier(prefixes: str) -> Reader:
    pattern = re.compile(rf"(?<![\w-])(?:{prefixes})_[a-z2-7]{{4,16}}\b")

    def reader(clause: Clause, param: Param) -> str | None:
        match = pattern.search(clause.low)
        if match is None:
            return None
        clause.claim(*match.span())
        return match[0]

    return reader


def _text(clause: Clause, param: Param) -> str | None:
    match = re.search(r"[\"“]([^\"”]+)[\"”]", clause.text)
    if match is None or not clause.is_free(*match.span()):
        return None
    clause.claim(*match.span())
    return match[1]


READERS: dict[Slot, Reader] = {
    Slot.CHANGE_SET: _identifier("cs|chg|set|ch"),
    Slot.RECEIPT: _identifier("rcp|rec"),
    Slot.GROUPS: read_groups,
    Slot.RECURRENCE: read_recurrence,
    Slot.LINK: read_links,
    Slot.PERIOD: read_period,
    Slot.FLAG: _flag,
    Slot.CHOICE: _choice,
    Slot.SCHEDULE: read_schedule,
    Slot.FILE_FORMAT: _format,
    Slot.FUNDING_STAGE: read_rounds,
    Slot.TITLE: read_titles,
    Slot.NUMBER_RANGE: read_range,
    Slot.DIVISOR: read_divisor,
    Slot.METRIC: read_metrics,
    Slot.VARIANT: read_variant,
    Slot.BOUND: read_bound,
    Slot.RANKING: read_ranking,
    Slot.COUNT: read_count,
    Slot.MONEY: read_money,
    Slot.GEOGRAPHY: read_geography,
    Slot.INDUSTRY: read_industries,
    Slot.DIMENSION: read_dimensions,
    Slot.TABLE: read_tables,
    Slot.FIELD: read_fields_of,
    Slot.FILTER: read_filters,
    Slot.KEYWORD: read_keywords,
    Slot.TEXT: _text,
}
"""For each kind, its reader, in the order in which a request is read."""

ORDER: dict[Slot, int] = {slot: place for place, slot in enumerate(READERS)}
