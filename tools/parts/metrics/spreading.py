"""Medians, percentiles and trimmed means of groups of rows.

Rows of one value are counted first: deals take one of a few hundred numbers of days, so it is a
few hundred numbers that are put in order, not a million deals.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ColumnElement, Select, Subquery, and_, case, cast, func, select

from tools.parts.comparing import CENTS
from tools.parts.metrics.grouping import Groups, as_it_is, unnamed
from tools.parts.metrics.keys import Raw, raw_key
from tools.parts.metrics.shape import Moment, Part
from tools.parts.metrics.sharing import beyond

if TYPE_CHECKING:
    from tools.parts.metrics.slices import Slice

SHARES = {"median": (1, 2), "p90": (9, 10), "trimmed": (1, 10)}
"""The place of a percentile; of a trimmed mean, what is left out at each end."""


def spread(
    cut: "Slice", part: Part, counts: Sequence[Part]
) -> Iterator[tuple[Raw, dict[str, Decimal | None]]]:
    """The part's value for every group of the slice, and how many of its rows there are.

    Args:
        cut: Which rows, and how they are split.
        part: What is put in order.
        counts: Parts that count the same rows, or some of them.
    """
    counted, keys = _counted(cut, part, counts)
    ordered = _ordered(counted, keys)
    columns = [ordered.c[f"k{i}"] for i in range(keys)]
    sums = [func.sum(ordered.c[f"n{i}"]) for i in range(len(counts))]
    picked = select(*columns, *sums, func.max(ordered.c.n), *_picked(part, ordered))
    for row in cut.ctx.session.execute(picked.group_by(*columns) if columns else picked):
        tallies, (n, *values) = row[keys : keys + len(counts)], row[keys + len(counts) :]
        found: dict[str, Decimal | None] = {
            each.name: Decimal(rows or 0) for each, rows in zip(counts, tallies, strict=True)
        }
        if n:
            found[part.name] = _value(part, int(n), values)
        if found:
            yield raw_key(cut, row), found


def _counted(cut: "Slice", part: Part, counts: Sequence[Part]) -> tuple[Subquery, int]:
    """For every group and value, how many rows have it; and how many keys come first."""
    assert part.of is not None  # noqa: S101 - only a count has no value
    moment, seen = cut.moment, cut.seen(part)
    over = seen.over if seen is not None else as_it_is
    groups = Groups(cut, part, seen.root if seen is not None else None)
    value = over(part.of(moment))
    split = [over(key) for key in groups.keys]
    tallies = [_tallied(each, part, moment) for each in counts]
    sums = ["rows", *(f"n{i}" for i in range(len(tallies)))]
    counted = [func.count(), *(over(tally) for tally in tallies)]
    rows: Select[Any] = (
        select(*split, value.label("value"),
               *(count.label(name) for count, name in zip(counted, sums, strict=True)))
        .select_from(groups.source)
        .where(over(cut.rows(part.table)), over(part.rows(moment)))
        .group_by(*unnamed(split), value)
    )  # fmt: skip
    named = groups.named(rows, sums, ["value"])
    keys = len(named.selected_columns) - 1 - len(sums)
    names = [f"k{i}" for i in range(keys)]
    return _renamed(named, [*names, "value", *sums]), keys


def _tallied(count: Part, part: Part, moment: Moment) -> ColumnElement[int]:
    """How many of the part's rows another counts: all of them, or those that it asks more of."""
    more = None if count.rows is part.rows else beyond(count.rows(moment), part.rows(moment))
    return func.count() if more is None or more is True else func.count(case((more, 1)))


def _renamed(rows: Select[Any], names: Sequence[str]) -> Subquery:
    columns = zip(rows.selected_columns, names, strict=True)
    return rows.with_only_columns(
        *(getattr(c, "element", c).label(name) for c, name in columns)
    ).subquery()


def _ordered(counted: Subquery, keys: int) -> Subquery:
    """The values with the number of rows up to and with each, and of all."""
    columns = [counted.c[f"k{i}"] for i in range(keys)]
    value, rows = counted.c.value, counted.c.rows
    tallies = [column for column in counted.c if column.name.startswith("n")]
    there = case((value.is_not(None), rows), else_=0)
    return select(
        *columns, value, *tallies, there.label("there"),
        cast(func.sum(there).over(partition_by=columns or None, order_by=value), BigInteger)
        .label("upto"),
        cast(func.sum(there).over(partition_by=columns or None), BigInteger).label("n"),
    ).subquery()  # fmt: skip


def _picked(part: Part, ordered: Subquery) -> list[ColumnElement[Any]]:
    """The values on both sides of a percentile; or the sum of those within, of a trimmed mean."""
    value, there, upto, n = (ordered.c[name] for name in ("value", "there", "upto", "n"))
    up, of = SHARES[part.fold]
    if part.fold != "trimmed":
        low, high = upto * of > (n - 1) * up, (upto - 1) * of >= (n - 1) * up
        return [func.min(case((low, value))), func.min(case((high, value)))]
    cut = n * up // of
    last = case((upto < n - cut, upto), else_=n - cut)
    first = case((upto - there > cut, upto - there), else_=cut)
    return [func.sum(case((and_(there > 0, last > first), value * (last - first))))]


def _value(part: Part, n: int, values: Sequence[Any]) -> Decimal:
    up, of = SHARES[part.fold]
    if part.fold == "trimmed":
        exact = Decimal(values[0]) / (n - 2 * (n * up // of))
    else:
        low, high = (Decimal(value) for value in values)
        exact = low + (high - low) * Decimal((n - 1) * up % of) / of
    return exact / (CENTS if part.money else 1) / part.scale
