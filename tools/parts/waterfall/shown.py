"""The tables and the chart of a waterfall."""

from decimal import Decimal

from tools.parts.charts import waterfall
from tools.parts.comparing import CENTS
from tools.parts.periods import written_day
from tools.parts.waterfall.told import NAMES, Told, capital, deal_name, ends, value
from tools.result import Cell, Chart, Table

DEALS_SHOWN = 200


def bar_table(told: Told) -> Table:
    """The bars in order, with the running total."""
    before, after = ends(told, told.walk)
    running = before
    rows: list[list[Cell]] = [[f"open on {written_day(told.first)}", before,
                               told.walk.open_before, before]]  # fmt: skip
    for bar in told.bars:
        height = value(told, told.walk, bar)
        running += height
        rows.append([NAMES[bar], height, told.walk.count(bar), running])
    rows.append([f"open on {written_day(told.last)}", after, told.walk.open_after, after])
    return Table(
        name="waterfall", title=f"From {written_day(told.first)} to {written_day(told.last)}",
        columns=["bar", "amount" if told.priced else "number", "deals", "running total"],
        units=["text", told.unit, "count", told.unit], rows=rows, total=len(rows),
    )  # fmt: skip


def group_table(told: Told) -> Table:
    """A row for each group: its pipeline before, its bars, its pipeline after."""
    rows: list[list[Cell]] = []
    for key, each in told.groups.items():
        before, after = ends(told, each)
        names = [
            str(cell) if cell is not None else f"(no {d.label})"
            for d, cell in zip(told.by, key, strict=True)
        ]
        rows.append([*names, before, *(value(told, each, bar) for bar in told.bars), after])
    titles = [NAMES[bar] for bar in told.bars]
    columns = [*(d.label for d in told.by), "before", *titles, "after"]
    units = ["text"] * len(told.by) + [told.unit] * (len(told.bars) + 2)
    by = " and ".join(d.label for d in told.by)
    return Table(
        name="waterfall_by_group", title=f"The walk by {by}", columns=columns, units=units,
        rows=rows[:DEALS_SHOWN], total=len(rows),
    )  # fmt: skip


def deal_table(told: Told) -> Table:
    """Every deal behind every bar."""
    steps = [step for bar in told.bars for step in told.walk.of(bar)]
    steps.sort(key=lambda step: -abs(step.cents or 0))
    rows: list[list[Cell]] = []
    passages = {one.id: one for one in told.two.passages}
    for step in steps[:DEALS_SHOWN]:
        one = passages[step.deal]
        due = [side.due if side is not None else None for side in (one.before, one.after)]
        amount = None if step.cents is None else Decimal(step.cents) / CENTS
        rows.append([NAMES[step.bar], deal_name(told, step.deal), amount, *due, one.ended_on])
    return Table(
        name="waterfall_deals", title="The deals behind the bars",
        columns=["bar", "deal", "amount", "due before", "due after", "closed"],
        units=["text", "text", told.ctx.workspace.currency, "date", "date", "date"], rows=rows,
        total=len(steps), row_table="opportunity",
        row_ids=[step.deal for step in steps[:DEALS_SHOWN]],
    )  # fmt: skip


def chart(told: Told) -> Chart:
    """Bars that hang where the one before ended."""
    before, _ = ends(told, told.walk)
    steps = [(NAMES[bar], value(told, told.walk, bar)) for bar in told.bars]
    title = f"{capital(told.pipeline)}, {written_day(told.first)} to {written_day(told.last)}"
    return waterfall(title, "pipeline", told.unit, before, steps, won=NAMES["won"])
