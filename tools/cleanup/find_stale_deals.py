"""Open deals that have gone stale, and close dates that cannot be right."""

from collections.abc import Sequence
from decimal import Decimal

from store.schema import entity
from tools.arguments import Days, Filters
from tools.contract import Context, Result, tool
from tools.parts.deal_ages import judged
from tools.parts.deal_cards import cards, worth_of
from tools.parts.staleness import (
    RECENT_DAYS,
    Judgement,
    OpenDeal,
    Yardstick,
    wrong_close_date,
)
from tools.result import Cell, Figure, Table

DEALS_SHOWN = 100


@tool(effect="reads")
def find_stale_deals(
    ctx: Context,
    *,
    where: Filters = [],  # noqa: B006 - pydantic copies a default
    days: Days | None = None,
) -> Result:
    """Find open deals that have gone stale, with the reasons, and close dates that are wrong.

    A deal is held against the workspace's own won deals: longer in its stage, or older, than nine
    in ten of them; besides, no activity, a passed close date, repeated pushes. Recent activity
    speaks for a deal and keeps it off the list.

    Args:
        where: Conditions that choose the deals.
        days: Days without activity after which a deal is quiet; 30 unless given.

    Raises:
        BadInput: A condition cannot be read.
        NotFound: A condition names a value that is not in the store.
    """
    found, by = judged(ctx, where, days)
    stale = [one for one in found if one.stale]
    wrong = [(one.deal, fault) for one in found if (fault := wrong_close_date(one.deal, ctx.today))]
    figures = _figures(ctx, found, stale, wrong, by)
    return Result(
        say=_sentence(figures, stale, by), figures=figures,
        tables=[*_stale_table(ctx, stale), *_dates_table(ctx, found, wrong)],
        notes=_notes(found, by), facts={
            "stale": [one.deal.id for one in stale[:500]], "quiet_days": by.quiet_days,
            "record_table": "opportunity", "record_ids": list(dict.fromkeys([
                *(one.deal.id for one in stale), *(deal.id for deal, _ in wrong)])),
            "recent_days": RECENT_DAYS,
            **({"usual_days": by.age.usual, "longest_days": by.age.longest, "won": by.age.n}
               if by.age else {}),
        },
    )  # fmt: skip


def _figures(
    ctx: Context, found: Sequence[Judgement], stale: Sequence[Judgement],
    wrong: Sequence[tuple[OpenDeal, str]], by: Yardstick,
) -> list[Figure]:  # fmt: skip
    ids = [one.deal.id for one in stale]
    norm = f"; usual {by.age.usual} days, {by.age.n} won deals" if by.age else ""
    figures = [
        ctx.figure(
            "open_deals", len(found), "count", label="open deals looked at", n=len(found),
            definition="Live deals whose status is open.", formula="count",
        ),
        ctx.figure(
            "stale_deals", len(stale), "count", label="stale deals", n=len(found),
            definition="Open deals with signs of staleness that weigh 2 or more, and no activity "
            f"in the last {RECENT_DAYS} days.", row_table="opportunity", row_ids=ids,
            formula=f"longer than 9 in 10 won deals 2, than all of them 4; quiet {by.quiet_days} "
            f"days 2; close date passed 1 or 2; pushed three times 1{norm}",
        ),
        ctx.figure(
            "wrong_close_dates", len(wrong), "count", label="close dates that cannot be right",
            n=len(found), definition="Open deals whose close date passed, is missing, or is more "
            "than 3 years away.", formula="count", row_table="opportunity",
            row_ids=[deal.id for deal, _ in wrong],
        ),
    ]  # fmt: skip
    past_all = [one.deal.id for one in stale if one.past_all]
    if past_all and by.age:
        figures.append(ctx.figure(
            "deals_older_than_any_won", len(past_all), "count", n=len(found),
            label="stale deals older than any won deal was",
            definition="Stale deals open for longer than the slowest won deal took.",
            formula=f"age > {by.age.longest} days", row_table="opportunity", row_ids=past_all,
        ))  # fmt: skip
    return [*figures, *_amounts(ctx, stale)]


def _amounts(ctx: Context, stale: Sequence[Judgement]) -> list[Figure]:
    """What the stale deals are worth, for each currency; nothing when none has an amount."""
    return [
        ctx.figure(
            "stale_pipeline", Decimal(cents) / 100, code,
            label="amount in stale deals", definition="Sum of the stale deals' amounts.",
            formula="sum of amount", n=len(ids), row_table="opportunity", row_ids=ids,
        )
        for code, (cents, ids) in worth_of(ctx, [one.deal.id for one in stale]).items()
    ]  # fmt: skip


def _sentence(figures: Sequence[Figure], stale: Sequence[Judgement], by: Yardstick) -> str:
    by_name = {figure.metric: figure for figure in figures}
    looked, number = by_name["open_deals"].text, by_name["stale_deals"].text
    if not by_name["open_deals"].value:
        return "There are no such open deals."
    if not stale:
        said = f"None of the {looked} open deals is stale"
    else:
        are = "is" if len(stale) == 1 else "are"
        said = f"{number} of {looked} open deals {are} stale"
    worth = [figure.text for figure in figures if figure.metric == "stale_pipeline"]
    said += f", worth {' and '.join(worth)}" if worth else ""
    past = by_name.get("deals_older_than_any_won")
    if past is not None and by.age is not None:
        said += (
            f"; {past.text} of them {'has' if past.value == 1 else 'have'} been open longer than "
            f"any won deal took ({by.age.longest:,} days, {by.age.n:,} won)"
        )
    wrong = by_name["wrong_close_dates"]
    if wrong.value == by_name["open_deals"].value and not by.close_dates_known:
        return f"{said}. No open deal has a close date."
    dates = f" {wrong.text} close {'date is' if wrong.value == 1 else 'dates are'} passed, missing"
    return f"{said}.{dates} or absurd." if wrong.value else f"{said}."


def _stale_table(ctx: Context, stale: Sequence[Judgement]) -> list[Table]:
    if not stale:
        return []
    shown = stale[:DEALS_SHOWN]
    known = cards(ctx, [one.deal.id for one in shown])
    rows: list[list[Cell]] = [
        [
            *known[one.deal.id].cells, _age(one.deal, ctx), one.words,
        ]
        for one in shown
    ]  # fmt: skip
    return [
        Table(
            name="stale_deals", title="Stale deals",
            columns=["deal", "owner", "stage", "amount", "days open", "why"],
            units=["text", "text", "text", ctx.workspace.currency, "count", "text"], rows=rows,
            total=len(stale), row_table="opportunity", row_ids=[one.deal.id for one in shown],
        )
    ]  # fmt: skip


def _dates_table(
    ctx: Context, found: Sequence[Judgement], wrong: Sequence[tuple[OpenDeal, str]]
) -> list[Table]:
    if not wrong or all(deal.close_on is None for deal, _ in wrong):
        return []
    stale = {one.deal.id for one in found if one.stale}
    wrong = sorted(wrong, key=lambda pair: (pair[0].close_on is None, pair[0].close_on, pair[0].id))
    shown = wrong[:DEALS_SHOWN]
    known = cards(ctx, [deal.id for deal, _ in shown])
    rows: list[list[Cell]] = [
        [*known[deal.id].cells, deal.close_on, fault, "yes" if deal.id in stale else "no"]
        for deal, fault in shown
    ]
    return [
        Table(
            name="wrong_close_dates", title="Close dates that cannot be right",
            columns=["deal", "owner", "stage", "amount", "close date", "fault", "stale"],
            units=["text", "text", "text", ctx.workspace.currency, "date", "text", "text"],
            rows=rows, total=len(wrong), row_table="opportunity",
            row_ids=[deal.id for deal, _ in shown],
        )
    ]  # fmt: skip


def _age(deal: OpenDeal, ctx: Context) -> int | None:
    return None if deal.opened_on is None else (ctx.today - deal.opened_on).days


def _notes(found: Sequence[Judgement], by: Yardstick) -> list[str]:
    undated = sum(one.deal.opened_on is None for one in found)
    spared = sum(bool(one.reasons) and bool(one.spared) for one in found)
    missing = [
        (undated, "have no created date, so their age cannot be judged"),
        (spared, f"show signs but had activity in the last {RECENT_DAYS} days, so are not stale"),
        (sum(one.deal.amount_cents is None for one in found), "have no amount"),
    ]
    notes = [f"{count:,} open {entity('opportunity').plural} {words}." for count, words in missing
             if count]  # fmt: skip
    if by.age is None:
        notes.append("Too few won deals with dates (20 are needed) to say how long is usual.")
    if not by.stages:
        notes.append("There is no stage history: deals are judged by their whole age.")
    if not by.activity_known:
        notes.append("No open deal has an activity on record, so quiet deals cannot be told.")
    return notes
