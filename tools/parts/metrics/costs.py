"""What was spent in a period, and on whom: the costs behind customers that were won."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, func, select, true

from tools.parts.comparing import CENTS
from tools.parts.metrics.closing import CYCLE_DAYS, CYCLES, DEAL, SPREAD_MINIMUM, won_priced
from tools.parts.metrics.keys import Raw, keys_of, raw_key
from tools.parts.metrics.shape import Moment, Part, both
from tools.parts.metrics.slices import Slice, collect
from tools.parts.paths import alive, table_of
from tools.parts.periods import Span, written_day

COST = table_of("cost").c
WINNING = ("sales", "marketing")
MISSING = "no {what} cost is recorded for it: import a file with `pitcrew import FILE --as cost`"
SPENT = Part("costs", lambda _: true(), table="cost", day="starts_on")


def spent(cut: Slice, functions: Sequence[str]) -> dict[Raw, Decimal]:
    """The costs of some functions in the slice's period up to today, each by its share of days."""
    moment, until = cut.moment, cut.moment.last_day
    joins = cut.joins("cost")
    keys = list(keys_of(cut, joins, SPENT))
    columns = (*keys, COST.starts_on, COST.ends_on)
    inside = and_(
        COST.function.in_(list(functions)), COST.starts_on <= until,
        func.coalesce(COST.ends_on, COST.starts_on) >= (cut.span.start or date.min),
        moment.own_money("cost", COST.starts_on),
    )  # fmt: skip
    rows = (
        select(*columns, func.sum(moment.cents("cost", "amount_cents", COST.starts_on)))
        .select_from(joins.source())
        .where(cut.rows("cost"), inside)
        .group_by(*columns)
    )
    found: dict[Raw, Decimal] = defaultdict(Decimal)
    for row in cut.ctx.session.execute(rows):
        starts, ends, cents = row[len(keys) :]
        share = _share_of_days(cut.span.start, until, starts, ends or starts)
        found[raw_key(cut, row)] += share * int(cents) / CENTS
    return dict(found)


def known_until(cut: Slice) -> date | None:
    """The last day that a cost of winning customers covers."""
    table = table_of("cost")
    rows = select(func.max(func.coalesce(COST.ends_on, COST.starts_on))).where(
        alive(table, cut.ctx.workspace.id), COST.function.in_(WINNING)
    )
    return cut.ctx.session.execute(rows).scalar_one_or_none()


def beyond(cut: Slice) -> str | None:
    """Why a period cannot be costed in full: the costs end before it does."""
    last = known_until(cut)
    if last is None or last >= cut.moment.last_day:
        return None
    return f"the costs of sales and marketing end on {written_day(last)}"


def earlier_by_the_cycle(cut: Slice) -> Slice | None:
    """The same slice, moved back by the mean sales cycle of its won deals; None: too few."""
    [parts] = collect(cut.whole(), (CYCLE_DAYS, CYCLES)).values() or [{}]
    n = int(parts.get("won_with_dates") or 0)
    if n < SPREAD_MINIMUM or cut.span.start is None:
        return None
    days = timedelta(days=round((parts.get("cycle_days") or Decimal(0)) / n))
    start, end = cut.span.start - days, cut.moment.last_day - days
    return replace(cut, span=Span(start, end, f"{written_day(start)} to {written_day(end)}"))


def _share_of_days(start: date | None, until: date, first: date, last: date) -> Decimal:
    begins = first if start is None else max(first, start)
    return Decimal((min(last, until) - begins).days + 1) / ((last - first).days + 1)


@lru_cache(maxsize=8)
def _first_won(moment: Moment) -> ColumnElement[bool]:
    """The first deal that an account bought, when it closed in the period.

    Of several that closed on its first day, it is the one with the lowest id.
    """
    deal = table_of("opportunity").alias()
    bought = and_(
        alive(deal, moment.workspace_id), deal.c.status == "won",
        deal.c.account_id.is_not(None), deal.c.closed_on.is_not(None),
    )  # fmt: skip
    began = (
        select(deal.c.account_id, func.min(deal.c.closed_on).label("day"))
        .where(bought)
        .group_by(deal.c.account_id)
        .having(moment.within(func.min(deal.c.closed_on)))
        .subquery()
    )
    first = (
        select(func.min(deal.c.id))
        .join_from(deal, began,
                   and_(deal.c.account_id == began.c.account_id, deal.c.closed_on == began.c.day))
        .where(bought)
        .group_by(deal.c.account_id)
    )  # fmt: skip
    return both(DEAL.status == "won", moment.within(DEAL.closed_on), DEAL.id.in_(first))


NEW_CUSTOMERS = Part("new_customers", _first_won)
NEW_AMOUNT = Part(
    "new_customer_amount", lambda m: both(_first_won(m), won_priced(m)), "sum",
    lambda m: m.cents("opportunity", "amount_cents", DEAL.closed_on), money=True,
)  # fmt: skip
NEW_PRICED = Part("new_customers_with_amount", lambda m: both(_first_won(m), won_priced(m)))
