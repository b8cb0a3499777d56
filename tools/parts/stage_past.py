"""What a deal's own dates and its stage history tell of a day before the store knew the deal.

Which deals were open follows from their first and last day, and from the stage they were in: a
deal that had been closed that day and was reopened later was not open. An amount or an expected
close date is taken from the history only where it is certain: when the history notes every change
of it, or when it was the same at the move before and at the move after.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, func, or_, select

from tools.context import Context
from tools.parts.open_deal import OpenDeal
from tools.parts.paths import alive, table_of

DEAL = table_of("opportunity")
MOVE = table_of("stage_history")
VALUES = ("amount_cents", "expected_close_on")
MOVED = ("stage", "from_stage", *VALUES)
KEPT = ("id", "name", "account_id", "owner_id", "currency", "created_on", *VALUES)


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
    return [
        _deal(row, logged)
        for row in _beside_moves(ctx, day, end, mine)
        if _stage(row) not in closed
    ]


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


def _beside_moves(
    ctx: Context, day: date, end: datetime, mine: ColumnElement[bool]
) -> Iterator[dict[str, Any]]:
    """The deals open by their dates, with their last move before and first move after the day."""
    # SQLite would scan a joined window once for each deal, so the three are put together here.
    those = and_(mine, dated_open(day))
    before, after = MOVE.c.entered_at < end, MOVE.c.entered_at >= end
    last = _nearest(ctx, those, before, MOVE.c.entered_at.desc())
    following = _nearest(ctx, those, after, MOVE.c.entered_at.asc())
    deals = select(*(DEAL.c[name] for name in KEPT)).where(those).order_by(DEAL.c.id)
    for row in ctx.session.execute(deals).mappings():
        beside = {
            f"{when}_{name}": move[name] if move else None
            for when, move in (("last", last.get(row["id"])), ("next", following.get(row["id"])))
            for name in ("opportunity_id", *MOVED)
        }
        yield {**row, **beside}


def _nearest(
    ctx: Context, deals: ColumnElement[bool], when: ColumnElement[bool], order: ColumnElement[Any]
) -> dict[str, RowMapping]:
    place = func.row_number().over(partition_by=MOVE.c.opportunity_id, order_by=(order, MOVE.c.id))
    ranked = (
        select(MOVE.c.opportunity_id, *(MOVE.c[name] for name in MOVED), place.label("place"))
        .where(
            alive(MOVE, ctx.workspace.id),
            when,
            MOVE.c.opportunity_id.in_(select(DEAL.c.id).where(deals)),
        )
        .subquery()
    )
    rows = ctx.session.execute(select(ranked).where(ranked.c.place == 1)).mappings()
    return {row["opportunity_id"]: row for row in rows}


def _stage(row: Mapping[str, Any]) -> str | None:
    """The stage then: the one last entered, else the one that the next move came from."""
    if row["last_opportunity_id"] is not None:
        return str(row["last_stage"])
    came_from: str | None = row["next_from_stage"]
    return came_from


def _deal(row: Mapping[str, Any], logged: _Logged) -> OpenDeal:
    stage = _stage(row)
    values: dict[str, Any] = {"stage": stage}
    unknown = {"owner_id", "forecast_category"} | ({"stage"} if stage is None else set())
    for name in VALUES:
        known, values[name] = _value(row, name, logged)
        if not known:
            unknown.add(name)
    return OpenDeal(
        id=row["id"], name=row["name"], account_id=row["account_id"], owner_id=row["owner_id"],
        stage=values["stage"], amount_cents=values["amount_cents"], currency=row["currency"],
        expected_close_on=values["expected_close_on"], forecast_category=None,
        created_on=row["created_on"], unknown=frozenset(unknown),
    )  # fmt: skip


def _value(row: Mapping[str, Any], name: str, logged: _Logged) -> tuple[bool, Any]:
    """Whether a value is certain, and the value."""
    before = row[f"last_{name}"]
    if before is None:
        return False, None
    if name in logged.fields:
        return True, before
    moved_on = row["next_opportunity_id"] is not None
    after = row[f"next_{name}"] if moved_on else row[name]
    return (True, before) if after == before else (False, None)
