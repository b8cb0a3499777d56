"""A line that breaks off, a commit that nobody hears of, a deadlock: each change has one effect."""

import random
from collections.abc import Iterator
from contextlib import nullcontext as nothing
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import col, func, select

from store import changes
from store.changes import Draft, application
from store.crm import Account
from store.engine import open_engine, reading, working, writing
from store.errors import Conflict
from store.ledger import ChangeSet, Journal
from tests.makers import NOW, WORKSPACE
from tests.safety.proxy import Line, breaking
from tests.store.steps import apply, approve, propose, sound
from tests.stores import Stores

ROWS = 60
Way = tuple[Line, Engine]


@pytest.fixture
def engine(postgresql_stores: Stores) -> Iterator[Engine]:
    """SQLite has no line that could break."""
    with postgresql_stores.one() as made:
        yield made


@pytest.fixture
def line(engine: Engine) -> Iterator[Way]:
    """A line to the store, and an engine at its other end."""
    query = dict(engine.url.query)
    with breaking(f"{query['host']}/.s.PGSQL.{query['port']}") as made:
        url = engine.url.set(host="127.0.0.1", port=made.port, query={})
        far = open_engine(url.render_as_string(hide_password=False))
        yield made, far
        far.dispose()


def approved(engine: Engine, rounds: int) -> ChangeSet:
    """A set that gives every account another phone; the accounts are made by the first."""
    shared: dict[str, Any] = {"workspace_id": WORKSPACE, "recorded_at": NOW, "changed_at": NOW}
    if rounds == 0:
        with writing(engine) as session:
            session.add_all(Account(**shared, id=f"a{n}", name="Acme") for n in range(ROWS))
    drafts = [Draft("update", "account", f"a{n}", {"phone": f"p{rounds}"}) for n in range(ROWS)]
    with working(engine) as session:
        made = propose(session, *drafts)
    return approve(engine, made)


def once(engine: Engine, made: ChangeSet, rounds: int) -> bool:
    """Whether every change of a set is in the store once, and the trail holds together."""
    with reading(engine) as session:
        said = select(func.count()).where(col(Journal.change_set_id) == made.id)
        now = select(func.count()).where(col(Account.phone) == f"p{rounds}")
        assert session.exec(said).one() == ROWS
        assert session.exec(now).one() == ROWS
    return sound(engine)


def persist(engine: Engine, made: ChangeSet) -> None:
    """Apply as a worker does that is started again whenever it dies."""
    for _ in range(50):
        try:
            outcome = apply(engine, made, batch=7)
        except OperationalError:  # the worker dies, and another begins
            continue
        assert outcome.status == "applied"
        return
    raise AssertionError("it never came to an end")


def survive(line: Line, near: Engine, far: Engine, cuts: int, seed: int) -> int:
    """Apply sets over a line that breaks at random bytes until it has broken so often."""
    chance, rounds = random.Random(seed), 0
    while line.cuts < cuts:
        made = approved(near, rounds)
        for _ in range(200):
            line.cut_after = int(10 ** chance.uniform(2, 4.6))
            try:
                apply(far, made, batch=7)
                break
            except OperationalError:
                continue
        line.cut_after = None
        persist(far, made)
        assert once(near, made, rounds)
        rounds += 1
    return rounds


def test_a_line_that_breaks_at_any_byte_loses_and_doubles_nothing(
    engine: Engine, line: Way
) -> None:
    assert survive(line[0], engine, line[1], cuts=25, seed=3) > 0


@pytest.mark.slow
def test_three_hundred_breaks_lose_and_double_nothing(engine: Engine, line: Way) -> None:
    survive(line[0], engine, line[1], cuts=300, seed=4)


def test_a_commit_whose_answer_is_lost_is_not_done_again(engine: Engine, line: Way) -> None:
    way, far = line
    for rounds in range(3):
        made = approved(engine, rounds)
        before = way.cuts
        way.swallow_commits = 2
        persist(far, made)
        assert way.cuts == before + 2
        assert once(engine, made, rounds)


def test_nor_is_a_batch_whose_commit_nobody_heard_of(engine: Engine, line: Way) -> None:
    way, far = line
    made, before, lost = approved(engine, 0), way.cuts, iter([1, 1])

    def lose(*_: int) -> None:
        way.swallow_commits = next(lost, 0)

    assert apply(far, made, batch=7, progress=lose).applied == ROWS
    assert way.cuts == before + 2
    assert once(engine, made, 0)


@pytest.mark.parametrize("code", ["40P01", "40001"], ids=["deadlock", "serialisation"])
def test_a_deadlock_is_tried_again(engine: Engine, code: str) -> None:
    made, seen = approved(engine, 0), [0]
    raised = f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$"

    def lock(connection: Any, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO journal"):
            seen[0] += 1
            if seen[0] in {2, 3}:
                connection.execute(text(raised))

    event.listen(engine, "before_cursor_execute", lock)
    assert apply(engine, made, batch=20).applied == ROWS
    event.remove(engine, "before_cursor_execute", lock)
    assert once(engine, made, 0)


def test_a_deadlock_that_stays_is_said(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    made = approved(engine, 0)
    monkeypatch.setattr(application, "TRIES", 2)

    def lock(connection: Any, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO journal"):
            raised = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$"
            connection.execute(text(raised))

    event.listen(engine, "before_cursor_execute", lock)
    with pytest.raises(DBAPIError):
        apply(engine, made, batch=20)
    event.remove(engine, "before_cursor_execute", lock)
    assert apply(engine, made, batch=20).applied == ROWS


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1)], ids=["on", "back"])
def test_a_clock_that_jumps_lets_nothing_be_applied_twice(engine: Engine, jump: timedelta) -> None:
    made = approved(engine, 0)
    others: list[str] = []

    def another(_done: int, _total: int) -> None:
        if not others:
            try:
                others.append(
                    changes.apply(engine, WORKSPACE, made.id, worker="w2", now=NOW + jump).status
                )
            except Conflict:
                others.append("kept off")

    overtaken = pytest.raises(Conflict, match="taken it over") if jump > timedelta() else nothing()
    with overtaken:
        apply(engine, made, batch=10, worker="w1", progress=another)
    assert others == ["applied" if jump > timedelta() else "kept off"]
    assert once(engine, made, 0)
