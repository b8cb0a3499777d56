"""The two pipelines of a waterfall and what became of every deal in between, from the store."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, select

from store.errors import NotReady
from store.journal import JOURNAL
from tools.arguments import Filter
from tools.context import Context
from tools.parts.open_deal import OpenDeal
from tools.parts.paths import alive, table_of
from tools.parts.periods import written_day
from tools.parts.query import where
from tools.parts.snapshots import Book, end_of, open_on
from tools.parts.waterfall.bars import Passage, Side, Target

DEAL, MOVE = table_of("opportunity"), table_of("stage_history")
IDS_AT_ONCE = 20_000
"""Ids in one statement; databases limit how many a statement may list."""


class Row(NamedTuple):
    """A deal as the store has it now."""

    id: str
    name: str | None
    status: str
    amount_cents: int | None
    currency: str | None
    created_on: date | None
    expected_close_on: date | None
    closed_on: date | None
    owner_id: str | None
    state: str


COLUMNS = tuple(DEAL.c[name] for name in Row._fields)


@dataclass(frozen=True, slots=True)
class Two:
    """Both moments, read: the passages between them and what is not known of them.

    Attributes:
        passages: One for each deal in the workspace's currency.
        rows: The deals as they are now, by id; a deal that is gone may be missing.
        books: The pipeline before and after, as they were read.
        unpriced: Deals whose amount at a moment is not on record and was taken from the other.
        undated: Deals whose close date at a moment is not on record.
        foreign: Deals left out because they are in another currency.
        backdated: Deals that were closed in between with an earlier or no closing day.
    """

    passages: tuple[Passage, ...]
    rows: dict[str, Row]
    books: tuple[Book, Book]
    unpriced: frozenset[str] = frozenset()
    undated: frozenset[str] = frozenset()
    foreign: int = 0
    backdated: frozenset[str] = frozenset()


def read_between(
    ctx: Context, first: date, last: date, filters: Sequence[Filter], target: Target | None
) -> Two:
    """Read the pipelines at the close of two days, and every deal's way between them.

    Args:
        ctx: Whose deals.
        first: The day at whose close the walk begins.
        last: The day at whose close it ends.
        filters: Conditions on the deals.
        target: The days in which deals are expected to close; None for all that is open.

    Raises:
        NotReady: One of the two pipelines cannot be told.
    """
    books = _book(ctx, first, filters), _book(ctx, last, filters)
    before, after = ({deal.id: deal for deal in book.deals} for book in books)
    rows = {row.id: row for row in _rows(ctx, _decided(ctx, filters, first, last))}
    rows |= _others(ctx, filters, {**before, **after}, rows)
    every = sorted({*before, *after, *_closed_ids(rows, first, last)})
    entered = _entered(ctx, [i for i in every if i not in before], rows, first)
    made = [
        _passage(i, (before.get(i), after.get(i)), rows.get(i), (first, last), entered)
        for i in every
    ]
    own = [p for p in made if _in_own_money(ctx, p.id, rows, before, after)]
    unpriced = _lacking(own, (before, after), "amount_cents")
    undated = _lacking(own, (before, after), "expected_close_on")
    late = {p.id for p in own if p.ended and not _within(p.ended_on, first, last)}
    return Two(
        tuple(_priced(p, before, after, rows) if p.id in unpriced else p for p in own), rows, books,
        unpriced, undated if target is not None else frozenset(), len(made) - len(own),
        frozenset(late),
    )  # fmt: skip


def _book(ctx: Context, day: date, filters: Sequence[Filter]) -> Book:
    book = open_on(ctx, day, filters)
    if book.reason is not None:
        raise NotReady(
            f"The pipeline of {written_day(day)} cannot be told: {book.reason}.",
            hint="Ask from a later day; `pitcrew snapshot`, run daily, keeps every day from now.",
        )
    return book


def _decided(
    ctx: Context, filters: Sequence[Filter], first: date, last: date
) -> ColumnElement[bool]:
    """Deals that were won or lost in between."""
    others = [f for f in filters if not (f.field == "status" and f.op == "is")]
    return and_(
        where(ctx, "opportunity", others),
        DEAL.c.status != "open",
        DEAL.c.closed_on > first,
        DEAL.c.closed_on <= last,
    )


def _rows(ctx: Context, test: ColumnElement[bool]) -> Iterator[Row]:
    rows = select(*COLUMNS).where(DEAL.c.workspace_id == ctx.workspace.id, test)
    for row in ctx.session.execute(rows):
        yield Row(*row)


def _others(
    ctx: Context, filters: Sequence[Filter], wanted: Collection[str], known: Collection[str]
) -> dict[str, Row]:
    """The rows of deals that are not known yet: many of them are open and meet the conditions."""
    found: dict[str, Row] = {}
    missing = [i for i in wanted if i not in known]
    if len(missing) > IDS_AT_ONCE:
        others = [f for f in filters if not (f.field == "status" and f.op == "is")]
        still = and_(where(ctx, "opportunity", others), DEAL.c.status == "open")
        found = {row.id: row for row in _rows(ctx, still)}
        missing = [i for i in missing if i not in found]
    return found | {row.id: row for row in _by_id(ctx, missing)}


def _by_id(ctx: Context, ids: Sequence[str]) -> Iterator[Row]:
    # Without asking for live rows: what was removed since is what `scrubbed` is about.
    for some in some_at_once(ids):
        yield from _rows(ctx, DEAL.c.id.in_(some))


def _closed_ids(rows: dict[str, Row], first: date, last: date) -> Iterator[str]:
    for row in rows.values():
        if row.status != "open" and row.state == "live" and _within(row.closed_on, first, last):
            yield row.id


def _within(day: date | None, first: date, last: date) -> bool:
    return day is not None and first < day <= last


def _passage(
    deal: str, sides: tuple[OpenDeal | None, OpenDeal | None], row: Row | None,
    window: tuple[date, date], entered: dict[str, Literal["new", "reopened"]],
) -> Passage:  # fmt: skip
    before, after = (_side(side) for side in sides)
    if after is not None or row is None or not _decided_by(row, window[1]):
        return Passage(deal, before, after, entered=entered.get(deal, "new"))
    ended: Literal["won", "lost"] = "won" if row.status == "won" else "lost"
    return Passage(
        deal, before, None, ended, row.closed_on, row.amount_cents, entered.get(deal, "new")
    )


def _decided_by(row: Row, last: date) -> bool:
    """Whether a deal is decided by the last day; one without a closing day is."""
    closed = row.status != "open" and row.state == "live"
    return closed and (row.closed_on is None or row.closed_on <= last)


def _side(deal: OpenDeal | None) -> Side | None:
    if deal is None:
        return None
    known = "expected_close_on" not in deal.unknown
    return Side(deal.amount_cents, deal.expected_close_on, known)


def _lacking(
    own: Sequence[Passage], sides: tuple[dict[str, OpenDeal], dict[str, OpenDeal]], field: str
) -> frozenset[str]:
    """The deals of which a field is not on record at one of the two moments."""
    lacks = {i for side in sides for i, deal in side.items() if field in deal.unknown}
    return frozenset(one.id for one in own if one.id in lacks)


def _priced(
    one: Passage, before: dict[str, OpenDeal], after: dict[str, OpenDeal], rows: dict[str, Row]
) -> Passage:
    """The passage with an amount that is not on record taken from the moment where it is.

    The deal then neither rises nor falls: what is not known is in no bar.
    """
    row = rows.get(one.id)
    carried = row.amount_cents if row is not None else None
    known = [
        side[one.id].amount_cents
        for side in (after, before)
        if one.id in side and "amount_cents" not in side[one.id].unknown
    ]
    other = known[0] if known else (one.end_cents if one.ended else carried)
    if one.before is not None and "amount_cents" in before[one.id].unknown:
        instead = one.end_cents if one.ended else other
        one = replace(one, before=replace(one.before, cents=instead))
    if one.after is not None and "amount_cents" in after[one.id].unknown:
        one = replace(one, after=replace(one.after, cents=other))
    return one


def _in_own_money(
    ctx: Context, deal: str, rows: dict[str, Row], *sides: dict[str, OpenDeal]
) -> bool:
    money = {None, ctx.workspace.currency}
    row = rows.get(deal)
    if row is not None and row.currency not in money:
        return False
    return all(deal not in side or side[deal].currency in money for side in sides)


def _entered(
    ctx: Context, deals: Sequence[str], rows: dict[str, Row], first: date
) -> dict[str, Literal["new", "reopened"]]:
    """How deals came in that were not open at first: those seen closed before are reopened."""
    old = [
        i for i in deals
        if i in rows and (day := rows[i].created_on) is not None and day <= first
    ]  # fmt: skip
    seen = {*_closed_by_history(ctx, old, first), *_closed_by_journal(ctx, old)}
    return dict.fromkeys(seen, "reopened")


def _closed_by_history(ctx: Context, deals: Sequence[str], first: date) -> Iterator[str]:
    """Deals of which the history notes a closed stage up to the first day."""
    stage = table_of("stage")
    closed = select(stage.c.name).where(alive(stage, ctx.workspace.id), stage.c.status != "open")
    for some in some_at_once(deals):
        rows = select(MOVE.c.opportunity_id).where(
            alive(MOVE, ctx.workspace.id), MOVE.c.opportunity_id.in_(some),
            MOVE.c.entered_at < end_of(ctx, first), MOVE.c.stage.in_(closed),
        )  # fmt: skip
        yield from ctx.session.execute(rows.distinct()).scalars()


def _closed_by_journal(ctx: Context, deals: Sequence[str]) -> Iterator[str]:
    """Deals whose status was changed back from a closed one."""
    for some in some_at_once(deals):
        rows = select(JOURNAL.c.row_id, JOURNAL.c.before).where(
            JOURNAL.c.workspace_id == ctx.workspace.id, JOURNAL.c.table_name == "opportunity",
            JOURNAL.c.row_id.in_(some),
        )  # fmt: skip
        for row_id, before in ctx.session.execute(rows):
            if before.get("status") in {"won", "lost"}:
                yield row_id


def some_at_once(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """The ids in lists that are short enough for one statement."""
    for start in range(0, len(ids), IDS_AT_ONCE):
        yield ids[start : start + IDS_AT_ONCE]
