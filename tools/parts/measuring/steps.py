"""The steps behind a figure: the bars of a bridge, the gates of a funnel, the checks made."""

from decimal import Decimal
from itertools import pairwise

from tools.parts.charts import waterfall
from tools.parts.measuring.asked import Asked
from tools.parts.measuring.receipts import ROWS_KEPT, Derived, exact
from tools.parts.measuring.wording import about
from tools.parts.metrics.bridge import accounts_behind
from tools.parts.metrics.shape import Answer
from tools.result import Cell, Chart, Figure, Table

DOWN = frozenset({"contraction", "churn"})
"""Bars of a bridge that take away."""


def steps(asked: Asked, whole: Answer | None) -> tuple[list[Table], list[Figure]]:
    """A table of the metric's steps with a receipt for each; nothing for a metric without any."""
    known = [
        (name, label, _height(asked, name, whole.inputs.get(name)))
        for name, label in asked.metric.steps
    ] if whole is not None else []  # fmt: skip
    if not any(value is not None for _, _, value in known):
        return [], []
    unit = asked.metric.steps_unit.replace("money", asked.ctx.workspace.currency)
    funnel = asked.metric.unit == "rate" and unit == "count" and whole is not None
    first = known[0][2] if funnel and _narrows([value for _, _, value in known]) else None
    rows: list[list[Cell]] = []
    for _, label, value in known:
        row: list[Cell] = [label, exact(value, unit)]
        if first:
            row.append(exact((value or Decimal(0)) / first, "rate"))
        rows.append(row)
    behind = {name: _rows(asked, name) for name, _, _ in known}
    figures = [
        Derived(name, label, value, unit, name, {}, None if value is not None else "not recorded",
                *behind[name], definition).figure(asked)
        for (name, label, value), definition in zip(known, asked.metric.steps_mean, strict=True)
    ]  # fmt: skip
    share = [f"share of {known[0][1]}"] if first else []
    table = Table(
        name=f"{asked.metric.name}_steps", title=about(asked),
        columns=["step", "amount" if unit != "count" else "number", *share],
        units=["text", unit, *(["rate"] if first else [])], rows=rows, total=len(rows),
    )  # fmt: skip
    return [table], figures


def _rows(asked: Asked, name: str) -> tuple[str | None, list[str]]:
    """The records behind a step, and their table; a bridge's are accounts."""
    if asked.metric.steps_unit != "money" or asked.cut.span.start is None:
        return None, []
    return "account", accounts_behind(asked.cut, name, ROWS_KEPT)


def walk(asked: Asked, whole: Answer | None) -> Chart | None:
    """A bridge of money as bars that hang where the one before ended; None for other metrics."""
    first, *bars, last = asked.metric.steps or (("", ""), ("", ""))
    values = whole.inputs if whole is not None and asked.metric.additive else {}
    opening = values.get(first[0])
    if opening is None or asked.metric.steps_unit != "money":
        return None
    heights = [(label, _height(asked, name, values.get(name)) or Decimal(0))
               for name, label in bars]  # fmt: skip
    unit = asked.ctx.workspace.currency
    return waterfall(about(asked), "ARR", unit, opening, heights, ends=(first[1], last[1]))


def _height(asked: Asked, name: str, value: Decimal | None) -> Decimal | None:
    """A step as it counts: what a bridge of money loses is negative, so that its bars add up."""
    down = asked.metric.steps_unit == "money" and name in DOWN
    return -value if down and value else value


def _narrows(values: list[Decimal | None]) -> bool:
    """Whether each step is part of the one before it, as in a funnel."""
    there = [value for value in values if value is not None]
    return bool(there) and all(a >= b for a, b in pairwise(there))
