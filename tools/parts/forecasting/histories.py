"""Reading the stage history of deals as arrays: there are many more moves than deals."""

from datetime import date

import numpy as np
from sqlalchemy import ColumnElement, Select, Subquery, case, func, literal, select

from tools.context import Context
from tools.parts.clock import local_day
from tools.parts.columns import numbers
from tools.parts.forecasting.book import NEVER, Days, Flags, Moves
from tools.parts.metrics.sql import days_between
from tools.parts.paths import alive, table_of

ENOUGH = 0.6
"""The share of ended deals whose stages must be recorded for stages to teach anything."""
_FIRST = date(1970, 1, 1)
_HISTORY = table_of("stage_history")


def read_moves(
    ctx: Context, asked: ColumnElement[bool], places: Days, ended: Flags, stages: dict[str, int]
) -> Moves | None:
    """The stage history, when it tells of most ended deals; else None.

    Args:
        ctx: Whose deals.
        asked: Which deals were read, in the order of their ids.
        places: For each of those, its place in the book; -1 when it is not in it.
        ended: For each deal of the book, whether it is won or lost.
        stages: The number of each stage's name; names that only the history has are added.
    """
    named = select(_HISTORY.c.stage).where(alive(_HISTORY, ctx.workspace.id)).distinct()
    for name in sorted(row[0] for row in ctx.session.execute(named)):
        stages.setdefault(name, len(stages))
    if not stages:
        return None
    deal = table_of("opportunity")
    place = func.row_number().over(order_by=deal.c.id).label("number")
    numbered = select(deal.c.id, place).where(asked).subquery("numbered")
    number, day, stage, cents, promised = numbers(ctx.session, _moves(ctx, numbered, stages))
    whose = places[number.astype(np.int64) - 1]
    here = whose >= 0
    told = np.zeros(len(ended), dtype=bool)
    told[whose[here]] = True
    if not ended.any() or (told & ended).sum() < ENOUGH * ended.sum():
        return None
    whose, closes = whose[here], _days(promised[here])
    pushes = (_pushes(whose, closes), closes) if (closes != NEVER).any() else ()
    return Moves(whose, _days(day[here]), stage[here].astype(np.int64), cents[here], *pushes)


def _moves(ctx: Context, numbered: Subquery, stages: dict[str, int]) -> Select[tuple[float, ...]]:
    """Each move by the number of its deal, in order."""
    c, first = _HISTORY.c, literal(_FIRST)
    return (
        select(
            numbered.c.number.label("number"),
            days_between(first, local_day(c.entered_at, ctx.workspace.timezone)).label("day"),
            case(stages, value=c.stage).label("stage"), c.amount_cents,
            days_between(first, c.expected_close_on).label("promised"),
        )
        .join(numbered, numbered.c.id == c.opportunity_id)
        .where(alive(_HISTORY, ctx.workspace.id))
        .order_by(numbered.c.number, c.entered_at, c.id)
    )  # fmt: skip


def _days(since: np.typing.NDArray[np.float64]) -> Days:
    """Days as ordinals; `NEVER` where there is none."""
    missing = np.isnan(since)
    days = np.where(missing, 0, since).astype(np.int64) + _FIRST.toordinal()
    return np.where(missing, NEVER, days)


def _pushes(deal: Days, promised: Days) -> Days:
    """How often each deal's promised close had been moved later, up to each of its entries."""
    later = np.zeros(len(deal), dtype=np.int64)
    known = (promised[1:] != NEVER) & (promised[:-1] != NEVER)
    later[1:] = (deal[1:] == deal[:-1]) & known & (promised[1:] > promised[:-1])
    total = np.cumsum(later)
    first = np.flatnonzero(np.r_[True, deal[1:] != deal[:-1]])
    return np.asarray(total - np.repeat(total[first], np.diff(np.r_[first, len(deal)])))
