"""Runs whose process died are ended, once, and by nobody who does not have to."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

from agent.pulse import end_silent
from store import conversation, usage
from store.schedule import ScheduleRun
from store.trail import Run, Usage
from store.usage import Price, Spent

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def run_begun(session: Session) -> str:
    at = NOW - timedelta(hours=1)
    talk = conversation.begin(session, "main", by="ana", now=at)
    run = conversation.start_run(session, "main", talk.id, asked="x", actor="ana", now=at,
                                 planner="embedded", as_of=date(2026, 11, 20))  # fmt: skip
    usage.begin(session, "main", run.id, day=date(2026, 11, 20), actor="ana", planner="embedded",
                now=at)  # fmt: skip
    return run.id


def test_what_a_run_used_is_unknown_once_its_process_died(engine, session):
    run = run_begun(session)
    session.commit()
    assert end_silent(engine, "main", NOW) == [run]
    session.expire_all()
    used = session.get_one(Usage, ("main", run))
    assert (used.status, used.input_tokens, used.cost_micros) == ("failed", None, None)


def test_the_calls_that_a_dead_run_had_noted_stay_used(engine, session):
    run = run_begun(session)
    usage.add(session, "main", run, Spent(0, 1, 400, 20), Price(1200, "USD"))
    session.commit()
    assert end_silent(engine, "main", NOW) == [run]
    session.expire_all()
    used = session.get_one(Usage, ("main", run))
    assert (used.status, used.input_tokens, used.cost_micros) == ("failed", 400, 1200)
    assert usage.tokens_on(session, "main", date(2026, 11, 20)) == 420


def test_a_scheduled_run_is_left_to_the_worker_that_takes_it_up(engine, session):
    run = run_begun(session)
    session.add(ScheduleRun(workspace_id="main", schedule_id="sch_1", fire_at=NOW, id="srn_1",
                            state="running", run_id=run))  # fmt: skip
    session.commit()
    assert end_silent(engine, "main", NOW) == []
    session.expire_all()
    assert session.get_one(Run, ("main", run)).status == "running"
