"""What several conditions have in common, so that a row is asked it once."""

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import BinaryExpression, Boolean, BooleanClauseList, ColumnElement, and_, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

Conditions = list[ColumnElement[bool]]


class any_of(FunctionElement[bool]):  # noqa: N801 - reads as the SQL it is
    """Whether one of the conditions holds; what is missing does not."""

    type = Boolean()
    inherit_cache = True
    name = "any_of"


@compiles(any_of)
def _any(element: FunctionElement[object], compiler: SQLCompiler, **kw: Any) -> str:
    return f"({compiler.process(or_(*element.clauses), **kw)})"


@compiles(any_of, "duckdb")
def _any_in_columns(element: FunctionElement[object], compiler: SQLCompiler, **kw: Any) -> str:
    # Branches that compare one column are three times as fast as one truth value; a bare OR tries
    # them one by one, which pays when they are long.
    if not all(isinstance(each, BinaryExpression) for each in element.clauses):
        return _any(element, compiler, **kw)
    return f"(({compiler.process(or_(*element.clauses), **kw)}) IS TRUE)"


def split(
    conditions: Sequence[ColumnElement[bool]],
) -> tuple[Conditions, list[ColumnElement[bool] | None]]:
    """What must hold for a row that meets any of the conditions, and what each asks besides.

    >>> from sqlalchemy import column
    >>> a, b, c = column("a"), column("b"), column("c")
    >>> first, rest = split([and_(a, b), and_(a, c)])
    >>> [str(x) for x in first], [str(x) for x in rest]
    (['a', '(b OR c)'], ['b', 'c'])
    >>> first, rest = split([and_(a, b), a])
    >>> [str(x) for x in first], [str(x) for x in rest]
    (['a'], ['b', 'None'])
    """
    every = [_parts(condition) for condition in conditions]
    common = [one for one in every[0] if all(_among(one, others) for others in every[1:])]
    rests = [[one for one in each if not _among(one, common)] for each in every]
    rest = [and_(*each) if each else None for each in rests]
    asked = [condition for condition in rest if condition is not None]
    return [*common, any_of(*asked)] if len(asked) == len(rest) else common, rest


def beyond(
    condition: ColumnElement[bool], given: ColumnElement[bool]
) -> ColumnElement[bool] | Literal[True] | None:
    """What a condition asks besides a given one; True: nothing; None: it does not contain that.

    >>> from sqlalchemy import column
    >>> a, b, c = column("a"), column("b"), column("c")
    >>> str(beyond(and_(a, b), a)), beyond(a, a), beyond(and_(a, b), c)
    ('b', True, None)
    """
    mine, others = _parts(condition), _parts(given)
    if not all(_among(one, mine) for one in others):
        return None
    rest = [one for one in mine if not _among(one, others)]
    return and_(*rest) if rest else True


def _parts(condition: ColumnElement[bool]) -> Conditions:
    if isinstance(condition, BooleanClauseList) and condition.operator is operators.and_:
        return [part for each in condition.clauses for part in _parts(each)]
    return [condition]


def _among(one: ColumnElement[Any], others: Conditions) -> bool:
    return any(one is other for other in others) or any(one.compare(other) for other in others)
