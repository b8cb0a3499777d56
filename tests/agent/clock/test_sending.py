"""Digests are sent once it is not quiet, tried again when they fail, and given up in the end."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from agent.clock.sending import FIRST_PAUSE, TRIES, after_quiet
from connectors.destinations import Letter
from store.engine import reading
from store.errors import Upstream
from store.schedule import Schedule, ScheduleDelivery
from tests.agent.clock.clockwork import DUE, MINUTE, Clockwork, furnish


@dataclass
class Pigeons:
    """A destination that fails as often as it is told to."""

    fails: int = 0
    sent: list[tuple[str, Letter]] = field(default_factory=list)

    def send(self, address: str, letter: Letter) -> None:
        if self.fails:
            self.fails -= 1
            raise Upstream("The pigeon did not come back.")
        self.sent.append((address, letter))


def delivery(engine: Engine) -> ScheduleDelivery:
    with reading(engine) as session:
        return session.exec(select(ScheduleDelivery)).one()


def work(clockwork: Clockwork, pigeons: Pigeons) -> None:
    worker = clockwork.worker(destinations={"pigeon": pigeons})
    while worker.turn():
        pass


def test_a_digest_is_sent_to_its_destination_once(clockwork: Clockwork) -> None:
    furnish(clockwork.engine, destination="pigeon:home")
    pigeons = Pigeons()
    work(clockwork, pigeons)
    clockwork.now += 10 * MINUTE
    work(clockwork, pigeons)
    [(address, letter)] = pigeons.sent
    assert address == "home"
    assert letter.subject.startswith("Clean-up: Friday 2026-11-20 13:00")
    assert "Needs your approval" in letter.text
    assert letter.id == delivery(clockwork.engine).id
    assert delivery(clockwork.engine).state == "sent"


def test_a_digest_goes_to_each_of_several_places_and_one_that_fails_holds_up_no_other(
    clockwork: Clockwork,
) -> None:
    furnish(clockwork.engine, destination="pigeon:home, raven:tower, pigeon:mill")
    pigeons, ravens = Pigeons(), Pigeons(fails=1)
    for _ in range(2):
        worker = clockwork.worker(destinations={"pigeon": pigeons, "raven": ravens})
        while worker.turn():
            pass
        assert sorted(address for address, _ in pigeons.sent) == ["home", "mill"]
        clockwork.now += FIRST_PAUSE
    assert [address for address, _ in ravens.sent] == ["tower"]
    letters = [letter for _, letter in pigeons.sent + ravens.sent]
    assert len({letter.id for letter in letters}) == 3
    assert len({letter.text for letter in letters}) == 1


def test_a_failed_one_is_tried_again_later_and_later(clockwork: Clockwork) -> None:
    furnish(clockwork.engine, destination="pigeon:home")
    pigeons = Pigeons(fails=2)
    work(clockwork, pigeons)
    assert pigeons.sent == []
    assert "did not come back" in str(delivery(clockwork.engine).error)
    clockwork.now += FIRST_PAUSE
    work(clockwork, pigeons)
    clockwork.now += FIRST_PAUSE
    work(clockwork, pigeons)
    assert pigeons.sent == [], "the second pause is longer than the first"
    clockwork.now += FIRST_PAUSE * 4
    work(clockwork, pigeons)
    assert len(pigeons.sent) == 1


def test_one_that_never_works_is_given_up_and_says_why(clockwork: Clockwork) -> None:
    furnish(clockwork.engine, destination="nowhere:at all", catch_up=False)
    for _ in range(TRIES + 2):
        work(clockwork, Pigeons())
        clockwork.now += timedelta(minutes=9)
    kept = delivery(clockwork.engine)
    assert kept.tries <= TRIES
    assert "nothing here can send to nowhere" in str(kept.error)


def test_nothing_is_sent_in_quiet_hours(clockwork: Clockwork) -> None:
    furnish(clockwork.engine, destination="pigeon:home", quiet_from="12:30", quiet_until="14:00")
    pigeons = Pigeons()
    work(clockwork, pigeons)
    assert pigeons.sent == []
    assert delivery(clockwork.engine).due_at == DUE + 60 * MINUTE


@pytest.mark.parametrize(
    ("hour", "begins", "ends", "sent"),
    [
        (23, "22:00", "07:00", "2026-11-21 07:00"), (6, "22:00", "07:00", "2026-11-20 07:00"),
        (7, "22:00", "07:00", "2026-11-20 07:00"), (12, "22:00", "07:00", "2026-11-20 12:00"),
        (12, "12:00", "13:30", "2026-11-20 13:30"), (14, "12:00", "13:30", "2026-11-20 14:00"),
    ],
)  # fmt: skip
def test_quiet_hours_end_when_they_say(hour: int, begins: str, ends: str, sent: str) -> None:
    schedule = Schedule.model_construct(timezone="UTC", quiet_from=begins, quiet_until=ends)
    at = after_quiet(schedule, datetime(2026, 11, 20, hour, tzinfo=UTC))
    assert f"{at:%Y-%m-%d %H:%M}" == sent
