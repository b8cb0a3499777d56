"""Filling PostgreSQL with very many rows: bare tables first, then their indexes and keys.

Kept true row by row, eight indexes and five foreign keys of a table of activities cost ten times
what the rows do, and more with every row once an index is larger than the server's memory. Built
over the full table they are one sort each, and a foreign key is one join.
"""

# ruff: noqa: S608 - the statements are put together from the store's own names

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import text
from sqlmodel import Session

from tools.parts.columns.shape import copied

PART = 1 << 20
MEMORY = "512MB"
"""What the server may sort an index in."""

KEYS = text("""
    SELECT conrelid::regclass::text AS held, conname, pg_get_constraintdef(oid) AS definition,
           contype = 'f' AS links
    FROM pg_constraint
    WHERE conrelid = to_regclass(:name) AND contype IN ('f', 'p', 'u')
       OR confrelid = to_regclass(:name)""")
"""A table's own keys, and those of others that refer to it."""
INDEXES = text("""
    SELECT indexrelid::regclass::text AS held, pg_get_indexdef(indexrelid) AS definition
    FROM pg_index
    WHERE indrelid = to_regclass(:name)
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f')""")


def fill(session: Session, made: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> None:
    """Pour the company into empty tables; what they are held by is taken off meanwhile."""
    foreign, own = _stripped(session, tables)
    for table in tables:
        # Rows of a table that was emptied by the same transaction need no log and no second visit.
        _run(session, f'TRUNCATE "{table}"')
        _pour(session, made, table)
    _run(session, f"SET LOCAL maintenance_work_mem = '{MEMORY}'")
    for statement in own + foreign:
        _run(session, statement)


def _stripped(session: Session, tables: Sequence[str]) -> tuple[list[str], list[str]]:
    """Take keys and indexes off the tables; how to make the foreign keys again, and the others."""
    keys, indexes = set[Any](), list[Any]()
    for table in tables:
        name = {"name": f'"{table}"'}
        keys |= set(session.execute(KEYS, name).all())
        indexes += session.execute(INDEXES, name).all()
    in_order = sorted(keys, key=lambda key: (not key.links, key))  # what refers goes first
    for key in in_order:
        _run(session, f'ALTER TABLE {key.held} DROP CONSTRAINT "{key.conname}"')
    for index in indexes:
        _run(session, f"DROP INDEX {index.held}")
    made = {key: f'ALTER TABLE {key.held} ADD CONSTRAINT "{key.conname}" {key.definition}'
            for key in in_order}  # fmt: skip
    own = [made[key] for key in in_order if not key.links]
    return ([made[key] for key in in_order if key.links],
            own + [index.definition for index in indexes])  # fmt: skip


def _pour(session: Session, made: duckdb.DuckDBPyConnection, table: str) -> None:
    """Through a file of comma-separated values, which both databases write and read quickly."""
    listed = ", ".join(f'"{c.name}"' for c in copied()[table])
    driver: Any = session.connection().connection.driver_connection
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        made.execute(f"""COPY (SELECT {listed} FROM "{table}") TO '{path}' (FORMAT csv)""")
        with path.open("rb") as file, driver.cursor().copy(
            f'COPY "{table}" ({listed}) FROM STDIN (FORMAT csv, HEADER, FREEZE)'
        ) as into:  # fmt: skip
            while part := file.read(PART):
                into.write(part)


def _run(session: Session, statement: str) -> None:
    session.connection().exec_driver_sql(statement)
