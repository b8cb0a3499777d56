"""Columns moved in bulk from the store: a million rows without an object for each cell.

Both databases are asked for text that a columnar reader cuts up: SQLite joins the cells of many
rows itself, PostgreSQL copies them out. An empty cell and a missing one are the same here.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import polars as pl
from sqlmodel import Session

CELL, ROW = "\x1f", "\x1e"
"""The separators that ASCII has for this; where a value holds one, rows are read the slow way."""
_BATCH = 50_000
_BLOCK = 1 << 24

Progress = Callable[[int, int | None], None]
"""Told how many rows are done, and of how many when that is known."""


def quiet(_done: int, _total: int | None) -> None:
    """Nobody is watching."""


def columns(
    session: Session, workspace_id: str, table: str, names: Sequence[str],
    progress: Progress = quiet,
) -> pl.DataFrame:  # fmt: skip
    """Columns of the live rows of a table, as text, in no order that means anything.

    Args:
        session: A session over one snapshot.
        workspace_id: Whose rows.
        table: The database table.
        names: Its columns.
        progress: Told as rows arrive.
    """
    read = _copied if session.get_bind().dialect.name == "postgresql" else _joined
    frames = list(read(session, workspace_id, table, names, progress))
    empty = pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    return pl.concat([empty, *frames])


def _driver(session: Session) -> Any:
    return session.connection().connection.driver_connection


def _joined(
    session: Session, workspace_id: str, table: str, names: Sequence[str], progress: Progress
) -> Iterator[pl.DataFrame]:
    """From SQLite: one value holds the rows of a batch."""
    driver = _driver(session)
    first, last = driver.execute(f'SELECT min(rowid), max(rowid) FROM "{table}"').fetchone()  # noqa: S608 - the table's own name
    if first is None:
        return
    cells = f"||char({ord(CELL)})||".join(f"coalesce(\"{name}\",'')" for name in names)
    # The plus keeps SQLite from walking an index in the order of e-mails, page by page.
    where = "rowid BETWEEN ? AND ? AND +workspace_id = ? AND +state = 'live'"
    query = (
        f"SELECT count(*), CAST(group_concat({cells}, char({ord(ROW)})) AS BLOB)"  # noqa: S608 - as above
        f' FROM "{table}" WHERE {where}'
    )
    for start in range(first, last + 1, _BATCH):
        bounds = (start, start + _BATCH - 1, workspace_id)
        count, text = driver.execute(query, bounds).fetchone()
        if count:
            cut = _cut(text, names, count)
            yield cut if cut is not None else _slowly(driver, table, names, where, bounds)
        progress(min(start + _BATCH, last + 1) - first, last + 1 - first)


def _cut(text: bytes, names: Sequence[str], count: int) -> pl.DataFrame | None:
    """The rows of a batch; None where a value holds a separator."""
    if text.count(ROW.encode()) != count - 1:
        return None
    if text.count(CELL.encode()) != count * (len(names) - 1):
        return None
    return pl.read_csv(
        text, separator=CELL, eol_char=ROW, quote_char=None, has_header=False,
        infer_schema=False, new_columns=list(names),
    )  # fmt: skip


def _slowly(
    driver: Any,
    table: str, names: Sequence[str], where: str, bounds: tuple[Any, ...],
) -> pl.DataFrame:  # fmt: skip
    cells = ", ".join(f'"{name}"' for name in names)
    rows = driver.execute(f'SELECT {cells} FROM "{table}" WHERE {where}', bounds).fetchall()  # noqa: S608 - as above
    return pl.DataFrame(
        {name: pl.Series([None if v in (None, "") else str(v) for v in values], dtype=pl.String)
         for name, values in zip(names, zip(*rows, strict=True), strict=True)}
    )  # fmt: skip


def _copied(
    session: Session, workspace_id: str, table: str, names: Sequence[str], progress: Progress
) -> Iterator[pl.DataFrame]:
    """From PostgreSQL: COPY in blocks of whole rows."""
    cells = ", ".join(f"nullif(\"{name}\"::text, '')" for name in names)
    query = (
        f"COPY (SELECT {cells} FROM \"{table}\" WHERE workspace_id = %s AND state = 'live')"  # noqa: S608 - as above
        " TO STDOUT (FORMAT csv, FORCE_QUOTE *)"
    )
    done = 0
    with _driver(session).cursor() as cursor, cursor.copy(query, (workspace_id,)) as copy:
        for block in _blocks(copy):
            frame = pl.read_csv(
                block, has_header=False, infer_schema=False, new_columns=list(names)
            )
            done += frame.height
            progress(done, None)
            yield frame


def _blocks(copy: Any) -> Iterator[bytes]:
    """What COPY sends, a row at a time, put together."""
    held: list[bytes] = []
    size = 0
    for row in copy:
        held.append(bytes(row))
        size += len(row)
        if size >= _BLOCK:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
