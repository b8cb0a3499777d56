"""Numbers of very many rows as arrays: taken whole from the copy, row by row from the store."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlmodel import Session

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ASKED = "as_arrays"
"""The option of a statement whose result may come as arrays."""
AT_ONCE = 100_000


class Arrays(IteratorResult[Any]):
    """A result that holds its columns as arrays."""

    def __init__(self, names: Sequence[str], columns: Sequence[Any]) -> None:
        super().__init__(SimpleResultMetaData(names), iter(()))
        self.columns_of_numbers = [_filled(column) for column in columns]


def numbers(session: Session, statement: Select[Any]) -> list["NDArray[np.float64]"]:
    """Each column of a select over numbers, as an array; what is missing is NaN."""
    import numpy as np

    found: Any = session.execute(statement, execution_options={ASKED: True, "yield_per": AT_ONCE})
    if isinstance(found, Arrays):
        return found.columns_of_numbers
    parts = [np.array(part, dtype=np.float64) for part in found.partitions(AT_ONCE)]
    width = len(statement.selected_columns)
    whole = np.concatenate(parts) if parts else np.zeros((0, width))
    return [whole[:, i].copy() for i in range(width)]


def _filled(column: Any) -> "NDArray[np.float64]":
    import numpy as np

    found: Any = column.astype(np.float64)
    return np.asarray(found.filled(np.nan) if isinstance(column, np.ma.MaskedArray) else found)
