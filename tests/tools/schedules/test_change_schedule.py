"""A schedule is paused, resumed, cancelled, run at once and moved, by those who may."""

import pytest
from sqlmodel import Session, col, select

from store import firing
from store.errors import BadInput, Conflict, NotFound, Refused
from store.ledger import Change
from store.schedule import ScheduleState
from tests.makers import WORKSPACE
from tests.tools.schedules.calling import context, scheduled
from tools.context import Actor
from tools.schedules.change_schedule import change_schedule

REP = Actor(id="rep@example.com", name="Rep", role="rep")


def state(session: Session) -> ScheduleState:
    return session.get_one(ScheduleState, (WORKSPACE, "sch_one"))


def test_it_is_paused_and_resumed(session: Session) -> None:
    scheduled(session)
    change_schedule(context(session), action="pause", schedule="Friday cleanup")
    assert state(session).paused_by == "ana@example.com"
    with pytest.raises(Conflict, match="paused already"):
        change_schedule(context(session), action="pause")
    said = change_schedule(context(session), action="resume").say
    assert state(session).paused_at is None
    assert "Fri 2026-11-20 16:00" in said


def test_what_is_not_paused_cannot_be_resumed(session: Session) -> None:
    scheduled(session)
    with pytest.raises(Conflict, match="not paused"):
        change_schedule(context(session), action="resume")


def test_a_cancelled_one_is_gone(session: Session) -> None:
    scheduled(session)
    change_schedule(context(session), action="cancel", schedule="sch_one")
    with pytest.raises(NotFound, match="Nothing is scheduled"):
        change_schedule(context(session), action="pause")


def test_it_is_run_at_once(session: Session) -> None:
    one = scheduled(session)
    change_schedule(context(session), action="run", schedule="the cleanup")
    [run] = firing.runs(session, WORKSPACE, one.id)
    assert (run.state, run.cause) == ("waiting", "by_hand")


def test_a_move_is_proposed_and_moves_nothing_yet(session: Session) -> None:
    one = scheduled(session)
    result = change_schedule(context(session), action="move", when="every Monday at 9")
    assert result.change_sets[0].status == "draft"
    [change] = session.exec(select(Change).where(col(Change.row_id) == one.id))
    assert change.after["recurrence"] == "0 9 * * 1"
    assert one.recurrence == "0 16 * * 5"


def test_a_move_needs_new_times(session: Session) -> None:
    scheduled(session)
    with pytest.raises(BadInput, match="to when"):
        change_schedule(context(session), action="move")


@pytest.mark.parametrize("action", ["pause", "resume", "cancel", "run", "move"])
def test_a_rep_changes_no_schedule_of_others(session: Session, action: str) -> None:
    scheduled(session)
    with pytest.raises(Refused, match="ops_manager"):
        change_schedule(context(session, REP), action=action)  # type: ignore[arg-type]  # from a parameter


def test_a_rep_may_pause_their_own(session: Session) -> None:
    scheduled(session, owner=REP.id)
    change_schedule(context(session, REP), action="pause")
    assert state(session).paused_by == REP.id
