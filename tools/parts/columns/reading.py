"""Reading very many rows of the store as columns.

A database writes the rows out as comma-separated values and Arrow reads them: no value becomes an
object of Python's on the way, which would take most of the time. Texts stand between quotation
marks, and what is missing is nothing at all, so that an empty text stays one.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, Select, select
from sqlalchemy.engine import Connection
from sqlmodel import Session

from tools.parts.columns.shape import copied, kind_of, source

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 100_000
BLOCK = 1 << 24
"""Bytes of a batch of PostgreSQL's."""

Columns = Sequence[Column[Any]]


def batches(
    session: Session, workspace_id: str, table: str, test: ColumnElement[bool] | None = None
) -> "Iterator[pa.Table]":
    """A workspace's rows of a table, or those that pass a test: numbers as such, else as text."""
    connection = session.connection()
    columns: list[Any] = sorted(copied()[table], key=lambda column: not _is_tame(column))
    mine = source(table).c.workspace_id == workspace_id
    query = select(*columns).where(mine if test is None else mine & test)
    lines = _of_sqlite if connection.dialect.name == "sqlite" else _of_postgresql
    for part in lines(connection, query, columns):
        yield _read(part, columns)


def _of_sqlite(connection: Connection, query: Select[Any], columns: Columns) -> Iterator[bytes]:
    made = query.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    _, start, rest = str(made).partition(" \nFROM ")
    if len(made.params) == 1:  # all of the workspace's rows: its index leads all over the file
        rest = rest.replace(" \nWHERE ", " NOT INDEXED \nWHERE ")
    values = made.params
    given = [_as_text(values[name]) for name in made.positiontup or ()]
    driver: Any = connection.connection.driver_connection
    cursor = driver.execute(f"SELECT {_line(columns)}{start}{rest}", given)
    while rows := cursor.fetchmany(BATCH):
        yield "".join([row[0] for row in rows]).encode()


def _line(columns: Columns) -> str:
    """A row as SQLite writes it.

    `printf` is much quicker than putting texts together one by one, and ends a text at its first
    NUL: it writes what cannot have one.
    """
    tame = [c for c in columns if _is_tame(c)]
    form = ",".join("%s" if _value(c) else '"%w"' for c in tame)
    first = f"printf('{form}', {', '.join(_value(c) or _name(c) for c in tame)})"
    wild = [f"coalesce({_quoted(c)}, '')" for c in columns if not _is_tame(c)]
    return " || ',' || ".join([first, *wild]) + " || char(10)"


def _is_tame(column: Column[Any]) -> bool:
    """Whether a column holds nothing but ids, numbers and times."""
    tame = column.primary_key or column.foreign_keys or column.name in {"state", "merged_into"}
    return kind_of(column) != "VARCHAR" or bool(tame)


def _value(column: Column[Any]) -> str | None:
    """What `printf` is given for a column; None for a text that it is to put in quotation marks."""
    if kind_of(column) == "DOUBLE":
        return f"CASE WHEN {_name(column)} IS NOT NULL THEN printf('%!.17g', {_name(column)}) END"
    if kind_of(column) != "VARCHAR":
        return _name(column)  # a day or an instant is a text without such marks
    return _quoted(column) if column.nullable else None


def _quoted(column: Column[Any]) -> str:
    return f"""'"' || replace({_name(column)}, '"', '""') || '"'"""


def _name(column: Column[Any]) -> str:
    return f'"{column.name}"'


def _of_postgresql(connection: Connection, query: Select[Any], columns: Columns) -> Iterator[bytes]:
    made = query.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    texts = ", ".join(_name(c) for c in columns if kind_of(c) == "VARCHAR")
    driver: Any = connection.connection.driver_connection
    held = bytearray()
    with driver.cursor() as cursor:
        cursor.execute("SET LOCAL DateStyle = 'ISO, YMD'")
        with cursor.copy(
            f"COPY ({made}) TO STDOUT (FORMAT csv, FORCE_QUOTE ({texts}))", made.params
        ) as lines:
            for line in lines:
                held += line
                if len(held) >= BLOCK:
                    yield bytes(held)
                    held.clear()
    if held:
        yield bytes(held)


def _read(lines: bytes, columns: Columns) -> "pa.Table":
    import pyarrow as pa
    from pyarrow import csv

    kinds = {c.name: pa.int64() if kind_of(c) == "BIGINT" else pa.string() for c in columns}
    return csv.read_csv(
        pa.py_buffer(lines),
        read_options=csv.ReadOptions(
            column_names=list(kinds), use_threads=False, block_size=len(lines) + 1
        ),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=kinds, null_values=[""], strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )  # fmt: skip


def _as_text(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value
