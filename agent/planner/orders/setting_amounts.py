"""What an order names for a field, and its values that can be counted: days, amounts, shifts."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from store.schema import ENTITIES, FieldSpec, Kind
from tools.parts import periods
from tools.parts.calendars import add_years
from tools.parts.editing.fields import TABLES
from tools.parts.fields import field_named
from tools.parts.periods import written_day
from tools.result import Question

_MONEY = re.compile(
    r"(?P<sign>[$€£])?\s?(?P<n>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>k|m|bn|thousand|million)?\b"
    r"(?:\s?(?P<code>usd|eur|gbp|dollars?|euros?|pounds?))?(?!\s?%)"
)
_CODES = {"$": "USD", "€": "EUR", "£": "GBP", "dollar": "USD", "euro": "EUR", "pound": "GBP"}
_BY = re.compile(
    r"(?P<n>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten) (?:more )?"
    r"(?P<unit>day|week)s?(?P<way> (?:later|earlier|back|forward|out|in))?\b"
)
_NUMBERS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten"
                                       .split())} | {"a": 1, "an": 1}  # fmt: skip


@dataclass(slots=True)
class Found:
    """A field with its value, the characters that say so, and where they end."""

    name: str = ""
    value: Any = None
    spans: list[tuple[int, int]] = field(default_factory=list)
    end: int = 0
    question: Question | None = None


def field_name(sense: Sense) -> str | None:
    """The field as the tool takes it: by its dimension, which many tables have, or its own name."""
    names = [m.name for m in sense.meanings if m.slot == "dimension" and m.name in _SETTABLE]
    own = [m.name for m in sense.meanings if m.slot == "field" and m.value in TABLES]
    return next(iter([*names, *own]), None)


_SETTABLE = frozenset({"owner", "segment", "industry", "stage", "status", "source", "country",
                       "state", "city", "type", "forecast_category", "loss_reason", "title",
                       "product", "region", "account", "parent"})  # fmt: skip
"""Dimensions that are fields of the records themselves, and not of others."""


def specs(named: Sense | None) -> list[FieldSpec]:
    """The fields that a phrase names, of each kind of record that has one."""
    name = field_name(named) if named else None
    found = [field_named(ENTITIES[table], name) for table in TABLES] if name else []
    return [spec for spec in found if spec is not None]


def day(clause: Clause, led: re.Match[str], name: str) -> Found | None:
    """A single day; of a longer time it is asked which."""
    world, start = clause.world, led.end()
    lead = re.compile(r"(?:by )?").match(clause.low, start)
    start = lead.end() if lead else start
    days = periods.find(clause.text, world.today, world.calendar, ahead=True)
    found = next((p for p in days if start - 4 <= p.start <= start), None)
    edge = re.compile(r"(?:the )?(?P<edge>end|last day|beginning|start|first day) of ").match(
        clause.low, led.end()
    )  # fmt: skip
    if found is None and edge:
        found = next((p for p in days if p.start == edge.end()), None)
    if found is None:
        return None
    span = found.span
    spans = [(led.start(), found.end)]
    if edge and span.start:
        meant = span.end if edge["edge"] in {"end", "last day"} else span.start
        return Found(name, meant.isoformat(), spans, found.end)
    if span.start is None or span.start != span.end:
        said = clause.text[found.start : found.end]
        options = [written_day(each) for each in (span.end, span.start) if each is not None]
        asked = f"Which day of {span.label} shall it be?"
        return Found(question=Question(text=asked, options=options, slot=f"name:{said}"))
    meant = _year_meant(span.end, clause.low[found.start : found.end], world.today, name)
    return Found(name, meant.isoformat(), spans, found.end)


def _year_meant(day: date, said: str, today: date, name: str) -> date:
    """A day without a year is the next one for what is expected, and the last for what was."""
    if re.search(r"\d{4}|\b(?:ago|last|yesterday|today)\b|\d/\d+/\d", said):
        return day
    if name == "expected_close_on" and day < today:
        return add_years(day, 1)
    return add_years(day, -1) if name == "closed_on" and day > today else day


def number(clause: Clause, led: re.Match[str], name: str) -> Found | None:
    """An amount or a count, with its currency."""
    said = _MONEY.match(clause.low, led.end())
    if said is None:
        return None
    code = _CODES.get(
        said["sign"] or (said["code"] or "").rstrip("s"), (said["code"] or "").upper()
    )
    scale = {"thousand": "k", "million": "m"}.get(said["scale"], said["scale"]) or ""
    value = f"{code} {said['n']}{scale}".strip()
    return Found(name, value, [(led.start(), said.end())], said.end())


def shifted(clause: Clause, led: re.Match[str], named: Sense | None) -> Found | None:
    """A day that moves by so many days or weeks: `push their close dates by two weeks`."""
    said = _BY.match(clause.low, led.end())
    kinds = {spec.kind for spec in specs(named)}
    if said is None or named is None or Kind.DATE not in kinds:
        return None
    count = _NUMBERS.get(said["n"]) or int(said["n"])
    back = re.search(r"\b(?:pull|bring|forward|earlier|in by|advance)\b", clause.low)
    days = count * (7 if said["unit"] == "week" else 1) * (-1 if back else 1)
    return Found(
        field_name(named) or "", f"{days:+d} days", [(led.start(), said.end())], said.end()
    )
