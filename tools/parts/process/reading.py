"""The stage histories of deals, from the store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import select

from store.errors import NotReady
from tools.arguments import Filter
from tools.context import Context
from tools.parts.clock import local_day
from tools.parts.columns import Coded, as_numbers, coded, columns
from tools.parts.dimensions import Dimension
from tools.parts.metrics.shape import Part
from tools.parts.metrics.slices import Slice, keys_of, labelled, raw_key
from tools.parts.metrics.sql import day_number
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
    found = _Lines.of(_columns(cut, span.start or first, last))
    histories = tuple(found.histories(last))
    if not histories:
        raise NotReady(
            f"No deal that was asked for moved in {span.label}.",
            hint=f"The stage history begins on {written_day(first)}.",
        )
    return Read(histories, found.groups(cut) if by is not None else {}, _stages(ctx), first)


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


def _columns(cut: Slice, start: date, last: date) -> list[Any]:
    zone = ZoneInfo(cut.ctx.workspace.timezone)
    begins, ends = _instant(start, zone), _instant(last + timedelta(days=1), zone)
    inside = select(MOVE.c.opportunity_id).where(
        alive(MOVE, cut.ctx.workspace.id), MOVE.c.entered_at >= begins, MOVE.c.entered_at < ends
    )
    joins = cut.joins("opportunity")
    keys = list(keys_of(cut, joins, Part("deals", lambda _: DEAL.c.id.is_not(None))))
    day = day_number(local_day(MOVE.c.entered_at, cut.ctx.workspace.timezone))
    rows = (
        select(DEAL.c.id, MOVE.c.stage, MOVE.c.from_stage, DEAL.c.status, day.label("day"),
               day_number(DEAL.c.closed_on).label("closed"),
               *(key.label(f"key{n}") for n, key in enumerate(keys)))
        .select_from(joins.source().join(MOVE, MOVE.c.opportunity_id == DEAL.c.id))
        .where(cut.rows("opportunity"), alive(MOVE, cut.ctx.workspace.id),
               DEAL.c.id.in_(inside), MOVE.c.entered_at < ends)
        .order_by(DEAL.c.id, MOVE.c.entered_at, MOVE.c.id)
    )  # fmt: skip
    return columns(cut.ctx.session, rows)


def _instant(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of the history, deal by deal, column by column.

    Attributes:
        starts: Where the lines of each deal begin, and where the last one's end.
        deals: The id of each deal.
        stages: The stage that each line enters.
        origins: The stage that it comes from, when it is noted.
        days: The day of each line.
        crowded: For each deal, whether it has several lines of one day.
        status: The status of each line's deal.
        closed: The day on which its deal was closed.
        keys: The key of its deal's group, column by column.
    """

    starts: list[int]
    deals: tuple[str, ...]
    stages: list[Any]
    origins: list[Any]
    days: list[Any]
    crowded: list[bool]
    status: list[Any]
    closed: list[Any]
    keys: tuple[Coded, ...]

    @classmethod
    def of(cls, found: list[Any]) -> "_Lines":
        ids, stage, origin, status = (coded(column) for column in found[:4])
        day, closed = as_numbers(found[4]), as_numbers(found[5])
        same = ids.codes[1:] == ids.codes[:-1]
        starts = np.r_[0, 1 + np.flatnonzero(~same), len(ids.codes)] if len(day) else np.zeros(1)
        crowded = np.zeros(len(ids.texts), dtype=bool)
        crowded[ids.codes[1:][same & (day[1:] == day[:-1])]] = True
        return cls(
            starts.astype(int).tolist(), ids.texts, _texts(stage), _texts(origin), _dates(day),
            crowded.tolist(), _texts(status), _dates(closed), tuple(map(coded, found[6:])),
        )  # fmt: skip

    def histories(self, last: date) -> Iterator[History]:
        """Each deal's moves; one that closed later than the period's end was still open then."""
        for n, (deal, crowded) in enumerate(zip(self.deals, self.crowded, strict=True)):
            first, stop = self.starts[n], self.starts[n + 1]
            stages, days = self.stages[first:stop], self.days[first:stop]
            if crowded:
                stages = list(_in_turn(stages, self.origins[first:stop], days))
            status, closed = self.status[first], self.closed[first]
            over = status != "open" and closed is not None and closed <= last
            moves = tuple(map(Move, stages, days))
            yield History(deal, moves, closed if over else last, status if over else "open")

    def groups(self, cut: Slice) -> dict[str, str | None]:
        """The group of each deal, along the one dimension that was asked for."""
        cells = [[None if (c := key.codes[at]) < 0 else key.texts[c] for key in self.keys]
                 for at in self.starts[:-1]]  # fmt: skip
        keys = [raw_key(cut, row) for row in cells]
        names = {raw: key[0] for key, raw in labelled({k: k for k in set(keys)}).items()}
        return {deal: _text(names[key]) for deal, key in zip(self.deals, keys, strict=True)}


def _texts(column: Coded) -> list[Any]:
    """The texts of a column, each of them once in memory."""
    return np.array([*column.texts, None], dtype=object)[column.codes].tolist()  # type: ignore[no-any-return]  # numpy's list of objects


def _dates(days: Any) -> list[Any]:
    """Days from their ordinals, each of them once in memory; None where there is none."""
    distinct, which = np.unique(np.where(np.isnan(days), 0, days), return_inverse=True)
    made = [date.fromordinal(int(n)) if n else None for n in distinct]
    return np.array(made, dtype=object)[which].tolist() if made else []


def _in_turn(stages: list[Any], origins: list[Any], days: list[Any]) -> Iterator[str]:
    """The stages in order; those of one day in the order in which each goes on from the last.

    Many systems note the day of a move and no hour worth trusting.
    """
    here: str | None = None
    for _, some in groupby(zip(days, stages, origins, strict=True), key=lambda line: line[0]):
        waiting = list(some)
        while waiting:
            following = next((line for line in waiting if line[2] == here), waiting[0])
            waiting.remove(following)
            here = following[1]
            yield following[1]


def _stages(ctx: Context) -> dict[str, Stage]:
    stage = table_of("stage")
    rows = ctx.session.execute(
        select(stage.c.name, stage.c.position, stage.c.status).where(alive(stage, ctx.workspace.id))
    )
    return {row[0]: Stage(row[0], row[1], row[2]) for row in rows}
