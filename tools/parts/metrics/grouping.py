"""Grouping rows by what they carry first, and by what that leads to after.

A million deals name two hundred owners: they are added up for each owner's id, and only those two
hundred sums are joined to names and teams. It is the same figure, for a sum of sums is a sum.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Select, func, select

from tools.parts.dimensions import Dimension
from tools.parts.metrics.keys import identities, keys_of, time_key
from tools.parts.metrics.shape import Moment, Part
from tools.parts.paths import Joins, Path, passing, table_of

if TYPE_CHECKING:
    from tools.parts.metrics.slices import Slice


def as_it_is(expression: ColumnElement[Any]) -> ColumnElement[Any]:
    """The expression over the table itself, where nothing stands in its place."""
    return expression


def unnamed(keys: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    """The keys that a select names, to group by: the very same, not others that read alike.

    PostgreSQL takes two expressions with a parameter each for two, whatever the parameters hold.
    """
    return [getattr(key, "element", key) for key in keys]


class Groups:
    """The groups of a part's rows: what to group the rows by, and how the groups are named.

    Attributes:
        keys: What the rows are grouped by, in the order that `raw_key` reads.
        source: Where the rows come from.
    """

    def __init__(self, cut: "Slice", part: Part, root: FromClause | None = None) -> None:
        self._cut, self._part = cut, part
        carried = None if root is not None else _carried(cut, part)
        self._carried = list(carried or ())
        joins = cut.joins(part.table, root)
        self.keys: list[ColumnElement[Any]] = (
            list(keys_of(cut, joins, part))
            if carried is None
            else [c.label(name) for name, c in carried.items()]
        )
        self.source = beside(joins.source(), part, cut.moment)

    def named(
        self, rows: Select[Any], sums: Sequence[str], also: Sequence[str] = ()
    ) -> Select[Any]:
        """The grouped rows by the slice's keys.

        Args:
            rows: A select grouped by `keys`, which come first.
            sums: Names of its columns that are added up.
            also: Names of its columns by which groups are told apart besides.
        """
        if not self._carried:
            return rows
        first = rows.subquery("first")
        joins = Joins(self._cut.ctx.workspace.id, self._part.table, None, first)
        keys = [*keys_of(self._cut, joins, self._part, first), *(first.c[name] for name in also)]
        return (
            select(*keys, *(func.sum(first.c[name]).label(name) for name in sums))
            .select_from(joins.source())
            .group_by(*keys)
        )


def beside(source: FromClause, part: Part, moment: Moment) -> FromClause:
    """The rows with what is joined to them for a part, if anything is."""
    if part.beside is None:
        return source
    other, on = part.beside(moment)
    return source.outerjoin(other, on)


def _carried(cut: "Slice", part: Part) -> dict[str, ColumnElement[Any]] | None:
    """The columns of a row that lead to its keys; None when the row is needed for that itself."""
    if not any(_leads_on(split, part) for split in cut.by):
        return None
    found: dict[str, ColumnElement[Any]] = {}
    columns = table_of(part.table).c
    for split in cut.by:
        if split.grain:
            found[split.name] = time_key(cut, part, split.grain)
            continue
        paths = _paths(split, part)
        if not paths:
            return None
        for path in paths:
            if path[0] not in columns or (cut.standing is not None and _passes(part.table, path)):
                return None
            found[path[0]] = columns[path[0]]
    return found


def _paths(split: Dimension, part: Part) -> tuple[Path, ...]:
    paths = split.paths.get(part.table, ())
    return (*paths, *identities(paths)) if split.identity else paths


def _leads_on(split: Dimension, part: Part) -> bool:
    return any(len(path) > 1 for path in split.paths.get(part.table, ()))


def _passes(table: str, path: Path) -> bool:
    """Whether a path goes through what a person has for a while, which a row's own day decides."""
    return any(passing(table, path[:length]) for length in range(2, len(path) + 1))
