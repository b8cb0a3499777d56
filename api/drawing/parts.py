"""The pieces of a reply as rich draws them; nothing here decides anything."""

import re
from collections.abc import Iterable
from itertools import groupby

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from agent.events import Step
from api.drawing.plain import cell, plain
from tools.parts.cells import WORDY
from tools.result import Figure, Question, Table

MARKS = {"planned": "○", "running": "◌", "done": "✓", "refused": "✗", "failed": "✗"}
COLOURS = {"done": "green", "refused": "yellow", "failed": "red"}
NUMBERED = re.compile(r"_[0-9]+$")
ALIKE = 5
"""Figures of one kind that are drawn one by one."""
FEW_ROWS = 4
WIDEST = 38
NARROWER = 26
GAP = 3


def step(given: Step) -> Text:
    """One line of the plan: whether it is done, the tool, and how long it took."""
    colour = COLOURS.get(given.status, "dim")
    line = Text.assemble((f"  {MARKS[given.status]} ", colour), (given.tool, "bold"))
    line.append(f"  {plain(given.title)}", "default")
    if given.ms:
        line.append(f"  {given.ms:,} ms", "dim")
    if given.error:
        line.append(f"\n    {plain(given.error.get('message', ''))}", colour)
    return line


def figures(given: Iterable[Figure]) -> RenderableType:
    """Figures, each with the id of its receipt; of many of one kind, such as reps, the first."""
    grid = Grid.grid(padding=(0, 2))
    for _, alike in groupby(given, key=lambda each: NUMBERED.sub("", each.metric)):
        kind = list(alike)
        shown = kind if len(kind) <= ALIKE + 1 else kind[:ALIKE]
        _add_figures(grid, shown)
        if len(kind) > len(shown):
            rest = f"  and {len(kind) - len(shown):,} more such figures"
            grid.add_row(Text(rest, "dim"), Text("each with its receipt", "dim"), Text(""))
    return grid


def _add_figures(grid: Grid, given: Iterable[Figure]) -> None:
    for each in given:
        why = f"  {plain(each.reason)}" if each.reason else ""
        grid.add_row(
            Text(f"  {plain(each.label)}", "dim"),
            Text(f"{each.text}{why}", "bold" if each.value is not None else "yellow"),
            Text(each.id, "dim cyan"),
        )


def table(given: Table, limit: int, width: int) -> RenderableType:
    """A table's first rows and the columns that fit; what is left out is said.

    Args:
        given: The table.
        limit: How many rows to show.
        width: How many characters wide the terminal is.
    """
    units = [*given.units, *["text"] * (len(given.columns) - len(given.units))]
    rows = [[cell(v, u) for v, u in zip(row, units, strict=False)] for row in given.rows[:limit]]
    names = [plain(name) for name in given.columns]
    widest = roomy(names, rows, width)
    shown = fitting(names, rows, width, widest)
    grid = Grid(
        title=plain(given.title or given.name), title_justify="left", header_style="bold",
        box=box.SIMPLE_HEAD,
    )  # fmt: skip
    # A few rows that fit side by side are shown whole, on as many lines as that takes.
    whole = len(rows) <= FEW_ROWS and len(shown) == len(given.columns)
    for place in shown:
        grid.add_column(
            plain(given.columns[place]), justify="left" if units[place] in WORDY else "right",
            max_width=None if whole else min(widest, width // 3),
            overflow="fold" if whole else "ellipsis", no_wrap=not whole,
        )  # fmt: skip
    for row in rows:
        grid.add_row(*(Text(row[place]) for place in shown))
    rest = _left_out(given, len(rows), shown)
    return Group(grid, Text(f"  {rest}", "dim")) if rest else grid


def roomy(columns: list[str], rows: list[list[str]], width: int) -> int:
    """How wide a column may be: the widest at which most of the first columns fit side by side."""

    def first_left_out(widest: int) -> int:
        shown = fitting(columns, rows, width, widest)
        return next((n for n in range(len(columns)) if n not in shown), len(columns))

    return max((WIDEST, NARROWER), key=first_left_out)


def fitting(
    columns: list[str], rows: list[list[str]], width: int, widest: int = WIDEST
) -> list[int]:
    """The places of the columns that fit, from the left; always the first.

    >>> fitting(["Name", "Note", "Sum"], [["Acme", "x" * 30, "12"]], width=20)
    [0, 1]
    """
    shown: list[int] = []
    used = 1
    for place, name in enumerate(columns):
        longest = max([len(name), *(len(row[place]) for row in rows if place < len(row))])
        needed = min(longest, widest, width // 3) + GAP
        if not shown or used + needed <= width:
            shown.append(place)
            used += needed
    return shown


def _left_out(given: Table, rows: int, columns: list[int]) -> str:
    said = []
    if rows < given.total:
        said.append(f"{rows:,} of {given.total:,} rows")
    if len(columns) < len(given.columns):
        hidden = [plain(n) for i, n in enumerate(given.columns) if i not in columns]
        said.append(f"columns that did not fit: {', '.join(hidden)}")
    if given.artifact:
        said.append(f"all of it: pitcrew export {given.artifact}")
    return "; ".join(said)


def question(given: Question) -> Text:
    """What Pitcrew must know, and the words that answer it."""
    text = Text(f"? {plain(given.text)}", "bold yellow")
    for option in given.options:
        text.append(f"\n  • {plain(option)}", "default")
    return text
