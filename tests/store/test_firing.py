"""A schedule's times become runs once each, and one worker at a time has a run."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from store import firing, resting
from store.engine import reading, writing
from store.errors import Conflict, NotFound
from store.firing import Held
from store.schedule import Schedule, ScheduleRun
from tests.makers import NOW, WORKSPACE

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LEASE = timedelta(seconds=60)


def hourly(_: Schedule, after: datetime, until: datetime) -> Sequence[datetime]:
    """Every full hour."""
    first = after.replace(minute=0, second=0, microsecond=0) + HOUR
    return (
        [first + HOUR * n for n in range(int((until - first) / HOUR) + 1)] if first <= until else []
    )


def approved(engine: Engine, **fields: Any) -> Schedule:
    """A schedule, as if its change set had been applied at `NOW`."""
    values: dict[str, Any] = {
        "workspace_id": WORKSPACE, "id": "sch_one", "name": "Clean-up", "ask": "clean up",
        "recurrence": "0 * * * *", "timezone": "UTC", "owner": "operator", "recorded_at": NOW,
        "changed_at": NOW, **fields,
    }  # fmt: skip
    row = Schedule(**values)
    with writing(engine) as session:
        session.add(row)
    return row


def fire(engine: Engine, schedule: Schedule, now: datetime) -> ScheduleRun | None:
    with writing(engine) as session:
        return firing.fire(session, schedule, hourly, now)


def claim(engine: Engine, now: datetime, worker: str = "w1") -> Held | None:
    with writing(engine) as session:
        return firing.claim(session, WORKSPACE, worker, now, LEASE)


def finish(engine: Engine, held: Held | None, state: str = "done") -> None:
    assert held is not None
    with writing(engine) as session:
        firing.update(session, held, state=state, ended_at=NOW)


def renew(engine: Engine, held: Held | None) -> None:
    assert held is not None
    with writing(engine) as session:
        firing.renew(session, held, NOW + 9 * HOUR)


def states(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [run.state for run in session.exec(select(ScheduleRun).order_by("fire_at"))]


def test_a_time_makes_one_run_however_often_somebody_looks(engine: Engine) -> None:
    schedule = approved(engine)
    made = [fire(engine, schedule, NOW + HOUR + MINUTE * n) for n in range(3)]
    assert [run is not None for run in made] == [True, False, False]
    assert states(engine) == ["waiting"]


def test_of_many_who_look_at_once_one_makes_the_run(engine: Engine) -> None:
    schedule, gate, made = approved(engine), Barrier(6), []

    def look() -> None:
        gate.wait()
        made.append(fire(engine, schedule, NOW + HOUR))

    threads = [Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(run is not None for run in made) == 1
    assert states(engine) == ["waiting"]


def test_times_that_were_missed_make_one_run_that_says_so(engine: Engine) -> None:
    run = fire(engine, approved(engine), NOW + 6 * HOUR + MINUTE)
    assert run is not None
    assert (run.cause, run.missed, run.fire_at) == ("catch_up", 5, NOW + 6 * HOUR)


def test_who_does_not_catch_up_skips_what_was_missed_and_says_so(engine: Engine) -> None:
    run = fire(engine, approved(engine, catch_up=False), NOW + 6 * HOUR + 30 * MINUTE)
    assert run is not None
    assert (run.state, run.reason) == ("skipped", firing.MISSED)


def test_a_time_during_a_run_is_skipped_for_all_to_see(engine: Engine) -> None:
    schedule = approved(engine)
    fire(engine, schedule, NOW + HOUR)
    held = claim(engine, NOW + HOUR)
    late = fire(engine, schedule, NOW + 2 * HOUR)
    assert late is not None
    assert (late.state, late.reason) == ("skipped", firing.STILL_GOING)
    finish(engine, held)
    again = fire(engine, schedule, NOW + 3 * HOUR)
    assert again is not None
    assert again.state == "waiting"


def test_a_clock_that_goes_back_fires_nothing_again(engine: Engine) -> None:
    schedule = approved(engine)
    fire(engine, schedule, NOW + 3 * HOUR)
    finish(engine, claim(engine, NOW + 3 * HOUR))
    assert fire(engine, schedule, NOW + HOUR) is None
    assert fire(engine, schedule, NOW + 3 * HOUR) is None
    assert fire(engine, schedule, NOW + 4 * HOUR) is not None


def test_a_run_has_one_worker_until_its_lease_is_over(engine: Engine) -> None:
    fire(engine, approved(engine), NOW + HOUR)
    first = claim(engine, NOW + HOUR)
    assert first is not None
    assert claim(engine, NOW + HOUR + LEASE / 2, "w2") is None
    second = claim(engine, NOW + HOUR + LEASE * 2, "w2")
    assert second is not None
    assert (second.id, second.fence) == (first.id, first.fence + 1)


def test_who_renews_a_lease_keeps_the_run(engine: Engine) -> None:
    fire(engine, approved(engine), NOW + HOUR)
    held = claim(engine, NOW + HOUR)
    assert held is not None
    with writing(engine) as session:
        firing.renew(session, held, NOW + 2 * HOUR)
    assert claim(engine, NOW + HOUR + LEASE * 2, "w2") is None


def test_a_worker_that_was_thought_dead_can_write_nothing(engine: Engine) -> None:
    fire(engine, approved(engine), NOW + HOUR)
    first = claim(engine, NOW + HOUR)
    claim(engine, NOW + HOUR + LEASE * 2, "w2")
    with pytest.raises(Conflict, match="no longer w1's"):
        finish(engine, first)
    with pytest.raises(Conflict):
        renew(engine, first)


def test_a_run_that_breaks_off_again_and_again_is_given_up(engine: Engine) -> None:
    fire(engine, approved(engine), NOW + HOUR)
    for n in range(firing.ATTEMPTS):
        assert claim(engine, NOW + HOUR + LEASE * 2 * n, f"w{n}") is not None
    assert claim(engine, NOW + HOUR + LEASE * 2 * firing.ATTEMPTS) is None
    assert states(engine) == ["failed"]


def test_a_paused_schedule_fires_nothing_and_goes_on_from_when_it_is_resumed(
    engine: Engine,
) -> None:
    schedule = approved(engine)
    with writing(engine) as session:
        resting.pause(session, schedule, by="ana", why="", now=NOW)
    assert fire(engine, schedule, NOW + 3 * HOUR) is None
    with writing(engine) as session:
        resting.resume(session, schedule, NOW + 5 * HOUR + MINUTE)
    assert fire(engine, schedule, NOW + 5 * HOUR + 2 * MINUTE) is None
    run = fire(engine, schedule, NOW + 6 * HOUR)
    assert run is not None
    assert run.missed == 0


def test_what_a_move_made_into_a_time_of_the_past_is_none(engine: Engine) -> None:
    schedule = approved(engine, changed_at=NOW + 5 * HOUR + MINUTE, version=2)
    assert fire(engine, schedule, NOW + 5 * HOUR + 2 * MINUTE) is None


def test_an_ended_schedule_stands_no_more_and_stops_what_it_was_doing(engine: Engine) -> None:
    schedule = approved(engine)
    fire(engine, schedule, NOW + HOUR)
    with writing(engine) as session:
        resting.end(session, schedule, by="ana", now=NOW + HOUR)
    assert claim(engine, NOW + HOUR) is None
    assert states(engine) == ["cancelled"]
    with reading(engine) as session, pytest.raises(NotFound):
        resting.find(session, WORKSPACE, schedule.id)


def test_an_extra_run_waits_for_one_that_is_under_way(engine: Engine) -> None:
    schedule = approved(engine)
    with writing(engine) as session:
        firing.fire_now(session, schedule, NOW)
    with pytest.raises(Conflict, match="already waiting"), writing(engine) as session:
        firing.fire_now(session, schedule, NOW + MINUTE)


def test_another_workspace_s_schedules_are_never_seen(engine: Engine) -> None:
    fire(engine, approved(engine), NOW + HOUR)
    with writing(engine) as session:
        assert firing.claim(session, "other", "w1", NOW + HOUR, LEASE) is None
        assert firing.standing(session, "other") == []
        assert firing.runs(session, "other", "sch_one") == []
