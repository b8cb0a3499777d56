"""Three processes look at the same clock: a thousand times become a thousand runs."""

import time
from functools import partial

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from store import firing
from store.engine import reading, writing
from store.schedule import Schedule, ScheduleRun
from tests.makers import NOW, WORKSPACE
from tests.store.forks import ended, start
from tests.store.test_firing import HOUR, LEASE, approved, hourly


def work(slots: int, engine: Engine) -> None:
    """Look at each hour in turn, and finish whatever run one gets."""
    with reading(engine) as session:
        schedule = session.get_one(Schedule, (WORKSPACE, "sch_one"))
    for n in range(1, slots + 1):
        now = NOW + n * HOUR
        while True:
            with writing(engine) as session:
                firing.fire(session, schedule, hourly, now)
                mine = firing.claim(session, WORKSPACE, f"w{time.monotonic_ns()}", now, LEASE)
            if mine is not None:
                with writing(engine) as session:
                    firing.update(session, mine, state="done", ended_at=now)
            if _over(engine, now):
                break


def _over(engine: Engine, now: object) -> bool:
    """Whether the run of an hour has ended: no process may run ahead of the clock."""
    with reading(engine) as session:
        found = session.exec(select(ScheduleRun).where(col(ScheduleRun.fire_at) == now)).first()
    return found is not None and found.state == "done"


def race(engine: Engine, slots: int) -> None:
    approved(engine)
    children = [start(engine, partial(work, slots)) for _ in range(3)]
    assert [ended(child) for child in children] == [0, 0, 0]
    with reading(engine) as session:
        rows = session.exec(select(ScheduleRun).order_by(col(ScheduleRun.fire_at))).all()
    assert [row.fire_at for row in rows] == [NOW + n * HOUR for n in range(1, slots + 1)]
    assert {(row.state, row.attempt, row.fence, row.missed) for row in rows} == {("done", 1, 1, 0)}


def test_three_processes_and_thirty_times_make_thirty_runs(engine: Engine) -> None:
    race(engine, 30)


@pytest.mark.slow
def test_three_processes_and_a_thousand_times_make_a_thousand_runs(engine: Engine) -> None:
    race(engine, 1000)
