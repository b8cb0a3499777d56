"""Closing deals that are dead, as lost, once somebody approves."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import func, select

from store.changes import Draft
from store.schema import entity
from tools.arguments import Days, Filter, Filters, RecordIds, flag
from tools.contract import Context, Result, tool
from tools.parts.deal_ages import judged
from tools.parts.deal_cards import DealCard, cards, worth_of
from tools.parts.paths import alive, table_of
from tools.parts.staleness import RECENT_DAYS, Judgement
from tools.result import Cell, Figure, Table

DEALS_SHOWN = 100
_OUTCOMES = frozenset({"lost", "closed lost", "closed-lost", "closed", "open"})


@dataclass(frozen=True, slots=True)
class _Lost:
    """How this workspace writes a lost deal."""

    stage: str | None
    history: bool


@tool(effect="proposes")
def close_stale_deals(
    ctx: Context,
    *,
    where: Filters = [],  # noqa: B006 - pydantic copies a default
    deals: RecordIds | None = None,
    days: Days | None = None,
    even_doubtful: Annotated[
        bool,
        flag(
            "all stale",
            "every stale",
            "even doubtful",
            "even the doubtful",
            "all of them",
            "whole list",
            "everything stale",
        ),
    ] = False,
) -> Result:
    """Propose to close dead deals as lost: those with strong signs of staleness, and no others.

    A deal with activity in the last two weeks is never among them. The loss reason stays empty:
    nobody but the owner knows it. Nothing changes until somebody approves, and it can be undone.

    Args:
        where: Conditions that choose the deals.
        deals: Only deals of an earlier list; those that are not dead are left open.
        days: Days without activity after which a deal is quiet; 30 unless given.
        even_doubtful: Close every stale deal, not only those with strong signs.

    Raises:
        BadInput: A condition cannot be read.
        NotFound: A condition names a value that is not in the store.
    """
    found, _ = judged(ctx, [c for c in where if not _is_outcome(c)], days)
    chosen = set(deals or [])
    seen = [one for one in found if not chosen or one.deal.id in chosen]
    closing = [one for one in seen if (one.stale if even_doubtful else one.dead)]
    if not closing:
        return _nothing(ctx, seen)
    lost, known = _lost(ctx), cards(ctx, [one.deal.id for one in closing])
    drafts = [draft for one in closing for draft in _drafts(ctx, one, known[one.deal.id], lost)]
    figures = _figures(ctx, closing)
    worth = " and ".join(f.text for f in figures if f.metric == "pipeline_closed")
    noun = "deal" if len(closing) == 1 else "deals"
    title = f"Close {len(closing):,} dead {noun} as lost" + (f", worth {worth}" if worth else "")
    made = ctx.propose(title, "close_stale_deals", drafts, _effects(ctx, closing))
    return Result(
        say=f"I propose to close {len(closing):,} {noun} as lost"
        + (f", worth {worth} of open pipeline" if worth else "")
        + ". Nothing changes until you approve.",
        figures=figures, tables=[_table(ctx, closing, known)], change_sets=[made],
        notes=_notes(seen, closing, lost),
        facts={"closing": [one.deal.id for one in closing[:500]], "stage": lost.stage},
    )  # fmt: skip


def _is_outcome(condition: Filter) -> bool:
    """Whether it only says what becomes of the deals: `mark them as lost`, `open deals`."""
    values = condition.value if isinstance(condition.value, list) else [condition.value]
    ends = any(str(value).casefold() in _OUTCOMES for value in values)
    return condition.op == "is" and condition.field in {"status", "stage"} and ends


def _lost(ctx: Context) -> _Lost:
    """The stage that lost deals are in: the one there is, else the one that most are in."""
    stage, deal = table_of("stage"), table_of("opportunity")
    query = select(stage.c.name).where(alive(stage, ctx.workspace.id), stage.c.status == "lost")
    names = list(ctx.session.connection().scalars(query))
    usual = (
        select(deal.c.stage)
        .where(alive(deal, ctx.workspace.id), deal.c.status == "lost", deal.c.stage.is_not(None))
        .group_by(deal.c.stage)
        .order_by(func.count().desc(), deal.c.stage)
        .limit(1)
    )
    name = names[0] if len(names) == 1 else ctx.session.connection().scalar(usual)
    move = table_of("stage_history")
    any_move = select(move.c.id).where(alive(move, ctx.workspace.id)).limit(1)
    return _Lost(name, ctx.session.connection().scalar(any_move) is not None)


def _drafts(ctx: Context, one: Judgement, card: DealCard, lost: _Lost) -> list[Draft]:
    """The deal's own change, and the stage change that the history must show."""
    after: dict[str, Any] = {"status": "lost", "closed_on": ctx.today}
    if lost.stage is not None:
        after["stage"] = lost.stage
    made = [Draft("update", "opportunity", card.id, after, reason=one.words, group=card.id)]
    if lost.stage is not None and lost.history:
        moved = {
            "opportunity_id": card.id, "from_stage": card.stage, "stage": lost.stage,
            "entered_at": ctx.now, "amount_cents": card.cents,
        }  # fmt: skip
        made.append(Draft("create", "stage_history", None, moved, reason="closed as stale",
                          group=card.id))  # fmt: skip
    return made


def _figures(ctx: Context, closing: Sequence[Judgement]) -> list[Figure]:
    ids = [one.deal.id for one in closing]
    return [
        ctx.figure(
            "deals_to_close", len(ids), "count", label="deals to close as lost", n=len(ids),
            definition="Open stale deals whose signs weigh 4 or more, or all stale ones if asked; "
            f"none with activity in the last {RECENT_DAYS} days.", formula="count",
            row_table="opportunity", row_ids=ids,
        ),
        *(
            ctx.figure(
                "pipeline_closed", Decimal(cents) / 100, code, label="open pipeline that goes",
                definition="Sum of the amounts of the deals to close.", formula="sum of amount",
                n=len(rows), row_table="opportunity", row_ids=rows,
            )
            for code, (cents, rows) in worth_of(ctx, ids).items()
        ),
    ]  # fmt: skip


def _effects(ctx: Context, closing: Sequence[Judgement]) -> dict[str, Any]:
    """The open pipeline before and after, for each currency, and the number of open deals."""
    deal = table_of("opportunity")
    currency = func.coalesce(deal.c.currency, ctx.workspace.currency)
    query = select(currency, func.sum(deal.c.amount_cents), func.count()).where(
        alive(deal, ctx.workspace.id), deal.c.status == "open"
    )
    rows = ctx.session.connection().execute(query.group_by(currency)).all()
    gone = worth_of(ctx, [one.deal.id for one in closing])
    count = sum(row[2] for row in rows)
    found: dict[str, Any] = {
        "open deals": {"before": count, "after": count - len(closing)},
    }
    for code, cents, _ in rows:
        before = Decimal(int(cents or 0)) / 100
        taken = Decimal(gone.get(code, (0, []))[0]) / 100
        found[f"open pipeline in {code}"] = {"before": str(before), "after": str(before - taken)}
    return found


def _table(ctx: Context, closing: Sequence[Judgement], known: dict[str, DealCard]) -> Table:
    shown = closing[:DEALS_SHOWN]
    rows: list[list[Cell]] = [[*known[one.deal.id].cells, one.words] for one in shown]
    return Table(
        name="deals_to_close", title="Deals to close as lost",
        columns=["deal", "owner", "stage", "amount", "why"],
        units=["text", "text", "text", ctx.workspace.currency, "text"], rows=rows,
        total=len(closing), row_table="opportunity", row_ids=[one.deal.id for one in shown],
    )  # fmt: skip


def _notes(seen: Sequence[Judgement], closing: Sequence[Judgement], lost: _Lost) -> list[str]:
    notes = ["The loss reason stays empty: only the owner knows it."]
    left = sum(one.stale for one in seen) - len(closing)
    if left:
        notes.append(
            f"{left:,} more stale {'deal has' if left == 1 else 'deals have'} weaker signs and "
            f"{'stays' if left == 1 else 'stay'} open; say “close all stale deals” to add "
            f"{'it' if left == 1 else 'them'}."
        )
    spared = sum(bool(one.reasons) and bool(one.spared) for one in seen)
    if spared:
        notes.append(
            f"{spared:,} with signs of staleness had activity in the last {RECENT_DAYS} days and "
            f"{'stays' if spared == 1 else 'stay'} open."
        )
    if lost.stage is None:
        notes.append("No stage for lost deals is known, so their stage stays as it is.")
    return notes


def _nothing(ctx: Context, seen: Sequence[Judgement]) -> Result:
    stale = sum(one.stale for one in seen)
    figure = ctx.figure(
        "deals_to_close", 0, "count", label="deals to close as lost", n=len(seen),
        definition="Open deals with strong signs of staleness.", formula="count",
    )  # fmt: skip
    are = "is" if stale == 1 else "are"
    more = (
        f" {stale:,} {are} stale with weaker signs: say “close all stale deals” if you mean "
        f"{'it' if stale == 1 else 'them'} too." if stale else ""
    )  # fmt: skip
    spared = sum(bool(one.reasons) and bool(one.spared) for one in seen)
    notes = (
        [f"{spared:,} with signs had activity in the last {RECENT_DAYS} days."] if spared else []
    )
    return Result(
        say=f"Nothing to close: none of the {len(seen):,} open {entity('opportunity').plural} is "
        f"dead.{more}",
        figures=[figure], notes=notes, facts={"closing": [], "stale": stale},
    )  # fmt: skip
