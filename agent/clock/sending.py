"""Digests on their way: queued with the ending of a run, sent until it works or is given up.

A digest is sent at least once: a worker may die between the other side's yes and the note of it.
Each carries the id of its delivery, by which the other side can tell a second copy.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from agent.clock.digest import Digest, written
from connectors.destinations import Destination, Letter
from store.engine import reading, writing
from store.errors import PitcrewError
from store.identity import new_id
from store.schedule import Schedule, ScheduleDelivery, ScheduleRun

log = logging.getLogger("pitcrew.clock")
TRIES = 6
FIRST_PAUSE = timedelta(seconds=30)
"""After a failure; each further one waits four times as long."""
Destinations = Mapping[str, Destination]
"""By the word before the colon: `email`, `webhook`."""


def queue(session: Session, schedule: Schedule, run: ScheduleRun, now: datetime) -> None:
    """Note that a digest is to go to each of the schedule's places, after the quiet hours."""
    for destination in schedule.destinations:
        session.add(ScheduleDelivery(
            workspace_id=run.workspace_id, id=new_id("dlv"), schedule_run_id=run.id,
            destination=destination, due_at=after_quiet(schedule, now),
        ))  # fmt: skip


def after_quiet(schedule: Schedule, now: datetime) -> datetime:
    """The first instant from now on that is not in the schedule's quiet hours."""
    if schedule.quiet_from is None or schedule.quiet_until is None:
        return now
    local = now.astimezone(ZoneInfo(schedule.timezone))
    begins, ends = time.fromisoformat(schedule.quiet_from), time.fromisoformat(schedule.quiet_until)
    at = local.time()
    overnight = begins > ends
    quiet = (at >= begins or at < ends) if overnight else begins <= at < ends
    if not quiet:
        return now
    day = local.date() + timedelta(days=1) if overnight and at >= begins else local.date()
    return datetime.combine(day, ends, tzinfo=local.tzinfo).astimezone(now.tzinfo)


def send_one(
    engine: Engine, workspace_id: str, destinations: Destinations, clock: Callable[[], datetime]
) -> bool:
    """Send the digest that is due longest; whether there was one."""
    now = clock()
    waits = select(ScheduleDelivery).where(
        col(ScheduleDelivery.workspace_id) == workspace_id,
        col(ScheduleDelivery.state) == "waiting", col(ScheduleDelivery.due_at) <= now,
    ).order_by(col(ScheduleDelivery.due_at)).limit(1)  # fmt: skip
    with reading(engine) as session:
        if session.exec(waits).first() is None:
            return False
    with writing(engine) as session:
        one = session.exec(waits.with_for_update(skip_locked=True)).first()
        if one is None:
            return False
        # Nobody else sends it meanwhile; if this worker dies, somebody does after the pause.
        one.tries += 1
        one.due_at = now + FIRST_PAUSE * 4 ** (one.tries - 1)
        session.add(one)
    error = _sent(engine, one, destinations)
    with writing(engine) as session:
        kept = session.get_one(ScheduleDelivery, (workspace_id, one.id))
        kept.error = error
        if error is None:
            kept.state, kept.sent_at = "sent", clock()
        elif kept.tries >= TRIES:
            kept.state = "failed"
        session.add(kept)
    return True


def _sent(engine: Engine, one: ScheduleDelivery, destinations: Destinations) -> str | None:
    """Send a digest; why it did not work."""
    with reading(engine) as session:
        found = session.exec(
            select(ScheduleRun).where(
                col(ScheduleRun.workspace_id) == one.workspace_id,
                col(ScheduleRun.id) == one.schedule_run_id,
            )
        ).one()
    digest = Digest.model_validate(found.digest)
    kind, _, address = one.destination.partition(":")
    destination = destinations.get(kind)
    if destination is None:
        return f"nothing here can send to {kind}: set it up, or change the destination"
    letter = Letter(id=one.id, subject=f"{digest.name}: {digest.at}", text=written(digest),
                    content=digest.model_dump(mode="json"))  # fmt: skip
    try:
        destination.send(address, letter)
    except PitcrewError as error:
        log.warning("a digest could not be sent to %s: %s", kind, error.code)
        return f"{error.message} {error.hint}".strip()
    return None
