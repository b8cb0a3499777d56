"""Sessions: who may write, when, and what they see."""

import threading

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlmodel import Session, select

from store import engine as store_engine
from store.crm import Account, Contact
from store.engine import open_engine, reading, upgrade, working, writing
from store.errors import LimitReached, NotReady
from tests.makers import NOW, WORKSPACE
from tests.stores import Stores


def account(row_id: str) -> Account:
    return Account(workspace_id=WORKSPACE, id=row_id, name="Acme", recorded_at=NOW, changed_at=NOW)


def ids(session: Session) -> list[str]:
    return list(session.exec(select(Account.id).order_by(Account.id)))


def test_a_reading_session_cannot_write(engine: Engine) -> None:
    with reading(engine) as session:
        session.add(account("a1"))
        with pytest.raises((TypeError, DatabaseError)):
            session.flush()
        session.rollback()
    with reading(engine) as session:
        assert ids(session) == []


def test_a_session_that_fails_leaves_nothing(engine: Engine) -> None:
    def fail_late() -> None:
        with writing(engine) as session:
            session.add(account("a1"))
            session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        fail_late()
    with reading(engine) as session:
        assert ids(session) == []


def test_a_reader_keeps_its_snapshot_while_others_write(engine: Engine) -> None:
    with reading(engine) as reader:
        assert ids(reader) == []
        with writing(engine) as writer:
            writer.add(account("a1"))
        assert ids(reader) == []
    with reading(engine) as reader:
        assert ids(reader) == ["a1"]


def test_a_working_session_may_read_write_and_be_overtaken(engine: Engine) -> None:
    with working(engine) as worker:
        assert ids(worker) == []
        with writing(engine) as writer:
            writer.add(account("a1"))
        worker.add(account("a2"))
    with reading(engine) as reader:
        assert ids(reader) == ["a1", "a2"]


def test_a_session_can_be_used_on_after_its_commit(engine: Engine) -> None:
    with working(engine) as worker:
        worker.add(account("a1"))
        worker.commit()
        with writing(engine) as writer:
            writer.add(account("a2"))
        assert ids(worker) == ["a1", "a2"]


def test_a_savepoint_does_not_end_the_turn(sqlite_stores: Stores) -> None:
    with sqlite_stores.one() as engine, writing(engine) as session:
        session.add(account("a1"))
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(
                Contact(
                    workspace_id=WORKSPACE, id="c1", account_id="none", recorded_at=NOW,
                    changed_at=NOW,
                )
            )  # fmt: skip
        turn = session.connection().get_execution_options()["turn"]
        assert turn.held


def test_writing_twice_in_one_thread_is_told_at_once(sqlite_stores: Stores) -> None:
    with sqlite_stores.one() as engine, working(engine) as outer:
        outer.add(account("a1"))
        outer.flush()
        with (
            writing(engine) as inner,
            pytest.raises(RuntimeError, match="commit that one first"),
        ):
            ids(inner)


def test_a_writer_waits_its_turn_and_gives_up_in_time(
    sqlite_stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_engine, "BUSY_SECONDS", 0.2)
    found: list[BaseException] = []

    def wait(engine: Engine) -> None:
        try:
            with writing(engine) as session:
                ids(session)
        except LimitReached as error:
            found.append(error)

    with sqlite_stores.one() as engine:
        with writing(engine) as session:
            ids(session)
            thread = threading.Thread(target=wait, args=(engine,))
            thread.start()
            thread.join()
        assert "held the store" in str(found[0])
        wait(engine)
    assert len(found) == 1


def test_a_writer_of_another_process_is_waited_for_as_well(
    sqlite_stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_engine, "BUSY_SECONDS", 0.2)
    with sqlite_stores.one() as engine:
        other = open_engine(str(engine.url))
        with other.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            with pytest.raises(LimitReached, match="held the store"), writing(engine) as session:
                ids(session)
        other.dispose()


def test_threads_write_one_after_another(sqlite_stores: Stores) -> None:
    with sqlite_stores.one() as engine:

        def add(name: str) -> None:
            for n in range(5):
                with working(engine) as session:
                    ids(session)
                    session.add(account(f"{name}{n}"))

        threads = [threading.Thread(target=add, args=(name,)) for name in "abcdef"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with reading(engine) as session:
            assert len(ids(session)) == 30


def test_references_cannot_cross_or_dangle(engine: Engine) -> None:
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.add(
            Contact(
                workspace_id=WORKSPACE, id="c1", account_id="none", recorded_at=NOW, changed_at=NOW
            )
        )


def test_an_error_says_nothing_of_the_values(engine: Engine) -> None:
    with writing(engine) as session:
        session.add(account("a1"))
        session.flush()
        change = text("UPDATE account SET version = 0, name = :name")
        with pytest.raises(IntegrityError) as caught:
            session.execute(change, {"name": "secret"})
        session.rollback()
    assert "[SQL parameters hidden" in str(caught.value)


def test_a_database_of_another_kind_is_refused() -> None:
    with pytest.raises(NotReady, match="not in mysql"):
        open_engine("mysql://localhost/crm")


def test_opening_a_store_that_is_ready_asks_for_its_revision_and_nothing_more(
    sqlite_stores: Stores,
) -> None:
    with sqlite_stores.one() as engine:
        url = str(engine.url)
    engine = open_engine(url)
    upgrade(engine)
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    upgrade(engine)
    engine.dispose()
    changing = ("CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE")
    assert asked
    assert not [line for line in asked if line.lstrip().upper().startswith(changing)]
