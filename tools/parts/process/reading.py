"""The stage histories of deals, from the store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from store.errors import NotReady
from tools.arguments import Filter
from tools.context import Context
from tools.parts.dimensions import Dimension
from tools.parts.metrics.shape import Part
from tools.parts.metrics.slices import Raw, Slice, keys_of, labelled, raw_key
from tools.parts.paths import alive, table_of
from tools.parts.periods import Span, written_day
from tools.parts.process.paths import History, Move, Stage

DEAL, MOVE = table_of("opportunity"), table_of("stage_history")


@dataclass(frozen=True, slots=True)
class Read:
    """The histories of deals that moved in the period, and the group of each.

    Attributes:
        histories: Every move of those deals up to the period's end.
        groups: Each deal's group along the dimension asked for; empty without one.
        stages: The stages by name.
        first: The first move that the store knows.
    """

    histories: tuple[History, ...]
    groups: dict[str, str | None]
    stages: dict[str, Stage]
    first: date


def read_histories(
    ctx: Context, span: Span, filters: Sequence[Filter], by: Dimension | None
) -> Read:
    """Read what deals did in a period.

    Raises:
        NotReady: The store has no stage history, or none in the period.
    """
    zone = ZoneInfo(ctx.workspace.timezone)
    first = _first(ctx, zone)
    last = min(span.end, ctx.today)
    cut = Slice(ctx, span, tuple(filters), (by,) if by is not None else ())
    keys: dict[str, Raw] = {}
    histories = []
    for deal, rows in groupby(_rows(cut, span.start or first, last), key=lambda row: row.deal):
        some = list(rows)
        keys[deal] = raw_key(cut, some[0])
        histories.append(_history(deal, some, last, zone))
    if not histories:
        raise NotReady(
            f"No deal that was asked for moved in {span.label}.",
            hint=f"The stage history begins on {written_day(first)}.",
        )
    names = {raw: key[0] for key, raw in labelled({k: k for k in set(keys.values()) if k}).items()}
    groups = {deal: _text(names[key]) for deal, key in keys.items() if key}
    return Read(tuple(histories), groups, _stages(ctx), first)


def _text(cell: object) -> str | None:
    return None if cell is None else str(cell)


def _first(ctx: Context, zone: ZoneInfo) -> date:
    rows = select(MOVE.c.entered_at).where(alive(MOVE, ctx.workspace.id))
    found = ctx.session.execute(rows.order_by(MOVE.c.entered_at).limit(1)).scalar()
    if found is None:
        raise NotReady(
            "The store has no stage history, so nobody can say how deals move.",
            hint="Import it with `pitcrew import FILE --as stage_history`.",
        )
    day: date = found.astimezone(zone).date()
    return day


def _rows(cut: Slice, start: date, last: date) -> Iterator[Row[Any]]:
    zone = ZoneInfo(cut.ctx.workspace.timezone)
    begins, ends = _instant(start, zone), _instant(last + timedelta(days=1), zone)
    inside = select(MOVE.c.opportunity_id).where(
        alive(MOVE, cut.ctx.workspace.id), MOVE.c.entered_at >= begins, MOVE.c.entered_at < ends
    )
    joins = cut.joins("opportunity")
    keys = list(keys_of(cut, joins, Part("deals", lambda _: DEAL.c.id.is_not(None))))
    rows = (
        select(*keys, DEAL.c.id.label("deal"), MOVE.c.stage, MOVE.c.from_stage, MOVE.c.entered_at,
               DEAL.c.status, DEAL.c.closed_on)
        .select_from(joins.source().join(MOVE, MOVE.c.opportunity_id == DEAL.c.id))
        .where(cut.rows("opportunity"), alive(MOVE, cut.ctx.workspace.id),
               DEAL.c.id.in_(inside), MOVE.c.entered_at < ends)
        .order_by(DEAL.c.id, MOVE.c.entered_at, MOVE.c.id)
    )  # fmt: skip
    yield from cut.ctx.session.execute(rows)


def _instant(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _history(deal: str, rows: Sequence[Row[Any]], last: date, zone: ZoneInfo) -> History:
    """A deal's moves; one that closed later than the period's end was still open then."""
    moves = tuple(_in_turn(rows, zone))
    status, closed = rows[0].status, rows[0].closed_on
    over = status != "open" and closed is not None and closed <= last
    return History(deal, moves, closed if over else last, status if over else "open")


def _in_turn(rows: Sequence[Row[Any]], zone: ZoneInfo) -> Iterator[Move]:
    """The moves in order; those of one day in the order in which each goes on from the last.

    Many systems note the day of a move and no hour worth trusting.
    """
    here: str | None = None
    for day, some in groupby(rows, key=lambda row: row.entered_at.astimezone(zone).date()):
        waiting = list(some)
        while waiting:
            following = next((r for r in waiting if r.from_stage == here), waiting[0])
            waiting.remove(following)
            here = following.stage
            yield Move(following.stage, day)


def _stages(ctx: Context) -> dict[str, Stage]:
    stage = table_of("stage")
    rows = ctx.session.execute(
        select(stage.c.name, stage.c.position, stage.c.status).where(alive(stage, ctx.workspace.id))
    )
    return {row[0]: Stage(row[0], row[1], row[2]) for row in rows}
