"""The scores of earlier days beside today's."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from store.quality import Mark
from store.schema import entity
from tools.parts import charts
from tools.result import Cell, Chart, Table

DAYS_SHOWN = 24
SCORE = "score"


@dataclass(frozen=True, slots=True)
class Step:
    """How a table's score moved since it was measured before."""

    table: str
    before: Mark
    now: Mark

    @property
    def points(self) -> Decimal:
        """The change, as a share."""
        return (self.now.value or Decimal(0)) - (self.before.value or Decimal(0))


def scores(marks: Sequence[Mark]) -> dict[str, list[Mark]]:
    """For each table, its scores in order of days; days without a value are left out."""
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        if mark.mark == SCORE and mark.value is not None:
            found.setdefault(mark.table, []).append(mark)
    return found


def steps(marks: Sequence[Mark]) -> list[Step]:
    """The last step of each table that was measured before."""
    return [Step(table, line[-2], line[-1]) for table, line in scores(marks).items()
            if len(line) > 1]  # fmt: skip


def notes(marks: Sequence[Mark]) -> list[str]:
    """How each score moved since the day it was measured before."""
    said = []
    for step in steps(marks):
        points = (step.points * 100).quantize(Decimal("0.1"))
        moved = "unchanged" if not points else f"{'up' if points > 0 else 'down'} {abs(points)}"
        unit = " points" if points else ""
        said.append(f"{entity(step.table).plural} {moved}{unit} since {step.before.on}")
    return [f"Trend: {'; '.join(said)}."] if said else []


def table(marks: Sequence[Mark]) -> list[Table]:
    """A row a day that was measured, a column a table; none while there is one day only."""
    found = scores(marks)
    days = sorted({mark.on for line in found.values() for mark in line})[-DAYS_SHOWN:]
    if len(days) < 2:  # noqa: PLR2004 - one day is no trend
        return []
    known = {(name, mark.on): mark.value for name, line in found.items() for mark in line}
    rows: list[list[Cell]] = [[day, *(known.get((name, day)) for name in found)] for day in days]
    return [
        Table(
            name="trend", title="Scores over time",
            columns=["day", *(entity(name).plural for name in found)],
            units=["date", *["rate"] * len(found)], rows=rows, total=len(rows),
        )
    ]  # fmt: skip


def chart(marks: Sequence[Mark]) -> list[Chart]:
    """The scores as lines; none while there is one day only."""
    points = [
        (mark.on.isoformat(), entity(name).plural, mark.value)
        for name, line in scores(marks).items()
        for mark in line[-DAYS_SHOWN:]
    ]
    days = {point[0] for point in points}
    made = charts.lines("Data quality", "day", "rate", sorted(points)) if len(days) > 1 else None
    return [made] if made else []
