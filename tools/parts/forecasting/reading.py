"""Reading a company's deals and their stages from the store, as a forecast needs them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Row, case, select

from store.errors import BadInput
from tools.arguments import Filter
from tools.context import Context
from tools.parts.dimensions import Dimension
from tools.parts.forecasting.book import NEVER, Book, Days, Moves
from tools.parts.forecasting.histories import read_moves
from tools.parts.forecasting.sharing import Credits, read_credits
from tools.parts.metrics.shape import Part
from tools.parts.metrics.slices import Raw, Slice, keys_of, raw_key
from tools.parts.paths import Joins, alive, table_of
from tools.parts.periods import Span
from tools.parts.query import all_of, conditions

OF_NOW = frozenset({
    "stage", "status", "forecast_category", "expected_close_on", "next_step", "push_count",
    "last_activity_on", "loss_reason", "closed_on", "amount", "amount_cents", "days_open",
    "created_on", "month", "quarter", "week", "day", "year",
})  # fmt: skip
"""What changes in the life of a deal, so that its own past cannot be chosen by it."""
_DEAL = table_of("opportunity")


@dataclass(frozen=True, slots=True)
class Deals:
    """What was read.

    Attributes:
        book: The dated deals as arrays, as known today.
        ids: The id of each deal of the book.
        keys: The group of each deal, when asked for.
        stages: The name of each stage number.
        probabilities: The configured win rate of each stage number.
        undated: Open deals with no first day, which cannot be forecast.
        odd: Closed deals that were left out, and other-currency deals, by reason.
        asked: The conditions in words.
        owners: The id of each deal's owner.
        credits: For the deals that reps share, what share of each counts for which group.
    """

    book: Book
    ids: tuple[str, ...]
    keys: tuple[Raw, ...]
    stages: tuple[str, ...]
    probabilities: dict[int, float]
    undated: tuple[str, ...] = ()
    odd: dict[str, int] = field(default_factory=dict)
    asked: str = ""
    owners: tuple[str | None, ...] = ()
    credits: Credits = field(default_factory=dict)


def read_deals(ctx: Context, span: Span, filters: list[Filter], by: tuple[Dimension, ...]) -> Deals:
    """The deals that meet the conditions, with their stage history.

    Raises:
        BadInput: A condition is about something that changes in the life of a deal.
    """
    _refuse_of_now(filters)
    cut = Slice(ctx, span, tuple(filters), by)
    joins = Joins(ctx.workspace.id, "opportunity")
    keys = list(keys_of(cut, joins, Part("deals", lambda _: alive(_DEAL, ctx.workspace.id))))
    read = conditions(ctx, "opportunity", filters)
    c, asked = _DEAL.c, all_of(ctx, "opportunity", read)
    rows = ctx.session.execute(
        select(*keys, c.id, c.status, c.stage, c.amount_cents, c.created_on, c.closed_on,
               c.product, c.segment, c.owner_id,
               case((c.currency.is_(None), 1), (c.currency == ctx.workspace.currency, 1), else_=0))
        .select_from(joins.source())
        .where(asked)
        .order_by(c.id)
    ).all()  # fmt: skip
    sorted_out = _sort_out(rows, ctx.today)
    stages, probabilities = _stages(ctx, sorted_out.kept)
    ended = np.array([row.status != "open" for row in sorted_out.kept], dtype=bool)
    moves = read_moves(ctx, asked, sorted_out.places(len(rows)), ended, stages)
    book = _book(sorted_out, stages, moves, ctx.today)
    words = ", ".join(condition.text for condition in read)
    return Deals(
        book, tuple(row.id for row in sorted_out.kept),
        tuple(raw_key(cut, row) for row in sorted_out.kept) if by else (),
        tuple(stages), probabilities, tuple(sorted_out.undated), sorted_out.odd, words,
        tuple(row.owner_id for row in sorted_out.kept), read_credits(cut) if by else {},
    )  # fmt: skip


def _refuse_of_now(filters: list[Filter]) -> None:
    for given in filters:
        if given.field.casefold().replace(" ", "_") in OF_NOW:
            raise BadInput(
                f"A forecast cannot be limited by {given.field.replace('_', ' ')}: it changes while"
                " a deal lives, so its past cannot be compared.",
                hint="Limit it by owner, team, region, product, segment, industry or type; or ask"
                " for open_pipeline, which can be limited by anything.",
            )


@dataclass(slots=True)
class _Sorted:
    """Deals that can be used, and those that cannot."""

    kept: list[Row[Any]]
    undated: list[str]
    odd: dict[str, int]
    numbers: list[int]

    def places(self, rows: int) -> Days:
        """For each row that was read, its place among those kept; -1 for the others."""
        found = np.full(rows, -1, dtype=np.int64)
        found[self.numbers] = np.arange(len(self.numbers))
        return found


def _sort_out(rows: Any, today: date) -> _Sorted:
    out = _Sorted([], [], {}, [])
    for number, row in enumerate(rows):
        if not row[-1]:
            out.odd["in another currency"] = out.odd.get("in another currency", 0) + 1
        elif row.created_on is not None and row.created_on > today:
            continue
        elif row.status == "open" and row.created_on is None:
            out.undated.append(row.id)
        elif row.status != "open" and row.closed_on is None:
            reason = "closed without a closing day"
            out.odd[reason] = out.odd.get(reason, 0) + 1
        else:
            out.kept.append(row)
            out.numbers.append(number)
    return out


def _stages(ctx: Context, rows: list[Row[Any]]) -> tuple[dict[str, int], dict[int, float]]:
    """Numbers for the names of stages, and the win rates that are configured for open ones."""
    stage = table_of("stage")
    known = ctx.session.execute(
        select(stage.c.name, stage.c.status, stage.c.win_rate)
        .where(alive(stage, ctx.workspace.id))
        .order_by(stage.c.position)
    ).all()
    numbers: dict[str, int] = {}
    for name in [row.name for row in known] + [row.stage for row in rows]:
        numbers.setdefault(name or "", len(numbers))
    rates = {
        numbers[row.name]: float(row.win_rate)
        for row in known
        if row.status == "open" and row.win_rate is not None
    }
    return numbers, rates


def _book(deals: _Sorted, stages: dict[str, int], moves: Moves | None, today: date) -> Book:
    rows, now = deals.kept, today.toordinal()
    ended = np.array(
        [NEVER if r.status == "open" else r.closed_on.toordinal() for r in rows], dtype=np.int64
    )
    book = Book(
        created=np.minimum(_created(rows, ended), now),
        ended=ended,
        won=np.array([r.status == "won" for r in rows], dtype=bool),
        cents=np.array([np.nan if r.amount_cents is None else float(r.amount_cents) for r in rows]),
        price=_prices(rows),
        stage=np.array([stages[r.stage or ""] for r in rows], dtype=np.int64),
        moves=moves,
        now=now,
    )
    later = (ended != NEVER) & (ended > now)
    if later.any() or (moves is not None and bool((moves.day > now).any())):
        # Asked as of an earlier day: what the store has learned since must not be known.
        return book.seen_on(now)
    return book


def _created(rows: list[Row[Any]], ended: np.typing.NDArray[np.int64]) -> Any:
    """First days; a closed deal without one is taken to have lived as long as is usual."""
    days = np.array(
        [-1 if r.created_on is None else r.created_on.toordinal() for r in rows], dtype=np.int64
    )
    known = (days >= 0) & (ended != NEVER)
    usual = int(np.median((ended - days)[known])) if known.any() else 0
    return np.minimum(np.where(days < 0, ended - usual, days), ended)


def _prices(rows: list[Row[Any]]) -> Any:
    """Which deals are alike in price: same product and segment, however the product is spaced."""
    numbers: dict[tuple[str, str], int] = {}
    keys = (("".join((r.product or "").lower().split()), r.segment or "") for r in rows)
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
