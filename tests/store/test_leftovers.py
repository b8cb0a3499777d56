"""What nobody ended is ended, and what nobody needs is forgotten."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from store import conversation, leftovers, members, sessions, usage
from store.access import SignInTries, WebSession
from store.engine import writing
from store.members import Invited
from store.schedule import ScheduleRun
from store.trail import Message, Run, Usage

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LONGEST = timedelta(minutes=10)


def run_begun(session: Session, at: datetime) -> str:
    talk = conversation.begin(session, "main", by="ana", now=at)
    run = conversation.start_run(session, "main", talk.id, asked="x", actor="ana", now=at,
                                 planner="embedded", as_of=date(2026, 11, 20))  # fmt: skip
    usage.begin(session, "main", run.id, day=date(2026, 11, 20), actor="ana", planner="embedded",
                now=at)  # fmt: skip
    return run.id


def test_a_run_whose_process_died_is_ended_as_failed_once(session: Session) -> None:
    run = run_begun(session, NOW - timedelta(minutes=11))
    young = run_begun(session, NOW - timedelta(minutes=9))
    session.commit()
    assert [leftovers.end(session, "main", NOW, LONGEST) for _ in range(2)] == [1, 0]
    session.commit()
    assert session.get_one(Run, ("main", run)).status == "failed"
    assert session.get_one(Run, ("main", young)).status == "running"
    used = session.get_one(Usage, ("main", run))
    assert (used.status, used.input_tokens) == ("failed", None)
    [said] = session.exec(select(Message).where(Message.run_id == run))
    assert said.text == leftovers.SAID


def test_a_scheduled_run_is_left_to_the_worker_that_takes_it_up(session: Session) -> None:
    run = run_begun(session, NOW - timedelta(hours=1))
    session.add(ScheduleRun(workspace_id="main", schedule_id="sch_1", fire_at=NOW, id="srn_1",
                            state="running", run_id=run))  # fmt: skip
    session.commit()
    assert leftovers.end(session, "main", NOW, LONGEST) == 0


@pytest.mark.parametrize(("ago", "left"), [(31, 0), (29, 1)])
def test_a_session_is_forgotten_a_month_after_its_end(
    session: Session, ago: int, left: int
) -> None:
    with writing(session.get_bind()) as writer:  # type: ignore[arg-type]  # the store's engine
        invited = Invited("ana@example.com", "", "admin")
        member = members.add(writer, "main", invited, by="x", now=NOW)
        lasting = sessions.Lasting(timedelta(hours=8), timedelta(days=7))
        ended = NOW - timedelta(days=ago)
        sessions.begin(writer, member, "hash", "password", ended - timedelta(days=7), lasting)
        sessions.attempt(writer, "main", "ana", NOW - timedelta(days=1), 5)
        sessions.attempt(writer, "main", "ben", NOW - timedelta(minutes=1), 5)
        sessions.sweep(writer, "main", NOW)
    assert len(session.exec(select(WebSession)).all()) == left
    assert len(session.exec(select(SignInTries)).all()) == 1
