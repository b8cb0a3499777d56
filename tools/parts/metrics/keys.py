"""What groups of rows are called: expressions to group by, and the keys that come back."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, FromClause, case

from store.errors import BadInput
from tools.parts.calendars import calendar_for
from tools.parts.clock import local_day
from tools.parts.metrics.shape import Key, Part
from tools.parts.metrics.sql import first_day, period_start
from tools.parts.paths import Joins, Path, table_of

if TYPE_CHECKING:
    from tools.parts.metrics.slices import Slice

T = TypeVar("T")
Raw = tuple[Any, ...]
"""A key before its labels are made readable."""


class Who(NamedTuple):
    """A label and the id of the record it names: two people of one name stay two."""

    label: str
    id: str


def keys_of(
    cut: "Slice", joins: Joins, part: Part, timed: FromClause | None = None
) -> Iterator[ColumnElement[Any]]:
    """The expressions that a part's rows are grouped by; `raw_key` reads them back.

    Args:
        cut: Which rows, and how they are split.
        joins: The part's rows, and the joins that the keys need.
        part: Whose rows.
        timed: What has the keys of time already, by their dimensions' names.
    """
    for dimension in cut.by:
        if dimension.grain:
            name, grain = dimension.name, dimension.grain
            yield time_key(cut, part, grain) if timed is None else timed.c[name]
            continue
        paths = dimension.paths.get(part.table)
        if paths is None:
            raise BadInput(f"{part.table.replace('_', ' ').capitalize()} records have no "
                           f"{dimension.label} to break them down by.")  # fmt: skip
        label = joins.value(paths)
        if dimension.bands is not None:
            yield dimension.bands.key(label, cut.moment.last_day)
            continue
        yield label
        if dimension.identity:
            yield case((label.is_not(None), joins.value(identities(paths))))


def identities(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Where the id is found of the record that a dimension's paths name."""
    alone = len(paths) == 1
    return tuple(p[:-1] if len(p) > 1 else ("id",) if alone else p for p in paths)


def time_key(
    cut: "Slice", part: Part, grain: str, when: ColumnElement[Any] | None = None
) -> ColumnElement[Any]:
    """The key of the day, week, month, quarter or year of a part's row, or of another moment."""
    day = table_of(part.table).c[part.day] if when is None else when
    if part.day.endswith("_at"):
        day = local_day(day, cut.ctx.workspace.timezone)
    return period_start(day, grain, calendar_for(cut.ctx.workspace))


def raw_key(cut: "Slice", row: Sequence[Any]) -> Raw:
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
