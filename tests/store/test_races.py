"""Two at once: one approves, one applies, and the other is told who."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from store import changes, journal
from store.changes import Approver, Draft
from store.engine import reading, writing
from store.errors import Conflict
from store.ledger import ChangeSet, Journal
from tests.makers import NOW, WORKSPACE, Make
from tests.store.forks import ended, start
from tests.store.steps import apply, approve, propose, sound


def many(session: Session, make: Make, count: int = 30) -> ChangeSet:
    rows = [make("account", phone="1") for _ in range(count)]
    return propose(session, *(Draft("update", "account", r.id, {"phone": "2"}) for r in rows))


def lines(engine: Engine) -> int:
    with reading(engine) as session:
        return session.exec(select(func.count()).select_from(Journal)).one()


def test_of_many_approvers_exactly_one_wins(engine: Engine, session: Session, make: Make) -> None:
    made = many(session, make, 1)

    def say_yes(name: str, mine: Engine) -> None:
        approve(mine, made, by=Approver(f"{name}@example.com", "admin"))

    children = [start(engine, partial(say_yes, str(n))) for n in range(6)]
    assert sorted(map(ended, children)) == [0, 1, 1, 1, 1, 1]


def test_many_appliers_apply_every_change_once(
    engine: Engine, session: Session, make: Make
) -> None:
    made = approve(engine, many(session, make))

    def work(name: str, mine: Engine) -> None:
        changes.apply(mine, WORKSPACE, made.id, worker=name, now=NOW, batch=3)

    children = [start(engine, partial(work, str(n))) for n in range(4)]
    assert 0 in list(map(ended, children))
    assert apply(engine, made).applied == 30
    assert lines(engine) == 30
    assert sound(engine)


def test_a_worker_that_lost_its_lease_is_fenced_off(
    engine: Engine, session: Session, make: Make
) -> None:
    made = approve(engine, many(session, make))
    later = NOW + timedelta(minutes=5)

    def overtaken(_done: int, _total: int) -> None:
        outcome = changes.apply(engine, WORKSPACE, made.id, worker="fast", now=later)
        assert outcome.applied == 30

    with pytest.raises(Conflict, match="another worker has taken it over"):
        apply(engine, made, worker="slow", batch=3, progress=overtaken)
    assert lines(engine) == 30
    assert sound(engine)


def test_a_second_worker_waits_for_the_lease(engine: Engine, session: Session, make: Make) -> None:
    made = approve(engine, many(session, make))

    def second(_done: int, _total: int) -> None:
        with pytest.raises(Conflict, match="w1 is applying it"):
            apply(engine, made, worker="w2")

    assert apply(engine, made, worker="w1", batch=10, progress=second).applied == 30


def test_progress_is_told_after_each_batch(engine: Engine, session: Session, make: Make) -> None:
    made = approve(engine, many(session, make))
    told: list[tuple[int, int]] = []
    apply(engine, made, batch=10, progress=lambda done, total: told.append((done, total)))
    assert told == [(10, 30), (20, 30), (30, 30)]


def test_no_edit_is_lost_between_processes(engine: Engine, make: Make) -> None:
    row = make("account", employee_count=0)

    def count_up(mine: Engine) -> None:
        for _ in range(10):
            with writing(mine) as session:
                changes.edit(
                    session, WORKSPACE, "account", row.id,
                    {"employee_count": _employees(session) + 1}, actor="bo", now=NOW,
                )  # fmt: skip

    def _employees(session: Session) -> int:
        journal.hold(session, WORKSPACE)
        found = session.get_one(type(row), (WORKSPACE, row.id), populate_existing=True)
        return int(found.employee_count or 0)

    children = [start(engine, count_up) for _ in range(4)]
    assert [ended(child) for child in children] == [0, 0, 0, 0]
    assert make.fresh(row).employee_count == 40
    assert sound(engine)
