"""The journal: a chain that shows every tampering, and the answer to "what changed since"."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from store import changes, journal
from store.changes import Draft
from store.engine import reading, writing
from store.journal import Line
from store.ledger import Journal
from tests.makers import NOW, WORKSPACE, Make
from tests.store.steps import carry_out, propose, sound


def tamper(engine: Engine, statement: str) -> None:
    """Write past the triggers, as somebody with the database file in hand can."""
    with writing(engine) as session:
        if engine.dialect.name == "postgresql":
            session.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for name in session.scalars(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).all():
                session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text(statement))


@pytest.fixture
def told(engine: Engine, session: Session, make: Make) -> Engine:
    """A store in which an account was changed twice by approval and once by hand."""
    row = make("account", id="acc_1", phone="1")
    carry_out(engine, propose(session, Draft("update", "account", row.id, {"phone": "2"})))
    with writing(engine) as mine:
        changes.edit(
            mine, WORKSPACE, "account", row.id, {"city": "Rome"}, actor="bo@example.com",
            now=NOW + timedelta(hours=1),
        )  # fmt: skip
    carry_out(engine, propose(session, Draft("update", "account", row.id, {"phone": "3"})))
    assert sound(engine)
    return engine


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = 'nobody' WHERE n = (SELECT min(n) FROM journal)",
        'UPDATE journal SET "after" = \'{"phone": "9"}\' WHERE n = (SELECT max(n) FROM journal)',
        "DELETE FROM journal WHERE n = (SELECT min(n) FROM journal)",
        "DELETE FROM journal WHERE n = (SELECT max(n) FROM journal)",
        "UPDATE account SET phone = '9'",
        "UPDATE account SET version = version + 1",
        "UPDATE change SET result = 'conflict'",
    ],
)
def test_whatever_is_tampered_with_is_found(told: Engine, statement: str) -> None:
    tamper(told, statement)
    with reading(told) as session:
        assert changes.audit(session, WORKSPACE) != []


def test_a_change_without_a_line_is_found(told: Engine, make: Make) -> None:
    make("account", version=2)
    with reading(told) as session:
        assert changes.audit(session, WORKSPACE) == [
            "1 rows of account were changed and have no journal line"
        ]


def test_each_workspace_has_a_chain_of_its_own(engine: Engine) -> None:
    lines = [Line(actor="importer", table="import_batch", row_id="b1", new_version=1)]
    with writing(engine) as session:
        journal.append(session, "one", lines, NOW)
        journal.append(session, "two", lines, NOW)
        journal.append(session, "one", lines * 2, NOW)
        assert journal.broken_at(session, "one") is None
        assert journal.broken_at(session, "two") is None
        assert journal.length(session, "one") == 3
        assert journal.head(session, "one") != journal.head(session, "two")
        assert journal.head(session, "three") == journal.BEGINNING


def test_a_line_holds_days_and_instants_as_text(engine: Engine) -> None:
    line = Line("bo", "account", "a1", 2, 1, before={"created_on": None}, after={
        "created_on": NOW.date(), "changed_at": NOW})  # fmt: skip
    with writing(engine) as session:
        journal.append(session, WORKSPACE, [line], NOW)
        stored = session.exec(select(Journal)).one()
        assert stored.after == {
            "created_on": "2026-11-20", "changed_at": "2026-11-20T12:00:00+00:00"
        }  # fmt: skip
        assert stored.written == ["changed_at", "created_on"]
        assert journal.broken_at(session, WORKSPACE) is None


def test_what_changed_since_is_counted_by_table_field_and_person(told: Engine) -> None:
    with reading(told) as session:
        found = changes.since(session, WORKSPACE, NOW)
        assert (found.total, found.by_table) == (3, {"account": 3})
        assert found.by_field == {"account.phone": 2, "account.city": 1}
        assert found.by_actor == {"ann@example.com": 2, "bo@example.com": 1}
        assert len(found.by_change_set) == 2
        assert found.lines[0].after == {"phone": "3"}


@pytest.mark.parametrize(
    ("choose", "total"),
    [
        (lambda s: changes.since(s, WORKSPACE, NOW + timedelta(minutes=30)), 1),
        (lambda s: changes.since(s, WORKSPACE, NOW, until=NOW + timedelta(minutes=30)), 2),
        (lambda s: changes.since(s, WORKSPACE, NOW, tables=["contact"]), 0),
        (lambda s: changes.since(s, WORKSPACE, NOW, row_ids=["acc_1"]), 3),
        (lambda s: changes.since(s, "elsewhere", NOW), 0),
    ],
)
def test_what_changed_since_can_be_narrowed(
    told: Engine, choose: Callable[[Session], changes.Since], total: int
) -> None:
    with reading(told) as session:
        assert choose(session).total == total
