"""Following references from a table: as joins when grouping, as IN-subqueries when filtering.

A path is the columns to walk: `("owner_id", "team_id", "name")` from a deal is its owner's team's
name. Several paths in order mean the first that has a value. Both forms are built from the same
paths, so a filter and a group can never disagree. Rows reached must be of the workspace and live.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, and_, false, func, not_, or_, select
from sqlmodel import SQLModel

from store import schema
from store.row import BusinessRow

Path = tuple[str, ...]
Test = Callable[[ColumnElement[Any]], ColumnElement[bool]]


def table_of(name: str) -> Table:
    """The database table of the entity called `name`."""
    return SQLModel.metadata.tables[schema.entity(name).model.__tablename__]  # type: ignore[index]  # sqlmodel types the name as a declared attribute


def model_of(name: str) -> type[BusinessRow]:
    """The model of the entity called `name`."""
    return schema.entity(name).model


def target_of(table: str, step: str) -> str:
    """The table that a step of a path leads to; a deal names its product by text."""
    if (table, step) == ("opportunity", "product"):
        return "product"
    target = schema.entity(table).field(step).target
    assert target is not None  # noqa: S101 - paths are declared in this package, over references
    return target


def alive(source: FromClause, workspace_id: str) -> ColumnElement[bool]:
    """The rows of the workspace that have not been merged away or deleted."""
    return and_(source.c.workspace_id == workspace_id, source.c.state == "live")


def squeezed(text: ColumnElement[Any]) -> ColumnElement[str]:
    """Text without case and spaces: `GTXPro` and `GTX Pro` are one product."""
    return func.lower(func.replace(text, " ", ""))


def column(source: FromClause, name: str) -> ColumnElement[Any]:
    """A column, or the full name of a person whose table keeps it in two."""
    if name == "full_name":
        first, last = source.c.first_name, source.c.last_name
        return func.nullif(func.trim(func.coalesce(first, "") + " " + func.coalesce(last, "")), "")
    return source.c[name]


class Joins:
    """The outer joins that some paths need, each made once.

    Args:
        workspace_id: Whose rows.
        table: The table that the paths start from.
    """

    def __init__(self, workspace_id: str, table: str) -> None:
        self._workspace_id = workspace_id
        self._table = table
        self._made: dict[Path, FromClause] = {(): table_of(table)}
        self._on: list[tuple[FromClause, ColumnElement[bool]]] = []

    def value(self, paths: tuple[Path, ...]) -> ColumnElement[Any]:
        """The first of the paths' values that is there."""
        columns = [column(self._reach(path[:-1]), path[-1]) for path in paths]
        return columns[0] if len(columns) == 1 else func.coalesce(*columns)

    def source(self) -> FromClause:
        """The table with its joins, to select from."""
        whole: FromClause = self._made[()]
        for other, condition in self._on:
            whole = whole.outerjoin(other, condition)
        return whole

    def _reach(self, steps: Path) -> FromClause:
        if steps not in self._made:
            parent = self._reach(steps[:-1])
            self._made[steps] = self._join(parent, self._table_at(steps[:-1]), steps[-1])
        return self._made[steps]

    def _table_at(self, steps: Path) -> str:
        table = self._table
        for step in steps:
            table = target_of(table, step)
        return table

    def _join(self, parent: FromClause, table: str, step: str) -> FromClause:
        target = target_of(table, step)
        if target == "product":
            other: FromClause = _catalogue(self._workspace_id)
            self._on.append((other, other.c.key == squeezed(parent.c[step])))
            return other
        other = table_of(target).alias()
        self._on.append((other, and_(other.c.id == parent.c[step],
                                     alive(other, self._workspace_id))))  # fmt: skip
        return other


def _catalogue(workspace_id: str) -> FromClause:
    """One row for each product however its name is spaced, so that a join never doubles a deal."""
    product = table_of("product").alias()
    key = squeezed(product.c.name)
    return (
        select(key.label("key"), func.min(product.c.name).label("name"),
               func.min(product.c.series).label("series"))
        .where(alive(product, workspace_id))
        .group_by(key)
        .subquery()
    )  # fmt: skip


def matches(
    workspace_id: str,
    table: str,
    paths: tuple[Path, ...],
    test: Test,
    source: FromClause | None = None,
) -> ColumnElement[bool]:
    """Whether the first value there is along the paths passes the test; never NULL."""
    start = table_of(table) if source is None else source
    options: list[ColumnElement[bool]] = []
    nothing_yet: list[ColumnElement[bool]] = []
    for path in paths:
        options.append(and_(*nothing_yet, _passes(workspace_id, table, start, path, test)))
        nothing_yet.append(not_(_passes(workspace_id, table, start, path, _is_there)))
    return or_(*options) if options else false()


def present(workspace_id: str, table: str, paths: tuple[Path, ...]) -> ColumnElement[bool]:
    """Whether any of the paths leads to a value."""
    start = table_of(table)
    return or_(*(_passes(workspace_id, table, start, path, _is_there) for path in paths))


def _is_there(value: ColumnElement[Any]) -> ColumnElement[bool]:
    return value.is_not(None)


def _passes(
    workspace_id: str, table: str, source: FromClause, path: Path, test: Test
) -> ColumnElement[bool]:
    # `x IS NOT NULL AND ...` keeps the answer true or false, so that `not_` means the other rows.
    if len(path) == 1:
        value = column(source, path[0])
        return and_(value.is_not(None), test(value))
    step, rest = source.c[path[0]], path[1:]
    target = target_of(table, path[0])
    other = table_of(target).alias()
    is_product = (table, path[0]) == ("opportunity", "product")
    key = squeezed(other.c.name) if is_product else other.c.id
    held = squeezed(step) if is_product else step
    found = select(key).where(
        alive(other, workspace_id), _passes(workspace_id, target, other, rest, test)
    )
    return and_(step.is_not(None), held.in_(found))
