"""Comparing numbers, money, dates and instants with what a person wrote."""

import operator
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, true

from store.errors import BadInput
from store.schema import Kind
from tools.arguments import Filter
from tools.context import Context
from tools.parts.calendars import calendar_for
from tools.parts.fields import Meaning
from tools.parts.formats import money
from tools.parts.periods import Span, resolve, written_day

Test = Callable[[ColumnElement[Any]], ColumnElement[bool]]
NUMBERS = frozenset({Kind.MONEY, Kind.NUMBER, Kind.YEAR, Kind.SHARE})
DAYS = frozenset({Kind.DATE, Kind.INSTANT})
ORDERED = NUMBERS | DAYS | {Kind.FLAG}
CENTS = 100
LARGEST = (2**63 - 1) // CENTS
"""The largest amount that a column of either database holds, in major units."""

_SCALE = {"": 1, "k": 1_000, "m": 1_000_000, "mm": 1_000_000, "b": 1_000_000_000,
          "bn": 1_000_000_000, "thousand": 1_000, "million": 1_000_000,
          "billion": 1_000_000_000}  # fmt: skip
_WORDS = {"is": "is", "is_not": "is not", "gt": "above", "gte": "at least", "lt": "below",
          "lte": "at most", "after": "after", "before": "before"}  # fmt: skip
_AS = {"after": "gt", "before": "lt"}


def ordered(ctx: Context, found: Meaning, given: Filter) -> tuple[str, Test]:
    """What a condition on something that has an order says, in words and as a test.

    Raises:
        BadInput: The value is no number or date, or the operator does not fit.
    """
    if given.op in {"contains", "starts_with"}:
        raise BadInput(
            f"{found.label.capitalize()} is not text.", hint="Use is, gt, lt or between."
        )
    if found.kind is Kind.FLAG:
        wanted = str(given.value).casefold() in {"true", "yes", "1", "active", "on"}
        return ("yes" if wanted else "no"), lambda v: v.is_(wanted)
    if found.kind in DAYS:
        return _days(ctx, found, given)
    return _numbers(ctx, found, given)


def beside(
    found: Meaning, given: Filter, other: Meaning, column: ColumnElement[Any]
) -> tuple[str, Test]:
    """What a condition on two fields of one record says, in words and as a test.

    Raises:
        BadInput: One is a date and the other a number, or the operator does not compare.
    """
    op = _AS.get(given.op, given.op)
    if other.kind is not found.kind or len(found.paths[0]) > 1 or op not in _SIDE_BY_SIDE:
        raise BadInput(
            f"{found.label.capitalize()} cannot be compared with {other.label} by {given.op!r}.",
            hint="Compare two dates, two sums or two numbers of a record with before, after, gt, "
            "gte, lt, lte or is.",
        )
    compare, said = _SIDE_BY_SIDE[op]
    words = _DATED.get(op, said) if found.kind in DAYS else said
    # Where either is missing the answer is no, and not unknown.
    return f"{words} {other.label}", lambda v: and_(column.is_not(None), compare(v, column))


_SIDE_BY_SIDE: dict[str, tuple[Callable[[Any, Any], Any], str]] = {
    "is": (operator.eq, "equal to"), "gt": (operator.gt, "above"), "gte": (operator.ge, "at least"),
    "lt": (operator.lt, "below"), "lte": (operator.le, "at most"),
}  # fmt: skip
_DATED = {"gt": "after", "lt": "before", "gte": "on or after", "lte": "on or before",
          "is": "on"}  # fmt: skip


def number(value: object) -> Decimal:
    """A number as people write it.

    Raises:
        BadInput: It is none, or is larger than any that the store could hold.

    >>> number("$1.2M"), number("50k"), number(3)
    (Decimal('1200000.0'), Decimal('50000'), Decimal('3'))
    """
    text = str(value).strip().lower().replace(",", "")
    match = re.fullmatch(r"(-?)[$€£¥]?\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*%?", text)
    try:
        found = (
            Decimal(text) if match is None or match[3] not in _SCALE
            else Decimal(f"{match[1]}{match[2]}") * _SCALE[match[3]]
        )  # fmt: skip
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise BadInput(f"{value!r} is not a number.", hint="Write 50000 or 50k.")
    if abs(found) > LARGEST:
        raise BadInput(f"{value!r} is more than any record holds.", hint="Write 50000 or 50k.")
    return found


def _numbers(ctx: Context, found: Meaning, given: Filter) -> tuple[str, Test]:
    asked = [number(v) for v in _listed(given.value)]
    if found.kind is Kind.MONEY:
        held = [_bound(n * CENTS) for n in asked]
        shown = [money(n, ctx.workspace.currency) for n in asked]
    else:
        held, shown = [_bound(n) for n in asked], [f"{n.normalize():f}" for n in asked]
    return _test(found, given, held, shown)


def _bound(value: Decimal) -> int | float:
    """The value as both databases take it; a bound that is no whole cent stays between two."""
    return int(value) if value == value.to_integral_value() else float(value)


def _days(ctx: Context, found: Meaning, given: Filter) -> tuple[str, Test]:
    spans = [_span(ctx, v) for v in _listed(given.value)]
    if given.op == "between":
        if len(spans) == 1:
            spans = [spans[0], spans[0]]
        first, last = spans[0].start, spans[-1].end
        text = f"between {written_day(first) if first else 'the beginning'} and {written_day(last)}"
        return text, _within(ctx, found, first, last)
    span = spans[0]
    if given.op in {"is", "is_not"}:
        return f"{_WORDS[given.op]} {span.label}", _within(ctx, found, span.start, span.end)
    text = f"{_WORDS[given.op]} {span.label}"
    start = span.start or span.end
    tests: dict[str, Test] = {
        "gt": _within(ctx, found, span.end + timedelta(days=1), None),
        "gte": _within(ctx, found, start, None),
        "lt": _within(ctx, found, None, start - timedelta(days=1)),
        "lte": _within(ctx, found, None, span.end),
    }
    return text, tests[_AS.get(given.op, given.op)]


def _span(ctx: Context, value: object) -> Span:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return resolve(str(value), ctx.today, calendar_for(ctx.workspace))
    return Span(day, day, written_day(day), "day")


def _within(ctx: Context, found: Meaning, first: date | None, last: date | None) -> Test:
    if found.kind is Kind.DATE:
        return lambda v: between_days(v, first, last)
    return lambda v: between_instants(v, first, last, ctx.workspace.timezone)


def between_days(
    value: ColumnElement[Any], first: date | None, last: date | None
) -> ColumnElement[bool]:
    """Whether a day lies within bounds, both included; None is no bound."""
    limits: list[ColumnElement[bool]] = [value.is_not(None)]
    if first is not None:
        limits.append(value >= first)
    if last is not None:
        limits.append(value <= last)
    return and_(*limits)


def between_instants(
    value: ColumnElement[Any], first: date | None, last: date | None, timezone: str
) -> ColumnElement[bool]:
    """Whether an instant lies within days of the workspace's time zone, both included."""
    limits: list[ColumnElement[bool]] = [value.is_not(None)]
    if first is not None:
        limits.append(value >= _midnight(first, timezone))
    if last is not None:
        limits.append(value < _midnight(last + timedelta(days=1), timezone))
    return and_(*limits)


def until(value: ColumnElement[Any], last: date, timezone: str | None) -> ColumnElement[bool]:
    """Whether a day is not after another, or missing; with a time zone, whether an instant is."""
    if timezone is None:
        return (value > last).is_not(true())
    return (value >= _midnight(last + timedelta(days=1), timezone)).is_not(true())


def _midnight(day: date, timezone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)


def _test(
    found: Meaning, given: Filter, held: list[int | float], shown: list[str]
) -> tuple[str, Test]:
    if given.op == "between":
        if len(held) != 2:  # noqa: PLR2004 - between takes two
            raise BadInput(f"`between` on {found.label} takes two values.", hint="Give both ends.")
        low, high = sorted(held)
        text = f"between {' and '.join(shown)}"
        return text, lambda v: and_(v >= low, v <= high)
    value = held[0]
    tests: dict[str, Test] = {
        "is": lambda v: v.in_(held), "is_not": lambda v: v.in_(held),
        "gt": lambda v: v > value, "gte": lambda v: v >= value,
        "lt": lambda v: v < value, "lte": lambda v: v <= value,
    }  # fmt: skip
    words = " or ".join(shown)
    return f"{_WORDS[given.op]} {words}", tests[_AS.get(given.op, given.op)]


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value]
