"""Schedules, and what became of each of their times.

A schedule is a row that change sets write: it is proposed, approved by its digest, journaled, and
undone like any other change. What happens while it runs lies in tables of its own, which no
approval covers: whether it is paused, its runs, the steps that a run has done, what is to be sent.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.row import BusinessRow, Instant, Json, Tenanted, business_rules

RUN_STATES = ("waiting", "running", "done", "failed", "refused", "skipped", "cancelled")
UNFINISHED = ("waiting", "running")
CAUSES = ("time", "catch_up", "by_hand")
CLOCK = "the clock"
"""Who acts when a schedule does; what the clock decides is nobody's opinion."""
JOINT = ", "
"""Between the places of a digest; none of them holds a blank."""


class Schedule(BusinessRow, table=True):
    """A request that is made again and again, for a person, within limits."""

    prefix: ClassVar[str] = "sch"
    __table_args__ = business_rules(
        "schedule",
        CheckConstraint("max_rows IS NULL OR max_rows > 0", name="schedule_max_rows_positive"),
        CheckConstraint(
            "min_confidence IS NULL OR (min_confidence > 0 AND min_confidence <= 1)",
            name="schedule_min_confidence_is_a_share",
        ),
        CheckConstraint(
            "(quiet_from IS NULL) = (quiet_until IS NULL)", name="schedule_quiet_has_both_ends"
        ),
    )

    name: str = Field(description="What people call it: `Friday clean-up`.")
    ask: str = Field(description="The request as it is made to the desk each time.")
    recurrence: str = Field(max_length=120, description="A cron line, and what cron cannot say.")
    timezone: str = Field(max_length=64, description="The IANA zone that its times are in.")
    owner: str = Field(description="Whose rights it acts with: an e-mail, or the operator.")
    draft_only: bool = Field(default=False, description="Even a standing policy applies nothing.")
    tables: list[str] = Field(
        default_factory=list, sa_type=JSON, description="The only tables to write; empty: any."
    )
    fields: list[str] = Field(
        default_factory=list, sa_type=JSON, description="The only fields to write; empty: any."
    )
    kinds: list[str] = Field(
        default_factory=list, sa_type=JSON, description="The only kinds of change; empty: any."
    )
    min_confidence: float | None = Field(default=None, description="Less sure ones wait.")
    max_rows: int | None = Field(default=None, description="Changes applied in one run, at most.")
    destination: str | None = Field(
        default=None,
        description="Where the digest goes too: `email:ops@example.com, slack:#revops`.",
    )
    quiet_from: str | None = Field(
        default=None, max_length=5, description="Nothing is sent from this time of day on,"
    )
    quiet_until: str | None = Field(default=None, max_length=5, description="until this one.")
    catch_up: bool = Field(default=True, description="Whether it runs once for times missed.")

    @property
    def destinations(self) -> list[str]:
        """Each place that its digest goes to besides the conversation and the file."""
        return self.destination.split(JOINT) if self.destination else []


class ScheduleState(Tenanted, table=True):
    """How far a schedule's times have been looked at, and whether it rests; `id` is the schedule's.

    `looked_at` never goes back: a time before it is over, whether it was run, skipped or missed.
    """

    __tablename__ = "schedule_state"

    looked_at: datetime = Field(sa_type=Instant)
    paused_at: datetime | None = Field(default=None, sa_type=Instant)
    paused_by: str | None = None
    paused_why: str | None = None
    judged_from: datetime | None = Field(
        default=None, sa_type=Instant, description="What people took back before was forgiven."
    )
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by: str | None = None


class ScheduleRun(SQLModel, table=True):
    """One time of a schedule. The key makes sure that no two workers take the same one."""

    __tablename__ = "schedule_run"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id", name="schedule_run_once"),
        CheckConstraint(f"state IN {RUN_STATES}", name="schedule_run_state_known"),
        CheckConstraint(f"cause IN {CAUSES}", name="schedule_run_cause_known"),
        Index("schedule_run_by_state", "workspace_id", "state", "fire_at"),
    )

    workspace_id: str = Field(primary_key=True, max_length=64)
    schedule_id: str = Field(primary_key=True, max_length=64)
    fire_at: datetime = Field(primary_key=True, sa_type=Instant)
    id: str = Field(max_length=64)
    cause: str = Field(default="time", max_length=8)
    state: str = Field(default="waiting", max_length=9)
    missed: int = Field(default=0, description="Earlier times that this run stands for as well.")
    attempt: int = Field(default=0, description="How often a worker has taken it up.")
    worker: str | None = None
    fence: int = 0
    reason: str = Field(default="", description="Why it did not end well, or did not begin.")
    run_id: str | None = Field(default=None, max_length=64)
    conversation_id: str | None = Field(default=None, max_length=64)
    digest: dict[str, Any] | None = Field(default=None, sa_type=Json)
    artifact_id: str | None = Field(default=None, max_length=64)
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class ScheduleLease(Tenanted, table=True):
    """How a run goes on; `id` is the run's.

    It is a row of its own because it is written all the time: a step that checks the fence of the
    run in its own transaction must not meet a heartbeat there.
    """

    __tablename__ = "schedule_lease"

    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    progress: str = ""
    stop_asked: bool = False


class ScheduleStep(SQLModel, table=True):
    """A tool call that a run has done, written in the transaction of its effect."""

    __tablename__ = "schedule_step"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "schedule_run_id"],
            ["schedule_run.workspace_id", "schedule_run.id"],
            name="schedule_step_is_of_a_run",
        ),
    )

    workspace_id: str = Field(primary_key=True, max_length=64)
    schedule_run_id: str = Field(primary_key=True, max_length=64)
    call: str = Field(primary_key=True, max_length=80, description="Which call, and which time.")
    tool: str
    result: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    done_at: datetime = Field(sa_type=Instant)


class ScheduleDelivery(Tenanted, table=True):
    """A digest on its way to a destination."""

    __tablename__ = "schedule_delivery"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'sent', 'failed')", name="schedule_delivery_state_known"
        ),
        UniqueConstraint(
            "workspace_id", "schedule_run_id", "destination", name="schedule_delivery_once"
        ),
        Index("schedule_delivery_by_state", "workspace_id", "state", "due_at"),
    )

    schedule_run_id: str = Field(max_length=64)
    destination: str
    state: str = Field(default="waiting", max_length=7)
    due_at: datetime = Field(sa_type=Instant)
    tries: int = 0
    error: str | None = None
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
