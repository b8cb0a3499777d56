"""Counts, sums, means, medians and extremes of some rows, whole or split by dimensions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, func, null, select

from store.errors import BadInput
from store.schema import Kind
from tools.context import Context
from tools.parts import records
from tools.parts.comparing import CENTS, NUMBERS
from tools.parts.dimensions import Dimension
from tools.parts.fields import Meaning, meaning
from tools.parts.metrics.shape import Key, Part
from tools.parts.metrics.slices import Raw, Slice, keys_of, labelled, raw_key
from tools.parts.paths import Joins, table_of
from tools.parts.periods import Span

Fold = Literal["count", "sum", "mean", "median", "min", "max"]
USUAL = ("amount_cents", "annual_revenue_cents", "raised_cents", "list_price_cents")
"""What is added up when no field is named."""


@dataclass(frozen=True, slots=True)
class Folded:
    """One group's value, the rows that have one, and the rows there are."""

    value: Decimal | None
    n: int
    rows: int


@dataclass(frozen=True, slots=True)
class Folding:
    """What is computed: how, over which table's rows, of which field, split by what."""

    ctx: Context
    table: str
    test: ColumnElement[bool]
    fold: Fold
    of: Meaning | None = None
    by: tuple[Dimension, ...] = ()

    @property
    def unit(self) -> str:
        """The unit of the value as figures name it."""
        if self.of is None or self.fold == "count":
            return "count"
        kinds = {Kind.MONEY: self.ctx.workspace.currency, Kind.SHARE: "rate"}
        return kinds.get(self.of.kind, "number")

    def whole(self) -> "Folding":
        """The same, not split."""
        return Folding(self.ctx, self.table, self.test, self.fold, self.of)


def measured(table: str, fold: Fold, of: str | None) -> Meaning | None:
    """The field that is added up or averaged; a count has none.

    Raises:
        BadInput: No field is named, or it holds no numbers.
    """
    if fold == "count":
        return None
    name = of or next((c for c in USUAL if c in table_of(table).c), None)
    if name is None:
        raise BadInput(f"The {fold} of which field?", hint="Name a field that holds numbers.")
    found = meaning(table, name)
    if found.kind not in NUMBERS or found.children:
        raise BadInput(
            f"{found.label.capitalize()} holds no numbers, so it has no {fold}.",
            hint="Name a field with money, a number, a year or a share.",
        )
    return found


def folded(asked: Folding) -> dict[Key, Folded]:
    """The value of every group, by its key; `()` for all rows together."""
    joins = Joins(asked.ctx.workspace.id, asked.table)
    cut, keys = _split(asked, joins)
    found: dict[Raw, Folded] = {}
    values = _aggregates(asked, joins)
    rows = select(*keys, *values).select_from(joins.source()).where(asked.test)
    rows = rows.group_by(*keys) if keys else rows
    for row in asked.ctx.session.execute(rows):
        n, total, low, high = row[len(keys) + 1 :]
        whole = Folded(None, int(n), int(row[len(keys)]))
        found[raw_key(cut, row)] = _with_value(asked, whole, total, low, high)
    if asked.fold == "median":
        for key, middle in _medians(asked):
            old = found[key]
            found[key] = Folded(_scaled(asked, middle), old.n, old.rows)
    return labelled(found)


def _split(asked: Folding, joins: Joins) -> tuple[Slice, list[ColumnElement[Any]]]:
    span = Span(None, asked.ctx.today, "all time")
    cut = Slice(asked.ctx, span, (), asked.by)
    day = records.DAYS.get(asked.table)
    if day is None and any(d.grain for d in asked.by):
        raise BadInput(f"Records of {asked.table} carry no day to split them by.")
    part = Part("rows", lambda _: asked.test, table=asked.table, day=day or "")
    return cut, list(keys_of(cut, joins, part))


def _aggregates(asked: Folding, joins: Joins) -> list[ColumnElement[Any]]:
    count = func.count()
    if asked.of is None:
        return [count, count, null(), null(), null()]
    value = _own(asked, joins.value(asked.of.paths))
    return [count, func.count(value), func.sum(value), func.min(value), func.max(value)]


def _own(asked: Folding, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """The value, where it may be added up: money only in the workspace's currency."""
    columns = table_of(asked.table).c
    if asked.of is None or asked.of.kind is not Kind.MONEY or "currency" not in columns:
        return value
    own = asked.ctx.workspace.currency
    return case((func.coalesce(columns.currency, own) == own, value))


def _with_value(asked: Folding, found: Folded, total: Any, low: Any, high: Any) -> Folded:
    if asked.fold == "count":
        return Folded(Decimal(found.rows), found.rows, found.rows)
    if not found.n or asked.fold == "median":
        return found
    exact = {"sum": total, "min": low, "max": high, "mean": total}[asked.fold]
    value = Decimal(str(exact))
    if asked.fold == "mean":
        value /= found.n
    return Folded(_scaled(asked, value), found.n, found.rows)


def _scaled(asked: Folding, value: Decimal) -> Decimal:
    money = asked.of is not None and asked.of.kind is Kind.MONEY
    return value / CENTS if money else value


def _medians(asked: Folding) -> Iterator[tuple[Raw, Decimal]]:
    assert asked.of is not None  # noqa: S101 - only a count has no field
    joins = Joins(asked.ctx.workspace.id, asked.table)
    cut, keys = _split(asked, joins)
    value = _own(asked, joins.value(asked.of.paths))
    named = [key.label(f"k{i}") for i, key in enumerate(keys)]
    rank = func.row_number().over(partition_by=keys or None, order_by=value)
    size = func.count().over(partition_by=keys or None)
    ranked = (
        select(*named, value.label("value"), rank.label("rank"), size.label("size"))
        .select_from(joins.source())
        .where(asked.test, value.is_not(None))
        .subquery()
    )
    n, place = ranked.c.size, ranked.c.rank
    middle = and_(2 * place >= n, 2 * place <= n + 2)
    columns = [ranked.c[f"k{i}"] for i in range(len(keys))]
    rows = select(*columns, func.min(ranked.c.value), func.max(ranked.c.value))
    rows = rows.where(middle).group_by(*columns) if columns else rows.where(middle)
    for row in asked.ctx.session.execute(rows):
        low, high = row[len(keys) :]
        if low is not None:
            yield raw_key(cut, row), (Decimal(str(low)) + Decimal(str(high))) / 2


def ordered(groups: Sequence[tuple[Key, Folded]]) -> list[tuple[Key, Folded]]:
    """By value, the largest first; those without one last."""
    return sorted(
        groups, key=lambda g: (g[1].value is None, -(g[1].value or Decimal(0)), str(g[0]))
    )
