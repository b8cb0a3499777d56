"""Schedules as the doors show them: when each runs next, and how it went."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field
from sqlmodel import Session

from store import firing, resting
from store.delivered import deliveries
from store.schedule import Schedule, ScheduleDelivery, ScheduleRun, ScheduleState
from tools.parts.recurrence import next_times, rule_of, said


class Delivery(BaseModel):
    """A digest to one place."""

    destination: str
    state: Literal["waiting", "sent", "failed"]
    due_at: datetime = Field(description="When it is sent, or was tried last.")
    tries: int
    error: str | None = Field(description="Why the last try did not work.")
    sent_at: datetime | None


class Time(BaseModel):
    """One time of a schedule, and what became of it."""

    id: str
    fire_at: datetime
    state: str
    cause: str
    missed: int = Field(description="Earlier times that it stands for as well.")
    attempt: int = Field(description="How often a worker took it up.")
    progress: str
    reason: str
    conversation_id: str | None
    artifact_id: str | None
    digest: dict[str, Any] | None
    started_at: datetime | None
    ended_at: datetime | None
    deliveries: list[Delivery] = Field(description="Where its digest goes too.")


class View(BaseModel):
    """A schedule that was approved."""

    id: str
    name: str
    ask: str
    owner: str
    recurrence: str = Field(description="The line of cron that is kept.")
    words: str = Field(description="The same in words.")
    timezone: str
    next: list[datetime] = Field(description="The next times; none while it is paused.")
    paused_at: datetime | None
    paused_by: str | None
    paused_why: str | None
    draft_only: bool
    tables: list[str]
    fields: list[str]
    kinds: list[str]
    min_confidence: float | None
    max_rows: int | None
    destination: str | None = Field(description="Each of `destinations`, separated by commas.")
    destinations: list[str]
    quiet_from: str | None
    quiet_until: str | None
    catch_up: bool
    last: Time | None


class Listing(BaseModel):
    """Every schedule that stands, the oldest first."""

    schedules: list[View]


class Page(View):
    """One schedule with its runs, the newest first."""

    runs: list[Time]


def listing(session: Session, workspace_id: str, now: datetime) -> Listing:
    """Every schedule that stands."""
    states = resting.states(session, workspace_id)
    every = firing.standing(session, workspace_id)
    return Listing(
        schedules=[View(**_fields(session, one, states.get(one.id), now)) for one in every]
    )


def page(session: Session, workspace_id: str, schedule_id: str, now: datetime, limit: int) -> Page:
    """One schedule.

    Raises:
        NotFound: There is none with that id.
    """
    found = resting.find(session, workspace_id, schedule_id)
    state = resting.states(session, workspace_id).get(found.id)
    runs = firing.runs(session, workspace_id, found.id, limit)
    return Page(**_fields(session, found, state, now), runs=_times(session, workspace_id, runs))


def _fields(
    session: Session, schedule: Schedule, state: ScheduleState | None, now: datetime
) -> dict[str, Any]:
    rule = rule_of(schedule.recurrence)
    rests = state is not None and state.paused_at is not None
    newest = firing.runs(session, schedule.workspace_id, schedule.id, 1)
    last = next(iter(_times(session, schedule.workspace_id, newest)), None)
    return {
        **schedule.model_dump(include=set(View.model_fields)), "words": said(rule),
        "next": [] if rests else next_times(rule, schedule.timezone, now),
        "paused_at": state.paused_at if state else None,
        "paused_by": state.paused_by if state else None,
        "paused_why": state.paused_why if state else None,
        "last": last, "destinations": schedule.destinations,
    }  # fmt: skip


def _times(session: Session, workspace_id: str, runs: Sequence[ScheduleRun]) -> list[Time]:
    sent = deliveries(session, workspace_id, [run.id for run in runs])
    return [_time(session, run, sent.get(run.id, ())) for run in runs]


def _time(session: Session, run: ScheduleRun, sent: Sequence[ScheduleDelivery]) -> Time:
    lease = firing.lease_of(session, run.workspace_id, run.id)
    return Time(
        **run.model_dump(include=set(Time.model_fields)), progress=lease.progress if lease else "",
        deliveries=[Delivery(**one.model_dump(include=set(Delivery.model_fields))) for one in sent],
    )  # fmt: skip
