"""What the open pipeline looked like at the end of each day that somebody or the clock took note.

A day that was noted has a `PipelineDay`. Of its deals only those are written that differ from the
last noted day, so a quiet day costs nothing; `entries_on` puts a day together again.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    Select,
    Subquery,
    Table,
    and_,
    delete,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    true,
)
from sqlmodel import Field, Session, SQLModel

from store import journal
from store.canonical import table_of
from store.errors import Conflict
from store.people import Workspace
from store.row import Instant, reference


class PipelineDay(SQLModel, table=True):
    """A day of which a snapshot is kept; it says how the pipeline stood at `taken_at`."""

    __tablename__ = "pipeline_day"
    __table_args__ = (CheckConstraint("open_deals >= 0", name="pipeline_day_counts_deals"),)

    workspace_id: str = Field(primary_key=True, max_length=64)
    day: date = Field(primary_key=True)
    taken_at: datetime = Field(sa_type=Instant)
    open_deals: int


class PipelineEntry(SQLModel, table=True):
    """One deal from a day on: what it looked like, or that it was open no more."""

    __tablename__ = "pipeline_entry"
    __table_args__ = (
        reference("pipeline_entry", "opportunity_id", "opportunity")[0],
        Index("pipeline_entry_by_day", "workspace_id", "day"),
        CheckConstraint(
            "amount_cents IS NULL OR amount_cents >= 0",
            name="pipeline_entry_amount_cents_not_negative",
        ),
    )

    workspace_id: str = Field(primary_key=True, max_length=64)
    opportunity_id: str = Field(primary_key=True, max_length=64)
    day: date = Field(primary_key=True)
    is_open: bool
    stage: str | None = None
    amount_cents: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = Field(default=None, max_length=3)
    expected_close_on: date | None = None
    forecast_category: str | None = None
    owner_id: str | None = Field(default=None, max_length=64)
    account_id: str | None = Field(default=None, max_length=64)


DAY = cast(Table, PipelineDay.__table__)  # type: ignore[attr-defined]  # SQLModel adds it to tables
ENTRY = cast(Table, PipelineEntry.__table__)  # type: ignore[attr-defined]  # as above
KEPT = (
    "stage", "amount_cents", "currency", "expected_close_on", "forecast_category", "owner_id",
    "account_id",
)  # fmt: skip
"""What is noted of an open deal."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A snapshot that was taken: the deals open that day, and how many had changed."""

    day: date
    open_deals: int
    changed: int


def take(session: Session, workspace: Workspace, now: datetime) -> Taken:
    """Note how the open pipeline stands; the last note of a day is the one that stays.

    Args:
        session: A writing session.
        workspace: Whose pipeline; its time zone says which day it is.
        now: The instant.

    Raises:
        Conflict: A later day is noted already; what was open on an earlier one is gone.
    """
    day = now.astimezone(ZoneInfo(workspace.timezone)).date()
    connection = session.connection()
    journal.hold(session, workspace.id)
    last = connection.scalar(select(func.max(DAY.c.day)).where(DAY.c.workspace_id == workspace.id))
    if last is not None and last > day:
        raise Conflict(
            f"A snapshot of {last} is there already, so none can be taken of {day}.",
            hint="Look at the clock of this machine.",
        )
    for table in (ENTRY, DAY):
        mine = and_(table.c.workspace_id == workspace.id, table.c.day == day)
        connection.execute(delete(table).where(mine))
    changed = _write(session, workspace.id, day)
    opened = connection.scalar(select(func.count()).select_from(_open(workspace.id))) or 0
    noted = {"workspace_id": workspace.id, "day": day, "taken_at": now, "open_deals": opened}
    connection.execute(insert(DAY), noted)
    return Taken(day, opened, changed)


def days(session: Session, workspace_id: str) -> list[date]:
    """The days that were noted, in order."""
    rows = select(DAY.c.day).where(DAY.c.workspace_id == workspace_id).order_by(DAY.c.day)
    return list(session.connection().scalars(rows))


def entries_on(workspace_id: str, day: date) -> Subquery:
    """The deals that were open on a noted day, as they were: the columns of `PipelineEntry`."""
    last = _last(workspace_id, ENTRY.c.day <= day)
    return select(last).where(last.c.is_open).subquery()


def _last(workspace_id: str, until: Any) -> Subquery:
    """Of each deal its newest entry until a day."""
    newest = func.row_number().over(
        partition_by=ENTRY.c.opportunity_id, order_by=ENTRY.c.day.desc()
    )
    ranked = (
        select(ENTRY, newest.label("age")).where(ENTRY.c.workspace_id == workspace_id, until)
    ).subquery()
    return select(ranked).where(ranked.c.age == 1).subquery()


def _open(workspace_id: str) -> Subquery:
    deal = table_of("opportunity")
    mine = and_(deal.c.workspace_id == workspace_id, deal.c.state == "live")
    return (
        select(deal.c.id.label("opportunity_id"), *(deal.c[name] for name in KEPT))
        .where(mine, deal.c.status == "open")
        .subquery()
    )


def _write(session: Session, workspace_id: str, day: date) -> int:
    """Write the deals that differ from the last noted day; returns how many do."""
    connection = session.connection()
    now, then = _open(workspace_id), _last(workspace_id, ENTRY.c.day < day)
    names = ["workspace_id", "opportunity_id", "day", "is_open", *KEPT]
    for rows in (_changed(now, then), _gone(now, then)):
        found = rows.subquery()
        key = [literal(workspace_id), found.c.opportunity_id, literal(day, ENTRY.c.day.type)]
        values = select(*key, found.c.is_open, *(found.c[name] for name in KEPT))
        connection.execute(insert(ENTRY).from_select(names, values))
    mine = and_(ENTRY.c.workspace_id == workspace_id, ENTRY.c.day == day)
    return connection.scalar(select(func.count()).select_from(ENTRY).where(mine)) or 0


def _changed(now: Subquery, then: Subquery) -> Select[*tuple[Any, ...]]:
    differs = [now.c[name].is_distinct_from(then.c[name]) for name in KEPT]
    same_deal = then.c.opportunity_id == now.c.opportunity_id
    return (
        select(now.c.opportunity_id, true().label("is_open"), *(now.c[n] for n in KEPT))
        .select_from(now.outerjoin(then, same_deal))
        .where(or_(then.c.opportunity_id.is_(None), then.c.is_open.is_(False), *differs))
    )


def _gone(now: Subquery, then: Subquery) -> Select[*tuple[Any, ...]]:
    still = select(now.c.opportunity_id)
    return select(
        then.c.opportunity_id,
        false().label("is_open"),
        *(then.c[n] for n in KEPT),
    ).where(then.c.is_open, then.c.opportunity_id.not_in(still))
