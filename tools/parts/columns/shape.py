"""What of the store is copied, and as what."""

import hashlib
from functools import cache

from sqlalchemy import Boolean, Column, Date, Float, Integer, Numeric, String, Table, TypeDecorator

from store import schema
from store.row import Instant
from store.schema import Kind
from tools.parts.paths import table_of

LARGE = 200_000
"""Rows of a table from which on a copy pays; below it the store itself answers in no time."""
_LEFT_OUT = frozenset({"extra", "source"})


@cache
def copied() -> dict[str, tuple[Column[object], ...]]:
    """For each copied table its columns, without documents and long texts."""
    found = {}
    for name, entity in schema.ENTITIES.items():
        long = {f.name for f in entity.fields if f.kind is Kind.LONG_TEXT} | _LEFT_OUT
        table = table_of(name)
        found[table.name] = tuple(c for c in table.columns if c.name not in long and kind_of(c))
    return found


def definition(table: str) -> str:
    """The statement that makes the copy of a table."""
    columns = ", ".join(f'"{c.name}" {kind_of(c)}' for c in copied()[table])
    return f'CREATE TABLE "{table}" ({columns})'


@cache
def shape() -> str:
    """A hash of every definition: a copy of another shape is made anew."""
    text = "\n".join(definition(table) for table in copied())
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def conversions(table: str) -> str:
    """The columns of a copied table, each turned into its type."""
    return ", ".join(f'CAST("{c.name}" AS {kind_of(c)})' for c in copied()[table])


def source(table: str) -> Table:
    """The store's table."""
    found: Table = copied()[table][0].table
    return found


def kind_of(column: Column[object]) -> str | None:
    """A column's type in the copy; None for what is not copied."""
    kind = column.type
    if isinstance(kind, Instant):
        return "TIMESTAMPTZ"
    kind = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    for python_type, name in (
        (Boolean, "BOOLEAN"), (Date, "DATE"), (Integer, "BIGINT"), (Float, "DOUBLE"),
        (Numeric, "DECIMAL(38, 10)"), (String, "VARCHAR"),
    ):  # fmt: skip
        if isinstance(kind, python_type):
            return name
    return None
