"""What merges would do to the figures: records, pipeline whole and by group, forecast, owners."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import func, select

from store.canonical import records
from store.changes.bench import batched_of
from store.schema import entity
from tools.context import Context
from tools.parts.comparing import CENTS
from tools.parts.formats import money
from tools.parts.merging import doubling, handing
from tools.parts.merging.joining import Joins, joined, live
from tools.parts.paths import alive, table_of
from tools.parts.survivorship.named import empty

GROUPED_BY = ("segment", "industry", "country")
"""Fields of an account by which pipeline, coverage and forecast are often split."""
CREDITED = "unchanged: credits stay with their deals, and deals keep owner and amount"
UNCREDITED = "none are computed here; deals keep owner and amount"

Deal = Mapping[str, Any]
J = TypeVar("J", bound=Joins)


def effects(
    ctx: Context, merges: Sequence[Joins], sizes: Mapping[str, int]
) -> dict[str, Any]:  # fmt: skip
    """Key figures before and after some merges.

    Args:
        ctx: Whose records they are.
        merges: The merges.
        sizes: How many live records each table has.
    """
    found: dict[str, Any] = {}
    for table, mine in by_table(merges).items():
        gone = sum(len(m.others) for m in mine)
        before = sizes[table]
        found[entity(table).plural] = {"before": before, "after": before - gone}
    opened = _opened(ctx)
    found |= {f"open pipeline in {code}": _same(cents, code) for code, cents in opened.items()}
    accounts = by_table(merges).get("account", [])
    deals = _deals(ctx, accounts)
    if _any(ctx, "opportunity"):
        again = doubling.doubled(accounts, deals)
        found |= doubling.effects_of(ctx, doubling.Doubled(again, opened))
    found |= _regrouped(ctx, accounts, deals)
    found |= handing.effects_of(ctx, by_table(merges), deals)
    if _any(ctx, "opportunity"):
        found["commissions"] = CREDITED if _any(ctx, "deal_split") else UNCREDITED
    return found


def foretold(ctx: Context, changes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the merges among some proposed changes would do; nothing where there are none."""
    merges = joined(ctx, changes)
    sizes = {table: live(ctx, table) for table in by_table(merges)}
    return effects(ctx, merges, sizes) if merges else {}


def by_table(merges: Sequence[J]) -> dict[str, list[J]]:
    """The merges of each table."""
    grouped: dict[str, list[J]] = defaultdict(list)
    for merge in merges:
        grouped[merge.table].append(merge)
    return dict(grouped)


def _opened(ctx: Context) -> dict[str, int]:
    """The open pipeline in each currency, in cents; a merge of its companies must not change it."""
    deal = table_of("opportunity")
    currency = func.coalesce(deal.c.currency, ctx.workspace.currency)
    query = select(currency, func.sum(deal.c.amount_cents)).where(
        alive(deal, ctx.workspace.id), deal.c.status == "open", deal.c.amount_cents.is_not(None)
    )
    rows = ctx.session.connection().execute(query.group_by(currency))
    return {code: int(cents) for code, cents in rows}


def _same(cents: int, code: str) -> dict[str, str]:
    amount = money(Decimal(cents) / CENTS, code)
    return {"before": amount, "after": amount}


def _deals(ctx: Context, accounts: Sequence[Joins]) -> dict[str, list[Deal]]:
    """The open deals of every account that takes part, by account."""
    deal = table_of("opportunity")
    columns = deal.c["id", "name", "account_id", "owner_id", "amount_cents", "currency",
                     "forecast_category"]  # fmt: skip
    query = select(*columns).where(alive(deal, ctx.workspace.id), deal.c.status == "open")
    ids = {str(row["id"]) for m in accounts for row in (m.keep, *m.others)}
    found: dict[str, list[Deal]] = defaultdict(list)
    for some in batched_of(ids):
        for row in records(ctx.session, query.where(deal.c.account_id.in_(some))):
            found[row["account_id"]].append(row)
    return found


def _regrouped(
    ctx: Context, accounts: Sequence[Joins], deals: Mapping[str, Sequence[Deal]]
) -> dict[str, Any]:
    """Open pipeline that counts for another segment, industry or country afterwards."""
    found = {}
    for name in GROUPED_BY:
        moved: dict[tuple[str, str, str], int] = defaultdict(int)
        for was, now, deal in _changing(accounts, deals, name):
            code = deal["currency"] or ctx.workspace.currency
            moved[was, now, code] += int(deal["amount_cents"] or 0)
        said = [
            f"{money(Decimal(cents) / CENTS, code)} from {was} to {now}"
            for (was, now, code), cents in sorted(moved.items(), key=lambda item: -item[1])
            if cents
        ]
        if said:
            found[f"open pipeline by {name}"] = handing.first(said)
    return found


def _changing(
    accounts: Sequence[Joins], deals: Mapping[str, Sequence[Deal]], name: str
) -> Iterator[tuple[str, str, Deal]]:
    for merge in accounts:
        after = merge.says(name)
        for row in (merge.keep, *merge.others):
            before = row.get(name)
            if before != after and not (empty(before) and empty(after)):
                for deal in deals.get(str(row["id"]), ()):
                    yield str(before or "none"), str(after or "none"), deal


def _any(ctx: Context, table: str) -> bool:
    source = table_of(table)
    query = select(source.c.id).where(alive(source, ctx.workspace.id)).limit(1)
    return ctx.session.connection().scalar(query) is not None
