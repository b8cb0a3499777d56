"""An invented hardware company's quarter, forecast every Sunday from what was known then."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

FIRST, LAST = date(2017, 6, 4), date(2017, 12, 31)
LEAST_LEFT = 14
"""Days below which the rest of a quarter is not asked for."""
QUARTERS = ((date(2017, 7, 1), date(2017, 9, 30)), (date(2017, 10, 1), date(2017, 12, 31)))
MISS = 10.0
Row = dict[str, Any]
Pipeline = Callable[[dict[str, Any], date, date], tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: seen from a day, what will a window bring (with what it has brought)."""

    kind: str
    day: date
    until: date
    begins: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was told, and what came."""

    level: str
    kind: str
    point: float
    low: float
    high: float
    came: float

    @property
    def held(self) -> bool:
        """Whether the interval held what came."""
        return self.low <= self.came <= self.high

    @property
    def score(self) -> float:
        """The interval's width, and ten times what it missed by."""
        missed = max(self.low - self.came, 0) + max(self.came - self.high, 0)
        return self.high - self.low + MISS * missed


def questions() -> Iterator[Asked]:
    """The 75 questions of each company, region and manager."""
    day = FIRST
    while day <= LAST:
        end = next(last for _, last in ((None, date(2017, 6, 30)), *QUARTERS) if day <= last)
        for kind, days in (("30 days", 30), ("90 days", 90)):
            if day + timedelta(days=days) <= LAST:
                yield Asked(kind, day, day + timedelta(days=days))
        if (end - day).days >= LEAST_LEFT:
            yield Asked("rest of quarter", day, end)
        day += timedelta(days=7)
    for first, last in QUARTERS:
        for gone in (0, 30, 60):
            yield Asked(f"quarter, day {gone}", first + timedelta(days=gone - 1), last, first)


def read_deals(folder: Path) -> tuple[list[Row], list[Row]]:
    """The dated deals with their manager and region, without the leaking account; the prices."""
    with (folder / "sales_teams.csv").open(encoding="utf-8") as file:
        teams = {row["sales_agent"]: row for row in csv.DictReader(file)}
    with (folder / "sales_pipeline.csv").open(encoding="utf-8") as file:
        deals: list[Row] = [dict(row) for row in csv.DictReader(file) if row["engage_date"]]
    with (folder / "products.csv").open(encoding="utf-8") as file:
        products: list[Row] = [dict(row) for row in csv.DictReader(file)]
    for deal in deals:
        del deal["account"]
        deal["manager"] = teams[deal["sales_agent"]]["manager"]
        deal["region"] = teams[deal["sales_agent"]]["regional_office"]
        deal["engage_date"] = date.fromisoformat(deal["engage_date"])
        closed = deal["close_date"]
        deal["close_date"] = date.fromisoformat(closed) if closed else None
        deal["close_value"] = float(deal["close_value"]) if deal["close_value"] else None
    return deals, products


def known_on(deals: list[Row], day: date) -> list[Row]:
    """The deals as a CRM showed them at the close of a day."""
    return [
        deal if deal["close_date"] and deal["close_date"] <= day
        else deal | {"close_date": None, "close_value": None, "deal_stage": "Engaging"}
        for deal in deals if deal["engage_date"] <= day
    ]  # fmt: skip


def units(deals: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    """The company, its regions and its managers."""
    yield "company", deals
    for level in ("region", "manager"):
        for name in sorted({deal[level] for deal in deals}):
            yield level, [deal for deal in deals if deal[level] == name]


def examine(folder: Path, pipeline: Pipeline, every: int = 1) -> list[Answer]:
    """Ask all the questions, or every so many-th of each level."""
    deals, products = read_deals(folder)
    answers = []
    for level, mine in units(deals):
        for asked in list(questions())[::every]:
            history = {"deals": known_on(mine, asked.day), "products": products}
            point, low, high = pipeline(history, asked.day, asked.until)
            done = _won(mine, asked.begins, asked.day) if asked.begins else 0.0
            came = _won(mine, asked.day + timedelta(days=1), asked.until)
            answers.append(
                Answer(level, asked.kind, done + point, done + low, done + high, done + came)
            )
    return answers


def _won(deals: list[Row], first: date, last: date) -> float:
    inside = (
        deal["close_value"] or 0.0
        for deal in deals
        if deal["deal_stage"] == "Won" and first <= deal["close_date"] <= last
    )
    return float(sum(inside))


def wape(answers: list[Answer]) -> float | None:
    """The size of the errors over what came; None when nothing was asked."""
    came = sum(a.came for a in answers)
    return sum(abs(a.point - a.came) for a in answers) / came if came else None


def coverage(answers: list[Answer]) -> float:
    """The share of intervals that held what came."""
    return float(np.mean([a.held for a in answers]))


def interval_score(answers: list[Answer]) -> float:
    """The interval scores over what came."""
    return sum(a.score for a in answers) / max(sum(a.came for a in answers), 1e-9)
