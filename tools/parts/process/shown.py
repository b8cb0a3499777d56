"""The tables and the chart of a mined process."""

from decimal import Decimal

from tools.parts import charts
from tools.parts.process.paths import PATH_SIGN, kind_of
from tools.parts.process.told import FEWEST, HALF, Dwell, Told, bottleneck, decimal, dwells
from tools.parts.quantiles import quantile
from tools.result import Cell, Chart, Table

PATHS_SHOWN, MOVES_SHOWN = 12, 40
KINDS = {"next": "to the next stage", "skip": "over a stage", "back": "back", "won": "won",
         "lost": "lost", "other": "other"}  # fmt: skip


def stage_table(told: Told, found: list[Dwell]) -> Table:
    """How long deals stay in each stage."""
    every = sum(d.days for d in found) or 1
    rows: list[list[Cell]] = [
        [d.stage, d.entered, d.left, d.there, decimal(d.mean), *ended(d), decimal(d.waiting),
         round(Decimal(d.days) / every, 3), told.process.skips.get(d.stage, 0)]
        for d in found
    ]  # fmt: skip
    return Table(
        name="process_stages", title="How long deals stay in each stage",
        columns=["stage", "entered", "left", "still there", "mean days", "median days",
                 "90th percentile", "median age of those there", "share of all days",
                 "jumped over"],
        units=["text", "count", "count", "count", "days", "days", "days", "days", "rate", "count"],
        rows=rows, total=len(rows),
    )  # fmt: skip


def ended(dwell: Dwell) -> tuple[Decimal | None, Decimal | None]:
    """By when half and nine in ten have left, when enough have."""
    if dwell.left < FEWEST:
        return None, None
    return decimal(dwell.median), decimal(dwell.p90)


def move_table(told: Told) -> Table:
    """Where deals go from each stage."""
    process, stages = told.process, told.read.stages
    out: dict[str, int] = {}
    for (start, _), days in process.steps.items():
        out[start] = out.get(start, 0) + len(days)
    last = len(stages) + 1

    def place(name: str) -> int:
        return stages[name].position if name in stages else last

    pairs = sorted(process.steps, key=lambda p: (place(p[0]), p[0], -len(process.steps[p]), p[1]))
    rows: list[list[Cell]] = [
        [start, end, KINDS[kind_of(start, end, stages)], len(process.steps[start, end]),
         round(Decimal(len(process.steps[start, end])) / out[start], 3),
         decimal(quantile(process.steps[start, end], HALF))]
        for start, end in pairs
    ]  # fmt: skip
    return Table(
        name="process_moves", title="Where deals go from each stage",
        columns=["from", "to", "kind", "moves", "share", "median days before"],
        units=["text", "text", "text", "count", "rate", "days"], rows=rows[:MOVES_SHOWN],
        total=len(rows),
    )  # fmt: skip


def path_table(told: Told) -> Table:
    """The paths that decided deals took."""
    process = told.process
    common = sorted(process.variants, key=lambda p: (-process.variants[p], p))
    rows: list[list[Cell]] = [
        [PATH_SIGN.join(path), process.variants[path],
         round(Decimal(process.variants[path]) / process.decided, 3), process.won[path],
         round(Decimal(process.won[path]) / process.variants[path], 3)
         if process.variants[path] >= FEWEST else None]
        for path in common[:PATHS_SHOWN] if path
    ]  # fmt: skip
    return Table(
        name="process_paths", title="The paths that decided deals took",
        columns=["path", "deals", "share", "won", "win rate"],
        units=["text", "count", "rate", "count", "rate"], rows=rows, total=len(common),
    )  # fmt: skip


def part_table(told: Told) -> Table:
    """The process of each group."""
    rows: list[list[Cell]] = []
    for name, process in told.parts.items():
        narrow = bottleneck(dwells(process, told.read))
        rows.append([
            name, process.deals, narrow.stage if narrow else None,
            *(ended(narrow) if narrow else (None, None)),
            *(round(Decimal(len(s)) / process.deals, 3)
              for s in (process.returned, process.looped, process.skipped)),
        ])  # fmt: skip
    return Table(
        name="process_by_group", title=f"The process by {told.by}",
        columns=[told.by, "deals", "bottleneck", "median days", "90th percentile", "went back",
                 "twice in a stage", "jumped over one"],
        units=["text", "count", "text", "days", "days", "rate", "rate", "rate"],
        rows=rows, total=len(rows),
    )  # fmt: skip


def chart(found: list[Dwell]) -> Chart | None:
    """Median days as bars."""
    points = [(d.stage, ended(d)[0]) for d in found]
    return charts.bars("Median days in each stage", "stage", "days", points)
