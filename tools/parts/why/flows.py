"""What came into a stock and what left it between two moments: won, lost, or otherwise."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from tools.context import Context
from tools.parts.measuring.asked import Asked
from tools.parts.paths import table_of
from tools.parts.why.accounts import walked
from tools.parts.why.rows import Rows, rows_of

AT_ONCE = 500
WAYS = {"in": "came in", "won": "won", "lost": "lost", "out": "left otherwise"}


@dataclass(frozen=True, slots=True)
class Flow:
    """One way in or out: how many rows went it, and their part of the change."""

    name: str
    n: int
    change: Decimal


def flows_of(now: Asked, then: Asked, change: Decimal) -> list[Flow]:
    """The ways in and out of a stock of deals, adding up to its change; none for other figures."""
    if now.metric.name == "arr":
        return _arr(now, then, change)
    if not now.metric.stock or now.metric.table != "opportunity" or now.variant.shape != "sum":
        return []
    rows = rows_of(now, then, ())
    if rows is None:
        return []
    here, there = _held(rows, later=True), _held(rows, later=False)
    statuses = _statuses(now.ctx, sorted(set(there) - set(here)))
    sums: dict[str, list[int]] = defaultdict(list)
    for deal in set(here) - set(there):
        sums["in"].append(here[deal])
    for deal in set(there) - set(here):
        way = statuses.get(deal, "open")
        sums[way if way in WAYS else "out"].append(-there[deal])
    found = [
        Flow(WAYS[way], len(sums[way]), Decimal(sum(sums[way])) / rows.scale[0])
        for way in WAYS if sums[way]
    ]  # fmt: skip
    return found if sum((f.change for f in found), Decimal(0)) == change else []


def _arr(now: Asked, then: Asked, change: Decimal) -> list[Flow]:
    """What customers did between the two days; none when rates of exchange moved as well."""
    found = [Flow(name, n, amount) for name, (n, amount) in walked(now, then).items() if n]
    return found if sum((f.change for f in found), Decimal(0)) == change else []


def _held(rows: Rows, *, later: bool) -> dict[str, int]:
    return {
        row_id: value
        for row_id, is_later, value in zip(rows.ids, rows.later, rows.top, strict=True)
        if is_later is later
    }


def _statuses(ctx: Context, ids: Sequence[str]) -> dict[str, str]:
    deal, found = table_of("opportunity"), {}
    for start in range(0, len(ids), AT_ONCE):
        rows = select(deal.c.id, deal.c.status).where(
            deal.c.workspace_id == ctx.workspace.id, deal.c.id.in_(ids[start : start + AT_ONCE])
        )
        found.update({row[0]: row[1] for row in ctx.session.execute(rows)})
    return found
