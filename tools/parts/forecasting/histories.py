"""Reading the stage history of deals as arrays: there are many more moves than deals."""

from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Select, Subquery, case, func, select

from tools.context import Context
from tools.parts.clock import local_day
from tools.parts.columns import as_numbers, as_whole, columns
from tools.parts.forecasting.book import NEVER, Days, Flags, Moves
from tools.parts.metrics.sql import day_number
from tools.parts.paths import alive, table_of

ENOUGH = 0.6
"""The share of ended deals whose stages must be recorded for stages to teach anything."""
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
    read = columns(ctx.session, _moves(ctx, numbered, stages))
    number, day, stage = (_small(read) for _ in range(3))
    whose = places[number - 1]
    here = whose >= 0
    told = np.zeros(len(ended), dtype=bool)
    told[whose[here]] = True
    if not ended.any() or (told & ended).sum() < ENOUGH * ended.sum():
        return None
    cents, promised = (as_numbers(read.pop(0)) for _ in range(2))
    if not here.all():
        whose, day, stage, cents = whose[here], day[here], stage[here], cents[here]
        promised = promised[here]
    closes = None if np.isnan(promised).all() else _days(promised)
    pushes = () if closes is None else (_pushes(whose, closes), closes)
    return Moves(whose, day, stage, cents, *pushes)


def _small(read: list[Any]) -> Any:
    """The next column, of whole numbers that take half the room of others."""
    return as_whole(read.pop(0))


def _moves(ctx: Context, numbered: Subquery, stages: dict[str, int]) -> Select[tuple[float, ...]]:
    """Each move by the number of its deal, in order."""
    c = _HISTORY.c
    return (
        select(
            numbered.c.number.label("number"),
            day_number(local_day(c.entered_at, ctx.workspace.timezone)).label("day"),
            case(stages, value=c.stage).label("stage"), c.amount_cents,
            day_number(c.expected_close_on).label("promised"),
        )
        .join(numbered, numbered.c.id == c.opportunity_id)
        .where(alive(_HISTORY, ctx.workspace.id))
        .order_by(numbered.c.number, c.entered_at, c.id)
    )  # fmt: skip


def _days(found: np.typing.NDArray[np.float64]) -> Days:
    """Days as whole numbers; `NEVER` where there is none."""
    return np.where(np.isnan(found), NEVER, found).astype(np.int64)


def _pushes(deal: Days, promised: Days) -> Days:
    """How often each deal's promised close had been moved later, up to each of its entries."""
    later = np.zeros(len(deal), dtype=np.int64)
    known = (promised[1:] != NEVER) & (promised[:-1] != NEVER)
    later[1:] = (deal[1:] == deal[:-1]) & known & (promised[1:] > promised[:-1])
    total = np.cumsum(later)
    first = np.flatnonzero(np.r_[True, deal[1:] != deal[:-1]])
    return np.asarray(total - np.repeat(total[first], np.diff(np.r_[first, len(deal)])))
