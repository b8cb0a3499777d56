"""Whether an argument is what a case wants: by what it means, not by how it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache

from store.errors import PitcrewError
from store.schema import ENTITIES
from tools.parts.fields import meaning
from tools.parts.periods import resolve

PERIODS = frozenset({"period", "compare_to", "closing_in", "funded"})
FIELDS = frozenset({"field", "sort"})
USUAL = ("opportunity", "lead", "account", "contact", "activity", "user")
"""The tables that a field may be of where a call names none, as of a metric."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a call a value stands, and what it has to be read with.

    Attributes:
        name: The argument's name, or that of a part of it.
        today: The day from which `last quarter` is counted; without it periods are texts.
        table: The table that the call is about, if it names one.
    """

    name: str = ""
    today: date | None = None
    table: str | None = None


def same(wanted: object, given: object, at: Place | None = None) -> bool:
    """Whether an argument is what a case wants; `docs/evals.md` says how they are compared.

    >>> same({"by": ["Region", "team"]}, {"by": ["team", "region"], "metric": "win_rate"})
    True
    >>> same({"one_of": [45, "all"]}, "45.0"), same(None, "x")
    (True, False)
    >>> same({"field": "amount"}, {"field": "amount_cents"})
    True
    >>> same({"period": "Q3 2026"}, {"period": "last quarter"}, Place(today=date(2026, 11, 20)))
    True
    """
    at = at or Place()
    if isinstance(wanted, Mapping):
        return _same_parts(wanted, given, at)
    if isinstance(wanted, list | tuple):
        return isinstance(given, list | tuple) and _same_members(wanted, given, at)
    return _plain(wanted) == _plain(given) or _same_meaning(wanted, given, at)


def _same_parts(wanted: Mapping[str, object], given: object, at: Place) -> bool:
    if set(wanted) == {"one_of"}:
        choices = wanted["one_of"]
        return isinstance(choices, Sequence) and any(same(each, given, at) for each in choices)
    if set(wanted) == {"any"}:
        return given is not None
    held = given if isinstance(given, Mapping) else {}
    table = held.get("table", at.table)
    inside = replace(at, table=table if table in ENTITIES else None)
    return all(
        same(value, held.get(name), replace(inside, name=name)) for name, value in wanted.items()
    )


def _same_members(wanted: Sequence[object], given: Sequence[object], at: Place) -> bool:
    rest = list(given)
    for each in wanted:
        found = next((n for n, other in enumerate(rest) if same(each, other, at)), None)
        if found is None:
            return False
        del rest[found]
    return not rest


def _same_meaning(wanted: object, given: object, at: Place) -> bool:
    """Whether two texts are two names of one field, or two ways to write one period."""
    if not (isinstance(wanted, str) and isinstance(given, str)):
        return False
    if at.name in FIELDS:
        tables = (at.table,) if at.table else USUAL
        return any(_looks(table, wanted) & _looks(table, given) for table in tables)
    if at.name in PERIODS and at.today is not None:
        span = _span(wanted, at.today)
        return span is not None and span == _span(given, at.today)
    return False


@cache
def _looks(table: str, name: str) -> frozenset[object]:
    """Where a condition on a field looks; empty for a name that means nothing there."""
    try:
        found = meaning(table, name)
    except PitcrewError:
        return frozenset()
    return frozenset({found.children} if found.children else {found.paths})


@cache
def _span(text: str, today: date) -> tuple[date | None, date | None] | None:
    """The days of a period; none where it depends on whether one looks back or ahead."""
    try:
        span, ahead = resolve(text, today), resolve(text, today, ahead=True)
    except PitcrewError:
        return None
    return (span.start, span.end) if (span.start, span.end) == (ahead.start, ahead.end) else None


def _plain(value: object) -> object:
    """A value as it is compared: numbers as numbers, dates as ISO text, words without case."""
    if value is None or isinstance(value, bool):
        return f"is {value}".casefold()
    if isinstance(value, date | datetime):
        return value.isoformat()
    text = " ".join(str(value).casefold().split())
    try:
        return Decimal(text)
    except InvalidOperation:
        return f"is {text}" if text in {"true", "false"} else text
