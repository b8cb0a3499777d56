"""The tables and the chart of a forecast."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from sqlalchemy import select

from tools.context import Context
from tools.parts.charts import SCHEMA, value_axis
from tools.parts.forecasting.backtest import record_of
from tools.parts.forecasting.figures import METHODS, major
from tools.parts.forecasting.groups import Part
from tools.parts.forecasting.outlook import Outlook
from tools.parts.forecasting.readiness import zombies
from tools.parts.forecasting.reading import Deals
from tools.parts.paths import Joins, alive, table_of
from tools.result import Cell, Chart, Table

SHOWN = 10
GROUPS_SHOWN = 200


def parts_table(names: Sequence[str], parts: Sequence[Part], currency: str) -> Table:
    """The forecast of each group; the groups add up to the whole, their ranges do not."""
    rows: list[list[Cell]] = [
        [*(cell if cell is not None else "(none)" for cell in part.key), *(
            major(cents) for cents in (part.done, part.to_come, part.expected, part.low, part.high)
        ), part.open_deals]
        for part in parts[:GROUPS_SHOWN]
    ]  # fmt: skip
    return Table(
        name="forecast_by_group", title="Forecast by " + " and ".join(names),
        columns=[*names, "won so far", "still to come", "forecast", "low", "high", "open deals"],
        units=[*("text" for _ in names), *(currency for _ in range(5)), "count"],
        rows=rows, total=len(parts),
    )  # fmt: skip


def methods_table(outlook: Outlook, chosen: str, currency: str) -> Table:
    """Every method's total for the period, and how it did at this point of past quarters."""
    assert outlook.combined is not None  # noqa: S101 - there is nothing to show otherwise
    told = {"combined": outlook.combined.cents, **outlook.combined.views.cents,
            "stage_weighted": outlook.weighted}  # fmt: skip
    rows: list[list[Cell]] = []
    for name, cents in told.items():
        record = record_of(list(outlook.past), name)
        label = METHODS[name]
        if name == "combined" and chosen != name:
            label = f"{METHODS[chosen]}, less its replayed bias"
        weight = outlook.combined.weights.get(name)
        rows.append([
            label, major(cents + outlook.done), _share(record.error if record else None),
            _share(record.bias if record else None), record.n if record else 0, _share(weight),
        ])  # fmt: skip
    return Table(
        name="methods", title="Methods side by side",
        columns=["method", "total for the period", "past error", "past bias", "quarters tested",
                 "weight"],
        units=["text", currency, "rate", "rate", "count", "rate"], rows=rows, total=len(rows),
    )  # fmt: skip


def past_table(outlook: Outlook, currency: str) -> Table:
    """What would have been forecast at the same point of past quarters, and what came."""
    rows: list[list[Cell]] = [
        [p.label, p.day, major(p.expected), major(p.low), major(p.high), major(p.real),
         _share(p.error)]
        for p in outlook.past
    ]  # fmt: skip
    return Table(
        name="back_test", title="The same forecast in past quarters",
        columns=["quarter", "as of", "forecast", "low", "high", "actual", "error"],
        units=["text", "date", *(currency for _ in range(4)), "rate"], rows=rows, total=len(rows),
    )  # fmt: skip


def swing_table(ctx: Context, deals: Deals, outlook: Outlook) -> Table:
    """The open deals whose fate moves the total most."""
    assert outlook.combined is not None  # noqa: S101 - there is nothing to show otherwise
    yields = outlook.combined.views.yields
    where = np.flatnonzero(deals.book.is_open)
    swing = yields.value * np.sqrt(yields.chance * (1 - yields.chance))
    order = np.argsort(-swing, kind="stable")[:SHOWN]
    about = about_deals(ctx, [deals.ids[n] for n in where[order]])
    rows: list[list[Cell]] = []
    for n in order:
        name, owner, stage = about[deals.ids[where[n]]]
        rows.append([name, owner, stage, major(yields.value[n]), _share(float(yields.chance[n])),
                     major(swing[n])])  # fmt: skip
    currency = ctx.workspace.currency
    return Table(
        name="swing_deals", title="Deals that swing it",
        columns=["deal", "owner", "stage", "amount", "chance in the period", "swing"],
        units=["text", "text", "text", currency, "rate", currency], rows=rows, total=len(where),
        row_table="opportunity", row_ids=[deals.ids[n] for n in where[order]],
    )  # fmt: skip


def zombie_table(ctx: Context, deals: Deals) -> Table:
    """Open deals that are older than almost any deal that was won, the dearest first."""
    old = zombies(deals)
    shown = [deals.ids[n] for n in old[:SHOWN]]
    about = about_deals(ctx, shown)
    rows: list[list[Cell]] = [
        [*about[deals.ids[n]], _amount(deals.book.cents[n]),
         int(deals.book.now - deals.book.created[n])]
        for n in old[:SHOWN]
    ]  # fmt: skip
    return Table(
        name="past_winning_age", title="Open deals older than almost any that was won",
        columns=["deal", "owner", "stage", "amount", "age"],
        units=["text", "text", "text", ctx.workspace.currency, "days"], rows=rows, total=len(old),
        row_table="opportunity", row_ids=shown,
    )  # fmt: skip


def checks_table(outlook: Outlook) -> Table:
    """What was looked at to tell whether the data can carry a forecast."""
    rows: list[list[Cell]] = [
        [check.name, check.verdict, check.found, check.means] for check in outlook.ready.checks
    ]
    return Table(
        name="readiness", title=f"Readiness: {outlook.ready.verdict}",
        columns=["check", "verdict", "found", "what it means"],
        units=["text", "text", "text", "text"], rows=rows, total=len(rows),
    )  # fmt: skip


def chart(outlook: Outlook, currency: str) -> Chart | None:
    """Past quarters as they ended, and the period with what is won, to come, and the range."""
    if outlook.outcomes is None:
        return None
    label = outlook.span.label
    data = [
        *((past.label, "won", past.real) for past in reversed(outlook.past)),
        (label, "won", outlook.done), (label, "still to come", outlook.expected - outlook.done),
    ]  # fmt: skip
    ends = {"period": label, "low": float(major(outlook.done + outlook.outcomes.p10)),
            "high": float(major(outlook.done + outlook.outcomes.p90))}  # fmt: skip
    bars = [
        {"period": period, "part": part, "amount": float(major(cents))}
        for period, part, cents in data
    ]
    return Chart(title=f"Forecast for {label}", spec=_layers(bars, ends, currency))


def _layers(data: list[dict[str, Any]], ends: dict[str, Any], currency: str) -> dict[str, Any]:
    x = {"field": "period", "type": "ordinal", "sort": None, "title": None}
    y = {"field": "amount", "type": "quantitative", "title": currency, **value_axis(currency)}
    color = {"field": "part", "type": "nominal", "title": None, "sort": None}
    bar = {"mark": "bar", "data": {"values": data}, "encoding": {"x": x, "y": y, "color": color}}
    span = {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}
    rule = {"mark": {"type": "rule", "strokeWidth": 3}, "data": {"values": [ends]},
            "encoding": {"x": x, **span}}  # fmt: skip
    return {"$schema": SCHEMA, "usermeta": {"unit": currency}, "layer": [bar, rule]}


def about_deals(ctx: Context, ids: list[str]) -> dict[str, tuple[str, str | None, str | None]]:
    """Name, owner and stage of a few deals."""
    joins, deal = Joins(ctx.workspace.id, "opportunity"), table_of("opportunity")
    owner = joins.value((("owner_id", "name"),))
    account = joins.value((("account_id", "name"),))
    rows = ctx.session.execute(
        select(deal.c.id, deal.c.name, account, owner, deal.c.stage, deal.c.status)
        .select_from(joins.source())
        .where(alive(deal, ctx.workspace.id), deal.c.id.in_(ids))
    )
    # Asked as of an earlier day, the stage of a deal that has ended since is not known yet.
    return {
        row[0]: (row[1] or row[2] or row[0], row[3], row[4] if row[5] == "open" else None)
        for row in rows
    }


def _share(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(round(value, 4)))


def _amount(cents: float) -> Decimal | None:
    return None if np.isnan(cents) else major(cents)
