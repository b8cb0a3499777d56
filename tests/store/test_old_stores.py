"""A store of every earlier revision, with rows in every table, comes up to date with them."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, MetaData, Table, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from store.engine import open_engine, revision, upgrade, writing
from store.migrations import HEAD, REVISIONS, run
from tests.stores import Stores

NOW, DAY = datetime(2026, 11, 20, 12, tzinfo=UTC), date(2026, 11, 20)
MADE = {
    "0001": "95becfe447444a5c",
    "0002": "27399e65d5420c46",
    "0003": "a09ad49177f1371b",
    "0004": "abe635d8b0f6ff28",
    "0005": "fc22e2b6c9190185",
    "0006": "338cf058c618a038",
    "0007": "8e94ccbb488a41f7",
    "0008": "9f1ead496cc65648",
    "0009": "35d323ee6adaff79",
    "0010": "8f009928de6a0304",
    "0011": "1e729b04a74afe38",
    "0012": "76a47e13d6519982",
    "0013": "ce165681c36bca13",
    "0014": "9b599288d6714680",
    "0015": "157d5c56d5688efe",
    "0017": "4c8b1f5b3e7e5554",
    "0018": "d09effcf0a80247a",
}
"""The tables that each revision made, as a hash: a revision that stores are at is never edited."""
SAMPLES: tuple[tuple[type, Any], ...] = (
    (sa.Boolean, True), (sa.Integer, 1), (sa.Numeric, 1), (sa.Float, 0.5), (sa.DateTime, NOW),
    (sa.Date, DAY), (sa.JSON, {"a": [1, "ä"]}), (sa.LargeBinary, b"x"), (sa.String, "x1"),
)  # fmt: skip
QUICK = ["0001", "0006", "0014"]
SLOW = [pytest.param(r, marks=pytest.mark.slow) for r in REVISIONS if r not in QUICK]
OTHERWISE = {"expected_version": 1, "seq": 1, "group_no": 1, "timezone": "UTC", "position": 1}


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Engine]:
    """A database with nothing in it."""
    engine = open_engine(f"sqlite:///{tmp_path}/store.db")
    yield engine
    engine.dispose()


def migrate(engine: Engine, to: str) -> None:
    settings = run.config()
    with writing(engine) as session:
        settings.attributes["connection"] = session.connection()
        (command.downgrade if to == "base" else command.upgrade)(settings, to)


def filled(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """A row in every table, each with the same id, so that every reference leads to one."""
    tables = MetaData()
    tables.reflect(connection)
    # A change set admits no change once it is there, so its changes come before it.
    for table in sorted(tables.sorted_tables, key=lambda table: table.name != "change"):
        if table.name != "alembic_version":
            _insert(connection, table)
    return contents(connection, tables)


def _insert(connection: Connection, table: Table) -> None:
    """The row with as little as may be in it, or else with everything."""
    checks = " ".join(
        str(c["sqltext"]) for c in inspect(connection).get_check_constraints(table.name)
    )
    whole = {column.name: _sample(table, column, checks) for column in table.columns}
    least = {name: value for name, value in whole.items() if not table.columns[name].nullable}
    live = whole | {"merged_into": None}
    for values in (least, whole, live, live | {"team_id": None}):
        with suppress(IntegrityError), connection.begin_nested():
            connection.execute(table.insert().values(
                {name: value for name, value in values.items() if name in table.columns}
            ))  # fmt: skip
            return
    raise AssertionError(f"no row of {table.name} was taken")


def _sample(table: Table, column: sa.Column[Any], checks: str) -> Any:
    """A value that the column takes: of a list of values that a rule names, the first."""
    name = column.name
    if name == "workspace_id" or (table.name, name) == ("workspace", "id"):
        return "main"
    quoted = re.search(rf"\b{name}\b\"?\)?(?:::\w+)? (?:IN|= ANY) \(+(?:ARRAY\[)?'([^']+)'", checks)
    if quoted:
        return quoted[1]
    if name in OTHERWISE:
        return OTHERWISE[name]
    return next(value for kind, value in SAMPLES if isinstance(column.type, kind))


def contents(connection: Connection, tables: MetaData) -> dict[str, list[dict[str, Any]]]:
    return {
        table.name: [dict(row) for row in connection.execute(table.select()).mappings()]
        for table in tables.sorted_tables
    }


def brought_up(engine: Engine, old: str) -> None:
    """Make a store of a revision, fill it, bring it up to date, and hold it to what it held."""
    migrate(engine, old)
    with engine.begin() as connection:
        before = filled(connection)
    upgrade(engine)
    assert revision(engine) == HEAD
    tables = MetaData()
    with engine.connect() as connection:
        tables.reflect(connection)
        after = contents(connection, tables)
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
        for table in SQLModel.metadata.sorted_tables:  # as the models read them
            connection.execute(table.select()).all()
    del before["alembic_version"]
    assert all(len(rows) == 1 for rows in before.values())
    for name, rows in before.items():
        [row], [now] = rows, after[name]
        assert {key: now[key] for key in row if key in now} == row, name
        assert len(row.keys() - now.keys()) == 0, name


@pytest.mark.parametrize("old", QUICK + SLOW)
def test_a_store_of_an_earlier_revision_keeps_its_rows(empty: Engine, old: str) -> None:
    brought_up(empty, old)


@pytest.mark.slow
@pytest.mark.parametrize("old", REVISIONS)
def test_it_does_on_postgresql_too(postgresql_stores: Stores, old: str) -> None:
    with postgresql_stores.one() as engine:
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM workspace"))
        migrate(engine, "base")
        try:
            brought_up(engine, old)
        finally:
            upgrade(engine)


def test_a_revision_that_stores_are_at_is_never_edited(empty: Engine) -> None:
    found = {}
    for each in REVISIONS:
        migrate(empty, each)
        with empty.connect() as connection:
            made = connection.scalars(text(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'"
            ))  # fmt: skip
            lines = "\n".join(sorted(" ".join(one.split()) for one in made))
        found[each] = hashlib.sha256(lines.encode()).hexdigest()[:16]
    assert {each: found.get(each) for each in MADE} == MADE
