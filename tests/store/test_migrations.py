"""A migrated store is the store that the tables describe, on both databases."""

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Inspector, inspect, text
from sqlmodel import SQLModel

from store import engine as store_engine
from store.engine import open_engine, revision, upgrade, writing
from store.errors import NotReady
from store.migrations import HEAD, REVISIONS, run


def described(inspector: Inspector, table: str) -> dict[str, Any]:
    """Everything that the database knows about a table, in an order that does not matter."""
    columns = inspector.get_columns(table)
    return {
        "columns": {c["name"]: (str(c["type"]), c["nullable"]) for c in columns},
        "key": inspector.get_pk_constraint(table)["constrained_columns"],
        "checks": {
            (c["name"], " ".join(c["sqltext"].split()))
            for c in inspector.get_check_constraints(table)
        },
        "references": {
            (k["name"], tuple(k["constrained_columns"]), k["referred_table"],
             tuple(k["referred_columns"]), str(k.get("options")))
            for k in inspector.get_foreign_keys(table)
        },
        "unique": {
            (u["name"], tuple(u["column_names"])) for u in inspector.get_unique_constraints(table)
        },
        "indexes": {
            (i["name"], tuple(i["column_names"]), i["unique"],
             tuple(map(str, i.get("dialect_options", {}).values())))
            for i in inspector.get_indexes(table)
        },
    }  # fmt: skip


@pytest.fixture
def created(engine: Engine) -> Any:
    """Tables made straight from the metadata, beside the migrated ones."""
    if engine.dialect.name == "sqlite":
        other = open_engine("sqlite://")
        SQLModel.metadata.create_all(other)
        yield inspect(other), None
        other.dispose()
    else:
        with engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA straight"))
        mapped = engine.execution_options(schema_translate_map={None: "straight"})
        SQLModel.metadata.create_all(mapped)
        yield inspect(engine), "straight"
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA straight CASCADE"))


def test_the_migrated_tables_are_those_of_the_models(engine: Engine, created: Any) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    straight, schema = created
    for table in SQLModel.metadata.tables:
        theirs = described(inspect(engine), table)
        if schema is None:
            assert theirs == described(straight, table), table
        else:
            columns = {
                c["name"]: (str(c["type"]), c["nullable"])
                for c in straight.get_columns(table, schema=schema)
            }
            assert theirs["columns"] == columns, table
            checks = straight.get_check_constraints(table, schema=schema)
            assert {name for name, _ in theirs["checks"]} == {c["name"] for c in checks}, table


def test_the_revisions_are_those_of_the_scripts() -> None:
    script = ScriptDirectory.from_config(run.config())
    assert [r.revision for r in script.walk_revisions()][::-1] == list(REVISIONS)
    assert script.get_current_head() == HEAD


def test_a_store_that_is_up_to_date_needs_no_alembic(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_import(_name: str) -> None:
        raise AssertionError("alembic was imported for nothing")

    monkeypatch.setattr(store_engine, "import_module", no_import)
    upgrade(engine)


def test_the_way_back_removes_everything(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/new/store.db")
    assert revision(engine) is None
    upgrade(engine)
    assert revision(engine) == HEAD
    settings = run.config()
    with writing(engine) as session:
        settings.attributes["connection"] = session.connection()
        command.downgrade(settings, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/store.db")
    upgrade(engine)
    with writing(engine) as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NotReady, match="9999"):
        upgrade(engine)
    engine.dispose()
