"""What people do with a schedule that stands: pause it, let it go on, end it, stop a run of it."""

from datetime import datetime

from sqlmodel import Session, col, select

from store import firing
from store.errors import Conflict, NotFound
from store.ledger import ChangeSet
from store.policies import TakenBack, taken_back_of
from store.schedule import UNFINISHED, Schedule, ScheduleRun, ScheduleState


def find(session: Session, workspace_id: str, schedule_id: str) -> Schedule:
    """A schedule that was approved and neither undone nor ended.

    Raises:
        NotFound: There is none with that id.
    """
    every = firing.standing(session, workspace_id)
    found = next((s for s in every if s.id == schedule_id), None)
    if found is None:
        raise NotFound(
            f"There is no schedule {schedule_id!r}.", hint="`pitcrew schedules list` shows them."
        )
    return found


def states(session: Session, workspace_id: str) -> dict[str, ScheduleState]:
    """The states of schedules by the schedule's id; one that nobody looked at yet has none."""
    query = select(ScheduleState).where(col(ScheduleState.workspace_id) == workspace_id)
    return {state.id: state for state in session.exec(query)}


def pause(session: Session, schedule: Schedule, *, by: str, why: str, now: datetime) -> None:
    """Let no further run begin; one that is under way goes on.

    Raises:
        Conflict: It is paused already.
    """
    state = firing.state_of(session, schedule)
    if state.paused_at is not None:
        raise Conflict(
            f"{schedule.name} is paused already, by {state.paused_by} since "
            f"{state.paused_at:%Y-%m-%d}.",
            hint="Resume it to let it go on.",
        )
    state.paused_at, state.paused_by, state.paused_why = now, by, why
    session.add(state)
    session.flush()


def resume(session: Session, schedule: Schedule, now: datetime) -> None:
    """Let it go on from now; the times in between are over, and what was undone is forgiven.

    Raises:
        Conflict: It is not paused.
    """
    state = firing.state_of(session, schedule)
    if state.paused_at is None:
        raise Conflict(f"{schedule.name} is not paused.", hint="There is nothing to resume.")
    state.paused_at = state.paused_by = state.paused_why = None
    state.looked_at = max(now, state.looked_at)
    state.judged_from = now
    session.add(state)
    session.flush()


def end(session: Session, schedule: Schedule, *, by: str, now: datetime) -> None:
    """End a schedule for good, and stop what it is doing at its next step."""
    state = firing.state_of(session, schedule)
    state.ended_at, state.ended_by = now, by
    session.add(state)
    for run in firing.runs(session, schedule.workspace_id, schedule.id):
        if run.state in UNFINISHED:
            stop(session, run)
    session.flush()


def stop(session: Session, run: ScheduleRun) -> None:
    """Ask a run to stop before its next step; what it has proposed so far is withdrawn.

    Raises:
        Conflict: It has ended.
    """
    if run.state not in UNFINISHED:
        raise Conflict(f"The run {run.id} is already {run.state}.", hint="It has nothing to stop.")
    lease = firing.lease_of(session, run.workspace_id, run.id)
    if lease is not None:
        lease.stop_asked = True
        session.add(lease)
    session.flush()


def reversals(session: Session, schedule: Schedule, now: datetime) -> TakenBack:
    """What people took back of what this schedule's runs had applied without asking."""
    state = firing.state_of(session, schedule)
    ids = [run.run_id for run in firing.runs(session, schedule.workspace_id, schedule.id, 200)]
    mine = select(ChangeSet.id).where(
        col(ChangeSet.workspace_id) == schedule.workspace_id, col(ChangeSet.run_id).in_(ids),
        col(ChangeSet.approved_by).startswith("policy "), col(ChangeSet.undo_of).is_(None),
    )  # fmt: skip
    if state.judged_from is not None:
        mine = mine.where(col(ChangeSet.approved_at) >= state.judged_from)
    sets = list(session.exec(mine)) if ids else []
    return taken_back_of(session, schedule.workspace_id, sets, now)
