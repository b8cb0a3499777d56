"""Tables as letters of one width: the first rows and the columns that fit; the rest is said."""

from collections.abc import Sequence

from api.drawing.parts import fitting, roomy
from api.drawing.plain import cell, plain
from connectors.slack.text import escaped, marked, monospaced
from tools.parts.cells import WORDY
from tools.result import Table

ROWS = 10
WIDTH = 76
"""Letters of one width beside each other in Slack's thread view."""
GAP = "  "


def table(given: Table) -> str:
    """A table's first rows under its title."""
    units = [*given.units, *["text"] * (len(given.columns) - len(given.units))]
    rows = [[cell(v, u) for v, u in zip(row, units, strict=False)] for row in given.rows[:ROWS]]
    drawn, hidden = grid(given.columns, units, rows)
    left = []
    if len(rows) < given.total:
        left.append(f"{len(rows):,} of {given.total:,} rows")
    if hidden:
        left.append(f"columns that did not fit: {', '.join(hidden)}")
    rest = f"\n{escaped('; '.join(left))}" if left else ""
    return f"*{marked(given.title or given.name)}*\n{drawn}{rest}"


def grid(
    columns: Sequence[str], units: Sequence[str], rows: list[list[str]]
) -> tuple[str, list[str]]:
    """Rows in letters of one width, and the columns for which there was no room."""
    names = [plain(name) for name in columns]
    flat = [[" ".join(value.split()) for value in row] for row in rows]
    widest = roomy(names, flat, WIDTH)
    shown = fitting(names, flat, WIDTH, widest)
    widths = [
        min(
            max([len(names[i]), *(len(row[i]) for row in flat if i < len(row))]), widest, WIDTH // 3
        )
        for i in shown
    ]
    lines = [_line([names[i] for i in shown], widths, [units[i] for i in shown])]
    lines.append(GAP.join("─" * width for width in widths))
    lines += [
        _line([row[i] if i < len(row) else "" for i in shown], widths, [units[i] for i in shown])
        for row in flat
    ]
    return monospaced(lines), [name for i, name in enumerate(names) if i not in shown]


def _line(values: Sequence[str], widths: Sequence[int], units: Sequence[str]) -> str:
    cells = []
    for value, width, unit in zip(values, widths, units, strict=True):
        cut = value if len(value) <= width else f"{value[: width - 1]}…"
        cells.append(cut.ljust(width) if unit in WORDY else cut.rjust(width))
    return GAP.join(cells).rstrip()
