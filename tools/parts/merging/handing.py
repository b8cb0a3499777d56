"""Records that another person looks after once merged: what routing and commissions hang on."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from store.canonical import records
from store.changes.bench import batched_of
from store.schema import entity
from tools.context import Context
from tools.parts.comparing import CENTS
from tools.parts.formats import money
from tools.parts.merging.planning import Planned
from tools.parts.paths import table_of

NAMED = 4
OWNER = "owner_id"

Deal = Mapping[str, Any]
Hands = tuple[str, str]


def first(said: Sequence[str], noun: str = "moves") -> str:
    """The first few of some phrases, and how many more there are."""
    more = len(said) - NAMED
    return "; ".join(said[:NAMED]) + (f"; and {more:,} more {noun}" if more > 0 else "")


def effects_of(
    ctx: Context, merges: Mapping[str, Sequence[Planned]], deals: Mapping[str, Sequence[Deal]]
) -> dict[str, Any]:
    """Which records change hands, and which open deals then stand at somebody else's account.

    Args:
        ctx: Whose records they are.
        merges: The merges of each table.
        deals: The open deals of each account that takes part.
    """
    moves = {table: Counter(h for _, h in handed(mine)) for table, mine in merges.items()}
    stranded = list(_stranded(merges.get("account", ()), deals))
    names = _names(ctx, {one for count in moves.values() for hands in count for one in hands})
    found: dict[str, Any] = {
        f"{entity(table).plural} that change hands (routing)": first([
            f"{count:,} from {names.get(was, was)} to {names.get(now, now)}"
            for (was, now), count in mine.most_common()
        ])
        for table, mine in moves.items() if mine
    }  # fmt: skip
    if stranded:
        told = [_told(ctx, names, deal, hands) for deal, hands in stranded]
        found["open deals that stay with their owner at an account that changes hands"] = (
            f"{len(told):,}: {first(told, 'deals')}"
        )
    return found


def handed(merges: Sequence[Planned]) -> Iterator[tuple[str, Hands]]:
    """Each record whose owner is another afterwards: its id, who it was, who it is."""
    for merge in merges:
        chosen = {made.field: made.value for made in merge.decisions}
        after = chosen.get(OWNER, merge.keep.get(OWNER))
        for row in (merge.keep, *merge.others):
            before = row.get(OWNER)
            if before and after and before != after:
                yield str(row["id"]), (str(before), str(after))


def _stranded(
    accounts: Sequence[Planned], deals: Mapping[str, Sequence[Deal]]
) -> Iterator[tuple[Deal, Hands]]:
    """Open deals of the owner that an account is taken from, the largest first."""
    found = [
        (deal, hands)
        for row_id, hands in handed(accounts)
        for deal in deals.get(row_id, ())
        if deal[OWNER] == hands[0]
    ]
    yield from sorted(found, key=lambda one: -int(one[0]["amount_cents"] or 0))


def _told(ctx: Context, names: Mapping[str, str], deal: Deal, hands: Hands) -> str:
    was, now = (names.get(one, one) for one in hands)
    cents, code = deal["amount_cents"], deal["currency"] or ctx.workspace.currency
    worth = f", {money(Decimal(cents) / CENTS, code)}" if cents is not None else ""
    return f"{deal['name'] or 'a deal without a name'} ({was}'s{worth}; the account goes to {now})"


def _names(ctx: Context, ids: set[str]) -> dict[str, str]:
    user = table_of("user")
    query = select(user.c.id, user.c.name).where(user.c.workspace_id == ctx.workspace.id)
    return {
        row["id"]: row["name"]
        for some in batched_of(ids)
        for row in records(ctx.session, query.where(user.c.id.in_(some)))
    }
