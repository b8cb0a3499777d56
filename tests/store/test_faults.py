"""A full disk, a damaged file, a broken connection: said plainly, then resumed."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlmodel import Session, col, func, select

from store import changes
from store.changes import Draft
from store.crm import Account
from store.engine import damage, open_engine, reading, upgrade, working, writing
from store.errors import LimitReached
from store.ledger import ChangeSet
from tests.makers import NOW, WORKSPACE
from tests.store.steps import apply, approve, propose, sound
from tests.stores import Stores

ROWS = 400


@pytest.fixture
def many(engine: Engine) -> ChangeSet:
    """An approved set of many long updates."""
    shared = {"workspace_id": WORKSPACE, "recorded_at": NOW, "changed_at": NOW}
    with writing(engine) as session:
        session.add_all(Account(**shared, id=f"a{n}", name="Acme") for n in range(ROWS))
    with working(engine) as session:
        made = propose(
            session,
            *(Draft("update", "account", f"a{n}", {"description": "x" * 900}) for n in range(ROWS)),
        )
    return approve(engine, made)


def changed(engine: Engine) -> int:
    with reading(engine) as session:
        query = select(func.count()).where(col(Account.description).is_not(None))
        return session.exec(query.select_from(Account)).one()


def test_a_full_disk_is_said_and_resumed(engine: Engine, many: ChangeSet) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("the size of a PostgreSQL store is not Pitcrew's to limit")
    clamp: dict[str, int] = {}

    def limit(connection: Any, *_: object) -> None:
        pages = clamp.get("pages", 2**30)
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(engine, "checkout", limit)
    with engine.connect() as connection:
        clamp["pages"] = connection.scalar(text("PRAGMA page_count")) + 60
    with pytest.raises(LimitReached, match="disk that holds the store is full"):
        apply(engine, many, batch=50)
    clamp.clear()
    assert 0 < changed(engine) < ROWS
    assert changed(engine) % 50 == 0
    assert sound(engine)
    assert apply(engine, many).applied == ROWS
    assert changed(engine) == ROWS
    assert sound(engine)


def test_a_broken_connection_is_lived_through(engine: Engine, many: ChangeSet) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no connection that could break")
    killer = open_engine(engine.url.render_as_string(hide_password=False))
    seen: list[int] = []

    def cut(connection: Any, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("INSERT INTO journal"):
            return
        seen.append(1)
        if len(seen) == 3:
            driver = connection.connection.driver_connection
            with killer.connect() as other:
                other.execute(
                    text("SELECT pg_terminate_backend(:pid)"), {"pid": driver.info.backend_pid}
                )

    event.listen(engine, "before_cursor_execute", cut)
    assert apply(engine, many, batch=50).applied == ROWS
    assert len(seen) == ROWS / 50 + 1
    assert sound(engine)
    killer.dispose()


def test_a_damaged_file_is_found(sqlite_stores: Stores, tmp_path: Path) -> None:
    with sqlite_stores.one() as engine:
        assert damage(engine) == []
    path = tmp_path / "store.db"
    broken = open_engine(f"sqlite:///{path}")
    upgrade(broken)
    broken.dispose()
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 3 + 2048] = b"\xff" * 2048
    path.write_bytes(content)
    broken = open_engine(f"sqlite:///{path}")
    assert damage(broken) != []
    broken.dispose()


def test_a_store_that_is_not_sqlites_is_asked_nothing(engine: Engine, session: Session) -> None:
    assert changes.audit(session, WORKSPACE) == []
    assert damage(engine) == []
