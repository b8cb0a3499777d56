"""How far a period is from its target, and what would close the gap."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

import numpy as np

from store.errors import BadInput, NotReady
from tools.arguments import Filter, Filters, Period, Slot, Words
from tools.contract import Context, Result, tool
from tools.parts.calendars import calendar_for
from tools.parts.forecasting.asked import period_ahead, quota_of, without_status
from tools.parts.forecasting.commits import read_commits
from tools.parts.forecasting.figures import major
from tools.parts.forecasting.outlook import Outlook, look_ahead
from tools.parts.forecasting.reading import Deals, read_deals
from tools.parts.forecasting.shortfall import LATER, Shortfall, shortfall
from tools.parts.forecasting.tables import about_deals
from tools.parts.periods import Span
from tools.parts.sight import of_people_seen
from tools.result import Cell, Figure, Table

SHOWN = 15
NAMED, HANDFUL = 3, 20
MOST_YIELD = Decimal(1)
"""More than twice the usual yield is no plan."""
CUSHION = "Deals that the cushion hangs on"


@tool(effect="reads")
def forecast_gap(
    ctx: Context,
    period: Period = "this quarter",
    *,
    target: Annotated[float, Words(slot=Slot.MONEY)] | None = None,
    where: Filters = [],  # noqa: B006 - pydantic copies a default
) -> Result:
    """Set a period's forecast against its quota or a target, and say what would close the gap.

    Ways to close it: the open deals that would do it when won for sure, how much more than usual
    open deals would have to yield, deals of later that could be pulled in, and how much new
    pipeline would have to begin now. When the forecast is ahead, the cushion is told instead.

    Args:
        period: When: `this quarter`, `Q4`, `this year`. It is not over yet.
        target: The amount to reach, in major units; the quotas of the period without it.
        where: Conditions on the deals, such as a region or a team.

    Raises:
        BadInput: The period is over, or there is neither a target nor a quota.
        Refused: Against the quotas of others, by somebody who may not see them.
        NotReady: The data cannot carry a forecast.
    """
    span, asked = period_ahead(ctx, period), without_status(where)
    if target is None:
        # "End Q4 at $15M" names an amount; no forecast can be limited to deals of one amount.
        target = next((float(str(g.value)) for g in asked if _is_amount(g)), None)
    asked = [given for given in asked if not _is_amount(given)]
    if target is None:
        asked = of_people_seen(ctx, asked)
    goal = Decimal(str(target)) if target is not None else quota_of(ctx, span, asked)
    if goal is None:
        raise BadInput(f"There is no quota for {span.label}, and no target was given.",
                       hint="Name an amount, such as `to $2M`, or import quotas.")  # fmt: skip
    deals = read_deals(ctx, span, asked, ())
    outlook = look_ahead(deals, span, calendar_for(ctx.workspace), None,
                         read_commits(ctx, deals, asked))  # fmt: skip
    if outlook.window is None:
        raise BadInput(f"{span.label} has no day left, so nothing can close a gap in it.",
                       hint="Ask for a period that is not over.")  # fmt: skip
    if outlook.combined is None:
        why = "; ".join(check.found for check in outlook.ready.failing)
        raise NotReady(f"The data cannot carry a forecast for {span.label}: {why}.",
                       hint="Ask for won_revenue and open_pipeline of the period instead."
                       )  # fmt: skip
    short = shortfall(deals, outlook, float(goal) * 100)
    told = _figures(ctx, span, deals, outlook, short, given=target is not None)
    return Result(
        say=_say(ctx, span, told, deals, short),
        reading=f"won deals of {span.label} ({span.dates}) against"
        f" {'the target given' if target is not None else 'its quotas'}"
        + (f", for {deals.asked}" if deals.asked else ""),
        figures=list(told.values()), tables=_tables(ctx, deals, outlook, short),
        notes=_notes(outlook, short), facts={n: f.value for n, f in told.items()},
    )  # fmt: skip


def _is_amount(given: Filter) -> bool:
    named = given.field.casefold() in {"amount", "amount_cents"}
    return named and given.op in {"is", "gte", "gt"} and isinstance(given.value, int | float)


def _figures(
    ctx: Context, span: Span, deals: Deals, outlook: Outlook, short: Shortfall, *, given: bool
) -> dict[str, Figure]:
    money = ctx.workspace.currency
    days = span.kept()
    ids = _ids(deals, short.closers)
    close_sum = float(short.adds[list(short.closers)].sum())
    rows: list[tuple[str, Decimal | int | None, str, str, str, str | None]] = [
        ("target", major(short.target), money, "Target" if given else "Quota",
         "What is to be reached in the period.", None),
        ("forecast", major(outlook.expected), money, f"Forecast for {span.label}",
         "Won so far and expected to come, all methods together.", None),
        ("gap", major(abs(short.gap)), money, "Short of it" if short.gap > 0 else "Ahead of it",
         "The distance between forecast and target.", None),
        ("chance", _rate(short.chance), "rate", "Chance to reach it",
         "The share of seeded draws in which the period reaches the target.", None),
        ("from_open", major(outlook.from_open), money, "Expected from open deals",
         "The part of the forecast that deals open today stand for.", None),
    ]  # fmt: skip
    if short.gap > 0:
        late = "new deals come too late to be won in the period"
        new = short.new_pipeline
        rows += [
            ("closing_deals", len(ids) or None, "count", "Deals that would close it",
             "The fewest likely deals whose sure win adds the gap to the forecast.",
             None if ids else "all open deals together would not close it"),
            ("closing_amount", major(close_sum) if ids else None, money, "What they would add",
             "Sum over those deals of amount x (1 - chance in the period).",
             None if ids else "all open deals together would not close it"),
            ("more_yield", None if short.more_yield is None else _rate(short.more_yield), "rate",
             "More yield from open deals", "The gap over what open deals are expected to bring.",
             None if short.more_yield is not None else "nothing is expected from open deals"),
            ("all_deals", major(float(short.adds.sum())), money, "All open deals would add",
             "Sum over open deals not past winning age of amount x (1 - chance).", None),
            ("open_pipeline", major(_opened(outlook)), money, "Open pipeline",
             "The amounts of all dated open deals, usual ones where none is written.", None),
            ("could_be_pulled_in", major(short.pulled), money, "Could be pulled in",
             f"Expected from open deals in the {LATER} days after the period.", None),
            ("new_chance", _rate(short.new_chance), "rate", "Chance of a new deal in time",
             "Of a deal that begins tomorrow, by the company's own deals of the last half year.",
             None),
            ("new_pipeline", None if new is None else major(new), money, "New pipeline needed now",
             "The gap over the chance of a new deal to be won in time.",
             late if new is None else None),
        ]  # fmt: skip
    return {
        name: ctx.figure(
            f"gap_{name}",
            value,
            unit,
            label=label,
            definition=definition,
            formula=definition,
            n=len(deals.book),
            period=days,
            row_table="opportunity",
            row_ids=ids,
            filters=[deals.asked] if deals.asked else [],
            reason=reason,
        )
        for name, value, unit, label, definition, reason in rows
    }


def _say(
    ctx: Context, span: Span, told: dict[str, Figure], deals: Deals, short: Shortfall
) -> str:  # fmt: skip
    text = {name: figure.text for name, figure in told.items()}
    goal = told["target"].label.lower()
    if short.gap <= 0:
        return (
            f"{span.label} is forecast at {text['forecast']}, {text['gap']} ahead of the {goal} of"
            f" {text['target']}; the chance to reach it is {text['chance']}. There is no gap to"
            " close; the table shows the deals that the cushion hangs on."
        )
    ways = [*_by_deals(ctx, text, deals, short), *_by_yield(text, told), *_by_new(text, told)]
    how = (
        f"To close the gap: {'; or '.join(ways)}."
        if ways
        else (
            f"Nothing that is there closes the gap: all open deals together would add"
            f" {text['all_deals']}, and as much new pipeline as is open now comes too late for it."
        )
    )
    return (
        f"{span.label} is forecast at {text['forecast']}, {text['gap']} short of the {goal} of"
        f" {text['target']}; the chance to reach it is {text['chance']}. {how}"
    )


def _by_deals(
    ctx: Context, text: dict[str, str], deals: Deals, short: Shortfall
) -> Sequence[str]:  # fmt: skip
    if not short.closers:
        return []
    if len(short.closers) > HANDFUL:
        return [f"make sure of {text['closing_deals']} deals, far more than a handful"]
    ids = _ids(deals, short.closers[:NAMED])
    about = about_deals(ctx, ids)
    named = ", ".join(about[each][0] for each in ids)
    rest = " and others" if len(short.closers) > NAMED else ""
    deal = "deal" if len(short.closers) == 1 else "deals"
    which = f"make sure of {text['closing_deals']} {deal} ({named}{rest})"
    return [f"{which}, which adds {text['closing_amount']}"]


def _by_yield(text: dict[str, str], told: dict[str, Figure]) -> Sequence[str]:
    more = told["more_yield"].value
    if more is None or more > MOST_YIELD:
        return []
    return [f"bring in {text['more_yield']} more than is usual from the open deals"]


def _by_new(text: dict[str, str], told: dict[str, Figure]) -> Sequence[str]:
    new, opened = told["new_pipeline"].value, told["open_pipeline"].value
    if new is None or opened is None or new > opened:
        return []
    share = f"of which {text['new_chance']} is won in time"
    return [f"begin {text['new_pipeline']} of new pipeline now, {share}"]


def _tables(ctx: Context, deals: Deals, outlook: Outlook, short: Shortfall) -> list[Table]:
    assert outlook.combined is not None  # noqa: S101 - the tool has looked
    seen = outlook.combined.views.yields
    worth = np.nan_to_num(seen.value)
    if short.gap > 0:
        first = list(short.closers) or list(np.argsort(-short.adds, kind="stable")[:SHOWN])
        title = "Deals that would close it"
    else:
        first = list(np.argsort(-worth * seen.chance, kind="stable")[:SHOWN])
        title = CUSHION
    later = short.after * worth
    order = np.argsort(-later, kind="stable")
    pulled = [int(n) for n in order[:SHOWN] if later[n] > 0]
    tables = [_table(ctx, deals, ("closing_deals", title), [int(n) for n in first],
                     (worth, seen.chance, short.adds if short.gap > 0 else worth * seen.chance)
                     )]  # fmt: skip
    if short.gap > 0 and pulled:
        named = ("could_be_pulled_in", "Deals that could be pulled in from later")
        tables.append(_table(ctx, deals, named, pulled, (worth, short.after, later)))
    return tables


def _table(
    ctx: Context, deals: Deals, named: tuple[str, str], places: Sequence[int],
    columns: tuple[np.typing.NDArray[np.float64], ...],
) -> Table:  # fmt: skip
    worth, chance, adds = columns
    ids, money = _ids(deals, places), ctx.workspace.currency
    about = about_deals(ctx, ids[:SHOWN])
    rows: list[list[Cell]] = [
        [*about[each], major(worth[n]), _rate(float(chance[n])), major(adds[n])]
        for each, n in list(zip(ids, places, strict=True))[:SHOWN]
    ]
    last = "counts for" if named[1] == CUSHION else "would add"
    when = "chance later" if named[0] == "could_be_pulled_in" else "chance in the period"
    return Table(
        name=named[0], title=named[1],
        columns=["deal", "owner", "stage", "amount", when, last],
        units=["text", "text", "text", money, "rate", money], rows=rows, total=len(places),
        row_table="opportunity", row_ids=ids[:SHOWN],
    )  # fmt: skip


def _notes(outlook: Outlook, short: Shortfall) -> list[str]:
    found = []
    if outlook.ready.verdict == "caution":
        found.append(f"Take it with caution: {'; '.join(c.found for c in outlook.ready.failing)}.")
    if short.gap > 0:
        found.append("A sure win adds only what was not expected of the deal already: its amount x"
                     " (1 - its chance). Deals past winning age are not counted on.")  # fmt: skip
    return found


def _opened(outlook: Outlook) -> float:
    assert outlook.combined is not None  # noqa: S101 - the tool has looked
    return float(np.nansum(outlook.combined.views.yields.value))


def _ids(deals: Deals, places: Sequence[int]) -> list[str]:
    """The ids of open deals, by their place among the open ones."""
    where = np.flatnonzero(deals.book.is_open)
    return [deals.ids[where[n]] for n in places]


def _rate(value: float) -> Decimal:
    return Decimal(str(round(value, 4)))
