"""From an order to the changes that it means, row by row, and the rows that it leaves alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlmodel import col

from store.canonical import plain, records
from store.changes import Draft
from store.errors import BadInput, LimitReached, Refused
from store.ledger import Change, ChangeSet
from store.schema import entity
from tools.context import Context
from tools.parts.editing import deals
from tools.parts.editing.fields import OF_ONE
from tools.parts.editing.values import Wanted
from tools.parts.paths import table_of
from tools.parts.sight import sets_in_sight

MOST = 10_000
"""Records that one order may change; undoing more than that is nobody's quick remedy."""
_STRICTNESS = ("opted_in", "unknown", "opted_out")
OPTED_OUT = "opted out, and only an admin may take that back"
NO_CONSENT = "without consent, which only an admin may note for them"
OTHER_CURRENCY = "in another currency than the amount"
NO_DAY = "without a day that could be moved"
SOME = 400


@dataclass(slots=True)
class Order:
    """What an order comes to.

    Attributes:
        table: The records.
        settings: What their fields are to hold.
        rows: The records chosen, as they are.
        after: By id, the fields that change.
        same: How many hold it already.
        left: By reason, how many are left alone.
        history: Whether stage changes are written beside the deals.
        named: Whether closed deals are meant in so many words.
    """

    table: str
    settings: Sequence[Wanted]
    rows: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    after: dict[str, dict[str, Any]] = field(default_factory=dict)
    same: int = 0
    left: Counter[str] = field(default_factory=Counter)
    history: bool = False
    named: bool = False

    @property
    def noun(self) -> str:
        """The records that change, counted."""
        return counted(self.table, len(self.after))


def counted(table: str, count: int) -> str:
    """So many records of a table: `1 deal`, `1,200 contacts`."""
    kind = entity(table)
    return f"{count:,} {kind.label if count == 1 else kind.plural}"


def order(
    ctx: Context, table: str, chosen: ColumnElement[bool], settings: Sequence[Wanted], *,
    named: bool = False,
) -> Order:  # fmt: skip
    """Work out what an order changes.

    Args:
        ctx: Whose records, and who orders.
        table: The records.
        chosen: Which of them.
        settings: What their fields are to hold.
        named: Whether closed deals are meant in so many words, or the records one by one.

    Raises:
        BadInput: Values contradict each other, or several records would be given one name.
        LimitReached: It takes in more records than one order may change.
    """
    found = Order(table, settings, named=named)
    total = ctx.session.scalar(select(func.count()).select_from(table_of(table)).where(chosen)) or 0
    if total > MOST:
        raise LimitReached(
            f"That takes in {counted(table, total)}; one order changes {MOST:,} at most.",
            hint="Give a condition that chooses fewer, such as a region or an owner.",
        )
    unique = next((one for one in settings if one.spec.name in OF_ONE and one.value), None)
    if unique is not None and total > 1:
        raise BadInput(
            f"{counted(table, total)} would all get the {unique.spec.label} {unique.said}.",
            hint="Choose the one that is meant.",
        )
    known = deals.stages(ctx) if table == "opportunity" else None
    if known is not None:
        deals.check(settings, known, ctx.today)
        found.history = known.history
    source = table_of(table)
    for row in records(ctx.session, select(source).where(chosen).order_by(source.c.id)):
        _take(ctx, found, row, known)
    return found


def _take(ctx: Context, found: Order, row: Mapping[str, Any], known: deals.Stages | None) -> None:
    try:
        settled = {one.spec.name: _value(ctx, one, row) for one in found.settings}
        if known is not None:
            settled = deals.coherent(row, settled, known, ctx.today, named=found.named)
    except Refused as refused:
        found.left[refused.message] += 1
        return
    changed = {name: value for name, value in settled.items() if row[name] != value}
    if not changed:
        found.same += 1
        return
    found.rows[str(row["id"])] = row
    found.after[str(row["id"])] = changed


def _value(ctx: Context, one: Wanted, row: Mapping[str, Any]) -> Any:
    """What a field of a row is to hold.

    Raises:
        Refused: This row may not have it; the message is why, to be said behind "is".
    """
    before = row[one.spec.name]
    if one.shift is not None:
        if not isinstance(before, date):
            raise Refused(NO_DAY)
        return before + timedelta(days=one.shift)
    if one.spec.name == "consent" and ctx.actor.role != "admin" and _loosens(before, one.value):
        raise Refused(OPTED_OUT if before == "opted_out" else NO_CONSENT)
    if one.currency and one.currency != (row.get("currency") or ctx.workspace.currency):
        raise Refused(OTHER_CURRENCY)
    return one.value


def _loosens(before: str, after: str) -> bool:
    return _STRICTNESS.index(after) < _STRICTNESS.index(before)


def drafts(ctx: Context, found: Order) -> list[Draft]:
    """The changes, each record by itself; a deal that moves takes its stage change along."""
    reason = f"ordered: {', '.join(one.words for one in found.settings)}"
    made = []
    for row_id, after in found.after.items():
        # Without a confidence: no standing policy applies what a person gave by hand.
        made.append(Draft("update", found.table, row_id, after, reason=reason, group=row_id))
        if found.history and "stage" in after:
            row = {**found.rows[row_id], **after}
            moved = {
                "opportunity_id": row_id, "from_stage": found.rows[row_id]["stage"],
                "stage": after["stage"], "entered_at": ctx.now, "amount_cents": row["amount_cents"],
                "expected_close_on": row["expected_close_on"],
            }  # fmt: skip
            made.append(Draft("create", "stage_history", None, moved, reason=reason, group=row_id))
    return made


def waiting(ctx: Context, found: Order, replaced: str | None = None) -> dict[str, tuple[int, bool]]:
    """The drafts that wait and write the same fields: how many of the records, and if all alike.

    Args:
        ctx: Whose drafts.
        found: What changes.
        replaced: A draft that this order takes the place of.
    """
    clashing: dict[str, list[bool]] = {}
    ids = list(found.after)
    for start in range(0, len(ids), SOME):
        query = select(
            col(Change.change_set_id), col(Change.row_id), col(Change.after), col(ChangeSet.counts)
        ).join(
            ChangeSet,
            (col(ChangeSet.workspace_id) == col(Change.workspace_id))
            & (col(ChangeSet.id) == col(Change.change_set_id)),
        ).where(
            col(Change.workspace_id) == ctx.workspace.id, col(Change.table_name) == found.table,
            col(ChangeSet.status) == "draft", col(ChangeSet.expires_at) > ctx.now,
            col(ChangeSet.id) != (replaced or ""), *sets_in_sight(ctx.actor),
            col(Change.row_id).in_(ids[start : start + SOME]),
        )  # fmt: skip
        for set_id, row_id, after, counts in ctx.session.execute(query):
            mine = plain(found.after[row_id])
            if set(after) & set(found.after[row_id]):
                whole = counts.get("by_table", {}).get(found.table) == len(ids)
                clashing.setdefault(set_id, []).append(whole and after == mine)
    return {
        set_id: (len(alike), all(alike) and len(alike) == len(ids))
        for set_id, alike in sorted(clashing.items())
    }
