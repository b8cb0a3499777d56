"""Recurring revenue between two days: what began, came, grew, shrank, went, and what is left.

Each account's yearly amount is seen on the day before the period and on its last day; the bridge
is the sum of what each account did, so it ties to the cent however rows were renewed or split.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from tools.parts.comparing import CENTS
from tools.parts.metrics.keys import Raw, keys_of, raw_key
from tools.parts.metrics.shape import Moment, Part
from tools.parts.metrics.slices import Slice
from tools.parts.metrics.sql import days_between
from tools.parts.paths import alive, table_of

SUBSCRIPTION = table_of("subscription").c
MISSING = "no subscription is recorded: import a file with `pitcrew import FILE --as subscription`"
AMOUNTS = ("opening", "new", "expansion", "contraction", "churn", "closing")
CUSTOMERS = ("customers_before", "customers_new", "customers_lost", "customers_after")
DAYS_OF_A_YEAR = 365


def active_on(day: date) -> ColumnElement[bool]:
    """Subscriptions that run on a day."""
    ends = SUBSCRIPTION.ends_on
    return and_(SUBSCRIPTION.starts_on <= day, or_(ends.is_(None), ends >= day))


def _running(moment: Moment) -> ColumnElement[bool]:
    return active_on(moment.last_day)


SUBSCRIPTIONS = Part("subscriptions", _running, table="subscription", day="starts_on")


def bridge(cut: Slice) -> dict[Raw, dict[str, Decimal | None]]:
    """For every group: the bridge in major units, and its customers."""
    if cut.span.start is not None and cut.span.start > cut.ctx.today:
        return {}
    each = each_account(cut).subquery()
    width = len(each.c) - 3
    keys = [each.c[f"k{i}"] for i in range(width)]
    before, after = each.c.before, each.c.after
    columns = [
        func.sum(before), _sum(before == 0, after), _sum(and_(before > 0, after > before),
                                                       after - before),
        _sum(and_(after > 0, after < before), before - after), _sum(after == 0, before),
        func.sum(after), _count(before > 0), _count(and_(before == 0, after > 0)),
        _count(and_(before > 0, after == 0)), _count(after > 0),
    ]  # fmt: skip
    rows = select(*keys, *columns)
    found: dict[Raw, dict[str, Decimal | None]] = {}
    for row in cut.ctx.session.execute(rows.group_by(*keys) if keys else rows):
        values = row[width:]
        if values[0] is not None:
            found[raw_key(cut, row)] = _named(values)
    return found


def accounts_behind(cut: Slice, bar: str, limit: int) -> list[str]:
    """The ids of the first accounts that make up a bar of the whole bridge."""
    each = each_account(cut.whole()).subquery()
    before, after = each.c.before, each.c.after
    made_of = {
        "opening": before > 0, "closing": after > 0, "new": and_(before == 0, after > 0),
        "expansion": and_(before > 0, after > before),
        "contraction": and_(after > 0, after < before), "churn": and_(before > 0, after == 0),
    }  # fmt: skip
    rows = select(each.c.account).where(made_of[bar]).order_by(each.c.account).limit(limit)
    return [row[0] for row in cut.ctx.session.execute(rows)]


def _named(values: Any) -> dict[str, Decimal | None]:
    amounts = {
        name: Decimal(v or 0) / CENTS for name, v in zip(AMOUNTS, values[:6], strict=True)
    }  # fmt: skip
    counts = {name: Decimal(v) for name, v in zip(CUSTOMERS, values[6:], strict=True)}
    return {**amounts, **counts}


def each_account(cut: Slice) -> Select[Any]:
    """Each account with its groups and its yearly amount, in cents, before and at the end."""
    moment = cut.moment
    opens, last = opening_day(cut), moment.last_day
    joins = cut.joins("subscription")
    keys = list(keys_of(cut, joins, SUBSCRIPTIONS))
    cents = moment.cents("subscription", "arr_cents", last)
    before = case((active_on(opens), cents), else_=0) if opens is not None else 0 * cents
    return (
        select(
            *(key.label(f"k{i}") for i, key in enumerate(keys)),
            SUBSCRIPTION.account_id.label("account"), func.sum(before).label("before"),
            func.sum(case((active_on(last), cents), else_=0)).label("after"),
        )
        .select_from(joins.source())
        .where(
            cut.rows("subscription"), moment.own_money("subscription", last),
            SUBSCRIPTION.starts_on <= last,
        )
        .group_by(*keys, SUBSCRIPTION.account_id)
    )  # fmt: skip


def opening_day(cut: Slice) -> date | None:
    """The day before the period; None when it has no start."""
    return None if cut.span.start is None else cut.span.start - timedelta(days=1)


def recorded(cut: Slice) -> bool:
    """Whether the workspace keeps any subscription."""
    table = table_of("subscription")
    rows = select(table.c.id).where(alive(table, cut.ctx.workspace.id)).limit(1)
    return cut.ctx.session.execute(rows).first() is not None


def recognised(cut: Slice) -> dict[Raw, Decimal]:
    """The recurring revenue of the days in the period, in major units, a 365th a day."""
    moment = cut.moment
    first, last = cut.span.start, moment.last_day
    joins = cut.joins("subscription")
    keys = list(keys_of(cut, joins, SUBSCRIPTIONS))
    starts, ends = SUBSCRIPTION.starts_on, func.coalesce(SUBSCRIPTION.ends_on, last)
    begins = starts if first is None else case((starts > first, starts), else_=first)
    until = case((ends < last, ends), else_=last)
    days = days_between(begins, until) + 1
    revenue = func.sum(moment.cents("subscription", "arr_cents", last) * days)
    rows = (
        select(*keys, revenue)
        .select_from(joins.source())
        .where(
            cut.rows("subscription"), moment.own_money("subscription", last), starts <= last,
            ends >= (first or date.min),
        )
    )  # fmt: skip
    found = cut.ctx.session.execute(rows.group_by(*keys) if keys else rows)
    return {
        raw_key(cut, row): Decimal(row[-1]) / (CENTS * DAYS_OF_A_YEAR)
        for row in found
        if row[-1] is not None
    }


def _sum(condition: ColumnElement[bool], value: ColumnElement[int]) -> ColumnElement[Any]:
    return func.sum(case((condition, value), else_=0))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def kept(parts: Mapping[str, Decimal | None], *names: str) -> Decimal:
    """The sum of some parts of a bridge; names that begin with a minus are taken away."""
    total = Decimal(0)
    for name in names:
        value = parts.get(name.removeprefix("-")) or Decimal(0)
        total += -value if name.startswith("-") else value
    return total
