"""Following references from a table: as joins when grouping, as IN-subqueries when filtering.

A path is the columns to walk: `("owner_id", "team_id", "name")` from a deal is its owner's team's
name. Several paths in order mean the first that has a value. Both forms are built from the same
paths, so a filter and a group can never disagree. Rows reached must be of the workspace and live.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Table, and_, false, func, not_, or_, select
from sqlmodel import SQLModel

from store import schema

if TYPE_CHECKING:
    from tools.parts.attribution import Standing

Path = tuple[str, ...]
Test = Callable[[ColumnElement[Any]], ColumnElement[bool]]


def table_of(name: str) -> Table:
    """The database table of the entity called `name`."""
    return SQLModel.metadata.tables[schema.entity(name).model.__tablename__]  # type: ignore[index]  # sqlmodel types the name as a declared attribute


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
        standing: Where people stood on the day of a row, when that differs from now.
        root: What takes the table's place, with the same columns.
    """

    def __init__(
        self,
        workspace_id: str,
        table: str,
        standing: "Standing | None" = None,
        root: FromClause | None = None,
    ) -> None:
        self._workspace_id = workspace_id
        self._standing = standing
        self._table = table
        self._made: dict[Path, FromClause] = {(): table_of(table) if root is None else root}
        self._on: list[tuple[FromClause, ColumnElement[bool]]] = []

    def value(self, paths: tuple[Path, ...]) -> ColumnElement[Any]:
        """The first of the paths' values that is there."""
        columns = [self._value(path) for path in paths]
        return columns[0] if len(columns) == 1 else func.coalesce(*columns)

    def _value(self, path: Path) -> ColumnElement[Any]:
        source = self._reach(path[:-1])
        if self._standing is not None and passing(self._table, path):
            return self._held(source, path)
        return column(source, path[-1])

    def source(self) -> FromClause:
        """The table with its joins, to select from."""
        whole: FromClause = self._made[()]
        for other, condition in self._on:
            whole = whole.outerjoin(other, condition)
        return whole

    def _reach(self, steps: Path) -> FromClause:
        if steps not in self._made:
            parent = self._reach(steps[:-1])
            self._made[steps] = self._join(parent, steps)
        return self._made[steps]

    def _table_at(self, steps: Path) -> str:
        table = self._table
        for step in steps:
            table = target_of(table, step)
        return table

    def _join(self, parent: FromClause, steps: Path) -> FromClause:
        step = steps[-1]
        target = target_of(self._table_at(steps[:-1]), step)
        if target == "product":
            other: FromClause = _catalogue(self._workspace_id)
            self._on.append((other, other.c.key == squeezed(parent.c[step])))
            return other
        other = table_of(target).alias()
        held = self._held(parent, steps)
        self._on.append((other, and_(other.c.id == held, alive(other, self._workspace_id))))
        return other

    def _held(self, parent: FromClause, steps: Path) -> ColumnElement[Any]:
        """What a row refers to by the last step: of a person, what they had on the row's day."""
        now: ColumnElement[Any] = parent.c[steps[-1]]
        if self._standing is None or not passing(self._table, steps):
            return now
        owner = self._reach(steps[:-2])
        return self._standing.held(self._table_at(steps[:-2]), owner, parent.c.id, steps[-1], now)


def passing(table: str, steps: Path) -> bool:
    """Whether the last step of a path is what a person has for a while: a team or a manager."""
    for step in steps[:-1]:
        table = target_of(table, step)
    return table == "user" and len(steps) > 1 and steps[-1] in {"team_id", "manager_id"}


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
    standing: "Standing | None" = None,
) -> ColumnElement[bool]:
    """Whether the first value there is along the paths passes the test; never NULL."""
    start = table_of(table) if source is None else source
    options: list[ColumnElement[bool]] = []
    nothing_yet: list[ColumnElement[bool]] = []
    for path in paths:
        found = _passes(workspace_id, table, start, path, test, standing)
        options.append(and_(*nothing_yet, found))
        nothing_yet.append(not_(_passes(workspace_id, table, start, path, _is_there, standing)))
    return or_(*options) if options else false()


def present(
    workspace_id: str,
    table: str,
    paths: tuple[Path, ...],
    standing: "Standing | None" = None,
) -> ColumnElement[bool]:
    """Whether any of the paths leads to a value."""
    start = table_of(table)
    return or_(*(_passes(workspace_id, table, start, p, _is_there, standing) for p in paths))


def _is_there(value: ColumnElement[Any]) -> ColumnElement[bool]:
    return value.is_not(None)


def _passes(
    workspace_id: str, table: str, source: FromClause, path: Path, test: Test,
    standing: "Standing | None" = None,
) -> ColumnElement[bool]:  # fmt: skip
    # `x IS NOT NULL AND ...` keeps the answer true or false, so that `not_` means the other rows.
    if len(path) == 1:
        value = column(source, path[0])
        return and_(value.is_not(None), test(value))
    if standing is not None and len(path) > 2 and passing(table, path[:2]):  # noqa: PLR2004 - a person, what they have, and a column of it
        return _stood(workspace_id, table, source, path, test, standing)
    step, rest = source.c[path[0]], path[1:]
    target = target_of(table, path[0])
    other = table_of(target).alias()
    is_product = (table, path[0]) == ("opportunity", "product")
    key = squeezed(other.c.name) if is_product else other.c.id
    held = squeezed(step) if is_product else step
    found = select(key).where(
        alive(other, workspace_id), _passes(workspace_id, target, other, rest, test, standing)
    )
    return and_(step.is_not(None), held.in_(found))


def _stood(
    workspace_id: str, table: str, source: FromClause, path: Path, test: Test,
    standing: "Standing",
) -> ColumnElement[bool]:  # fmt: skip
    """As `_passes`, for a path through a person whose team or manager was another then."""
    person, user = source.c[path[0]], table_of("user").alias()
    now = select(user.c[path[1]]).where(alive(user, workspace_id), user.c.id == person)
    held = standing.held(
        table, source, person, path[1], now.correlate_except(user).scalar_subquery()
    )
    target = target_of("user", path[1])
    other = table_of(target).alias()
    found = select(other.c.id).where(
        alive(other, workspace_id), _passes(workspace_id, target, other, path[2:], test, standing)
    )
    return and_(held.is_not(None), held.in_(found))
