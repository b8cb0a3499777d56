"""Deals as they were on a past day: open or not, when they were expected to close, for how much.

What a deal was worth and when it was expected is what was noted of that day, when the pipeline was
(`noted`); else what the last move of its stage history on or before that day says. What neither
says is not guessed.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, func, or_, select

from tools.parts.comparing import between_instants
from tools.parts.metrics.closing import DEAL
from tools.parts.metrics.shape import both
from tools.parts.metrics.slices import Slice
from tools.parts.noted import noted_on
from tools.parts.paths import alive, table_of

NO_HISTORY = (
    "no stage history with expected close dates reaches back that far: import one with"
    " `pitcrew import FILE --as stage_history`"
)


def open_on(day: date) -> ColumnElement[bool]:
    """Deals that were in the pipeline at the end of a day."""
    return both(DEAL.created_on <= day, or_(DEAL.status == "open", DEAL.closed_on > day))


def said_then(cut: Slice, day: date) -> Subquery:
    """For each deal of which it is known: when it was expected on a day, and its amount then."""
    noted = noted_on(cut.ctx, day)
    if noted is None or noted.root is None:
        return _moves_until(cut, day)
    deal = noted.root.c
    return (
        select(deal.id.label("opportunity_id"), deal.expected_close_on, deal.amount_cents)
        .where(deal.expected_close_on.is_not(None))
        .subquery("then")
    )


def _moves_until(cut: Slice, day: date) -> Subquery:
    """What the last move of each deal that says when it is expected says."""
    move = table_of("stage_history").alias()
    until = between_instants(move.c.entered_at, None, day, cut.ctx.workspace.timezone)
    ranked = (
        select(
            move.c.opportunity_id, move.c.expected_close_on, move.c.amount_cents,
            func.row_number()
            .over(partition_by=move.c.opportunity_id,
                  order_by=(move.c.entered_at.desc(), move.c.id.desc()))
            .label("back"),
        )
        .where(
            alive(move, cut.ctx.workspace.id), until, move.c.expected_close_on.is_not(None)
        )
        .subquery()
    )  # fmt: skip
    kept = select(ranked.c.opportunity_id, ranked.c.expected_close_on, ranked.c.amount_cents)
    return kept.where(ranked.c.back == 1).subquery("then")


def due_then(cut: Slice, then: Subquery, day: date, first: date, last: date) -> ColumnElement[bool]:
    """Deals of the slice that were open on a day and expected to close between two others."""
    return and_(
        cut.rows("opportunity"), open_on(day), then.c.expected_close_on.between(first, last)
    )


def amount_then(cut: Slice, then: Subquery, day: date) -> ColumnElement[Any]:
    """What a deal was worth then, in the workspace's currency; what it is worth now, if unsaid.

    A move carries no currency of its own: its amount is in that of the deal.
    """
    amount = func.coalesce(then.c.amount_cents, DEAL.amount_cents)
    return cut.moment.exchanged("opportunity", amount, day)


def reaches_back(cut: Slice, day: date) -> bool:
    """Whether any deal's stage history says what was expected on a day."""
    then = said_then(cut, day)
    return cut.ctx.session.execute(select(then.c.opportunity_id).limit(1)).first() is not None


def day_before(day: date) -> date:
    """The day before."""
    return day - timedelta(days=1)
