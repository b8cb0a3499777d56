"""The table and the chart of a breakdown."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tools.parts import charts
from tools.parts.measuring.asked import Asked
from tools.parts.measuring.groups import Group
from tools.parts.measuring.receipts import exact
from tools.parts.measuring.wording import about
from tools.parts.metrics.shape import Answer, Key
from tools.result import Cell, Chart, Table

ROWS_AT_MOST = 500


def table(
    asked: Asked, groups: Sequence[Group], then: str | None, total: int,
    running: Mapping[Key, Decimal] | None = None,
) -> Table:  # fmt: skip
    """The groups as rows; `then` names the period beside, if there is one.

    `running` holds the running total of each group, where these are asked for.
    """
    columns = [d.label for d in asked.by] + [asked.variant.label]
    units = ["text"] * len(asked.by) + [asked.unit]
    if then is not None:
        columns += [then, "difference", "change"]
        units += [asked.unit, difference_unit(asked.unit), "rate"]
    if any(g.share is not None for g in groups):
        columns.append("share")
        units.append("rate")
    if asked.unit != "count" and any(g.answer.n for g in groups):
        columns.append(asked.noun[1])
        units.append("count")
    rows = [_row(asked, g, compared=then is not None, columns=columns) for g in groups]
    if running is not None:
        columns.append("running total")
        units.append(asked.unit)
        rows = [
            [*row, exact(running[g.key], asked.unit)] for row, g in zip(rows, groups, strict=True)
        ]
    return Table(
        name=asked.metric.name, title=about(asked), columns=columns, units=units,
        rows=rows[:ROWS_AT_MOST], total=total, row_table=asked.metric.table,
    )  # fmt: skip


def difference_unit(unit: str) -> str:
    """The unit of a difference: rates differ by percentage points."""
    return "points" if unit == "rate" else unit


def moved(now: Answer, before: Answer | None) -> tuple[Decimal | None, Decimal | None]:
    """The difference from another value and the change relative to it."""
    if before is None or now.value is None or before.value is None:
        return None, None
    difference = now.value - before.value
    return difference, difference / before.value if before.value > 0 else None


def chart(asked: Asked, groups: Sequence[Group]) -> Chart | None:
    """Lines through time, or bars."""
    title, unit = about(asked), asked.unit
    times = [i for i, d in enumerate(asked.by) if d.grain]
    if times and len(asked.by) == 1:
        points = [(g.names[0], g.answer.value) for g in groups]
        return charts.line(title, asked.by[0].label, unit, points)
    if len(times) == 1 and len(asked.by) == 2:  # noqa: PLR2004 - time and one series
        at, series = times[0], 1 - times[0]
        rows = [(g.names[at], g.names[series], g.answer.value) for g in groups]
        return charts.lines(title, asked.by[at].label, unit, rows)
    points = [(", ".join(g.names), g.answer.value) for g in groups]
    return charts.bars(title, ", ".join(d.label for d in asked.by), unit, points)


def _row(asked: Asked, group: Group, *, compared: bool, columns: list[str]) -> list[Cell]:
    row: list[Cell] = [*group.names, exact(group.answer.value, asked.unit)]
    if compared:
        difference, change = moved(group.answer, group.other)
        before = group.other.value if group.other else None
        row += [exact(before, asked.unit), exact(difference, asked.unit), exact(change, "rate")]
    if "share" in columns:
        row.append(group.share)
    if columns[-1] == asked.noun[1] and asked.unit != "count":
        row.append(group.answer.n)
    return row
