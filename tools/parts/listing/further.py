"""Conditions of a list beyond those that it has arguments for: closed, three rounds, no website."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, false

from store.errors import PitcrewError
from tools.arguments import Filter
from tools.context import Context
from tools.parts.fields import meaning
from tools.parts.listing.criterion import Criterion, Says
from tools.parts.listing.universe import Universe
from tools.parts.query import Condition, conditions


def further_criteria(
    ctx: Context, universe: Universe, filters: Sequence[Filter]
) -> list[Criterion]:
    """Each condition on a company's own record, as a condition of the list.

    Raises:
        BadInput: A field, operator or value that cannot be used.
        NotFound: A value that the store does not have.
    """
    read = conditions(ctx, universe.table, filters)
    return [_criterion(ctx, universe, condition) for condition in read]


def _criterion(ctx: Context, universe: Universe, condition: Condition) -> Criterion:
    return Criterion(
        condition.label, condition.text, condition.test, _silent(ctx, universe, condition),
        _says(universe, condition),
    )  # fmt: skip


def _silent(ctx: Context, universe: Universe, condition: Condition) -> ColumnElement[bool]:
    """The companies whose record cannot tell."""
    if condition.given.either or condition.given.op in {"missing", "present"}:
        return false()
    missing = Filter(field=condition.given.field, op="missing")
    return conditions(ctx, universe.table, [missing])[0].test


def _says(universe: Universe, condition: Condition) -> Says:
    """What stands in the record itself, where the condition is on one column of it."""
    try:
        paths = meaning(universe.table, condition.given.field).paths
    except PitcrewError:  # an id is no field, and says itself
        return lambda *_: condition.text
    name = paths[0][0] if len(paths) == 1 and len(paths[0]) == 1 else ""
    if not universe.has(name) or name.endswith("_cents") or condition.given.op == "missing":
        return lambda *_: condition.text
    return lambda company, _: f"{condition.label} {getattr(company, name)}"
