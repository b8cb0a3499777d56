"""The M3 series: whole, and cut down to the short histories that a young company has."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Forecast = tuple[Numbers, Numbers, Numbers]
Forecaster = Callable[[Numbers, int, int], Forecast]
MISS = 10.0
"""An interval of 80 % pays two over its tail of 20 % for each unit it misses by."""


@dataclass(frozen=True, slots=True)
class Exam:
    """Which series, how much of their history, and how far ahead."""

    name: str
    period: str
    kind: str = ""
    last: int | None = None
    horizon: int | None = None


EXAMS = (
    Exam("monthly", "MONTHLY"),
    Exam("monthly, firms", "MONTHLY", "MICRO"),
    Exam("quarterly", "QUARTERLY"),
    Exam("firms, 13 months", "MONTHLY", "MICRO", 13, 6),
    Exam("firms, 15 months", "MONTHLY", "MICRO", 15, 6),
    Exam("firms, 24 months", "MONTHLY", "MICRO", 24, 6),
    Exam("firms, 30 months", "MONTHLY", "MICRO", 30, 6),
    Exam("firms, 36 months", "MONTHLY", "MICRO", 36, 6),
    Exam("8 quarters", "QUARTERLY", "", 8, 4),
    Exam("12 quarters", "QUARTERLY", "", 12, 4),
    Exam("16 quarters", "QUARTERLY", "", 16, 4),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One series: what is known, what came, and the values in a cycle."""

    known: Numbers
    came: Numbers
    season: int


@dataclass(frozen=True, slots=True)
class Marks:
    """Mean marks over the series of an exam."""

    n: int
    smape: float
    mase: float
    held: float
    held_first: float
    held_last: float
    msis: float
    milliseconds: float
    slowest: float


class M3:
    """The series of the competition, read once."""

    def __init__(self, folder: Path) -> None:
        values = pl.read_parquet(folder / "series.parquet").sort("uid", "seq")
        about = pl.read_parquet(folder / "meta.parquet").select("uid", "period", "type")
        self._kinds = {row[0]: (row[1], row[2]) for row in about.iter_rows()}
        self._series = {
            str(uid): (part["y"].to_numpy(), part["is_test"].to_numpy())
            for (uid,), part in values.group_by("uid", maintain_order=True)
        }

    def cases(self, exam: Exam, every: int = 1) -> list[Case]:
        """The series of an exam, or every so many-th of them."""
        return list(self._cases(exam))[::every]

    def _cases(self, exam: Exam) -> Iterator[Case]:
        for uid, (values, later) in self._series.items():
            period, kind = self._kinds[uid]
            known, came = values[~later], values[later]
            if period != exam.period or (exam.kind and kind != exam.kind):
                continue
            if len(known) >= (exam.last or 0):
                known = known[-exam.last :] if exam.last else known
                yield Case(known, came[: exam.horizon], 12 if period == "MONTHLY" else 4)


def examine(cases: list[Case], forecaster: Forecaster) -> Marks:
    """Forecast every case and mark it against what came."""
    rows, times = [], []
    for case in cases:
        before = time.process_time()
        told = forecaster(case.known, case.season, len(case.came))
        times.append(time.process_time() - before)
        rows.append(_mark(case, told))
    smape, mase, held, first, last, msis = np.nanmean(np.array(rows), axis=0)
    return Marks(
        len(cases), float(smape), float(mase), float(held), float(first), float(last), float(msis),
        1e3 * float(np.mean(times)), 1e3 * max(times),
    )  # fmt: skip


def _mark(case: Case, told: Forecast) -> tuple[float, ...]:
    point, low, high = told
    came, known, m = case.came, case.known, case.season
    usual = float(np.abs(known[m:] - known[:-m] if len(known) > m else np.diff(known)).mean())
    off = np.abs(came - point)
    size = np.maximum(np.abs(came) + np.abs(point), 1e-9)
    inside = (low <= came) & (came <= high)
    missed = np.maximum(low - came, 0) + np.maximum(came - high, 0)
    score = float((high - low + MISS * missed).mean())
    third = max(len(came) // 3, 1)
    return (
        float((200 * off / size).mean()), float(off.mean()) / usual if usual else np.nan,
        float(inside.mean()), float(inside[:third].mean()), float(inside[-third:].mean()),
        score / usual if usual else np.nan,
    )  # fmt: skip
