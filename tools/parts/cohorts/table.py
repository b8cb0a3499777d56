"""Cohorts at the same age: what share of each has closed by each month of its life.

A cell is only filled when the whole cohort, to the last day of its month, has been watched that
long: a young cohort's later months are not zero, they have not come.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tools.parts.calendars import Calendar, add_months
from tools.parts.cohorts.reading import Life, Rep


@dataclass(frozen=True, slots=True)
class Cohort:
    """Deals or reps that began together.

    Attributes:
        label: When: `March 2026`, `Q1 2026`.
        last: Its last first day.
        size: How many they are.
        cells: The value at each age in months, from 1 on; None where it has not come.
        hits: Behind each cell, how many had closed, or cents won.
    """

    label: str
    last: date
    size: int
    cells: tuple[Decimal | None, ...]
    hits: tuple[int | None, ...]


def deal_cohorts(
    lives: Sequence[Life], grain: str, calendar: Calendar, today: date,
    counts: Callable[[Life], int | None], months: int, *, money: bool = False,
) -> list[Cohort]:  # fmt: skip
    """Deals by when they began, and what had become of them by each age.

    Args:
        lives: The deals.
        grain: What a cohort is: a month, a quarter or a year.
        calendar: The company's calendar.
        today: The day up to which they were watched.
        counts: What a deal counts once it has ended; None when it does not.
        months: How many months of age to show.
        money: Whether a cell is the sum a deal brings, rather than a share of the deals.
    """
    groups: dict[tuple[date, date, str], list[Life]] = {}
    for life in lives:
        groups.setdefault(calendar.holding(life.began, grain), []).append(life)
    found = []
    for (first, last, label), some in sorted(groups.items()):
        hits = [_by_age(some, age, min(last, today), today, counts) for age in _ages(months)]
        over = Decimal(len(some)) * (100 if money else 1)
        cells = tuple(None if h is None else Decimal(h) / over for h in hits)
        whole = label if last <= today else f"{label} so far"
        found.append(Cohort(whole, max(first, min(last, today)), len(some), cells, tuple(hits)))
    return found


def rep_cohorts(
    reps: Sequence[Rep], wins: Sequence[tuple[str, date, int]], grain: str, calendar: Calendar,
    today: date, months: int,
) -> list[Cohort]:  # fmt: skip
    """Reps by when they started, and what one of them won on average in each month of tenure.

    A month counts the reps who worked all of it; its mean is over them.
    """
    groups: dict[tuple[date, date, str], list[Rep]] = {}
    for rep in reps:
        groups.setdefault(calendar.holding(rep.started, grain), []).append(rep)
    mine: dict[str, list[tuple[date, int]]] = {}
    for rep_id, day, cents in wins:
        mine.setdefault(rep_id, []).append((day, cents))
    found = []
    for (first, last, label), some in sorted(groups.items()):
        pairs = [_in_month(some, mine, age, today) for age in _ages(months)]
        cells = tuple(None if p is None else Decimal(p[0]) / p[1] / 100 for p in pairs)
        hits = tuple(None if p is None else p[0] for p in pairs)
        found.append(Cohort(label, max(first, min(last, today)), len(some), cells, hits))
    return found


def _ages(months: int) -> range:
    return range(1, months + 1)


def _by_age(
    some: Sequence[Life], age: int, last: date, today: date, counts: Callable[[Life], int | None]
) -> int | None:
    """What the cohort had come to when its youngest was so many months old."""
    if add_months(last, age) > today:
        return None
    total = 0
    for life in some:
        worth = counts(life)
        if life.ended is not None and worth is not None:
            total += worth if life.ended <= add_months(life.began, age) else 0
    return total


def _in_month(
    some: Sequence[Rep], wins: dict[str, list[tuple[date, int]]], age: int, today: date
) -> tuple[int, int] | None:
    """Cents won in a month of tenure, and the reps who worked all of it."""
    total = at_work = 0
    for rep in some:
        start, end = add_months(rep.started, age - 1), add_months(rep.started, age)
        if end > today or (rep.left is not None and rep.left < end):
            continue
        at_work += 1
        total += sum(cents for day, cents in wins.get(rep.id, ()) if start <= day < end)
    return (total, at_work) if at_work else None
