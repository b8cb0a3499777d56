"""The few functions of days that SQLite and PostgreSQL spell differently."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, cast, extract
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


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


class local_day(FunctionElement[date]):  # noqa: N801 - as above
    """The day of an instant, in a time zone where the database knows them."""

    type = Date()
    inherit_cache = True
    name = "local_day"


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


@compiles(local_day)
def _local(element: FunctionElement[object], compiler: SQLCompiler, **kw: Any) -> str:
    instant, zone = element.clauses
    return (
        f"CAST(timezone({compiler.process(zone, **kw)}, {compiler.process(instant, **kw)}) AS DATE)"
    )


@compiles(local_day, "sqlite")
def _local_sqlite(element: FunctionElement[object], compiler: SQLCompiler, **kw: Any) -> str:
    instant, _ = element.clauses
    return f"date({compiler.process(instant, **kw)})"


def period_start(day: ColumnElement[Any], grain: str, first_month: int) -> ColumnElement[Any]:
    """The key of the day, week, month, quarter or year that holds a day.

    Months, quarters and years give the number of their first month since year 0, which
    `first_day` turns back into a day.
    """
    if grain == "day":
        return day
    if grain == "week":
        return week_of(day)
    month = cast(extract("year", day), Integer) * 12 + cast(extract("month", day), Integer) - 1
    size = {"month": 1, "quarter": 3, "year": 12}[grain]
    if size == 1:
        return month
    offset = (first_month - 1) % size
    return month - (month - offset) % size


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
