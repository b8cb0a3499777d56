"""Putting many rows into a table at once, the fastest way that each database has.

SQLite: one prepared statement over tuples, past SQLAlchemy's per-value conversion. PostgreSQL:
COPY. Both inside the caller's transaction.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from itertools import repeat
from typing import Any

from sqlalchemy import Boolean, Column, Date, Table
from sqlmodel import Session

from store.canonical import table_of
from store.row import Instant, Json

CACHE_KIB = 131_072
USUAL_CACHE_KIB = 2_000
"""SQLite's own default."""

Columns = dict[str, Sequence[Any]]


def insert_columns(session: Session, table_name: str, columns: Columns, size: int) -> None:
    """Insert `size` rows given column by column; a column left out gets the table's default."""
    if not size:
        return
    table = table_of(table_name)
    filled = _with_defaults(table, columns, size)
    if session.get_bind().dialect.name == "postgresql":
        _copy(session, table, filled)
    else:
        _execute_many(session, table, filled)


def set_indexes_aside(session: Session, table_name: str) -> list[str]:
    """Drop the indexes of a table that is about to be filled; returns how to make them again.

    Building an index over a full table is several times quicker than keeping it true row by row.
    SQLite only, where this is part of the transaction and nobody else can be writing.
    """
    if session.get_bind().dialect.name != "sqlite":
        return []
    connection = session.connection()
    connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIB}")
    found = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ?"
        " AND sql IS NOT NULL",
        (table_name,),
    ).all()
    for name, _ in found:
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
    return [statement for _, statement in found]


def make_indexes(session: Session, statements: Sequence[str]) -> None:
    """Make the indexes again that were set aside; a unique one checks as it is made."""
    for statement in statements:
        session.connection().exec_driver_sql(statement)
    if statements:
        session.connection().exec_driver_sql(f"PRAGMA cache_size = -{USUAL_CACHE_KIB}")


def _with_defaults(table: Table, columns: Columns, size: int) -> Columns:
    filled = {name: values for name, values in columns.items() if any(_given(values))}
    for column in table.columns:
        default = _default(column)
        if default is None:
            continue
        if column.name not in filled:
            filled[column.name] = [default] * size
        elif not column.nullable and any(value is None for value in filled[column.name]):
            filled[column.name] = [default if v is None else v for v in filled[column.name]]
    return filled


def _given(values: Sequence[Any]) -> Iterator[bool]:
    return (value is not None for value in values)


def _default(column: Column[Any]) -> Any:
    default = column.default
    return getattr(default, "arg", None) if default is not None and default.is_scalar else None


def _execute_many(session: Session, table: Table, columns: Columns) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" for _ in columns)
    encoded = [_encoded(table.columns[name], values) for name, values in columns.items()]
    session.connection().exec_driver_sql(
        f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})',  # noqa: S608 - names come from the table itself
        list(zip(*encoded, strict=True)),
    )


def _copy(session: Session, table: Table, columns: Columns) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    driver: Any = session.connection().connection.driver_connection
    encoded = [
        _texts(values) if isinstance(table.columns[name].type, Json) else values
        for name, values in columns.items()
    ]
    with (
        driver.cursor() as cursor,
        cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as sink,
    ):
        for row in zip(*encoded, strict=True):
            sink.write_row(row)


@cache
def _encoder(column: Column[Any]) -> Callable[[Any], Any] | None:
    kind = column.type
    if isinstance(kind, Json):
        return _json
    if isinstance(kind, Instant):
        return _instant
    if isinstance(kind, Date):
        return date.isoformat
    return int if isinstance(kind, Boolean) else None


def _encoded(column: Column[Any], values: Sequence[Any]) -> Sequence[Any]:
    encode = _encoder(column)
    if encode is None:
        return values
    if encode is _json:
        return _texts(values)
    known = {value: value if value is None else encode(value) for value in set(values)}
    return list(map(known.__getitem__, values))


def _texts(values: Sequence[Any]) -> list[str | None]:
    """Documents as JSON text; one object that many rows share is written out once."""
    distinct = {id(value): value for value in values}
    known = {key: None if value is None else _json(value) for key, value in distinct.items()}
    return [known[id(value)] for value in values]


def _json(value: Any) -> str:
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def _instant(value: datetime) -> str:
    """As SQLAlchemy writes an instant into SQLite: UTC without saying so."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def constant(value: Any, size: int) -> list[Any]:
    """A column that says the same in every row."""
    return list(repeat(value, size))
