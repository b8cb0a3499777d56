"""Instants as the clock on the wall shows them: days and minutes of a time zone, on any database.

PostgreSQL knows the zones. SQLite does not: there the zone's changes of the last decades are
written into the statement as a search tree, so that a day or an hour costs a handful of
comparisons and no call back into Python.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnClause, ColumnElement, Date, case, cast
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

FIRST_YEAR, LAST_YEAR = 2000, 2040
"""The years whose changes of clocks are known to a statement; outside, the nearest change holds."""
OPENS, CLOSES, WORKDAYS = 9 * 60, 17 * 60, 5
"""Business hours: 9:00 to 17:00, Monday to Friday, in the workspace's time zone."""
DAY, WEEK = 24 * 60, 7
A_MONDAY = 3
"""Days from a Monday to 1 January 1970, which was a Thursday."""


class _Clock(FunctionElement[Any]):
    """A function of an instant and a zone.

    The zone is part of the statement's text, so no statement with it is kept for the next zone.
    """

    inherit_cache = False

    def __init__(self, instant: ColumnElement[Any], zone: str) -> None:
        super().__init__(instant)
        self.zone = zone


class local_day(_Clock):  # noqa: N801 - reads as the SQL function it is
    """The day of an instant in a time zone."""

    inherit_cache = False
    type = Date()
    name = "local_day"


class wall_minutes(_Clock):  # noqa: N801 - as above
    """Whole minutes from 1 January 1970, 0:00, to what the clock on the wall shows."""

    inherit_cache = False
    type = BigInteger()
    name = "wall_minutes"


def elapsed_minutes(first: ColumnElement[Any], second: ColumnElement[Any]) -> ColumnElement[int]:
    """Whole minutes from one instant to another."""
    return wall_minutes(second, "UTC") - wall_minutes(first, "UTC")


def worked_minutes(minutes: ColumnElement[int]) -> ColumnElement[int]:
    """Business minutes from a Monday in 1969 to what the clock on the wall shows.

    The difference of two is the business hours between them; holidays are not known. Give it a
    column of a subquery: it names its minutes many times.
    """
    shifted = minutes + A_MONDAY * DAY
    weeks, day = shifted // (DAY * WEEK), (shifted // DAY) % WEEK
    hours = CLOSES - OPENS
    into = shifted % DAY - OPENS
    today = case((day >= WORKDAYS, 0), (into < 0, 0), (into > hours, hours), else_=into)
    whole = case((day < WORKDAYS, day), else_=WORKDAYS)
    return cast(weeks * WORKDAYS * hours + whole * hours + today, BigInteger)


@cache
def changes(zone: str) -> tuple[tuple[datetime, int], ...]:
    """The instants at which a zone's clocks change, and the minutes that they are ahead since.

    >>> changes("UTC")[1:], changes("Europe/Berlin")[-1][1] in (60, 120)
    ((), True)
    """
    there = ZoneInfo(zone)
    found = [(datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), _ahead(there, FIRST_YEAR, 1))]
    for year in range(FIRST_YEAR, LAST_YEAR):
        for month in range(1, 13):
            first = datetime(year, month, 1, tzinfo=UTC)
            after = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
            if _offset(there, first) != _offset(there, after):
                when = _change(there, first, after)
                found.append((when, _offset(there, when)))
    return tuple(found)


def _ahead(zone: ZoneInfo, year: int, month: int) -> int:
    return _offset(zone, datetime(year, month, 1, tzinfo=UTC))


def _offset(zone: ZoneInfo, instant: datetime) -> int:
    ahead = instant.astimezone(zone).utcoffset() or timedelta(0)
    return int(ahead.total_seconds()) // 60


def _change(zone: ZoneInfo, first: datetime, after: datetime) -> datetime:
    """The first minute between the two at which the clocks show another time."""
    low, high, before = 0, int((after - first).total_seconds()) // 60, _offset(zone, first)
    while low < high:
        middle = (low + high) // 2
        if _offset(zone, first + timedelta(minutes=middle)) == before:
            low = middle + 1
        else:
            high = middle
    return first + timedelta(minutes=low)


def _tree(text: str, found: tuple[tuple[datetime, int], ...]) -> str:
    """The minutes that a zone is ahead at an instant, as nested comparisons."""
    if len(found) == 1:
        return str(found[0][1])
    middle = len(found) // 2
    later = found[middle][0].strftime("%Y-%m-%d %H:%M:%S")
    return (
        f"CASE WHEN {text} >= '{later}' THEN {_tree(text, found[middle:])}"
        f" ELSE {_tree(text, found[:middle])} END"
    )


@compiles(local_day)
def _day(element: _Clock, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST({_there(element, compiler, **kw)} AS DATE)"


@compiles(local_day, "sqlite")
def _day_sqlite(element: _Clock, compiler: SQLCompiler, **kw: Any) -> str:
    return _once(element, compiler, _date_of, **kw)


def _date_of(text: str, zone: str) -> str:
    known = changes(zone)
    if known == ((known[0][0], 0),):
        return f"date({text})"
    return f"date({text}, ({_tree(text, known)}) || ' minutes')"


@compiles(wall_minutes)
def _minutes(element: _Clock, compiler: SQLCompiler, **kw: Any) -> str:
    seconds = f"extract(epoch FROM {_there(element, compiler, **kw)})"
    return f"CAST(floor({seconds} / 60) AS BIGINT)"


@compiles(wall_minutes, "sqlite")
def _minutes_sqlite(element: _Clock, compiler: SQLCompiler, **kw: Any) -> str:
    return _once(element, compiler, _minutes_of, **kw)


def _minutes_of(text: str, zone: str) -> str:
    ahead = _tree(text, changes(zone))
    return f"(CAST(strftime('%s', {text}) AS INTEGER) / 60 + ({ahead}))"


def _once(
    element: _Clock, compiler: SQLCompiler, write: Callable[[str, str], str], **kw: Any
) -> str:
    """The function of a column, or of an expression that is computed but once."""
    [instant] = element.clauses
    text = compiler.process(instant, **kw)
    if isinstance(instant, ColumnClause):
        return write(text, element.zone)
    once = write("it", element.zone)
    return f"(SELECT {once} FROM (SELECT {text} AS it))"  # noqa: S608 - text of the compiler's own


def _there(element: _Clock, compiler: SQLCompiler, **kw: Any) -> str:
    [instant] = element.clauses
    # The zone is a name that `ZoneInfo` has taken, and no quote can be in one.
    return f"timezone('{ZoneInfo(element.zone).key}', {compiler.process(instant, **kw)})"
