"""A breakdown by stage put in the order of the sales process."""

from decimal import Decimal

from sqlmodel import col, select

from store.crm import Stage
from tools.context import Context
from tools.parts import charts
from tools.result import Cell, Chart, Result, Table


def in_stage_order(ctx: Context, results: list[Result]) -> None:
    """Put the rows and bars of every result by stage in the order that deals move.

    Deals are counted where none of them has an amount; else their amounts say more.
    """
    _amounts_or_deals(results)
    place = positions(ctx)
    for result in results:
        for table in result.tables:
            table.rows.sort(key=lambda row: place.get(str(row[0]), len(place)))
        if result.charts and result.tables:
            drawn = _bars(result.charts[0].title, result.tables[0])
            result.charts = [drawn] if drawn else result.charts


def _amounts_or_deals(results: list[Result]) -> None:
    there = {str(each.facts.get("metric")): each for each in results}
    amounts, deals = there.get("open_pipeline"), there.get("open_deals")
    if amounts is None or deals is None:
        return
    has_amounts = any(figure.value is not None for figure in amounts.figures)
    results.remove(deals if has_amounts else amounts)


def positions(ctx: Context) -> dict[str, int]:
    """The place of each live stage in the process, by its name."""
    found = ctx.session.exec(
        select(Stage.name, Stage.position)
        .where(col(Stage.workspace_id) == ctx.workspace.id, col(Stage.state) == "live")
        .order_by(col(Stage.position), col(Stage.id))
    ).all()
    return {name: place for place, (name, _) in enumerate(found)}


def _bars(title: str, table: Table) -> Chart | None:
    points = [(str(row[0]), _number(row[1])) for row in table.rows]
    return charts.bars(title, table.columns[0], table.units[1], points)


def _number(value: Cell) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) else None
