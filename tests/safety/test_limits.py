"""What is too large, cut off half-way, or only looks like the same: refused, whole, left alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event, inspect
from sqlmodel import Session

from agent.settings import Settings
from api import bodies
from api.app import build
from store.changes import Draft
from store.engine import open_engine, revision, upgrade, working
from store.migrations import HEAD
from store.people import Workspace
from tests.api.fakes import FakeOffice
from tests.makers import Make
from tests.store.steps import apply, approve, propose
from tests.stores import Stores
from tests.tools.cleanup.conftest import context
from tools.cleanup.merge_duplicates import merge_duplicates

HUGE = str(10**12)


@pytest.fixture
def stores(sqlite_stores: Stores) -> Stores:
    """PostgreSQL keeps its own promises about disks and DDL."""
    return sqlite_stores


@pytest.fixture
def client(engine: Engine, workspace: Workspace, tmp_path: Path) -> TestClient:
    office = FakeOffice(Settings(home=tmp_path, _env_file=None), engine, workspace)
    return TestClient(build(office), base_url="http://localhost:8321")


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/v1/chat", "application/json"), ("/v1/chat/completions", "application/json"),
     ("/mcp", "application/json"), ("/v1/imports", "multipart/form-data; boundary=x")],
)  # fmt: skip
def test_a_body_that_says_it_is_huge_is_refused_unread(
    client: TestClient, path: str, kind: str
) -> None:
    answer = client.post(path, content=b"{}", headers={"content-type": kind,
                                                       "content-length": HUGE})  # fmt: skip
    assert answer.status_code == 413
    assert answer.json()["code"] == "limit_reached"


def test_a_body_that_does_not_say_is_cut_off_when_it_becomes_huge(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MOST_TEXT", 10_000)
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1000
            yield b"x" * 1000

    answer = client.post("/v1/chat", content=pieces())
    assert answer.status_code == 400
    assert sent <= 100_000


def test_what_is_approved_and_applied_is_on_the_disk_before_it_is_said(
    engine: Engine, session: Session, make: Make
) -> None:
    account = make("account", name="Acme")
    session.commit()
    levels: list[str] = []
    wrote: list[str] = []

    def seen(_connection: Any, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("PRAGMA synchronous="):
            levels.append(statement.partition("=")[2])
        if statement.startswith(("INSERT INTO journal", "UPDATE account")):
            wrote.append(levels[-1])

    with working(engine) as opened:
        made = propose(opened, Draft("update", "account", account.id, {"phone": "1"}))
    event.listen(engine, "before_cursor_execute", seen)
    assert apply(engine, approve(engine, made)).applied == 1
    event.remove(engine, "before_cursor_execute", seen)
    assert wrote
    assert set(wrote) == {"FULL"}


class CutOffError(Exception):
    """The process dies here."""


def broken_off(folder: Path, statement: int) -> int:
    """Break off an upgrade before a statement, and begin again; the statements there were."""
    engine = open_engine(f"sqlite:///{folder}/store.db")
    done = 0

    def cut(*_: object) -> None:
        nonlocal done
        done += 1
        if done == statement:
            raise CutOffError

    event.listen(engine, "before_cursor_execute", cut)
    try:
        upgrade(engine)
    except CutOffError:
        pass
    finally:
        event.remove(engine, "before_cursor_execute", cut)
    assert revision(engine) is None, "all of it, or nothing"
    upgrade(engine)
    assert revision(engine) == HEAD
    tables = set(inspect(engine).get_table_names())
    assert {"account", "journal", "usage", "alembic_version"} <= tables
    engine.dispose()
    return done


@pytest.mark.parametrize("statement", [4, 60, 150])
def test_an_upgrade_that_is_cut_off_leaves_nothing_and_can_be_done_again(
    tmp_path: Path, statement: int
) -> None:
    assert broken_off(tmp_path, statement) == statement


@pytest.mark.parametrize(
    ("name", "merged"),
    [("ACME FOODS", True), ("Acme F\u043e\u043eds", False), ("\u0410cme Foods", False),
     ("Acme Fo\u03bfds", False)],
    ids=["in capitals", "two letters of another alphabet", "its first", "of a third alphabet"],
)  # fmt: skip
def test_names_in_letters_that_only_look_alike_are_never_merged_unseen(
    session: Session, make: Make, name: str, merged: bool
) -> None:
    for each in ("Acme Foods", name):
        make("account", name=each, city="Boston", phone="+14155550123")
    session.commit()
    assert bool(merge_duplicates(context(session), ["account"]).change_sets) == merged
