"""How long deals took: in each stage and in all, read from the store."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select

from tools.arguments import Filter
from tools.context import Context
from tools.parts.paths import alive, table_of
from tools.parts.query import where as rows_where
from tools.parts.staleness import QUIET_DAYS, Judgement, Norm, OpenDeal, Yardstick, judge, norm


def open_deals(ctx: Context, chosen: ColumnElement[bool] | None = None) -> list[OpenDeal]:
    """The live open deals, with the day of their last activity and of their last stage change."""
    deal = table_of("opportunity")
    query = select(
        deal.c.id, deal.c.stage, deal.c.created_on, deal.c.last_activity_on,
        deal.c.expected_close_on, deal.c.push_count, deal.c.next_step, deal.c.amount_cents,
    ).where(alive(deal, ctx.workspace.id), deal.c.status == "open")  # fmt: skip
    if chosen is not None:
        query = query.where(chosen)
    touched, entered, people = _last_touched(ctx), _entered(ctx), _people(ctx)
    return [
        OpenDeal(
            id=row.id, stage=row.stage, opened_on=row.created_on,
            stage_since=entered.get((row.id, row.stage)),
            last_activity_on=_later(row.last_activity_on, touched.get(row.id)),
            close_on=row.expected_close_on, pushes=row.push_count, next_step=row.next_step,
            amount_cents=row.amount_cents,
            people=None if people is None else people.get(row.id, 0),
        )
        for row in ctx.session.connection().execute(query.order_by(deal.c.id))
    ]  # fmt: skip


def judged(
    ctx: Context, where: Sequence[Filter], days: int | None
) -> tuple[list[Judgement], Yardstick]:
    """Every open deal that meets the conditions, judged, the most stale first."""
    deals = open_deals(ctx, rows_where(ctx, "opportunity", list(where)) if where else None)
    by = yardstick(ctx, open_deals(ctx) if where else deals, days or QUIET_DAYS)
    found = [judge(deal, by) for deal in deals]
    found.sort(key=lambda one: (-one.weight, one.deal.opened_on or ctx.today, one.deal.id))
    return found, by


def yardstick(ctx: Context, deals: Iterable[OpenDeal], quiet_days: int) -> Yardstick:
    """What the workspace's won deals say is usual."""
    known = list(deals)
    deal = table_of("opportunity")
    query = select(deal.c.id, deal.c.created_on, deal.c.closed_on).where(
        alive(deal, ctx.workspace.id), deal.c.status == "won", deal.c.created_on.is_not(None),
        deal.c.closed_on.is_not(None), deal.c.closed_on <= ctx.today,
    )  # fmt: skip
    won = {row.id: row for row in ctx.session.connection().execute(query)}
    ages = [(row.closed_on - row.created_on).days for row in won.values()]
    return Yardstick(
        ctx.today, quiet_days, norm([age for age in ages if age >= 0]),
        _stages(ctx, {row_id: row.closed_on for row_id, row in won.items()}),
        activity_known=any(one.last_activity_on is not None for one in known),
        close_dates_known=any(one.close_on is not None for one in known),
    )  # fmt: skip


def _stages(ctx: Context, won: Mapping[str, date]) -> dict[str, Norm]:
    """For each stage, how long won deals stayed in it."""
    stays: dict[str, list[int]] = defaultdict(list)
    moves: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for deal_id, stage, day in _moves(ctx):
        if deal_id in won:
            moves[deal_id].append((day, stage))
    for deal_id, steps in moves.items():
        ends = [day for day, _ in steps[1:]] + [won[deal_id]]
        for (day, stage), end in zip(steps, ends, strict=True):
            stays[stage].append(max((end - day).days, 0))
    norms = {stage: norm(days) for stage, days in stays.items()}
    return {stage: found for stage, found in norms.items() if found is not None}


def _moves(ctx: Context) -> list[tuple[str, str, date]]:
    """Every stage change, in order: the deal, the stage it entered, and the day."""
    move = table_of("stage_history")
    query = select(move.c.opportunity_id, move.c.stage, move.c.entered_at).where(
        alive(move, ctx.workspace.id)
    )
    query = query.order_by(move.c.opportunity_id, move.c.entered_at)
    rows = ctx.session.connection().execute(query)
    return [(row.opportunity_id, row.stage, _day(ctx, row.entered_at)) for row in rows]


def _entered(ctx: Context) -> dict[tuple[str, str], date]:
    """When each deal last entered each stage."""
    return {(deal_id, stage): day for deal_id, stage, day in _moves(ctx)}


def _last_touched(ctx: Context) -> dict[str, date]:
    """The day of each deal's last activity, today at the latest."""
    done = table_of("activity")
    query = select(done.c.opportunity_id, func.max(done.c.occurred_at)).where(
        alive(done, ctx.workspace.id), done.c.opportunity_id.is_not(None),
        done.c.occurred_at <= ctx.now,
    )  # fmt: skip
    rows = ctx.session.connection().execute(query.group_by(done.c.opportunity_id))
    return {row[0]: _day(ctx, row[1]) for row in rows}


def _people(ctx: Context) -> dict[str, int] | None:
    """How many different contacts each deal's activities name; None where none names any."""
    done = table_of("activity")
    query = select(done.c.opportunity_id, func.count(func.distinct(done.c.contact_id))).where(
        alive(done, ctx.workspace.id), done.c.opportunity_id.is_not(None),
        done.c.contact_id.is_not(None), done.c.occurred_at <= ctx.now,
    )  # fmt: skip
    rows = ctx.session.connection().execute(query.group_by(done.c.opportunity_id)).all()
    return {row[0]: int(row[1]) for row in rows} or None


def _day(ctx: Context, instant: datetime) -> date:
    return instant.astimezone(ZoneInfo(ctx.workspace.timezone)).date()


def _later(one: date | None, two: date | None) -> date | None:
    known = [day for day in (one, two) if day is not None]
    return max(known) if known else None
