"""What an order does to the figures: open pipeline, by owner where it changes hands, won deals."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import func, select

from tools.context import Context
from tools.parts.editing.orders import Order, counted
from tools.parts.formats import money
from tools.parts.paths import alive, table_of

CENTS = 100
HANDS = 5
"""Owners whose figures are told, those with the largest change first."""
Sums = dict[str, int]
Key = TypeVar("Key")


def effects(ctx: Context, found: Order) -> dict[str, Any]:
    """Key figures before and after an order.

    Args:
        ctx: Whose records they are.
        found: What changes.
    """
    if found.table == "opportunity":
        return {**_pipeline(ctx, found), **_hands(ctx, found), **_results(found)}
    return _owned(ctx, found) if _changes(found, "owner_id") else {}


def moved(found: Order, name: str) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """The rows of which a field changes, before and after."""
    return [
        (found.rows[row_id], {**found.rows[row_id], **after})
        for row_id, after in found.after.items()
        if name in after
    ]


def _changes(found: Order, *names: str) -> bool:
    return any(after.keys() & set(names) for after in found.after.values())


def _pipeline(ctx: Context, found: Order) -> dict[str, Any]:
    if not _changes(found, "status", "amount_cents"):
        return {}
    deal = table_of("opportunity")
    currency = func.coalesce(deal.c.currency, ctx.workspace.currency)
    query = select(currency, func.sum(deal.c.amount_cents), func.count()).where(
        alive(deal, ctx.workspace.id), deal.c.status == "open"
    )
    held = {
        c: (int(cents or 0), n) for c, cents, n in ctx.session.execute(query.group_by(currency))
    }
    shift: Sums = defaultdict(int)
    count = 0
    for row_id, after in found.after.items():
        row = found.rows[row_id]
        for sign, one in ((-1, row), (1, {**row, **after})):
            if one["status"] == "open":
                shift[one["currency"] or ctx.workspace.currency] += sign * (
                    one["amount_cents"] or 0
                )
                count += sign
    deals = sum(n for _, n in held.values())
    told: dict[str, Any] = {}
    if count:
        told["open deals"] = {"before": deals, "after": deals + count}
    for code, change in sorted(shift.items()):
        if change:
            before = held.get(code, (0, 0))[0]
            told[f"open pipeline in {code}"] = _from_to(before, before + change, code)
    return told


def _hands(ctx: Context, found: Order) -> dict[str, Any]:
    """The open pipeline of the owners between whom deals change hands."""
    if not _changes(found, "owner_id"):
        return {}
    shift: dict[tuple[str, str], int] = defaultdict(int)
    for row_id, after in found.after.items():
        row = found.rows[row_id]
        for sign, one in ((-1, row), (1, {**row, **after})):
            if one["status"] == "open" and one["owner_id"]:
                code = one["currency"] or ctx.workspace.currency
                shift[one["owner_id"], code] += sign * (one["amount_cents"] or 0)
    largest = _largest(shift)
    owners = {owner for (owner, _), _ in largest}
    held, names = _open_by_owner(ctx, owners), names_of(ctx, owners)
    several = len({code for (_, code), _ in largest}) > 1
    told: dict[str, Any] = {}
    for (owner, code), change in largest[: HANDS + 1]:
        before = held.get((owner, code), 0)
        name = f"open pipeline of {names.get(owner, owner)}{f' in {code}' * several}"
        told[name] = _from_to(before, before + change, code)
    return {**told, **_others(len(largest))}


def _largest(shift: Mapping[Key, int]) -> list[tuple[Key, int]]:
    """What changes at all, the largest change first."""
    changing = ((key, change) for key, change in shift.items() if change)
    return sorted(changing, key=lambda item: (-abs(item[1]), str(item[0])))


def _others(count: int) -> dict[str, str]:
    """How many owners change beside those that are told."""
    left = count - HANDS - 1
    return {"other owners whose figures change": f"{left:,}"} if left > 0 else {}


def _open_by_owner(ctx: Context, owners: set[str]) -> dict[tuple[str, str], int]:
    deal = table_of("opportunity")
    currency = func.coalesce(deal.c.currency, ctx.workspace.currency)
    query = select(deal.c.owner_id, currency, func.sum(deal.c.amount_cents)).where(
        alive(deal, ctx.workspace.id), deal.c.status == "open", deal.c.owner_id.in_(sorted(owners))
    )
    rows = ctx.session.execute(query.group_by(deal.c.owner_id, currency))
    return {(owner, code): int(cents or 0) for owner, code, cents in rows}


def _results(found: Order) -> dict[str, Any]:
    """Deals that were decided and now count for somebody else, for another sum or another way."""
    told: dict[str, Any] = {}
    owners = sum(row["status"] == "won" for row, _ in moved(found, "owner_id"))
    if owners:
        told["won deals credited to another owner"] = counted("opportunity", owners)
    sums = sum(row["status"] == "won" for row, _ in moved(found, "amount_cents"))
    if sums:
        told["won deals of another amount"] = counted("opportunity", sums)
    for state in ("won", "lost"):
        away = sum(row["status"] == state for row, _ in moved(found, "status"))
        into = sum(after["status"] == state for _, after in moved(found, "status"))
        if away or into:
            told[f"deals {state}"] = f"{into - away:+,}"
    return told


def _owned(ctx: Context, found: Order) -> dict[str, Any]:
    """How many records each owner has, before and after."""
    shift: Sums = defaultdict(int)
    for row, after in moved(found, "owner_id"):
        for sign, one in ((-1, row), (1, after)):
            if one["owner_id"]:
                shift[one["owner_id"]] += sign
    source = table_of(found.table)
    query = select(source.c.owner_id, func.count()).where(
        alive(source, ctx.workspace.id), source.c.owner_id.in_(sorted(shift))
    )
    held = {row[0]: int(row[1]) for row in ctx.session.execute(query.group_by(source.c.owner_id))}
    names, largest = names_of(ctx, set(shift)), _largest(shift)
    told = {
        f"{counted(found.table, 2).split(' ', 1)[1]} of {names.get(owner, owner)}": {
            "before": held.get(owner, 0), "after": held.get(owner, 0) + change,
        }
        for owner, change in largest[: HANDS + 1]
    }  # fmt: skip
    return {**told, **_others(len(largest))}


def names_of(ctx: Context, ids: set[str]) -> dict[str, str]:
    """What users and accounts with these ids are called."""
    found: dict[str, str] = {}
    for table in ("user", "account"):
        source = table_of(table)
        query = select(source.c.id, source.c.name).where(
            source.c.workspace_id == ctx.workspace.id, source.c.id.in_(sorted(ids))
        )
        found |= {row.id: row.name for row in ctx.session.execute(query)}
    return found


def _from_to(before: int, after: int, code: str) -> dict[str, str]:
    return {
        "before": money(Decimal(before) / CENTS, code),
        "after": money(Decimal(after) / CENTS, code),
    }
