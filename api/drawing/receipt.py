"""A receipt as the terminal shows it."""

import json
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from api.drawing.plain import plain
from api.views.receipts import Behind, ReceiptView


def drawn(given: ReceiptView) -> RenderableType:
    """The figure, how it was made, and the rows behind it."""
    grid = Grid.grid(padding=(0, 2))
    for name, value in lines(given):
        if value:
            grid.add_row(Text(f"  {name}", "dim"), Text(plain(value)))
    title = Text.assemble((plain(given.label), "bold"), ": ", (given.text, "bold green"))
    parts: list[RenderableType] = [title, grid]
    if given.behind:
        parts.append(behind(given.behind))
    return Group(*parts)


def behind(given: Behind) -> RenderableType:
    """The rows that a figure was computed from."""
    grid = Grid(
        title=f"Rows behind it ({len(given.rows):,} of the {given.total:,} kept)",
        title_justify="left", header_style="bold", box=box.SIMPLE_HEAD,
    )  # fmt: skip
    for name in given.columns:
        grid.add_column(plain(name), overflow="fold")
    for row in given.rows:
        grid.add_row(*(Text("–" if value is None else plain(value)) for value in row))  # noqa: RUF001 - a dash for a missing value
    return grid


def lines(given: ReceiptView) -> list[tuple[str, str]]:
    """How a figure was made: what each line says, and its name."""
    period = given.period or {}
    days = [str(period[name]) for name in ("start", "end") if period.get(name)]
    return [
        ("Receipt", given.id),
        ("Metric", f"{given.metric}, {given.variant}, version {given.definition_version}"),
        ("Definition", given.definition),
        ("Formula", given.formula),
        ("Inputs", pairs(given.inputs)),
        ("Filters", "; ".join(_condition(each) for each in given.filters) or "none"),
        ("Period", " ".join([str(period.get("label", "")), " to ".join(days)]).strip()),
        ("As of", given.as_of.isoformat()),
        ("Rows (n)", "" if given.n is None else f"{given.n:,}"),
        ("Left out", "; ".join(str(each) for each in given.exclusions)),
        ("Caveats", "; ".join(str(each) for each in given.caveats)),
        ("Run", given.run or ""),
    ]


def pairs(inputs: dict[str, Any]) -> str:
    """`won 24, lost 12`."""
    return ", ".join(f"{name.replace('_', ' ')} {_value(value)}" for name, value in inputs.items())


def _condition(given: Any) -> str:
    if isinstance(given, dict) and "field" in given:
        return f"{given['field']} {given.get('op', 'is')} {_value(given.get('value', ''))}".strip()
    return _value(given)


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
