"""A table's cell as text, the same in a document and on a terminal."""

from datetime import date
from decimal import Decimal

from tools.parts.formats import written
from tools.result import Cell

WORDY = frozenset({"", "text", "date", "artifact"})
"""Units of columns that hold words."""


def cell_text(value: Cell, unit: str = "text") -> str:
    """A cell as a person reads it; a dash for a missing one.

    >>> cell_text(Decimal("2355928.00"), "USD"), cell_text(True), cell_text(12, "count")
    ('$2,355,928', 'yes', '12')
    """
    match value:
        case None:
            return "–"  # noqa: RUF001 - a dash, as a table shows a missing value
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case int() | Decimal() if unit not in WORDY:
            return written(Decimal(value), unit)
        case _:
            return str(value)
