"""The open pipeline as it was at the end of any day: from a snapshot, the journal, or history.

A day that was noted (`store.snapshots`) is exact. Of any other day a deal that the store held by
then is exact as well: the journal, read backwards, takes back what was changed since. Of the time
before, the deals' own dates and their stage history tell what they can (`stage_past`), and what
they cannot tell is said to be unknown, never guessed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select

from store import journal
from store import snapshots as store_snapshots
from store.canonical import typed
from store.journal import JOURNAL
from tools.arguments import Filter
from tools.context import Context
from tools.parts import stage_past
from tools.parts.dimensions import named
from tools.parts.open_deal import OpenDeal
from tools.parts.paths import table_of
from tools.parts.periods import written_day
from tools.parts.query import conditions

Basis = Literal["today", "snapshot", "journal", "history", "none"]
DEAL = table_of("opportunity")
FIELDS = (
    "id", "name", "account_id", "owner_id", "stage", "amount_cents", "currency",
    "expected_close_on", "forecast_category", "created_on",
)  # fmt: skip
TELLING = ("stage", "amount_cents", "expected_close_on")
"""The fields that a comparison of two days stands on."""


@dataclass(frozen=True, slots=True)
class Book:
    """The deals that were open at the end of a day, and how that is known."""

    day: date
    basis: Basis
    deals: tuple[OpenDeal, ...] = ()
    reason: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether stage, amount and expected close of every deal are known as they were."""
        return self.reason is None and not any(self.lacking(field) for field in TELLING)

    def lacking(self, field: str) -> int:
        """How many deals' value of a field is not known for that day."""
        return sum(1 for deal in self.deals if field in deal.unknown)

    def total_cents(self, currency: str) -> int | None:
        """The amounts in a currency, added up; None as soon as one of them is not known."""
        if self.reason is not None or self.lacking("amount_cents"):
            return None
        own = (d for d in self.deals if d.currency in {None, currency})
        return sum(d.amount_cents or 0 for d in own)


def days(ctx: Context) -> list[date]:
    """The days of which a snapshot is kept, in order."""
    return store_snapshots.days(ctx.session, ctx.workspace.id)


def open_on(ctx: Context, day: date, filters: Sequence[Filter] = ()) -> Book:
    """The deals that were open at the end of a day, as they were then.

    Args:
        ctx: Whose deals, and what today is.
        day: The day, in the workspace's time zone.
        filters: Conditions, tested on the records as they are now; those on the stage are tested
            on the stage then, and `status is open` says nothing new.

    Raises:
        BadInput: A condition cannot be used.
        NotFound: A condition names a value that is not in the store.
    """
    if day > ctx.today:
        return Book(day, "none", reason=f"{written_day(day)} has not come yet")
    stages = [f for f in filters if named(f.field) is named("stage")]
    others = [f for f in filters if f not in stages and not _says_open(f)]
    read = conditions(ctx, "opportunity", others)
    mine = and_(DEAL.c.workspace_id == ctx.workspace.id, *(c.test for c in read))
    book = _in_stages(_read(ctx, day, mine), stages)
    if read and book.basis != "today":
        but = ", except those on the stage" * bool(stages)
        tested = f"Conditions are tested on the deals as they are now{but}."
        book = replace(book, notes=(*book.notes, tested))
    return book


def _says_open(given: Filter) -> bool:
    return given.field == "status" and given.op == "is" and str(given.value).lower() == "open"


def _in_stages(book: Book, stages: Sequence[Filter]) -> Book:
    deals = book.deals
    for given in stages:
        values = given.value if isinstance(given.value, list) else [given.value]
        asked = {str(value).casefold() for value in values}
        wanted = given.op != "is_not"
        deals = tuple(d for d in deals if ((d.stage or "").casefold() in asked) == wanted)
    return replace(book, deals=deals)


def _read(ctx: Context, day: date, mine: ColumnElement[bool]) -> Book:
    local_today = ctx.now.astimezone(ZoneInfo(ctx.workspace.timezone)).date()
    if day == ctx.today and day >= local_today:
        return Book(day, "today", tuple(_deals(ctx, and_(mine, _live_open()))))
    if day in set(days(ctx)):
        return _noted(ctx, day, mine)
    if day == ctx.today:
        return _present(ctx, day, mine)
    return _rewound(ctx, day, mine)


def _live_open() -> ColumnElement[bool]:
    return and_(DEAL.c.state == "live", DEAL.c.status == "open")


def _deals(ctx: Context, test: ColumnElement[bool]) -> Iterator[OpenDeal]:
    rows = select(*(DEAL.c[name] for name in FIELDS)).where(test).order_by(DEAL.c.id)
    for row in ctx.session.execute(rows):
        yield OpenDeal(*row)


def _noted(ctx: Context, day: date, mine: ColumnElement[bool]) -> Book:
    """A day of which a snapshot is kept."""
    entry = store_snapshots.entries_on(ctx.workspace.id, day)
    kept = [entry.c[n] if n in store_snapshots.KEPT else DEAL.c[n] for n in FIELDS]
    rows = (
        select(*kept)
        .select_from(DEAL.join(entry, entry.c.opportunity_id == DEAL.c.id))
        .where(mine)
        .order_by(DEAL.c.id)
    )
    deals = tuple(OpenDeal(*row) for row in ctx.session.execute(rows))
    return Book(day, "snapshot", deals, notes=_latecomers(ctx, day, mine))


def _latecomers(ctx: Context, day: date, mine: ColumnElement[bool]) -> tuple[str, ...]:
    late = and_(mine, DEAL.c.recorded_at >= end_of(ctx, day), stage_past.dated_open(day))
    n = ctx.session.execute(select(func.count()).select_from(DEAL).where(late)).scalar_one()
    if not n:
        return ()
    came, are = ("deal that existed then came", "is") if n == 1 else (
        "deals that existed then came", "are")  # fmt: skip
    return (f"{n:,} {came} into the store after {written_day(day)} and {are} not counted.",)


def end_of(ctx: Context, day: date) -> datetime:
    """The instant at which a day ends where the workspace is."""
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(ctx.workspace.timezone))
    return midnight.astimezone(UTC)


def _present(ctx: Context, day: date, mine: ColumnElement[bool]) -> Book:
    """A day in the past that is taken as today: what has closed since was open then."""
    now = list(_deals(ctx, and_(mine, _live_open(), _begun(day))))
    since = stage_past.open_then(ctx, day, end_of(ctx, day), and_(mine, DEAL.c.status != "open"))
    return _from_parts(ctx, day, "today", now, since)


def _begun(day: date) -> ColumnElement[bool]:
    return or_(DEAL.c.created_on.is_(None), DEAL.c.created_on <= day)


def _rewound(ctx: Context, day: date, mine: ColumnElement[bool]) -> Book:
    """A day that nobody noted: the journal for what the store held by then, history before."""
    end = end_of(ctx, day)
    held = list(_journal(ctx, end, and_(mine, DEAL.c.recorded_at < end)))
    before = and_(mine, DEAL.c.recorded_at >= end)
    past = stage_past.open_then(ctx, day, end, before)
    known = ctx.session.execute(
        select(DEAL.c.id).where(mine, DEAL.c.recorded_at < end).limit(1)
    ).first()
    if not known and not past and not _any_dated(ctx, day):
        reason = f"no deal's first day, snapshot or journal reaches back to {written_day(day)}"
        return Book(day, "none", reason=reason)
    return _from_parts(ctx, day, "journal" if known and not past else "history", held, past)


def _any_dated(ctx: Context, day: date) -> bool:
    rows = select(DEAL.c.id).where(
        DEAL.c.workspace_id == ctx.workspace.id, DEAL.c.state == "live", DEAL.c.created_on <= day
    )
    return ctx.session.execute(rows.limit(1)).first() is not None


def _from_parts(
    ctx: Context, day: date, basis: Basis, exact: Iterable[OpenDeal], past: Iterable[OpenDeal]
) -> Book:
    deals = tuple(sorted((*exact, *past), key=lambda deal: deal.id))
    book = Book(day, basis, deals)
    notes = [
        f"The {label} on {written_day(day)} is not on record for {n:,} of the {len(deals):,}"
        " deals open then."
        for field, label in (("stage", "stage"), ("amount_cents", "amount"),
                             ("expected_close_on", "expected close date"))
        if (n := book.lacking(field))
    ]  # fmt: skip
    undated = stage_past.undated(ctx, end_of(ctx, day)) if basis != "today" else 0
    if undated:
        whether = f"whether open on {written_day(day)} cannot be told"
        notes.append(f"Deals without a first or last day, {whether}: {undated:,}.")
    return replace(book, notes=tuple(notes))


def _journal(ctx: Context, end: datetime, mine: ColumnElement[bool]) -> Iterator[OpenDeal]:
    """The deals that the store held at an instant, with what was changed since taken back."""
    lines: dict[str, list[Mapping[str, Any]]] = {}
    since = (JOURNAL.c.at >= end, JOURNAL.c.table_name == "opportunity")
    for line in journal.read(ctx.session, ctx.workspace.id, *since):
        lines.setdefault(line["row_id"], []).append(line["before"])
    touched = DEAL.c.id.in_(list(lines)) if len(lines) <= MANY else DEAL.c.version > 1
    columns = [DEAL.c[name] for name in (*FIELDS, "state", "status")]
    rows = select(*columns).where(mine, or_(touched, _live_open())).order_by(DEAL.c.id)
    for row in ctx.session.execute(rows).mappings():
        then = dict(row)
        for before in reversed(lines.get(row["id"], [])):
            then |= typed("opportunity", {k: v for k, v in before.items() if k in then})
        if then["state"] == "live" and then["status"] == "open":
            yield OpenDeal(*(then[name] for name in FIELDS))


MANY = 10_000
"""Ids that a statement may list; beyond it, every row that was ever changed is looked at."""
