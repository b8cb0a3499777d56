"""Kaplan-Meier curves as a table and as lines."""

from collections.abc import Mapping
from decimal import Decimal

from tools.parts import charts
from tools.parts.survival import Curve
from tools.result import Cell, Chart, Table

DAYS = (14, 30, 60, 90, 120, 180, 270, 365)
LINES_AT_MOST = 6


def curve_table(label: str, until: str, curves: Mapping[str, Curve]) -> Table:
    """The share that has ended by some ages; blank beyond the last day that was watched."""
    rows: list[list[Cell]] = [
        [name, *(_ended(curve, day) for day in DAYS)] for name, curve in curves.items()
    ]
    return Table(
        name="closing_curves", title=f"Share {until} by age",
        columns=[label, *(f"day {day}" for day in DAYS)], units=["text", *["rate"] * len(DAYS)],
        rows=rows, total=len(rows),
    )  # fmt: skip


def curve_chart(until: str, curves: Mapping[str, Curve]) -> Chart | None:
    """A line for each of the first groups."""
    points = [
        (f"day {day}", name, _ended(curve, day))
        for name, curve in list(curves.items())[:LINES_AT_MOST]
        for day in DAYS
    ]
    return charts.lines(f"Share {until} by age", "age", "rate", points)


def _ended(curve: Curve, day: int) -> Decimal | None:
    if day > curve.last:
        return None
    survival = next((s.survival for s in reversed(curve.steps) if s.day <= day), 1.0)
    return Decimal(str(round(1 - survival, 4)))
