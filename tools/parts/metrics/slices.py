"""Computing a metric over some rows, whole or grouped by dimensions, in few queries.

Counts and sums of one table are one grouped query; medians and percentiles are one windowed query
each. No row is loaded but the few that stand at a percentile.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select

from store.errors import BadInput
from tools.arguments import Filter
from tools.context import Context
from tools.parts.comparing import CENTS
from tools.parts.dimensions import Dimension
from tools.parts.metrics.shape import Answer, Key, Metric, Moment, Part, Variant
from tools.parts.metrics.sql import first_day, local_day, period_start
from tools.parts.paths import Joins, Path, table_of
from tools.parts.periods import Span
from tools.parts.query import where

T = TypeVar("T")
Raw = tuple[Any, ...]
"""A key before its labels are made readable."""


class Who(NamedTuple):
    """A label and the id of the record it names: two people of one name stay two."""

    label: str
    id: str


@dataclass(frozen=True, slots=True)
class Slice:
    """Which rows, and how they are split."""

    ctx: Context
    span: Span
    filters: tuple[Filter, ...] = ()
    by: tuple[Dimension, ...] = ()
    _read: dict[str, ColumnElement[bool]] = field(default_factory=dict, compare=False)

    @property
    def moment(self) -> Moment:
        workspace = self.ctx.workspace
        return Moment(self.span, self.ctx.today, workspace.currency, workspace.timezone)

    def whole(self) -> "Slice":
        """The same rows, not split."""
        return replace(self, by=())

    def rows(self, table: str) -> ColumnElement[bool]:
        """The filters as a condition on a table; they are looked up once."""
        if table not in self._read:
            self._read[table] = where(self.ctx, table, self.filters)
        return self._read[table]


def compute(cut: Slice, metric: Metric, variant: Variant) -> dict[Key, Answer]:
    """The metric's value for every group of the slice; a whole slice has the one key `()`.

    Raises:
        BadInput: A dimension does not apply to the metric's rows.
    """
    if variant.own is not None:
        return variant.own(cut)
    groups = gather(cut, variant.parts)
    if not cut.by and not groups:
        groups = {(): {}}
    return {key: answer(metric, variant, parts) for key, parts in groups.items()}


def answer(metric: Metric, variant: Variant, parts: dict[str, Decimal | None]) -> Answer:
    """One group's value from its parts, or the reason why there is none."""
    top = [parts.get(name) for name in variant.top]
    if variant.shape == "ratio":
        bottom = sum((parts.get(name) or Decimal(0) for name in variant.bottom), Decimal(0))
        n = int(parts.get(variant.counted) or 0) if variant.counted else int(bottom)
        value = _sum(top, Decimal(0)) / bottom if bottom else None
    else:
        n = int(parts.get(variant.counted) or 0)
        value = _sum(top, Decimal(0) if n == 0 else None)
    reason = _too_few(metric, variant, n, value)
    return Answer(None if reason else value, n, reason, dict(parts))


def _sum(values: Iterable[Decimal | None], nothing: Decimal | None) -> Decimal:
    there = [v for v in values if v is not None]
    return sum(there, Decimal(0)) if there else nothing  # type: ignore[return-value]  # see `answer`


def _too_few(metric: Metric, variant: Variant, n: int, value: Decimal | None) -> str | None:
    one, several = variant.noun or metric.noun
    if n < variant.minimum:
        has = "there is none" if n == 0 else f"there {'is' if n == 1 else 'are'} only {n}"
        return (
            f"it needs at least {variant.minimum} {several if variant.minimum > 1 else one}; {has}"
        )
    if value is None:
        return f"none of the {n:,} {several if n != 1 else one} has an amount" if n else (
            f"there is no {one} to divide by")  # fmt: skip
    return None


def gather(cut: Slice, parts: Sequence[Part]) -> dict[Key, dict[str, Decimal | None]]:
    """Every part's value for every group of the slice."""
    return labelled(collect(cut, parts))


def collect(cut: Slice, parts: Sequence[Part]) -> dict[Raw, dict[str, Decimal | None]]:
    """As `gather`, with keys that tell namesakes apart; `labelled` makes them readable."""
    raw: dict[Raw, dict[str, Decimal | None]] = {}
    for batch in _batches(cut, parts):
        for key, values in (_tally if batch[0].fold in {"count", "sum"} else _spread)(cut, batch):
            raw.setdefault(key, {}).update(values)
    return raw


def _batches(cut: Slice, parts: Sequence[Part]) -> Iterator[list[Part]]:
    together: dict[tuple[str, str], list[Part]] = {}
    timed = any(d.grain for d in cut.by)
    for part in parts:
        if part.fold in {"count", "sum"}:
            together.setdefault((part.table, part.day if timed else ""), []).append(part)
        else:
            yield [part]
    yield from together.values()


def _tally(cut: Slice, parts: list[Part]) -> Iterator[tuple[Raw, dict[str, Decimal | None]]]:
    first = parts[0]
    joins = Joins(cut.ctx.workspace.id, first.table)
    keys = list(keys_of(cut, joins, first))
    conditions = [part.rows(cut.moment) for part in parts]
    folded = [_folded(p, c, alone=len(parts) == 1) for p, c in zip(parts, conditions, strict=True)]
    rows = _grouped(select(*keys, *folded), joins, keys).where(
        cut.rows(first.table), or_(*conditions)
    )
    for row in cut.ctx.session.execute(rows):
        values = zip(parts, row[len(keys) :], strict=True)
        yield raw_key(cut, row), {part.name: _exact(part, v) for part, v in values}


def _folded(part: Part, condition: ColumnElement[bool], *, alone: bool) -> ColumnElement[Any]:
    if part.fold == "count":
        return func.count() if alone else func.count(case((condition, 1)))
    assert part.of is not None  # noqa: S101 - only a count has no value
    return func.sum(part.of() if alone else case((condition, part.of())))


def _grouped(rows: Select[Any], joins: Joins, keys: list[ColumnElement[Any]]) -> Select[Any]:
    rows = rows.select_from(joins.source())
    return rows.group_by(*keys) if keys else rows


_QUANTILES = {"median": (1, 2), "p90": (9, 10), "trimmed": (1, 10)}


def _spread(cut: Slice, parts: list[Part]) -> Iterator[tuple[Raw, dict[str, Decimal | None]]]:
    part = parts[0]
    assert part.of is not None  # noqa: S101 - as above
    joins = Joins(cut.ctx.workspace.id, part.table)
    keys = list(keys_of(cut, joins, part))
    value = part.of()
    ordered = _ordered(cut, part, joins, keys, value)
    n, rank = ordered.c.n, ordered.c.rank
    up, of = _QUANTILES[part.fold]
    if part.fold == "trimmed":
        cuts = n * up // of
        inside = and_(rank > cuts, rank <= n - cuts)
    else:
        inside = or_(rank == (n - 1) * up // of + 1, rank == ((n - 1) * up + of - 1) // of + 1)
    columns = [ordered.c[f"k{i}"] for i in range(len(keys))]
    picked = select(
        *columns, func.sum(ordered.c.value), func.count(), func.min(ordered.c.value),
        func.max(ordered.c.value), func.max(n),
    ).where(inside)  # fmt: skip
    rows = picked.group_by(*columns) if columns else picked
    for row in cut.ctx.session.execute(rows):
        if row[-1] is not None:
            yield raw_key(cut, row), {part.name: _quantile(part, tuple(row[len(keys) :]))}


def _ordered(
    cut: Slice, part: Part, joins: Joins, keys: list[ColumnElement[Any]], value: ColumnElement[Any]
) -> Subquery:
    labelled = [key.label(f"k{i}") for i, key in enumerate(keys)]
    return (
        select(
            *labelled, value.label("value"),
            func.row_number().over(partition_by=keys or None, order_by=value).label("rank"),
            func.count().over(partition_by=keys or None).label("n"),
        )
        .select_from(joins.source())
        .where(cut.rows(part.table), part.rows(cut.moment), value.is_not(None))
        .subquery()
    )  # fmt: skip


def _quantile(part: Part, picked: tuple[Any, ...]) -> Decimal | None:
    total, count, low, high, n = picked
    if part.fold == "trimmed":
        exact = Decimal(total) / int(count)
    else:
        up, of = _QUANTILES[part.fold]
        into = Decimal((int(n) - 1) * up % of) / of
        exact = Decimal(low) + (Decimal(high) - Decimal(low)) * into
    return exact / CENTS if part.money else exact


def _exact(part: Part, value: Decimal | int | None) -> Decimal | None:
    if value is None:
        return None
    return Decimal(value) / CENTS if part.money else Decimal(value)


def keys_of(cut: Slice, joins: Joins, part: Part) -> Iterator[ColumnElement[Any]]:
    """The expressions that a part's rows are grouped by; `raw_key` reads them back."""
    for dimension in cut.by:
        if dimension.grain:
            yield _time_key(cut, part, dimension.grain)
            continue
        paths = dimension.paths.get(part.table)
        if paths is None:
            raise BadInput(f"{part.table.replace('_', ' ').capitalize()} records have no "
                           f"{dimension.label} to break them down by.")  # fmt: skip
        label = joins.value(paths)
        yield label
        if dimension.identity:
            yield case((label.is_not(None), joins.value(_identities(paths))))


def _identities(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    alone = len(paths) == 1
    return tuple(p[:-1] if len(p) > 1 else ("id",) if alone else p for p in paths)


def _time_key(cut: Slice, part: Part, grain: str) -> ColumnElement[Any]:
    day: ColumnElement[Any] = table_of(part.table).c[part.day]
    if part.day.endswith("_at"):
        day = local_day(day, cut.ctx.workspace.timezone)
    return period_start(day, grain, cut.ctx.workspace.fiscal_start_month)


def raw_key(cut: Slice, row: Sequence[Any]) -> Raw:
    """The key that a row of the grouped select begins with."""
    key: list[Any] = []
    cells = iter(row)
    for dimension in cut.by:
        cell = next(cells)
        if dimension.grain:
            key.append(first_day(cell))
        elif dimension.identity:
            who = next(cells)
            key.append(None if cell is None else Who(str(cell), str(who)))
        else:
            key.append(None if cell is None else str(cell))
    return tuple(key)


def labelled(raw: dict[Raw, T]) -> dict[Key, T]:
    """Keys as people read them; records that share a name are told apart by their id."""
    people = {who for key in raw for who in key if isinstance(who, Who)}
    shared = {label for label, n in Counter(who.label for who in people).items() if n > 1}

    def read(cell: Who | str | date | None) -> str | date | None:
        if not isinstance(cell, Who):
            return cell
        return f"{cell.label} ({cell.id})" if cell.label in shared else cell.label

    return {tuple(read(cell) for cell in key): parts for key, parts in raw.items()}
