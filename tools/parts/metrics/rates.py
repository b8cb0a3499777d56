"""Which foreign currencies can be converted, and what a receipt says about the rates used."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, func, select

from tools.context import Context
from tools.parts.metrics.shape import Moment
from tools.parts.paths import alive, table_of
from tools.parts.periods import written_day


def rated(ctx: Context) -> frozenset[str]:
    """The currencies that the workspace has exchange rates of."""
    rate = table_of("exchange_rate")
    rows = select(rate.c.currency).where(
        alive(rate, ctx.workspace.id), rate.c.currency != ctx.workspace.currency
    )
    return frozenset(row[0] for row in ctx.session.execute(rows.distinct()))


def told(
    ctx: Context, moment: Moment, rows: ColumnElement[bool], day: ColumnElement[object] | object
) -> Iterator[str]:
    """For each currency that was converted: how many deals, and of which days the rates are."""
    if not moment.rated:
        return
    deal = table_of("opportunity")
    when = moment.rate_day("opportunity", day)  # type: ignore[arg-type]  # a column or a day
    converted = (
        select(deal.c.currency.label("currency"), when.label("rate_on"))
        .where(rows, deal.c.currency.in_(sorted(moment.rated)))
        .subquery()
    )
    kinds = (
        select(converted.c.currency, func.count(), func.min(converted.c.rate_on),
               func.max(converted.c.rate_on))
        .where(converted.c.rate_on.is_not(None))
        .group_by(converted.c.currency)
        .order_by(converted.c.currency)
    )  # fmt: skip
    for currency, n, first, last in ctx.session.execute(kinds):
        days = written_day(first)
        if last != first:
            days += f" to {written_day(last)}"
        deals = "deal" if n == 1 else "deals"
        yield f"{n:,} {deals} in {currency} converted to {moment.currency} by rates of {days}."
