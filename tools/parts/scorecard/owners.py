"""How well each owner keeps their records: filled, well written, and fresh."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, case, func, select

from store.schema import Kind, entity
from tools.context import Context
from tools.parts.paths import alive, table_of
from tools.parts.quality import EXPECTED, FRESH_DAYS, Card, share

NOBODY = "(nobody)"


@dataclass(frozen=True, slots=True)
class OwnerMark:
    """One owner's records of one table."""

    table: str
    owner: str
    records: int
    completeness: Decimal | None
    faulty: int
    timeliness: Decimal | None

    @property
    def score(self) -> Decimal:
        """The mean of the marks that there are."""
        clean = share(self.records - self.faulty, self.records)
        known = [m for m in (self.completeness, clean, self.timeliness) if m is not None]
        return (sum(known, Decimal(0)) / len(known)).quantize(Decimal("0.000001"))


def owner_marks(ctx: Context, cards: Sequence[Card]) -> list[OwnerMark]:
    """Each owner's records in each table, the worst kept first."""
    names = _names(ctx)
    found = [
        mark for card in cards if "owner_id" in table_of(card.table).c
        for mark in _of_table(ctx, card, names)
    ]  # fmt: skip
    return sorted(found, key=lambda m: (m.score, -m.records, m.owner, m.table))


def _names(ctx: Context) -> dict[str, str]:
    user = table_of("user")
    query = select(user.c.id, user.c.name).where(user.c.workspace_id == ctx.workspace.id)
    return {row.id: row.name for row in ctx.session.connection().execute(query)}


def _of_table(ctx: Context, card: Card, names: dict[str, str]) -> list[OwnerMark]:
    source = table_of(card.table)
    here = alive(source, ctx.workspace.id) if card.chosen is None else card.chosen
    wanted = [name for name in EXPECTED[card.table] if name != "owner_id"]
    filled = sum((case((_has(card.table, name), 1), else_=0) for name in wanted[1:]),
                 start=case((_has(card.table, wanted[0]), 1), else_=0))  # fmt: skip
    counts = [func.count(), func.sum(filled)]
    dated = "last_activity_on" in source.c
    if dated:
        still = source.c.status == "open" if card.table == "opportunity" else here
        since = ctx.today - timedelta(days=FRESH_DAYS)
        day = source.c.last_activity_on
        counts += [func.sum(case((still, 1), else_=0)), func.count(day),
                   func.sum(case((and_(still, day >= since), 1), else_=0))]  # fmt: skip
    query = select(source.c.owner_id, *counts).where(here).group_by(source.c.owner_id)
    faulty = _faulty(ctx, card)
    return [
        OwnerMark(
            card.table, names.get(row[0], NOBODY), int(row[1]),
            share(int(row[2]), int(row[1]) * len(wanted)), faulty[row[0]],
            share(int(row[5]), int(row[3])) if dated and card.fresh and row[4] else None,
        )
        for row in ctx.session.connection().execute(query)
    ]  # fmt: skip


def _has(table: str, name: str) -> ColumnElement[bool]:
    column = table_of(table).c[name]
    kind = entity(table).field(name).kind
    plain = kind in {Kind.MONEY, Kind.NUMBER, Kind.DATE, Kind.YEAR, Kind.INSTANT}
    return column.is_not(None) if plain else and_(column.is_not(None), column != "")


def _faulty(ctx: Context, card: Card) -> Counter[str | None]:
    """For each owner, the records with a value that is badly written or a broken check."""
    ids = {c.row_id for one in card.surveys for c in one.corrections}
    ids |= {row for one in card.surveys for _, rows in one.doubts.values() for row in rows}
    ids |= {row for check in card.checks for row in check.broken}
    source = table_of(card.table)
    query = select(source.c.id, source.c.owner_id).where(alive(source, ctx.workspace.id))
    rows = ctx.session.connection().execute(query)
    return Counter(owner for row_id, owner in rows if row_id in ids)
