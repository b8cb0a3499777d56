"""What an analysis of the process shows, before any figure is made of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tools.context import Context
from tools.parts.measuring.receipts import exact
from tools.parts.periods import Span
from tools.parts.process.paths import Process, Stay
from tools.parts.process.reading import Read
from tools.parts.quantiles import quantile
from tools.parts.survival import Seen, kaplan_meier

HALF, NINE_TENTHS = Fraction(1, 2), Fraction(9, 10)
FEWEST = 5
"""Stays that have ended below which a stage has no median worth saying."""


@dataclass(frozen=True, slots=True)
class Dwell:
    """How long deals stay in one stage; those that go on count for as long as they were seen."""

    stage: str
    entered: int
    left: int
    there: int
    median: Fraction | None
    p90: Fraction | None
    waiting: Fraction | None
    days: int

    @property
    def mean(self) -> Fraction:
        """Days of a stay on average, those that go on counted up to now."""
        return Fraction(self.days, self.entered)


@dataclass(frozen=True, slots=True)
class Told:
    """All that an analysis shows."""

    ctx: Context
    span: Span
    who: str
    read: Read
    process: Process
    by: str = ""
    parts: dict[str, Process] = field(default_factory=dict)
    filters: list[dict[str, Any]] = field(default_factory=list)
    stage: str | None = None

    @property
    def dwells(self) -> list[Dwell]:
        return dwells(self.process, self.read)


def dwells(process: Process, read: Read) -> list[Dwell]:
    """Each open stage in order, with how long deals stay in it."""
    stays: dict[str, list[Stay]] = {}
    for stay in process.stays:
        stays.setdefault(stay.stage, []).append(stay)
    last = max((s.position for s in read.stages.values()), default=0) + 1
    order = sorted(stays, key=lambda n: (read.stages[n].position if n in read.stages else last, n))
    return [_dwell(name, stays[name]) for name in order]


def _dwell(name: str, stays: list[Stay]) -> Dwell:
    over = [s.days for s in stays if s.over]
    still = [s.days for s in stays if not s.over]
    return Dwell(
        name, len(stays), len(over), len(still), _left_by(over, still, HALF),
        _left_by(over, still, NINE_TENTHS), quantile(still, HALF), sum(over) + sum(still),
    )  # fmt: skip


def _left_by(over: list[int], still: list[int], share: Fraction) -> Fraction | None:
    """Days by which this share has left; None while fewer have.

    To look only at stays that have ended would make every stage look fast: the long ones go on.
    """
    if not still:
        return quantile(over, share)
    seen = [*(Seen(days, 1) for days in over), *(Seen(days, 0) for days in still)]
    day = kaplan_meier(seen).quantile(float(share))
    return None if day is None else Fraction(day)


def bottleneck(found: Iterable[Dwell]) -> Dwell | None:
    """The stage in which a deal that enters it spends the longest on average."""
    known = [d for d in found if d.left >= FEWEST]
    return max(known, key=lambda d: (d.mean, d.stage), default=None)


def decimal(value: Fraction | None) -> Decimal | None:
    """A fraction as a figure holds it."""
    return None if value is None else exact(Decimal(value.numerator) / value.denominator, "days")
