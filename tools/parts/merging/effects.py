"""What merges would do to the figures: record counts, pipeline by group, deals counted twice."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from store.canonical import records
from store.changes.bench import batched_of
from store.schema import ENTITIES, entity
from tools.context import Context
from tools.parts.formats import money
from tools.parts.merging.planning import Planned
from tools.parts.paths import alive, table_of
from tools.parts.survivorship.named import empty

GROUPED_BY = ("segment", "industry", "country")
"""Fields of an account by which pipeline, coverage and forecast are often split."""
NAMED = 4
UNTOUCHED = "unchanged: no deal's amount, stage, close date or owner changes"

Deal = Mapping[str, Any]


def effects(
    ctx: Context, merges: Sequence[Planned], sizes: Mapping[str, int]
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
    found |= _pipeline(ctx)
    accounts = by_table(merges).get("account", [])
    deals = _deals(ctx, accounts)
    found |= _twice(ctx, accounts, deals)
    found |= _regrouped(ctx, accounts, deals)
    found |= _owners(ctx, accounts)
    if _any(ctx, "opportunity"):
        found |= {"coverage": UNTOUCHED, "forecast": UNTOUCHED}
    if "deal_split" in ENTITIES and _any(ctx, "deal_split"):
        found["commissions"] = "unchanged: credits stay with their deals"
    return found


def by_table(merges: Sequence[Planned]) -> dict[str, list[Planned]]:
    """The merges of each table."""
    grouped: dict[str, list[Planned]] = defaultdict(list)
    for merge in merges:
        grouped[merge.table].append(merge)
    return dict(grouped)


def _pipeline(ctx: Context) -> dict[str, Any]:
    """The open pipeline in each currency, which a merge must not change."""
    deal = table_of("opportunity")
    currency = func.coalesce(deal.c.currency, ctx.workspace.currency)
    query = select(currency, func.sum(deal.c.amount_cents)).where(
        alive(deal, ctx.workspace.id), deal.c.status == "open", deal.c.amount_cents.is_not(None)
    )
    found = {}
    for code, cents in ctx.session.connection().execute(query.group_by(currency)):
        amount = money(Decimal(int(cents)) / 100, code)
        found[f"open pipeline in {code}"] = {"before": amount, "after": amount}
    return found


def _deals(ctx: Context, accounts: Sequence[Planned]) -> dict[str, list[Deal]]:
    """The open deals of every account that takes part, by account."""
    deal = table_of("opportunity")
    columns = deal.c["id", "name", "account_id", "amount_cents", "currency"]
    query = select(*columns).where(alive(deal, ctx.workspace.id), deal.c.status == "open")
    ids = {str(row["id"]) for m in accounts for row in (m.keep, *m.others)}
    found: dict[str, list[Deal]] = defaultdict(list)
    for some in batched_of(ids):
        for row in records(ctx.session, query.where(deal.c.account_id.in_(some))):
            found[row["account_id"]].append(row)
    return found


def _twice(
    ctx: Context, accounts: Sequence[Planned], deals: Mapping[str, Sequence[Deal]]
) -> dict[str, Any]:
    """Open deals of one name and amount that were at two records of the same company."""
    again: list[Deal] = []
    for merge in accounts:
        seen: dict[tuple[Any, ...], str] = {}
        for row in (merge.keep, *merge.others):
            for deal in deals.get(str(row["id"]), ()):
                key = (" ".join(str(deal["name"]).casefold().split()), deal["amount_cents"],
                       deal["currency"])  # fmt: skip
                if seen.setdefault(key, str(row["id"])) != str(row["id"]):
                    again.append(deal)
    if not again:
        return {}
    sums = _summed(ctx, again)
    noun = "deal has" if len(again) == 1 else "deals have"
    return {
        "open pipeline counted twice": f"{', '.join(sums) or 'no amount'}: {len(again):,} open "
        f"{noun} the name and amount of another at the same company; the merge keeps both"
    }


def _regrouped(
    ctx: Context, accounts: Sequence[Planned], deals: Mapping[str, Sequence[Deal]]
) -> dict[str, Any]:
    """Open pipeline that counts for another segment, industry or country afterwards."""
    found = {}
    for name in GROUPED_BY:
        moved: dict[tuple[str, str, str], int] = defaultdict(int)
        for was, now, deal in _changing(accounts, deals, name):
            code = deal["currency"] or ctx.workspace.currency
            moved[was, now, code] += int(deal["amount_cents"] or 0)
        said = [
            f"{money(Decimal(cents) / 100, code)} from {was} to {now}"
            for (was, now, code), cents in sorted(moved.items(), key=lambda item: -item[1])
            if cents
        ]
        if said:
            found[f"open pipeline by {name}"] = _first(said)
    return found


def _changing(
    accounts: Sequence[Planned], deals: Mapping[str, Sequence[Deal]], name: str
) -> Iterator[tuple[str, str, Deal]]:
    for merge in accounts:
        after = next((d.value for d in merge.decisions if d.field == name), None)
        for row in (merge.keep, *merge.others):
            before = row.get(name)
            if before != after and not (empty(before) and empty(after)):
                for deal in deals.get(str(row["id"]), ()):
                    yield str(before or "none"), str(after or "none"), deal


def _owners(ctx: Context, accounts: Sequence[Planned]) -> dict[str, Any]:
    """Accounts that another owner looks after, which routing and territories follow."""
    moves: Counter[tuple[str, str]] = Counter()
    for merge in accounts:
        for row in merge.others:
            if row["owner_id"] and merge.keep["owner_id"] not in {None, row["owner_id"]}:
                moves[row["owner_id"], merge.keep["owner_id"]] += 1
    if not moves:
        return {}
    user = table_of("user")
    query = select(user.c.id, user.c.name).where(user.c.workspace_id == ctx.workspace.id)
    ids = {one for pair in moves for one in pair}
    names = {
        row["id"]: row["name"]
        for some in batched_of(ids)
        for row in records(ctx.session, query.where(user.c.id.in_(some)))
    }
    said = [
        f"{count:,} from {names.get(was, was)} to {names.get(now, now)}"
        for (was, now), count in moves.most_common()
    ]
    return {"accounts that change hands (routing)": _first(said)}


def _summed(ctx: Context, deals: Sequence[Deal]) -> list[str]:
    sums: Counter[str] = Counter()
    for deal in deals:
        sums[deal["currency"] or ctx.workspace.currency] += int(deal["amount_cents"] or 0)
    return [money(Decimal(cents) / 100, code) for code, cents in sorted(sums.items()) if cents]


def _first(said: Sequence[str]) -> str:
    more = len(said) - NAMED
    return "; ".join(said[:NAMED]) + (f"; and {more:,} more moves" if more > 0 else "")


def _any(ctx: Context, table: str) -> bool:
    source = table_of(table)
    query = select(source.c.id).where(alive(source, ctx.workspace.id)).limit(1)
    return ctx.session.connection().scalar(query) is not None
