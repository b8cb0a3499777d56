"""One worker or three, killed at random: each hour's run and each approval has one effect."""

import logging
import os
import random
import signal
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from agent.clock.sending import Destinations
from connectors.destinations import Letter
from store import changes
from store.crm import Account
from store.engine import reading, working
from store.ledger import ChangeSet, Journal
from store.schedule import ScheduleDelivery, ScheduleRun
from tests.agent.clock.clockwork import DUE, MINUTE, Clockwork
from tests.agent.clock.test_kills import ANA, fresh_contact, prepare, survived
from tests.makers import WORKSPACE, Make
from tests.store.forks import Job, ended, start
from tests.store.test_firing import HOUR

log = logging.getLogger(__name__)
LATER = (0, 2, 4, 6)
"""Minutes after the hour at which somebody tries: three times under fire, then in peace."""


class Basket:
    """A destination that takes everything."""

    def send(self, address: str, letter: Letter) -> None:
        """Take it."""


BASKETS: Destinations = {"pigeon": Basket(), "raven": Basket()}


def tick(home: Path, name: str, at: int, later: int, engine: Engine) -> None:
    """All that is due at an hour, some minutes after it, by a worker of this name."""
    clockwork = Clockwork(engine, home, now=DUE + at * HOUR + later * MINUTE)
    worker = clockwork.worker(name, destinations=BASKETS)
    while worker.turn():
        pass


def carry_out(change_set: str, name: str, at: int, later: int, engine: Engine) -> None:
    """What a person approved."""
    now = DUE + at * HOUR + later * MINUTE
    changes.apply(engine, WORKSPACE, change_set, worker=name, now=now, batch=1)


def fresh_accounts(engine: Engine, number: int) -> list[str]:
    with working(engine) as session:
        make = Make(session)
        return [
            str(
                make("account", name=f"New {number} {n}", phone=f"(415) 556-{number * 3 + n:04}").id
            )
            for n in range(3)
        ]


@dataclass
class Fire:
    """Runs jobs and kills them, at moments spread over the time that they take when they live."""

    engine: Engine
    chance: random.Random
    kills: int = 0
    longest: float = 0.8

    def survive(self, attempts: list[tuple[Job, ...]]) -> None:
        """Run each attempt's jobs at once and kill them; then the last attempt's, which end.

        Some process of the last attempt must have done it; another may have been refused, because
        that one was at it.
        """
        for team in attempts[:-1]:
            self._kill([start(self.engine, job) for job in team])
        began = time.monotonic()
        codes = [ended(child) for child in [start(self.engine, job) for job in attempts[-1]]]
        self.longest = max(0.1, time.monotonic() - began)
        assert 0 in codes
        assert set(codes) <= {0, 1}

    def _kill(self, children: list[int]) -> None:
        """Kill each process at a moment of its own; those that ended before do not count."""
        moments, slept = sorted(self.chance.uniform(0.02, self.longest) for _ in children), 0.0
        for child, moment in zip(children, moments, strict=True):
            time.sleep(moment - slept)
            slept = moment
            os.kill(child, signal.SIGKILL)
        self.kills += sum(ended(child) == -signal.SIGKILL for child in children)


def decided(session: Session, accounts: list[str]) -> None:
    """What the person approved was done to each account once."""
    for account in accounts:
        lines = session.exec(select(Journal).where(col(Journal.row_id) == account)).all()
        assert len(lines) == 1
        assert str(session.get_one(Account, (WORKSPACE, account)).phone).startswith("+1415556")
    assert changes.audit(session, WORKSPACE) == []


def told(session: Session, run: ScheduleRun) -> None:
    """The digest went to each place, and was queued once for each."""
    sent = session.exec(
        select(ScheduleDelivery).where(col(ScheduleDelivery.schedule_run_id) == run.id)
    ).all()
    assert sorted((one.destination, one.state) for one in sent) == [
        ("pigeon:home", "sent"), ("raven:tower", "sent"),
    ]  # fmt: skip


def run_due(fire: Fire, home: Path, number: int, team: list[str]) -> ChangeSet:
    """One time of the schedule under fire; what of it waits for a person."""
    contact = fresh_contact(fire.engine, number)
    fire.survive([tuple(partial(tick, home, who, number, at) for who in team) for at in LATER])
    tick(home, "last", number, LATER[-1] + 6, fire.engine)  # what a dead worker had begun to send
    survived(fire.engine, number, contact)
    with reading(fire.engine) as session:
        run = session.exec(select(ScheduleRun).order_by(col(ScheduleRun.fire_at).desc())).first()
        assert run is not None
        told(session, run)
        drafts = select(ChangeSet).where(
            col(ChangeSet.run_id) == run.run_id, col(ChangeSet.status) == "draft"
        )
        return session.exec(drafts).one()


def approve(fire: Fire, number: int, team: list[str], waiting: ChangeSet) -> None:
    """A person's approval, carried out under fire."""
    now = DUE + number * HOUR + 20 * MINUTE
    changes.approve(fire.engine, WORKSPACE, waiting.id, digest=waiting.digest, by=ANA, now=now)
    fire.survive([
        tuple(partial(carry_out, waiting.id, who, number, 20 + at) for who in team) for at in LATER
    ])  # fmt: skip


def survive(engine: Engine, home: Path, workers: int, kills: int) -> tuple[int, int, int]:
    """Hours under fire: how many died at schedules and at approvals, and in how many hours."""
    prepare(engine, home, destination="pigeon:home, raven:tower")
    team, chance, number = [f"w{n}" for n in range(workers)], random.Random(workers), 0
    clock, person = Fire(engine, chance), Fire(engine, chance)
    while clock.kills + person.kills < kills:
        number += 1
        accounts = fresh_accounts(engine, number)
        approve(person, number, team, run_due(clock, home, number, team))
        with reading(engine) as session:
            decided(session, accounts)
    return clock.kills, person.kills, number


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 3])
def test_two_hundred_and_fifty_kills_of_one_worker_or_three_lose_and_double_nothing(
    engine: Engine, tmp_path: Path, workers: int
) -> None:
    clock, person, hours = survive(engine, tmp_path, workers, 250)
    assert clock + person >= 250
    assert min(clock, person) > 50
    log.info("%s, %d at once: %d workers and %d approvals killed in %d hours",
             engine.dialect.name, workers, clock, person, hours)  # fmt: skip
