"""Reading a table of whatever kind a caller has: a frame of pandas or polars, or plain rows."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from store.errors import BadInput

Rows = list[dict[str, Any]]


def rows_of(table: Any) -> Rows:
    """The rows of a table as dictionaries.

    Raises:
        BadInput: It is none of the kinds that are known.
    """
    if hasattr(table, "to_dicts"):  # polars
        return [dict(row) for row in table.to_dicts()]
    if hasattr(table, "to_dict") and hasattr(table, "columns"):  # pandas
        return [dict(row) for row in table.to_dict("records")]
    if isinstance(table, Mapping):
        columns = {name: list(values) for name, values in table.items()}
        names = list(columns)
        return [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    if isinstance(table, Iterable):
        found = list(table)
        if all(isinstance(row, Mapping) for row in found):
            return [dict(row) for row in found]
    raise BadInput(
        f"A history of type {type(table).__name__} cannot be read as rows.",
        hint="Give a pandas or polars frame, or a list of dictionaries.",
    )


def column(names: Iterable[str], *known: str) -> str | None:
    """The first of the known names that a table has, however it is written."""
    have = {_plain(name): name for name in names}
    return next((have[_plain(name)] for name in known if _plain(name) in have), None)


def _plain(name: str) -> str:
    return "".join(ch for ch in str(name).casefold() if ch.isalnum())


def day_of(value: Any) -> int | None:
    """A day as an ordinal, from a date, an instant, a period or ISO text; None when blank."""
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT differ from themselves
        return None
    if hasattr(value, "end_time"):  # a pandas period is known when it is over
        value = value.end_time
    if isinstance(value, str):
        value = datetime.fromisoformat(value.strip()) if value.strip() else None
    if hasattr(value, "astype") and not isinstance(value, date):  # a numpy datetime64
        value = value.astype("datetime64[D]").item()
    if isinstance(value, datetime):
        value = value.date()
    return value.toordinal() if isinstance(value, date) else None


def until(as_of: int, horizon: Any) -> int:
    """The last day of a horizon: a day, a span of time, or a number of days.

    Raises:
        BadInput: It is none of these.
    """
    if isinstance(horizon, timedelta):
        return as_of + horizon.days
    if hasattr(horizon, "__index__"):
        return as_of + int(horizon)
    found = day_of(horizon)
    if found is None:
        raise BadInput(f"The horizon {horizon!r} is neither days nor a day.",
                       hint="Give a number of days, or the last day.")  # fmt: skip
    return found


def number(value: Any) -> float | None:
    """A number; None when blank."""
    if value is None or value == "" or value != value:  # noqa: PLR0124 - NaN differs from itself
        return None
    return float(value)
