"""Making the copy, and bringing it up to date with the rows that have changed since.

Everything is read through one session, so the copy is what the store was in that session's
snapshot. Every writer of business rows leaves a line in the journal, for each row or for each
imported file: the lines since the last time say which rows to copy again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ColumnElement, func, select, text
from sqlmodel import Session, col

from store import journal
from store.journal import JOURNAL
from store.trail import ImportBatch
from tools.parts.columns.reading import batches
from tools.parts.columns.shape import LARGE, conversions, copied, definition, shape, source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Progress = Callable[[int, int | None], None]
AT_ONCE = 500
"""Ids in one statement."""
BYTES = 150
"""What a row takes in PostgreSQL at the least."""
FEW = 20_000
"""Changed rows up to which a question brings the copy up to date itself before it is answered."""


class Age(NamedTuple):
    """How far a store has moved: its last journal line, and the imports that have ended.

    `chain` is that line's hash, which covers all lines before: no other store has the same.
    """

    line: int
    imports: int
    chain: str


@dataclass(slots=True)
class Changed:
    """The rows that were written since: by id, and by the instant of the import that wrote them."""

    ids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    instants: list[datetime] = field(default_factory=list)

    @property
    def few(self) -> bool:
        return not self.instants and sum(map(len, self.ids.values())) <= FEW


def age_of(session: Session, workspace_id: str) -> Age:
    """How far the store has moved in a session's snapshot."""
    mine = JOURNAL.c.workspace_id == workspace_id
    head = select(JOURNAL.c.n, JOURNAL.c.hash).where(mine).order_by(JOURNAL.c.n.desc()).limit(1)
    ended = select(func.count()).where(
        col(ImportBatch.workspace_id) == workspace_id, col(ImportBatch.ended_at).is_not(None)
    )
    connection = session.connection()
    line = connection.execute(head).first()
    return Age(line.n if line else 0, connection.scalar(ended) or 0, line.hash if line else "")


def _was(session: Session, workspace_id: str, then: Age) -> bool:
    """Whether an age is one that this very store has had."""
    at = select(JOURNAL.c.hash).where(
        JOURNAL.c.workspace_id == workspace_id, JOURNAL.c.n == then.line
    )
    return (session.connection().scalar(at) or "") == then.chain


def path_of(folder: Path, workspace_id: str) -> Path:
    """Where a workspace's copy is kept."""
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in workspace_id)
    return folder / f"{safe}.duckdb"


def keep_in_step(
    session: Session, folder: Path, workspace_id: str, *, large: int = LARGE,
    progress: Progress | None = None,
) -> bool:  # fmt: skip
    """Make the copy of a large store, or bring it up to date; whether there is one now.

    Args:
        session: Any session over the store; the copy says what it sees.
        folder: The deployment's folder for copies.
        workspace_id: Whose rows.
        large: Rows of a table from which on a copy is made.
        progress: Told of the rows copied so far and of about how many there are, where known.
    """
    from tools.parts.columns.sharing import alone

    path = path_of(folder, workspace_id)
    if not path.exists() and not is_large(session, large):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    with alone(path) as free:
        if free:
            _bring(session, path, workspace_id, few_only=False, pour=Pouring(progress))
    return path.exists()


def catch_up(session: Session, path: Path, workspace_id: str) -> None:
    """Bring a copy up to date when little has changed and nobody else is using it."""
    from tools.parts.columns.sharing import alone

    with alone(path) as free:
        if free:
            _bring(session, path, workspace_id, few_only=True, pour=Pouring())


def is_behind(session: Session, folder: Path, workspace_id: str, *, large: int = LARGE) -> bool:
    """Whether a large store has no copy yet, or one that no question brings up to date itself."""
    from tools.parts.columns.sharing import reader

    path = path_of(folder, workspace_id)
    if not path.exists():
        return is_large(session, large)
    with reader(path) as copy:
        then = copy.once("age", age_in) if copy is not None else None
    if then is None:
        return True  # of another shape, or somebody is just writing it
    now = age_of(session, workspace_id)
    return bool(now.imports != then.imports or now.line - then.line > FEW)


def is_large(session: Session, large: int = LARGE) -> bool:
    """Whether a table of the store has so many rows, without counting them."""
    return any(size >= large for size in sizes(session))


def sizes(session: Session) -> list[int]:
    """About how many rows each table has at the least, of all workspaces, without counting."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        each = ", ".join(f'(SELECT max(rowid) FROM "{name}")' for name in copied())  # noqa: S608 - names come from the schema
        return [size or 0 for size in connection.exec_driver_sql(f"SELECT {each}").one()]
    # The planner's own estimate of rows comes late after an import; the size does not.
    bytes_taken = connection.execute(
        text(
            "SELECT pg_relation_size(oid) FROM pg_class"
            " WHERE relkind = 'r' AND relname = ANY(:names)"
        ),
        {"names": list(copied())},
    )
    return [size // BYTES for size in bytes_taken.scalars()]


def _bring(
    session: Session, path: Path, workspace_id: str, *, few_only: bool, pour: "Pouring"
) -> None:  # fmt: skip
    import duckdb

    now = age_of(session, workspace_id)
    try:
        with duckdb.connect(str(path)) as copy:
            then = age_in(copy)
            if then == now:
                return
            if then is not None and _was(session, workspace_id, then):
                changed = _since(session, workspace_id, then)
                if changed.few or not few_only:
                    _renew(session, copy, workspace_id, changed, now, pour)
                return
    except duckdb.IOException:
        return  # another process is using it; the store answers meanwhile
    if not few_only:
        _make(session, path, workspace_id, now, pour)


def age_in(copy: "DuckDBPyConnection") -> Age | None:
    """What age of the store a copy is of; None when it is of another shape."""
    tables = {row[0] for row in copy.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if "copied_of" not in tables:
        return None
    found = copy.execute("SELECT line, imports, chain, shape FROM copied_of").fetchone()
    return Age(*found[:3]) if found and found[3] == shape() else None


def _make(
    session: Session, path: Path, workspace_id: str, now: Age, pour: "Pouring"
) -> None:  # fmt: skip
    """Copy everything into a new file, and put it in place of the old one."""
    import duckdb

    pour.about = sum(sizes(session))
    fresh = path.with_suffix(".new")
    with suppress(FileNotFoundError):
        fresh.unlink()
    with duckdb.connect(str(fresh)) as copy:
        copy.execute("SET TimeZone = 'UTC'")
        for table in copied():
            copy.execute(definition(table))
            pour(session, copy, workspace_id, table)
        stamp(copy, now)
    fresh.replace(path)


def stamp(copy: "DuckDBPyConnection", age: Age) -> None:
    """Write into a fresh copy what age of the store it is of, and its shape."""
    copy.execute(
        "CREATE TABLE copied_of (line BIGINT, imports BIGINT, chain VARCHAR, shape VARCHAR)"
    )
    copy.execute("INSERT INTO copied_of VALUES (?, ?, ?, ?)", [*age, shape()])


def _since(session: Session, workspace_id: str, then: Age) -> Changed:
    changed = Changed()
    for line in journal.read(session, workspace_id, JOURNAL.c.n > then.line):
        if line["table_name"] == "import_batch":
            changed.instants.append(line["at"])
        elif line["table_name"] in copied():
            changed.ids[line["table_name"]].add(line["row_id"])
    return changed


def _renew(
    session: Session, copy: "DuckDBPyConnection", workspace_id: str, changed: Changed, now: Age,
    pour: "Pouring",
) -> None:  # fmt: skip
    """Copy the changed rows again, all in one transaction."""
    copy.execute("SET TimeZone = 'UTC'")
    copy.execute("BEGIN")
    for table in copied():
        for test in _tests(table, changed):
            pour(session, copy, workspace_id, table, test)
    copy.execute("UPDATE copied_of SET line = ?, imports = ?, chain = ?", [*now])
    copy.execute("COMMIT")


def _tests(table: str, changed: Changed) -> Iterator[ColumnElement[bool]]:
    columns = source(table).c
    ids = sorted(changed.ids.get(table, ()))
    for start in range(0, len(ids), AT_ONCE):
        yield columns.id.in_(ids[start : start + AT_ONCE])
    if changed.instants:
        yield columns.changed_at.in_(changed.instants)


@dataclass(slots=True)
class Pouring:
    """Copies rows, and tells how many it has copied."""

    progress: Progress | None = None
    done: int = 0
    about: int | None = None

    def __call__(
        self, session: Session, copy: "DuckDBPyConnection", workspace_id: str, table: str,
        test: ColumnElement[bool] | None = None,
    ) -> None:  # fmt: skip
        """Copy the rows of a table that pass, or all, a batch at a time."""
        for batch in batches(session, workspace_id, table, test):
            copy.register("batch", batch)
            if test is not None:
                copy.execute(f'DELETE FROM "{table}" WHERE id IN (SELECT id FROM batch)')  # noqa: S608 - names come from the schema
            copy.execute(f'INSERT INTO "{table}" SELECT {conversions(table)} FROM batch')  # noqa: S608 - as above
            copy.unregister("batch")
            self.done += len(batch)
            if self.progress:
                self.progress(self.done, self.about)
