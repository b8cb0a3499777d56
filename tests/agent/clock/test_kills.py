"""A worker may die at any statement: the next one goes on, and every step has one effect."""

import random
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from agent.clock.occasion import Round
from store import policies
from store.changes import Approver
from store.changes.verification import audit
from store.crm import Contact
from store.engine import reading, working, writing
from store.ledger import ChangeSet, Journal
from store.policies import Terms
from store.schedule import ScheduleRun, ScheduleStep
from store.trail import Artifact, Message, Run
from tests.agent.clock.clockwork import DUE, Clockwork, die, furnish
from tests.makers import NOW, WORKSPACE, Make
from tests.store.forks import ended, kill_after, start
from tests.store.test_firing import HOUR, MINUTE

ANA = Approver("ana@example.com", "ops_manager")
SAMPLE = (9, 33, 52, 71)
"""Statements at which a worker dies, from looking at the clock to sending."""


def tick(home: Path, at: int, later: int, engine: Engine) -> None:
    """All that is due at an hour, some minutes after it."""
    Clockwork(engine, home, now=DUE + at * HOUR + later * MINUTE).run()


def prepare(engine: Engine, home: Path, **fields: Any) -> None:
    """A policy that covers contacts' phones; accounts wait for a person.

    One run is done here, so that the processes to be killed need not import everything again.
    """
    furnish(engine, **fields)
    with writing(engine) as session:
        terms = Terms("normalise_fields", "contact", ("phone", "country"), min_confidence=0.5)
        policies.grant(session, WORKSPACE, terms, by=ANA, now=NOW)
    tick(home, 0, 0, engine)


def fresh_contact(engine: Engine, number: int) -> str:
    with working(engine) as session:
        return str(Make(session)("contact", first_name="New", last_name=f"No. {number}",
                                 phone=f"(415) 555-{1000 + number:04}").id)  # fmt: skip


def survived(engine: Engine, number: int, contact: str) -> None:
    """One run of the hour, whole: each call, proposal, effect, reply and digest once."""
    with reading(engine) as session:
        runs = session.exec(select(ScheduleRun).order_by(col(ScheduleRun.fire_at))).all()
        assert len(runs) == number + 1
        last = runs[-1]
        assert (last.state, last.reason) == ("done", "")
        sets = session.exec(select(ChangeSet).where(col(ChangeSet.run_id) == last.run_id)).all()
        assert sorted(one.status for one in sets) == ["applied", "draft"]
        steps = select(ScheduleStep).where(col(ScheduleStep.schedule_run_id) == last.id)
        assert len(session.exec(steps).all()) == 2
        assert session.get_one(Run, (WORKSPACE, last.run_id)).status == "needs_approval"
        said = session.exec(select(Message).where(
            col(Message.conversation_id) == last.conversation_id
        ).order_by(col(Message.position))).all()  # fmt: skip
        assert [one.speaker for one in said] == ["person", "pitcrew", "pitcrew"]
        files = session.exec(select(Artifact).where(col(Artifact.run_id) == last.run_id)).all()
        assert [one.id for one in files] == [last.artifact_id]
        lines = session.exec(select(Journal).where(col(Journal.row_id) == contact)).all()
        assert len(lines) == 1
        assert str(session.get_one(Contact, (WORKSPACE, contact)).phone).startswith("+1415555")
        assert audit(session, WORKSPACE) == []


def test_a_worker_killed_at_a_statement_is_followed_by_one_that_goes_on(
    engine: Engine, tmp_path: Path
) -> None:
    prepare(engine, tmp_path)
    died = 0
    for number, statement in enumerate(SAMPLE, 1):
        contact = fresh_contact(engine, number)
        died += ended(start(engine, partial(tick, tmp_path, number, 0), die_at=statement)) != 0
        assert ended(start(engine, partial(tick, tmp_path, number, 2))) == 0
        survived(engine, number, contact)
    assert died >= len(SAMPLE) - 1, "nearly all of them must have died"


def tick_until_second_step(home: Path, engine: Engine) -> None:
    """The worker dies with its second step done and not yet noted; the first is noted."""
    held, before = Round.hold, [0]

    def hold(self: Round, session: Session) -> None:
        before[0] += 1
        if before[0] == 2:
            die()
        held(self, session)

    Round.hold = hold  # type: ignore[method-assign]  # in a process that is about to die
    tick(home, 1, 0, engine)


def test_a_step_that_was_noted_is_not_done_again(engine: Engine, tmp_path: Path) -> None:
    prepare(engine, tmp_path)
    contact = fresh_contact(engine, 1)
    assert ended(start(engine, partial(tick_until_second_step, tmp_path))) != 0
    with reading(engine) as session:
        assert len(session.exec(select(ScheduleStep)).all()) == 3, "two before, and the first"
    assert ended(start(engine, partial(tick, tmp_path, 1, 2))) == 0
    survived(engine, 1, contact)


def is_over(engine: Engine, number: int) -> bool:
    """Whether the run of the hour has ended: it died at the last statement that matters."""
    with reading(engine) as session:
        runs = session.exec(select(ScheduleRun).order_by(col(ScheduleRun.fire_at))).all()
    return len(runs) == number + 1 and runs[-1].ended_at is not None


@pytest.mark.slow
def test_workers_killed_at_every_statement_lose_and_double_nothing(
    engine: Engine, tmp_path: Path
) -> None:
    prepare(engine, tmp_path)
    number = 1
    while True:
        contact = fresh_contact(engine, number)
        ended(start(engine, partial(tick, tmp_path, number, 0), die_at=number))
        over = is_over(engine, number)
        assert ended(start(engine, partial(tick, tmp_path, number, 2))) == 0
        survived(engine, number, contact)
        if over:  # what is tidied up after the end is left to the next run
            break
        number += 1
    assert number > 60


@pytest.mark.slow
def test_two_hundred_kills_at_random_moments_lose_and_double_nothing(
    engine: Engine, tmp_path: Path
) -> None:
    prepare(engine, tmp_path)
    chance, kills, number = random.Random(7), 0, 1
    while kills < 200:
        contact, attempt = fresh_contact(engine, number), 0
        while attempt < 4:
            child = start(engine, partial(tick, tmp_path, number, attempt * 2))
            if not kill_after(child, chance.uniform(0.05, 0.8)):
                break
            kills, attempt = kills + 1, attempt + 1
        assert ended(start(engine, partial(tick, tmp_path, number, 8))) == 0
        survived(engine, number, contact)
        number += 1
