"""What is scheduled is listed, with its next time and how it went."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from store import firing, resting
from store.errors import BadInput, NotFound
from tests.makers import NOW
from tests.tools.schedules.calling import context, scheduled
from tools.schedules.list_schedules import list_schedules


def test_with_nothing_scheduled_it_says_how_to(session: Session) -> None:
    said = list_schedules(context(session)).say
    assert said.startswith("Nothing is scheduled")
    assert "every Friday" in said


def test_each_schedule_has_its_next_time_on_its_own_clocks(session: Session) -> None:
    scheduled(session, timezone="Europe/Berlin")
    [row] = list_schedules(context(session)).tables[0].rows
    assert row[3] == "Fri 2026-11-20 16:00"


def test_a_paused_one_says_who_paused_it(session: Session) -> None:
    resting.pause(session, scheduled(session), by="ana@example.com", why="audit", now=NOW)
    [row] = list_schedules(context(session)).tables[0].rows
    assert row[3] == "paused by ana@example.com: audit"


def test_the_runs_of_one_are_found_by_words_of_its_name(session: Session) -> None:
    one = scheduled(session)
    scheduled(session, id="sch_two", name="Forecast, every Monday at 08:00", recurrence="0 8 * * 1")
    firing.fire_now(session, one, NOW)
    result = list_schedules(context(session), schedule="Friday cleanup")
    assert result.facts == {"schedule": one.id, "runs": 1}
    assert result.tables[0].rows[0][:3] == ["Fri 2026-11-20 12:00", "waiting", "by hand"]


def test_words_that_could_be_several_ask_which(session: Session) -> None:
    scheduled(session)
    scheduled(session, id="sch_two", name="Clean up leads, every Friday at 17:00")
    with pytest.raises(BadInput, match="any of several"):
        list_schedules(context(session), schedule="Friday")
    with pytest.raises(NotFound, match="sounds like"):
        list_schedules(context(session), schedule="payroll")


def test_one_that_was_undone_or_ended_is_not_listed(session: Session) -> None:
    scheduled(session, state="deleted")
    resting.end(session, scheduled(session, id="sch_two"), by="ana", now=NOW)
    assert list_schedules(context(session)).facts == {"schedules": 0}


def test_another_workspace_s_is_not_listed(session: Session) -> None:
    scheduled(session, workspace_id="other")
    assert list_schedules(context(session)).facts == {"schedules": 0}


def test_how_it_last_went_is_told_with_the_reason(session: Session) -> None:
    one = scheduled(session)
    firing.fire(session, one, lambda *_: [NOW + timedelta(minutes=1)], NOW + timedelta(minutes=1))
    run = firing.runs(session, one.workspace_id, one.id)[0]
    run.state, run.reason = "failed", "no tool was called"
    session.add(run)
    session.flush()
    [row] = list_schedules(context(session)).tables[0].rows
    assert row[5] == "failed, Fri 2026-11-20 12:01: no tool was called"
