"""The few functions of days that SQLite and PostgreSQL spell differently."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    case,
    cast,
    extract,
    literal,
    literal_column,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from tools.parts.calendars import Calendar, as_calendar

FIRST_YEAR, LAST_YEAR = 1995, 2045
"""The years that a calendar by weeks is written out for."""


class days_between(FunctionElement[int]):  # noqa: N801 - reads as the SQL function it is
    """Whole days from the first day to the second."""

    type = Integer()
    inherit_cache = True
    name = "days_between"


class week_of(FunctionElement[date]):  # noqa: N801 - as above
    """The Monday on or before a day."""

    type = Date()
    inherit_cache = True
    name = "week_of"


class converted(FunctionElement[int]):  # noqa: N801 - as above
    """Cents times a rate in hundred-millionths, rounded half up to whole cents."""

    type = BigInteger()
    inherit_cache = True
    name = "converted"


def day_number(day: ColumnElement[Any]) -> ColumnElement[Any]:
    """A day as the ordinal that Python gives it."""
    return days_between(literal(_FIRST_DAY), day) + _FIRST_DAY.toordinal()


_FIRST_DAY = date(1970, 1, 1)


@compiles(days_between)
def _days(element: FunctionElement[object], compiler: SQLCompiler, **kw: Any) -> str:
    first, second = element.clauses
    return f"({compiler.process(second, **kw)} - {compiler.process(first, **kw)})"


@compiles(days_between, "sqlite")
def _days_sqlite(element: FunctionElement[object], compiler: SQLCompiler, **kw: Any) -> str:
    first, second = element.clauses
    return (
        f"CAST(julianday({compiler.process(second, **kw)})"
        f" - julianday({compiler.process(first, **kw)}) AS INTEGER)"
    )


@compiles(week_of)
def _week(element: FunctionElement[object], compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST(date_trunc('week', {compiler.process(*element.clauses, **kw)}) AS DATE)"


@compiles(week_of, "sqlite")
def _week_sqlite(element: FunctionElement[object], compiler: SQLCompiler, **kw: Any) -> str:
    return f"date({compiler.process(*element.clauses, **kw)}, '-6 days', 'weekday 1')"


@compiles(converted)
def _convert(element: FunctionElement[object], compiler: SQLCompiler, **kw: Any) -> str:
    cents, rate = (compiler.process(part, **kw) for part in element.clauses)
    return f"CAST(round(CAST({cents} AS NUMERIC) * {rate} / 100000000) AS BIGINT)"


@compiles(converted, "sqlite")
def _convert_sqlite(element: FunctionElement[object], compiler: SQLCompiler, **kw: Any) -> str:
    cents, rate = (compiler.process(part, **kw) for part in element.clauses)
    return f"(({cents} * {rate} + 50000000) / 100000000)"


def period_start(
    day: ColumnElement[Any], grain: str, calendar: Calendar | int
) -> ColumnElement[Any]:
    """The key of the day, week, month, quarter or year that holds a day.

    Months, quarters and years give the number of their first month since year 0, which
    `first_day` turns back into a day; those of a calendar by weeks give their first day.
    """
    own = as_calendar(calendar)
    if grain == "day":
        return day
    if grain == "week":
        return week_of(day)
    if own.weeks is not None:
        return case((day.is_not(None), _stepwise(day, _edges(own, grain))))
    month = cast(extract("year", day), Integer) * 12 + cast(extract("month", day), Integer) - 1
    size = {"month": 1, "quarter": 3, "year": 12}[grain]
    if size == 1:
        return month
    offset = (own.first_month - 1) % size
    return month - (month - offset) % size


def _edges(calendar: Calendar, grain: str) -> list[date]:
    """The first days of the grain, for as many years as business records go back and ahead."""
    found, day = [], date(FIRST_YEAR, 6, 1)
    while day.year < LAST_YEAR:
        first, last, _ = calendar.holding(day, grain)
        found.append(first)
        day = last + timedelta(days=1)
    return found


def _stepwise(day: ColumnElement[Any], edges: list[date]) -> ColumnElement[Any]:
    """The last edge on or before a day, as nested comparisons."""
    if len(edges) == 1:
        return literal_column(f"'{edges[0].isoformat()}'")
    middle = len(edges) // 2
    later: ColumnElement[Any] = literal_column(f"'{edges[middle].isoformat()}'")
    return case(
        (day >= later, _stepwise(day, edges[middle:])), else_=_stepwise(day, edges[:middle])
    )


def first_day(key: object) -> date | None:
    """The day that a key of `period_start` stands for.

    >>> first_day(2017 * 12 + 9)
    datetime.date(2017, 10, 1)
    """
    if key is None or isinstance(key, date):
        return key
    if isinstance(key, str):
        return date.fromisoformat(key)
    months = int(key)  # type: ignore[call-overload]  # the databases give int or Decimal
    return date(months // 12, months % 12 + 1, 1)
