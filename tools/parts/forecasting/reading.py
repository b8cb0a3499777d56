"""Reading a company's deals and their stages from the store, as a forecast needs them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, case, select

from store.errors import BadInput
from tools.arguments import Filter
from tools.context import Context
from tools.parts.columns import Coded, Texts, as_numbers, coded, columns
from tools.parts.dimensions import Dimension
from tools.parts.forecasting.book import NEVER, Book, Days, Flags, Moves, Numbers
from tools.parts.forecasting.histories import read_moves
from tools.parts.forecasting.sharing import Credits, read_credits
from tools.parts.metrics.shape import Part
from tools.parts.metrics.slices import Raw, Slice, keys_of, raw_key
from tools.parts.metrics.sql import day_number
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
class Groups:
    """Which group each deal is in.

    Attributes:
        of: The number of its group, for each deal.
        keys: The key of each group; a number may be without a deal.
    """

    of: Days
    keys: tuple[Raw, ...]

    def deals_of(self, key: Raw) -> Flags:
        """Which deals are in a group."""
        numbers = [n for n, each in enumerate(self.keys) if each == key]
        return np.isin(self.of, numbers)

    @property
    def there(self) -> list[Raw]:
        """The keys of the groups that have deals, in order."""
        return sorted({self.keys[n] for n in np.unique(self.of)}, key=str)


@dataclass(frozen=True, slots=True)
class Deals:
    """What was read.

    Attributes:
        book: The dated deals as arrays, as known today.
        ids: The id of each deal of the book.
        groups: The group of each deal, when asked for.
        stages: The name of each stage number.
        probabilities: The configured win rate of each stage number.
        owners: The id of each deal's owner.
        undated: Open deals with no first day, which cannot be forecast.
        odd: Closed deals that were left out, and other-currency deals, by reason.
        asked: The conditions in words.
        credits: For the deals that reps share, what share of each counts for which group.
    """

    book: Book
    ids: Sequence[str]
    groups: Groups
    stages: tuple[str, ...]
    probabilities: dict[int, float]
    owners: Coded
    undated: Sequence[str] = ()
    odd: dict[str, int] = field(default_factory=dict)
    asked: str = ""
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
    own = case((c.currency.is_(None), 1), (c.currency == ctx.workspace.currency, 1), else_=0)
    found = columns(
        ctx.session,
        select(c.id, c.status, c.stage, c.product, c.segment, c.owner_id, c.amount_cents,
               day_number(c.created_on).label("created"), day_number(c.closed_on).label("closed"),
               own.label("own"), *(key.label(f"key{n}") for n, key in enumerate(keys)))
        .select_from(joins.source())
        .where(asked)
        .order_by(c.id),
    )  # fmt: skip
    words = ", ".join(condition.text for condition in read)
    return _deals(ctx, cut, (asked, words), found)


def _deals(
    ctx: Context, cut: Slice, asked: tuple[ColumnElement[bool], str], found: list[Any]
) -> Deals:
    import pyarrow as pa

    ids, rows = found.pop(0), _Rows.of(found)
    use = _sort_out(rows, ctx.today)
    kept = rows.only(use.kept)
    stages, probabilities = _stages(ctx, kept.stage)
    moves = read_moves(ctx, asked[0], use.places, kept.is_over, stages)
    return Deals(
        _book(kept, stages, moves, ctx.today), Texts(ids.filter(pa.array(use.kept))),
        _groups(cut, found, use.kept), tuple(stages), probabilities, kept.owner,
        Texts(ids.filter(pa.array(use.undated))), use.odd, asked[1],
        read_credits(cut) if cut.by else {},
    )  # fmt: skip


def _refuse_of_now(filters: list[Filter]) -> None:
    for given in (each for f in filters for each in f.either or (f,)):
        if given.field.casefold().replace(" ", "_") in OF_NOW:
            raise BadInput(
                f"A forecast cannot be limited by {given.field.replace('_', ' ')}: it changes while"
                " a deal lives, so its past cannot be compared.",
                hint="Limit it by owner, team, region, product, segment, industry or type; or ask"
                " for open_pipeline, which can be limited by anything.",
            )


@dataclass(frozen=True, slots=True)
class _Rows:
    """What was read of each deal, column by column; days are ordinals, NaN where there is none."""

    status: Coded
    stage: Coded
    product: Coded
    segment: Coded
    owner: Coded
    cents: Numbers
    created: Numbers
    closed: Numbers
    own: Numbers

    @classmethod
    def of(cls, found: list[Any]) -> "_Rows":
        """From the columns of the select; each is let go when it has been turned."""
        made: list[Any] = [coded(found.pop(0)) for _ in range(5)]
        made += [as_numbers(found.pop(0)) for _ in range(4)]
        return cls(*made)

    def only(self, kept: Flags) -> "_Rows":
        """Some of the deals."""
        every: list[Any] = [getattr(self, each.name) for each in fields(self)]
        some: list[Any] = [c.only(kept) if isinstance(c, Coded) else c[kept] for c in every]
        return _Rows(*some)

    def is_status(self, name: str) -> Flags:
        """Which deals are of a status."""
        code = self.status.texts.index(name) if name in self.status.texts else -2
        return np.asarray(self.status.codes == code)

    @property
    def is_over(self) -> Flags:
        """Which deals are won or lost."""
        return ~self.is_status("open")


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Which deals can be used, and which cannot."""

    kept: Flags
    undated: Flags
    odd: dict[str, int]

    @property
    def places(self) -> Days:
        """For each deal that was read, its place among those kept; -1 for the others."""
        return np.where(self.kept, np.cumsum(self.kept) - 1, -1)


def _sort_out(rows: _Rows, today: date) -> _Sorted:
    own, over = rows.own > 0, rows.is_over
    here = own & ~(rows.created > today.toordinal())
    undated = here & ~over & np.isnan(rows.created)
    unclosed = here & over & np.isnan(rows.closed)
    odd = {"in another currency": ~own, "closed without a closing day": unclosed}
    first = sorted((int(np.argmax(which)), why) for why, which in odd.items() if which.any())
    return _Sorted(here & ~undated & ~unclosed, undated,
                   {why: int(odd[why].sum()) for _, why in first})  # fmt: skip


def _stages(ctx: Context, rows: Coded) -> tuple[dict[str, int], dict[int, float]]:
    """Numbers for the names of stages, and the win rates that are configured for open ones."""
    stage = table_of("stage")
    known = ctx.session.execute(
        select(stage.c.name, stage.c.status, stage.c.win_rate)
        .where(alive(stage, ctx.workspace.id))
        .order_by(stage.c.position)
    ).all()
    numbers: dict[str, int] = {}
    for name in [row.name for row in known] + _met(rows):
        numbers.setdefault(name or "", len(numbers))
    rates = {
        numbers[row.name]: float(row.win_rate)
        for row in known
        if row.status == "open" and row.win_rate is not None
    }
    return numbers, rates


def _met(texts: Coded) -> list[str]:
    """The texts of a column in the order in which they are met; none is an empty one."""
    codes, first = np.unique(texts.codes, return_index=True)
    return [texts.texts[code] if code >= 0 else "" for code in codes[np.argsort(first)]]


def _book(rows: _Rows, stages: dict[str, int], moves: Moves | None, today: date) -> Book:
    now, over = today.toordinal(), rows.is_over
    ended = np.where(over, rows.closed, NEVER).astype(np.int64)
    number = np.array([*(stages.get(name, 0) for name in rows.stage.texts), stages.get("", 0)])
    book = Book(
        created=np.minimum(_created(rows.created, ended), now),
        ended=ended,
        won=rows.is_status("won"),
        cents=rows.cents,
        price=_prices(rows.product, rows.segment),
        stage=number[rows.stage.codes],
        moves=moves,
        now=now,
    )
    later = (ended != NEVER) & (ended > now)
    if later.any() or (moves is not None and bool((moves.day > now).any())):
        # Asked as of an earlier day: what the store has learned since must not be known.
        return book.seen_on(now)
    return book


def _created(first: Numbers, ended: Days) -> Days:
    """First days; a closed deal without one is taken to have lived as long as is usual."""
    days = np.where(np.isnan(first), -1, first).astype(np.int64)
    known = (days >= 0) & (ended != NEVER)
    usual = int(np.median((ended - days)[known])) if known.any() else 0
    return np.minimum(np.where(days < 0, ended - usual, days), ended)


def _prices(product: Coded, segment: Coded) -> Days:
    """Which deals are alike in price: same product and segment, however the product is spaced."""
    spelled = ["".join(text.lower().split()) for text in product.texts] + [""]
    segments = [*segment.texts, ""]
    names, kinds = ({text: n for n, text in enumerate(texts)} for texts in (spelled, segments))
    of_name = np.array([names[text] for text in spelled])[product.codes]
    of_kind = np.array([kinds[text] for text in segments])[segment.codes]
    return _in_order_met(of_name * len(segments) + of_kind)


def _in_order_met(codes: Days) -> Days:
    """Codes numbered anew, by where each is met first."""
    _, first, which = np.unique(codes, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    return np.asarray(rank[which]) if len(codes) else codes


def _groups(cut: Slice, found: list[Any], kept: Flags) -> Groups:
    """The group of each deal that was kept, by the columns of keys that were read."""
    if not found:
        return Groups(np.zeros(0, dtype=np.int64), ())
    cells = [coded(column).only(kept) for column in found]
    together = np.zeros(int(kept.sum()), dtype=np.int64)
    for cell in cells:
        together = together * (len(cell.texts) + 1) + cell.codes + 1
    _, first, of = np.unique(together, return_index=True, return_inverse=True)
    rows = ([_text(cell, place) for cell in cells] for place in first)
    return Groups(np.asarray(of), tuple(raw_key(cut, row) for row in rows))


def _text(cell: Coded, place: int) -> str | None:
    code = cell.codes[place]
    return cell.texts[code] if code >= 0 else None
