"""Whose turn it is: a schedule's times become runs once each, and one worker at a time has a run.

Of any number of workers, in one process or on several machines, the insert of a run's key lets one
through; a lease says until when a worker has a run, and the fence, which grows whenever somebody
takes it up, keeps one that was thought dead from writing when it wakes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from store.errors import Conflict
from store.identity import new_id
from store.schedule import UNFINISHED, Schedule, ScheduleLease, ScheduleRun, ScheduleState

RUN = cast(sa.Table, ScheduleRun.__table__)  # type: ignore[attr-defined]  # SQLModel adds it to tables
LEASE = cast(sa.Table, ScheduleLease.__table__)  # type: ignore[attr-defined]  # as above
STATE = cast(sa.Table, ScheduleState.__table__)  # type: ignore[attr-defined]  # as above
ATTEMPTS = 5
"""A run that broke off so often is not taken up again."""
LATE = timedelta(minutes=2)
"""A time that nobody was there for within so long was missed."""
STILL_GOING = "the run before was still going"
MISSED = "nobody was there at the time, and this schedule does not catch up"
Times = Callable[[Schedule, datetime, datetime], Sequence[datetime]]
"""The times of a schedule after one instant up to another, oldest first."""


@dataclass(frozen=True, slots=True)
class Held:
    """A run that a worker has taken up; it is the worker's for as long as the fence is this."""

    workspace_id: str
    schedule_id: str
    id: str
    fire_at: datetime
    fence: int
    worker: str


def clock(session: Session, fallback: datetime) -> datetime:
    """The time that all workers go by: of several machines, that of their database."""
    if session.connection().dialect.name != "postgresql":
        return fallback
    return cast(datetime, session.scalar(sa.select(sa.func.clock_timestamp())))


def standing(session: Session, workspace_id: str) -> list[Schedule]:
    """The schedules that were approved and neither undone nor ended, the oldest first."""
    ended = select(ScheduleState.id).where(
        col(ScheduleState.workspace_id) == workspace_id, col(ScheduleState.ended_at).is_not(None)
    )
    query = select(Schedule).where(
        col(Schedule.workspace_id) == workspace_id, col(Schedule.state) == "live",
        col(Schedule.id).not_in(ended),
    )  # fmt: skip
    return list(session.exec(query.order_by(col(Schedule.recorded_at), col(Schedule.id))))


def state_of(session: Session, schedule: Schedule) -> ScheduleState:
    """How far a schedule is, locked until the session commits; made when it is first asked for."""
    key = {"workspace_id": schedule.workspace_id, "id": schedule.id}
    insert = _insert(session, STATE).values(**key, looked_at=schedule.recorded_at)
    session.connection().execute(insert.on_conflict_do_nothing())
    query = select(ScheduleState).where(
        col(ScheduleState.workspace_id) == schedule.workspace_id,
        col(ScheduleState.id) == schedule.id,
    )
    return session.exec(query.with_for_update().execution_options(populate_existing=True)).one()


def since(schedule: Schedule, state: ScheduleState | None) -> datetime | None:
    """Up to when a schedule's times are over, as last seen; None while it is paused."""
    if state is None:
        return schedule.changed_at
    return None if state.paused_at is not None else max(state.looked_at, schedule.changed_at)


def is_due(session: Session, workspace_id: str, now: datetime) -> bool:
    """Whether some run may be taken up; a cheap look, without the writer's turn."""
    return session.connection().execute(_due(workspace_id, now)).first() is not None


def fire(session: Session, schedule: Schedule, times: Times, now: datetime) -> ScheduleRun | None:
    """Make a run of the times of a schedule that have come since it was last looked at.

    Several times that were missed make one run, for the last of them. While an earlier run is
    unfinished the time is kept as skipped, so that everybody sees it.

    Args:
        session: A `writing` session.
        schedule: One that stands.
        times: Gives its times.
        now: The time.
    """
    state = state_of(session, schedule)
    if state.paused_at is not None or state.ended_at is not None or now <= state.looked_at:
        return None
    # What a change of the schedule made into a time before that change is none.
    found = times(schedule, max(state.looked_at, schedule.changed_at), now)
    state.looked_at = now
    session.add(state)
    session.flush()
    if not found:
        return None
    late = found[-1] < now - LATE or len(found) > 1
    values: dict[str, Any] = {"cause": "catch_up" if late else "time", "missed": len(found) - 1}
    if _unfinished(session, schedule) is not None:
        values |= {"state": "skipped", "reason": STILL_GOING, "ended_at": now}
    elif late and not schedule.catch_up:
        values |= {"state": "skipped", "reason": MISSED, "ended_at": now}
    return _new_run(session, schedule, found[-1], values)


def fire_now(session: Session, schedule: Schedule, now: datetime) -> ScheduleRun:
    """Make a run beside the schedule's times, because a person wants one.

    Raises:
        Conflict: One is under way.
    """
    state_of(session, schedule)
    under_way = _unfinished(session, schedule)
    if under_way is not None:
        raise Conflict(
            f"{schedule.name} is already {under_way.state}, since {under_way.fire_at:%H:%M} UTC.",
            hint="Wait for it, or cancel that run.",
        )
    made = _new_run(session, schedule, now, {"cause": "by_hand"})
    if made is None:
        raise Conflict(f"{schedule.name} has a run of this very moment.", hint="Try again.")
    return made


def claim(
    session: Session, workspace_id: str, worker: str, now: datetime, lease: timedelta
) -> Held | None:
    """Take up the oldest run that waits, or whose worker has not been heard of for its lease.

    Args:
        session: A `writing` session.
        workspace_id: Whose schedules.
        worker: Who takes it.
        now: The time.
        lease: For how long it is theirs, unless they renew it.
    """
    query = _due(workspace_id, now).with_for_update(skip_locked=True, of=RUN)
    row = session.connection().execute(query).mappings().first()
    if row is None:
        return None
    held = Held(workspace_id, row["schedule_id"], row["id"], row["fire_at"], row["fence"], worker)
    over = _over(row["stop_asked"], row["attempt"])
    if over:
        update(session, held, **over, ended_at=now)
        return claim(session, workspace_id, worker, now, lease)
    update(
        session, held, state="running", worker=worker, fence=held.fence + 1,
        attempt=row["attempt"] + 1, run_id=row["run_id"] or new_id("run"),
        started_at=row["started_at"] or now,
    )  # fmt: skip
    mine = replace(held, fence=held.fence + 1)
    renew(session, mine, now + lease)
    return mine


def _due(workspace_id: str, now: datetime) -> sa.Select[Any]:
    """The oldest run that waits, or whose lease is over."""
    due = sa.or_(
        RUN.c.state == "waiting",
        sa.and_(RUN.c.state == "running", LEASE.c.lease_until < now),
    )
    same = (LEASE.c.workspace_id == RUN.c.workspace_id) & (LEASE.c.id == RUN.c.id)
    return (
        sa.select(RUN, LEASE.c.stop_asked).join(LEASE, same)
        .where(RUN.c.workspace_id == workspace_id, due).order_by(RUN.c.fire_at).limit(1)
    )  # fmt: skip


def _over(stop_asked: bool, attempts: int) -> dict[str, str]:  # noqa: FBT001 - a column's value
    """How a run ends that is not to be taken up again."""
    if stop_asked:
        return {"state": "cancelled", "reason": "it was cancelled"}
    if attempts >= ATTEMPTS:
        return {"state": "failed", "reason": f"it broke off {attempts} times"}
    return {}


def renew(session: Session, held: Held, until: datetime) -> None:
    """Keep a run for longer.

    Raises:
        Conflict: Somebody else has it by now.
    """
    mine = sa.exists().where(
        RUN.c.workspace_id == held.workspace_id, RUN.c.id == held.id, RUN.c.fence == held.fence,
        RUN.c.state == "running",
    )  # fmt: skip
    one = (LEASE.c.workspace_id == held.workspace_id) & (LEASE.c.id == held.id)
    done = session.connection().execute(sa.update(LEASE).where(one, mine).values(lease_until=until))
    if cast(sa.CursorResult[Any], done).rowcount != 1:
        raise _lost(held)


def tell(session: Session, held: Held, progress: str) -> None:
    """Say how far a run is, for people to see."""
    one = (LEASE.c.workspace_id == held.workspace_id) & (LEASE.c.id == held.id)
    session.connection().execute(sa.update(LEASE).where(one).values(progress=progress))


def lease_of(session: Session, workspace_id: str, run_id: str) -> ScheduleLease | None:
    """How a run goes on."""
    return session.get(ScheduleLease, (workspace_id, run_id), populate_existing=True)


def update(session: Session, held: Held, **values: Any) -> None:
    """Write something of a run, as the one who has it.

    Raises:
        Conflict: Somebody else has it by now.
    """
    done = session.connection().execute(
        sa.update(RUN)
        .where(
            RUN.c.workspace_id == held.workspace_id, RUN.c.id == held.id,
            RUN.c.fence == held.fence, RUN.c.state.in_(UNFINISHED),
        )
        .values(**values)
    )  # fmt: skip
    if cast(sa.CursorResult[Any], done).rowcount != 1:
        raise _lost(held)


def _lost(held: Held) -> Conflict:
    return Conflict(
        f"The run {held.id} is no longer {held.worker}'s.",
        hint="Another worker has taken it up; leave it to that one.",
    )


def read(session: Session, workspace_id: str, run_id: str) -> ScheduleRun | None:
    """A run of a schedule by its id, as it is now."""
    query = select(ScheduleRun).where(
        col(ScheduleRun.workspace_id) == workspace_id, col(ScheduleRun.id) == run_id
    )
    return session.exec(query.execution_options(populate_existing=True)).first()


def runs(
    session: Session, workspace_id: str, schedule_id: str, limit: int = 20
) -> list[ScheduleRun]:
    """The runs of a schedule, the newest first."""
    query = select(ScheduleRun).where(
        col(ScheduleRun.workspace_id) == workspace_id, col(ScheduleRun.schedule_id) == schedule_id
    )
    return list(session.exec(query.order_by(col(ScheduleRun.fire_at).desc()).limit(limit)))


def _unfinished(session: Session, schedule: Schedule) -> ScheduleRun | None:
    query = select(ScheduleRun).where(
        col(ScheduleRun.workspace_id) == schedule.workspace_id,
        col(ScheduleRun.schedule_id) == schedule.id, col(ScheduleRun.state).in_(UNFINISHED),
    )  # fmt: skip
    return session.exec(query.order_by(col(ScheduleRun.fire_at))).first()


def _new_run(
    session: Session, schedule: Schedule, fire_at: datetime, values: dict[str, Any]
) -> ScheduleRun | None:
    """The run of a time; None when somebody else has made it."""
    row = ScheduleRun(
        workspace_id=schedule.workspace_id, schedule_id=schedule.id, fire_at=fire_at,
        id=new_id("srn"), **values,
    )  # fmt: skip
    insert = _insert(session, RUN).values(**row.model_dump())
    # The row count of such an insert is unknown on PostgreSQL; the rows that it returns are not.
    won = session.connection().execute(insert.on_conflict_do_nothing().returning(RUN.c.id))
    if won.first() is None:
        return None
    session.add(ScheduleLease(workspace_id=row.workspace_id, id=row.id))
    session.flush()
    return row


def _insert(session: Session, table: sa.Table) -> Any:
    """An insert that may say what to do when the row is there: each dialect has its own."""
    kind = postgresql if session.connection().dialect.name == "postgresql" else sqlite
    return kind.insert(table)
