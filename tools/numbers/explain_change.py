"""Why a figure changed: an exact split of the change, and the part that stands out."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from store.errors import BadInput, NotReady
from tools.arguments import DimensionName, Filters, MetricName, Period, VariantName
from tools.contract import Context, Result, tool
from tools.parts.decomposition import Ratio
from tools.parts.dimensions import dimension
from tools.parts.measuring.asked import Asked, phrase, understand
from tools.parts.measuring.causes import (
    SEARCHED,
    Piece,
    Split,
    best_splits,
    explainable,
    narrowed,
    split,
    standard_error,
)
from tools.parts.measuring.factors import factors_of, leavers, notable_deals
from tools.parts.measuring.groups import whole_of
from tools.parts.measuring.receipts import backing, worth_saying
from tools.parts.measuring.telling import Explained, told
from tools.parts.metrics.shape import Answer
from tools.parts.periods import earlier, resolve

CHANCE = Decimal("1.96")
"""Standard errors within which two rates are taken to differ by chance."""


@tool(effect="reads")
def explain_change(
    ctx: Context,
    metric: MetricName,
    *,
    period: Period | None = None,
    compare_to: Period | None = None,
    by: list[DimensionName] = [],  # noqa: B006 - pydantic copies a default
    where: Filters = [],  # noqa: B006 - as above
    variant: VariantName | None = None,
) -> Result:
    """Say why a figure changed between two periods, in parts that add up to the change exactly.

    Sums are split into what each group contributed, and into more or bigger deals; rates into mix
    and within; sales velocity into its four factors. Without a dimension, all are searched for the
    one along which a single part stands out.

    Args:
        metric: The figure that changed: won_revenue, deals_won, win_rate, deal_size, sales_cycle,
            open_pipeline, sales_velocity ...
        period: The period it changed in; without it, the latest whole quarter.
        compare_to: The period before; without it, the previous one of the same length.
        by: Dimensions to look along instead of searching.
        where: Conditions that choose the records.
        variant: A named variant of the metric, such as by_value.

    Raises:
        BadInput: A name, period or condition cannot be read, or the metric cannot be split.
        NotReady: One of the two periods has no value to compare.
    """
    now = understand(ctx, metric, by, where, period or _latest_quarter(ctx), variant)
    now = now if now.metric.name == "sales_velocity" else explainable(now)
    span = earlier(now.cut.span, compare_to or "previous", ctx.workspace.fiscal_start_month)
    asked_by = [d.name for d in now.by]
    if any(d.grain for d in now.by):
        raise BadInput(
            "A change between two periods cannot be split by time.",
            hint="Split it by region, owner, product ..., or ask for the figure by month.",
        )
    now = replace(now, cut=now.cut.whole())
    found = _look(now, now.over(span), asked_by)
    return told(found)


def _latest_quarter(ctx: Context) -> str:
    """This quarter on its last day, else the one before: a change needs a period that is over."""
    this = resolve("this quarter", ctx.today, ctx.workspace.fiscal_start_month)
    return "this quarter" if this.end == ctx.today else "last quarter"


def _look(now: Asked, then: Asked, by: Sequence[str]) -> Explained:
    values = _value(now), _value(then)
    change = (values[0].value or Decimal(0)) - (values[1].value or Decimal(0))
    factors = factors_of(now, *values)
    searched: list[str] = []
    splits: list[Split] = []
    if now.variant.shape != "own" and change:
        if by:
            found = [split(now, then, d) for d in map(dimension, by)]
            splits = [s for s in found if s is not None]
        else:
            splits, searched = best_splits(now, then, SEARCHED)
    return Explained(
        now, then, values, change, factors, splits, searched,
        _inside(now, then, splits, alone=len(by) < 2),  # noqa: PLR2004 - of two none is the first
        notable_deals(now, then, values, change), leavers(now, then, change),
        _notes(now, then, values),
    )  # fmt: skip


def _value(asked: Asked) -> Answer:
    """The figure of one period.

    Raises:
        NotReady: It has none.
    """
    answer = worth_saying(asked, whole_of(asked))
    if answer is None or answer.value is None:
        when = phrase(asked.cut.span, stock=asked.metric.stock, today=asked.ctx.today)
        why = answer.reason if answer else "it only has values by stage"
        raise NotReady(
            f"There is no {asked.variant.label}{asked.who} {when} to compare: {why}.",
            hint="Choose periods that both have records.",
        )
    return answer


def _inside(
    now: Asked, then: Asked, splits: list[Split], *, alone: bool
) -> tuple[Piece, Split] | None:
    """Within the part that stands out most, the part of it that stands out in turn."""
    if not alone or not splits or splits[0].cause is None or splits[0].cause.missing:
        return None
    cause, along = splits[0].cause, splits[0].dimension
    others = [name for name in SEARCHED if name != along.name]
    inner = narrowed(now, along, cause), narrowed(then, along, cause)
    found, _ = best_splits(*inner, others, most=1)
    if not found or found[0].cause is None or found[0].cause.missing:
        return None
    return cause, found[0]


def _notes(now: Asked, then: Asked, values: tuple[Answer, Answer]) -> list[str]:
    notes = [*backing(now, values[0]).exclusions]
    if now.metric.unit == "rate" and now.variant.shape == "ratio" and not now.variant.counted:
        difference = abs(values[0].value - values[1].value)  # type: ignore[operator]  # `_value` has checked both
        shares = [Ratio(a.value * a.n, Decimal(a.n)) for a in values if a.value is not None]
        error = standard_error(shares)
        if difference <= CHANCE * error:
            notes.append(
                f"With {values[0].n:,} and {values[1].n:,} {now.noun[1]}, a change of this size"
                " may well be chance."
            )
    days = [a.cut.span.days for a in (now, then)]
    if days[0] != days[1] and None not in days and now.metric.additive:
        low, high = sorted(d for d in days if d is not None)
        if high - low > low // 20:
            notes.append(f"The periods differ in length: {days[0]} and {days[1]} days.")
    if now.cut.span.end > now.ctx.today:
        notes.append(f"{now.cut.span.label} is not over yet.")
    return notes
