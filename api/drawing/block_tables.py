"""Tables as letters of one width: the first rows and the columns that fit; the rest is said."""

from collections.abc import Sequence

from api.drawing.parts import fitting
from api.drawing.plain import cell, plain
from connectors.slack.text import escaped, marked, monospaced
from tools.parts.cells import WORDY
from tools.result import Table

ROWS, FEWER = 12, 5
"""Rows of a table; fewer of each where there are several, for a thread is narrow and long."""
WIDTH = 76
"""Letters of one width beside each other in Slack's thread view."""
CAPS = (38, 26, 18)
"""How wide a column of words may be: as wide as lets the most columns stand beside each other."""
GAP = "  "


def table(given: Table, most: int = ROWS) -> str:
    """A table's first rows under its title."""
    units = [*given.units, *["text"] * (len(given.columns) - len(given.units))]
    rows = [[cell(v, u) for v, u in zip(row, units, strict=False)] for row in given.rows[:most]]
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
    widest = max(CAPS, key=lambda cap: len(fitting(names, flat, WIDTH, cap)))
    shown = fitting(names, flat, WIDTH, widest)
    longest = [max(len(names[i]), *(len(row[i]) for row in flat if i < len(row)), 0) for i in shown]
    # A number that is cut says another one.
    widths = [
        min(length, widest, WIDTH // 3) if units[i] in WORDY else length
        for i, length in zip(shown, longest, strict=True)
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
