"""The rows behind each bar: the receipts of a breakdown's groups, given the ids of their rows."""

from typing import Any

from store.receipts import ROWS_KEPT
from store.trail import Receipt
from tools.arguments import Filter, Link
from tools.context import Context
from tools.parts.measuring.asked import understand
from tools.parts.measuring.receipts import backing
from tools.result import Result

GROUPS_AT_MOST = 12
"""Bars of one chart; each costs a query."""


def give_rows(ctx: Context, result: Result, arguments: dict[str, Any]) -> None:
    """Let every bar of a measured breakdown open the rows that it was computed from.

    A group whose conditions find another number of rows than it was counted with, such as two
    people of one name, keeps its receipt without rows: wrong ones are worse than none.

    Args:
        ctx: The call that measured; its receipts are not written yet.
        result: What `measure` answered.
        arguments: What it was asked.
    """
    if not arguments.get("by"):
        return
    pending = {row.id: row for row in ctx.session.new if isinstance(row, Receipt)}
    for figure in result.figures[: GROUPS_AT_MOST + 1]:
        receipt = pending.get(figure.id)
        if receipt is None or receipt.row_ids or receipt.metric != arguments["metric"]:
            continue
        found = _rows(ctx, receipt, arguments.get("period"))
        if len(found) == min(receipt.n or 0, ROWS_KEPT):
            receipt.row_ids = found


def _rows(ctx: Context, receipt: Receipt, period: str | None) -> list[str]:
    filters = [Filter(**condition) for condition in receipt.filters if "field" in condition]
    links = [Link(**condition) for condition in receipt.filters if "field" not in condition]
    asked = understand(ctx, receipt.metric, [], filters, period, receipt.variant, links=links)
    return list(backing(asked, None).row_ids)
