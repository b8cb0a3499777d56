"""Deals as lives: when each began, when and how it ended, and its group."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select

from tools.arguments import Filter
from tools.context import Context
from tools.parts.dimensions import Dimension
from tools.parts.metrics.shape import Part
from tools.parts.metrics.slices import Slice, keys_of, labelled, raw_key
from tools.parts.paths import alive, table_of
from tools.parts.periods import Span

DEAL = table_of("opportunity")


@dataclass(frozen=True, slots=True)
class Life:
    """One deal.

    Attributes:
        id: The deal.
        group: Its group along the dimension asked for; None without a value.
        began: Its first day.
        ended: The day it was decided; None while it is open.
        status: open, won or lost, as of the day that is looked at.
        cents: What it is worth, in the workspace's currency; None without an amount.
    """

    id: str
    group: str | None
    began: date
    ended: date | None
    status: str
    cents: int | None


@dataclass(frozen=True, slots=True)
class Lives:
    """Deals that began in a period, and how many were left out for their dates."""

    lives: tuple[Life, ...]
    undated: int
    backwards: int


def read_lives(ctx: Context, span: Span, filters: Sequence[Filter], by: Dimension | None) -> Lives:
    """The deals that began in a period, as they stand today.

    A deal that closed later than today was open; one that closed before it began is left out.
    """
    cut = Slice(ctx, span, tuple(filters), (by,) if by is not None else ())
    raw = [(raw_key(cut, row), row) for row in _rows(cut)]
    names = labelled({key: key for key, _ in raw if key})
    read = {key: name[0] for name, key in names.items()}
    lives, undated, backwards = [], _undated(cut), 0
    for key, row in raw:
        life = _life(ctx, row, read.get(key) if key else None)
        if life.status != "open" and life.ended is None:
            undated += 1
        elif life.ended is not None and life.ended < life.began:
            backwards += 1
        else:
            lives.append(life)
    return Lives(tuple(lives), undated, backwards)


def _rows(cut: Slice) -> Iterator[Row[Any]]:
    joins = cut.joins("opportunity")
    keys = list(keys_of(cut, joins, Part("deals", lambda _: DEAL.c.id.is_not(None))))
    last = min(cut.span.end, cut.ctx.today)
    rows = (
        select(*keys, DEAL.c.id, DEAL.c.created_on, DEAL.c.closed_on, DEAL.c.status,
               DEAL.c.amount_cents, DEAL.c.currency)
        .select_from(joins.source())
        .where(cut.rows("opportunity"), DEAL.c.created_on <= last)
        .order_by(DEAL.c.id)
    )  # fmt: skip
    if cut.span.start is not None:
        rows = rows.where(DEAL.c.created_on >= cut.span.start)
    yield from cut.ctx.session.execute(rows)


def _life(ctx: Context, row: Row[Any], group: object) -> Life:
    own = row.currency in {None, ctx.workspace.currency}
    over = row.status != "open" and (row.closed_on is None or row.closed_on <= ctx.today)
    return Life(
        row.id, None if group is None else str(group), row.created_on,
        row.closed_on if over else None, row.status if over else "open",
        row.amount_cents if own else None,
    )  # fmt: skip


def _undated(cut: Slice) -> int:
    rows = select(func.count()).where(cut.rows("opportunity"), DEAL.c.created_on.is_(None))
    return int(cut.ctx.session.execute(rows).scalar_one())


@dataclass(frozen=True, slots=True)
class Rep:
    """Somebody who sells, and the days on which they started and left."""

    id: str
    name: str
    started: date
    left: date | None


def read_reps(ctx: Context, span: Span, filters: Sequence[Filter]) -> list[Rep]:
    """The reps who started in a period."""
    user = table_of("user")
    cut = Slice(ctx, span, tuple(filters))
    rows = select(user.c.id, user.c.name, user.c.started_on, user.c.left_on).where(
        cut.rows("user"), user.c.role == "rep", user.c.started_on <= min(span.end, ctx.today)
    )
    if span.start is not None:
        rows = rows.where(user.c.started_on >= span.start)
    found = ctx.session.execute(rows.order_by(user.c.started_on, user.c.id))
    return [Rep(*row) for row in found]


def wins_of(ctx: Context, reps: Sequence[Rep]) -> list[tuple[str, date, int]]:
    """What reps won: who, when, and how many cents in the workspace's currency."""
    ids = {rep.id for rep in reps}
    rows = ctx.session.execute(
        select(DEAL.c.owner_id, DEAL.c.closed_on, DEAL.c.amount_cents, DEAL.c.currency).where(
            alive(DEAL, ctx.workspace.id), DEAL.c.status == "won", DEAL.c.closed_on <= ctx.today,
            DEAL.c.owner_id.is_not(None), DEAL.c.amount_cents.is_not(None),
        )
    )  # fmt: skip
    own = {None, ctx.workspace.currency}
    return [(row[0], row[1], row[2]) for row in rows if row[0] in ids and row[3] in own]
