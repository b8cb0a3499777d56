"""Charts on a terminal: bars of blocks, drawn from the specification that the page reads too."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from api.drawing.plain import plain
from tools.parts.formats import written
from tools.result import Chart

ROWS = 30
"""A chart with more bars than this says nothing on a terminal."""
WIDE, NARROWEST = 48, 12
NAME, VALUE = 30, 16
EIGHTHS = " ▏▎▍▌▋▊▉"
FULL, UNSURE = "█", "░"
FALLS = "red"
RISES = "green"
PLAIN = "cyan"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is called, where it starts and ends, and up to where it has come already."""

    name: str
    start: Decimal
    end: Decimal
    hangs: bool = False
    sure: Decimal | None = None

    @property
    def length(self) -> Decimal:
        """How far it goes, below zero when it goes down."""
        return self.end - self.start


def chart(given: Chart, width: int) -> RenderableType | None:
    """A line for each bar or point with its value; None for a chart of another shape.

    Args:
        given: The chart.
        width: How many characters wide the terminal is.
    """
    bars = read(given.spec)
    if len(bars) < 2 or len(bars) > ROWS:  # noqa: PLR2004 - one bar compares with nothing
        return None
    unit = str(given.spec.get("usermeta", {}).get("unit", "number"))
    room = max(NARROWEST, min(WIDE, width - NAME - VALUE - 6))
    low, high = _ends(bars, _floor(given.spec))
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(max_width=NAME, overflow="ellipsis", no_wrap=True)
    grid.add_column(no_wrap=True, width=room + 1)
    grid.add_column(justify="right", no_wrap=True)
    for bar in bars:
        value = written(bar.length if bar.hangs else bar.end, unit)
        drawn = Text(_drawn(bar, low, high - low, room), _colour(bar))
        grid.add_row(Text(f"  {plain(bar.name)}", "dim"), drawn, Text(value))
    return Group(Text(plain(given.title), "italic"), grid)


def _ends(bars: Sequence[Bar], floor: Decimal) -> tuple[Decimal, Decimal]:
    """The ends of the axis: zero is on it, unless a walk starts its axis above zero."""
    edges = [edge for bar in bars for edge in (bar.start, bar.end)]
    return (floor or min(edges), max(Decimal(0), *edges))


def read(spec: dict[str, Any]) -> list[Bar]:
    """The bars of a chart of one series, a walk or a forecast; none when it has another shape."""
    if "layer" in spec:
        return _piled(spec["layer"])
    encoding = spec.get("encoding", {})
    x, y = encoding.get("x", {}), encoding.get("y", {})
    measure, label = (y, x) if y.get("type") == "quantitative" else (x, y)
    hung = encoding.get("y2", {}).get("field")
    if "color" in encoding and not hung:
        return []
    found = []
    for row in spec.get("data", {}).get("values", []):
        end = _number(row.get(measure.get("field")))
        start = _number(row.get(hung)) if hung else Decimal(0)
        if end is not None and start is not None:
            found.append(Bar(str(row.get(label.get("field"))), start, end, bool(hung)))
    return found


def _piled(layers: Sequence[dict[str, Any]]) -> list[Bar]:
    """A forecast: what has come and what is still to come stand on each other."""
    first = layers[0] if layers else {}
    encoding, rows = first.get("encoding", {}), first.get("data", {}).get("values", [])
    names = [encoding.get(channel, {}).get("field") for channel in ("x", "y", "color")]
    if first.get("mark") != "bar" or None in names or "y2" in encoding:
        return []
    found: dict[str, Bar] = {}
    for row in rows:
        name, height = str(row.get(names[0])), _number(row.get(names[1]))
        below = found.get(name)
        if height is not None:
            found[name] = Bar(name, Decimal(0), (below.end if below else Decimal(0)) + height,
                              sure=below.end if below else None)  # fmt: skip
    return list(found.values())


def _drawn(bar: Bar, low: Decimal, span: Decimal, room: int) -> str:
    """Blocks from the bar's start to its end; one that is not zero is never nothing."""
    if not span:
        return ""
    first = max(low, min(bar.start, bar.end))
    lead = int((first - low) / span * room)
    eighths = round(abs(max(bar.start, bar.end) - first) / span * room * 8)
    if bar.length:
        eighths = max(1, eighths)
    sure = eighths if bar.sure is None else round((bar.sure - low) / span * room * 8)
    open_end = max(0, eighths // 8 - sure // 8)
    if open_end:
        return " " * lead + FULL * (sure // 8) + UNSURE * open_end
    return " " * lead + FULL * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def _colour(bar: Bar) -> str:
    if not bar.hangs:
        return FALLS if bar.end < 0 else PLAIN
    if not bar.start:
        return PLAIN
    return FALLS if bar.length < 0 else RISES


def _floor(spec: dict[str, Any]) -> Decimal:
    given = spec.get("encoding", {}).get("y", {}).get("scale", {}).get("domainMin")
    return _number(given) or Decimal(0)


def _number(value: Any) -> Decimal | None:
    return Decimal(str(value)) if isinstance(value, int | float | Decimal) else None


def fitting(charts: Sequence[Chart], width: int) -> list[RenderableType]:
    """Those of the charts that a terminal can show."""
    return [drawn for each in charts if (drawn := chart(each, width)) is not None]
