"""What a deal's own dates and its stage history tell of a day before the store knew the deal.

Which deals were open follows from their first and last day, and from the stage they were in: a
deal that had been closed that day and was reopened later was not open. An amount or an expected
close date is taken from the history only where it is certain: when the history notes every change
of it, or when it was the same at the move before and at the move after.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select

from tools.context import Context
from tools.parts.open_deal import OpenDeal
from tools.parts.paths import alive, table_of

DEAL = table_of("opportunity")
MOVE = table_of("stage_history")
VALUES = ("amount_cents", "expected_close_on")


def dated_open(day: date) -> ColumnElement[bool]:
    """Live deals that were open on a day, by their first and last day."""
    still = or_(DEAL.c.status == "open", DEAL.c.closed_on > day)
    return and_(DEAL.c.state == "live", DEAL.c.created_on <= day, still)


def undated(ctx: Context, end: datetime) -> int:
    """Deals of before the store knew them of which no dates say when they were open."""
    lacking = or_(
        DEAL.c.created_on.is_(None), and_(DEAL.c.status != "open", DEAL.c.closed_on.is_(None))
    )
    rows = select(func.count()).where(
        alive(DEAL, ctx.workspace.id), DEAL.c.recorded_at >= end, lacking
    )
    return int(ctx.session.execute(rows).scalar_one())


def open_then(ctx: Context, day: date, end: datetime, mine: ColumnElement[bool]) -> list[OpenDeal]:
    """The deals among `mine` that were open at the end of a day, as far as history tells.

    Args:
        ctx: Whose deals.
        day: The day.
        end: The instant at which it ends.
        mine: Which deals, as a condition on the table.
    """
    logged = _logged(ctx)
    closed = _closed_stages(ctx)
    return [_deal(past, logged) for past in _pasts(ctx, day, end, mine) if past.stage not in closed]


@dataclass(frozen=True, slots=True)
class _Logged:
    """Whether the history has a line of its own whenever an amount or a close date changes."""

    fields: frozenset[str]


def _logged(ctx: Context) -> _Logged:
    """A line that stays in its stage was written because something else had changed."""
    stays = select(*(func.count(MOVE.c[name]) for name in VALUES)).where(
        alive(MOVE, ctx.workspace.id), MOVE.c.from_stage == MOVE.c.stage
    )
    counts = ctx.session.execute(stays).one()
    return _Logged(frozenset(n for n, found in zip(VALUES, counts, strict=True) if found))


def _closed_stages(ctx: Context) -> frozenset[str | None]:
    stage = table_of("stage")
    rows = select(stage.c.name).where(alive(stage, ctx.workspace.id), stage.c.status != "open")
    return frozenset(ctx.session.execute(rows).scalars())


class _Now(NamedTuple):
    """A deal as the store has it."""

    id: str
    name: str | None
    account_id: str | None
    owner_id: str | None
    currency: str | None
    created_on: date | None
    amount_cents: int | None
    expected_close_on: date | None


class _Move(NamedTuple):
    """A line of the history."""

    stage: str
    from_stage: str | None
    amount_cents: int | None
    expected_close_on: date | None


class _Past(NamedTuple):
    """A deal, its last move before the day's end and its first one after."""

    now: _Now
    last: _Move | None
    following: _Move | None

    @property
    def stage(self) -> str | None:
        """The stage then: the one last entered, else the one that the next move came from."""
        if self.last is not None:
            return self.last.stage
        return None if self.following is None else self.following.from_stage


def _pasts(ctx: Context, day: date, end: datetime, mine: ColumnElement[bool]) -> Iterator[_Past]:
    """The deals open by their dates, with their last move before and first move after the day."""
    # SQLite would scan a joined window once for each deal, so the three are put together here.
    those = and_(mine, dated_open(day))
    before, after = MOVE.c.entered_at < end, MOVE.c.entered_at >= end
    last = _nearest(ctx, those, before, MOVE.c.entered_at.desc())
    following = _nearest(ctx, those, after, MOVE.c.entered_at.asc())
    deals = select(*(DEAL.c[name] for name in _Now._fields)).where(those).order_by(DEAL.c.id)
    for row in ctx.session.execute(deals):
        yield _Past(_Now(*row), last.get(row[0]), following.get(row[0]))


def _nearest(
    ctx: Context, deals: ColumnElement[bool], when: ColumnElement[bool], order: ColumnElement[Any]
) -> dict[str, _Move]:
    place = func.row_number().over(partition_by=MOVE.c.opportunity_id, order_by=(order, MOVE.c.id))
    ranked = (
        select(
            MOVE.c.opportunity_id, *(MOVE.c[name] for name in _Move._fields), place.label("place")
        )
        .where(
            alive(MOVE, ctx.workspace.id),
            when,
            MOVE.c.opportunity_id.in_(select(DEAL.c.id).where(deals)),
        )
        .subquery()
    )
    rows = ctx.session.execute(select(ranked).where(ranked.c.place == 1))
    return {deal: _Move(*move) for deal, *move, _ in rows}


def _deal(past: _Past, logged: _Logged) -> OpenDeal:
    now, stage = past.now, past.stage
    cents_known, cents = _value(past, "amount_cents", logged)
    due_known, due = _value(past, "expected_close_on", logged)
    return OpenDeal(
        now.id, now.name, now.account_id, now.owner_id, stage, cents, now.currency, due, None,
        now.created_on, _unknown(stage is not None, cents_known, due_known),
    )  # fmt: skip


@cache
def _unknown(stage: bool, cents: bool, due: bool) -> frozenset[str]:  # noqa: FBT001 - one for each field
    """The fields of a deal of which nobody can tell what they were."""
    told = {"stage": stage, "amount_cents": cents, "expected_close_on": due}
    return frozenset(
        {"owner_id", "forecast_category", *(n for n, known in told.items() if not known)}
    )


def _value(past: _Past, name: str, logged: _Logged) -> tuple[bool, Any]:
    """Whether a value is certain, and the value."""
    before = None if past.last is None else getattr(past.last, name)
    if before is None:
        return False, None
    if name in logged.fields:
        return True, before
    after = getattr(past.now if past.following is None else past.following, name)
    return (True, before) if after == before else (False, None)
