"""A series in any common shape, as the engine takes it: values and the length of their cycle."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np

from evals.forecasting.frames import column, day_of, number, rows_of
from store.errors import BadInput

CYCLES = {"M": 12, "Q": 4, "W": 52, "D": 7, "B": 5, "Y": 1, "A": 1, "H": 24}
"""Values in a cycle, by the first letter of a pandas frequency."""
LONGEST_STEP = ((2, 7), (10, 52), (45, 12), (120, 4))
"""Days between values, at most, and the values in a cycle that such a step means."""
DATES = ("ds", "date", "month", "period", "day", "week", "quarter", "timestamp", "index")
VALUES = ("y", "value", "amount", "sales", "revenue", "bookings", "close_value")


@dataclass(frozen=True, slots=True)
class History:
    """Values up to the day that was asked for, oldest first; gaps are NaN."""

    values: np.typing.NDArray[np.float64]
    season: int


def read_history(history: Any, as_of: Any = None, season: int | None = None) -> History:
    """Read a series and drop what is later than `as_of`.

    Args:
        history: A pandas Series (`attrs["season"]` or a frequency tells its cycle), a frame or
            rows with a date and a value, or plain numbers.
        as_of: The last day that is known; without dates, nothing is dropped.
        season: Values in a cycle, when the history does not tell.

    Raises:
        BadInput: No numbers can be found in it.
    """
    told, days = _values(history)
    cycle = season or _told_cycle(history) or _cycle_of(days)
    limit = day_of(as_of) if days else None
    if limit is not None:
        told = [v for v, day in zip(told, days, strict=True) if day is None or day <= limit]
    values = [np.nan if value is None else value for value in told]
    return History(np.array(values, dtype=np.float64), cycle)


def _in_order(
    values: list[float | None], days: list[int | None]
) -> tuple[list[float | None], list[int | None]]:
    """Values with their days, oldest first; as they came where a day is missing."""
    if any(day is None for day in days):
        return values, days
    pairs = sorted(zip(days, values, strict=True), key=lambda pair: pair[0] or 0)
    return [value for _, value in pairs], [day for day, _ in pairs]


def _values(history: Any) -> tuple[list[float | None], list[int | None]]:
    if hasattr(history, "index") and hasattr(history, "to_list"):  # a pandas Series
        days = [day_of(at) if hasattr(at, "year") else None for at in history.index]
        values = [number(v) for v in history.to_list()]
        return _in_order(values, days) if any(days) else (values, [])
    if isinstance(history, Mapping) and not any(_listed(v) for v in history.values()):
        return _in_order([number(v) for v in history.values()], [day_of(at) for at in history])
    if not hasattr(history, "columns") and not isinstance(history, Mapping):
        plain = list(history)
        if not any(isinstance(row, Mapping) for row in plain):
            return [number(v) for v in plain], []
        history = plain
    return _columns(rows_of(history))


def _listed(value: Any) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str)


def _columns(rows: list[dict[str, Any]]) -> tuple[list[float | None], list[int | None]]:
    names = list(rows[0]) if rows else []
    at, value = column(names, *DATES), column(names, *VALUES)
    value = value or next((n for n in names if n != at and _numeric(rows[0][n])), None)
    if value is None:
        raise BadInput("The history has no column of numbers.", hint="Call it `value` or `y`.")
    if at is None:
        return [number(row[value]) for row in rows], []
    days = [day_of(row[at]) for row in rows]
    order = sorted(range(len(rows)), key=lambda n: days[n] or 0)
    return [number(rows[n][value]) for n in order], [days[n] for n in order]


def _numeric(value: Any) -> bool:
    return isinstance(value, int | float | np.number)


def _told_cycle(history: Any) -> int | None:
    attrs = getattr(history, "attrs", None) or {}
    if attrs.get("season"):
        return int(attrs["season"])
    frequency = getattr(getattr(history, "index", None), "freqstr", None)
    return CYCLES.get(str(frequency).upper()[0]) if frequency else None


def _cycle_of(days: list[int | None]) -> int:
    known = [day for day in days if day is not None]
    steps = [later - earlier for earlier, later in pairwise(known)]
    if not steps:
        return 1
    step = median(steps)
    return next((cycle for longest, cycle in LONGEST_STEP if step <= longest), 1)
