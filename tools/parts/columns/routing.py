"""Answering a session's selects from the copy, when it says what the session would see.

The statement is the one that the store would have run: it is compiled once more, in PostgreSQL's
words, which DuckDB understands. Whatever DuckDB cannot run, the store runs.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Column, CompoundSelect, Select, Table, event
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.engine.result import IteratorResult, Result, SimpleResultMetaData
from sqlalchemy.orm import ORMExecuteState, SessionTransaction
from sqlalchemy.sql import visitors
from sqlmodel import Session

from tools.parts.columns.arrays import ASKED, Arrays
from tools.parts.columns.compiling import compiled, once_for
from tools.parts.columns.copying import Age, age_in, age_of, catch_up, path_of
from tools.parts.columns.shape import LARGE, copied
from tools.parts.columns.sharing import reader

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger("pitcrew.columns")


def beside(session: Session, folder: Path, workspace_id: str, *, large: int = LARGE) -> Session:
    """Let a session answer from the workspace's copy, if there is one.

    Args:
        session: A session that reads one workspace's rows, in one snapshot for as long as its
            transaction lasts.
        folder: The deployment's folder for copies.
        workspace_id: The workspace; a copy holds no other's rows.
        large: Rows of a table from which on its selects go to the copy.
    """
    path = path_of(folder, workspace_id)
    if path.exists():
        event.listen(session, "do_orm_execute", _Route(path, workspace_id, large))
    return session


class _Route:
    """The way of one session's selects to the copy."""

    def __init__(self, path: Path, workspace_id: str, large: int) -> None:
        self._path = path
        self._workspace_id = workspace_id
        self._large = large
        self._tried: Age | None = None
        self._seen: tuple[SessionTransaction | None, Age] | None = None

    def __call__(self, state: ORMExecuteState) -> Result[Any] | None:
        statement = state.statement
        if (
            not isinstance(statement, Select | CompoundSelect)
            or state.is_orm_statement
            or state.parameters
        ):
            return None
        tables = once_for(statement, "tables", _tables)
        if not tables or not tables <= set(copied()):
            return None
        with reader(self._path) as copy:
            if copy is None or not _is_large(copy.once("sizes", _sizes), tables, self._large):
                return None
        session = cast(Session, state.session)
        now = self._age(session)
        self._catch_up(session, now)
        with reader(self._path) as copy:
            if copy is None or copy.once("age", age_in) != now:
                return None
            kind, whole = session.get_bind().dialect.name, ASKED in state.execution_options
            return _run(copy.cursor, statement, kind, whole=whole)

    def _age(self, session: Session) -> Age:
        """The store's age, looked up once in a transaction: that sees one snapshot to its end."""
        known = self._seen
        if known is None or known[0] is not session.get_transaction():
            age = age_of(session, self._workspace_id)
            known = self._seen = session.get_transaction(), age
        return known[1]

    def _catch_up(self, session: Session, now: Age) -> None:
        """Once for each state of the store: bring the copy up to date."""
        if self._tried == now:
            return
        self._tried = now
        with reader(self._path) as copy:
            then = copy.once("age", age_in) if copy is not None else None
        if then is not None and then != now:
            catch_up(session, self._path, self._workspace_id)


def _tables(statement: Select[Any] | CompoundSelect[Any]) -> set[str]:
    """The tables that a select reads; none when it asks for a column that no copy has."""
    found = set()
    for element in visitors.iterate(statement):
        if isinstance(element, Table):
            found.add(element.name)
        elif isinstance(element, Column) and not _has(element):
            return set()
    return found


def _has(column: Column[Any]) -> bool:
    names = _names(column.table.name) if isinstance(column.table, Table) else None
    return names is None or column.name in names


@cache
def _names(table: str) -> frozenset[str] | None:
    columns = copied().get(table)
    return None if columns is None else frozenset(column.name for column in columns)


def _sizes(copy: "DuckDBPyConnection") -> dict[str, int]:
    rows = copy.execute("SELECT table_name, estimated_size FROM duckdb_tables()").fetchall()
    return {row[0]: row[1] for row in rows}


def _is_large(sizes: dict[str, int], tables: Iterable[str], large: int) -> bool:
    return any(sizes.get(table, 0) >= large for table in tables)


class _Words(PGDialect):
    """PostgreSQL's words with numbered values, so that a grouped expression is known again."""

    name = "duckdb"
    supports_statement_cache = False

    def __init__(self) -> None:
        super().__init__(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]  # SQLAlchemy's own


WORDS: Dialect = _Words()
NULLS = {"sqlite": "nulls_first_on_asc_last_on_desc",
         "postgresql": "nulls_last_on_asc_first_on_desc"}  # fmt: skip
"""Where each database puts what is missing when it sorts."""


def _run(
    copy: "DuckDBPyConnection", statement: Select[Any] | CompoundSelect[Any], kind: str,
    *, whole: bool = False,
) -> IteratorResult[Any] | None:  # fmt: skip
    import duckdb

    made, given = compiled(statement, WORDS)
    try:
        copy.execute(f"SET default_null_order = '{NULLS[kind]}'")
        if whole:
            return Arrays(copy.sql(str(made), params=given).to_arrow_table())
        rows = copy.execute(str(made), given).fetchall()
    except duckdb.Error as error:
        log.warning("The store answers a select that the copy cannot: %s", error)
        return None
    # The compiler's own list: a statement's collection of columns leaves out what it selects twice.
    columns = made._result_columns  # noqa: SLF001 - nothing public says it
    names = [column.keyname for column in columns]
    return IteratorResult(SimpleResultMetaData(names), iter(_read(columns, rows)))


def _read(columns: Sequence[Any], rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows as the store gives them: instants aware, and so on."""
    turns: list[Callable[[Any], Any] | None] = [
        column.type.dialect_impl(WORDS).result_processor(WORDS, None) for column in columns
    ]
    if not any(turns):
        return rows
    return [
        tuple(
            value if turn is None else turn(value) for turn, value in zip(turns, row, strict=True)
        )
        for row in rows
    ]
