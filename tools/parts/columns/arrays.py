"""Very many rows as columns: taken whole from the copy, and put together from the store's rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from sqlalchemy import Select
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlmodel import Session

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

ASKED = "as_arrays"
"""The option of a statement whose result may come as columns."""
AT_ONCE = 100_000


class Arrays(IteratorResult[Any]):
    """A result that holds its columns."""

    def __init__(self, table: "pa.Table") -> None:
        super().__init__(SimpleResultMetaData(table.column_names), iter(()))
        self.columns_found = list(table.columns)


def columns(session: Session, statement: Select[Any]) -> list["pa.ChunkedArray"]:
    """Each column of a select, with its missing values."""
    import pyarrow as pa

    found: Any = session.execute(statement, execution_options={ASKED: True, "yield_per": AT_ONCE})
    if isinstance(found, Arrays):
        return found.columns_found
    parts = [list(zip(*part, strict=True)) for part in found.partitions(AT_ONCE)]
    width = len(statement.selected_columns)
    return [_joined([pa.array(part[i]) for part in parts]) for i in range(width)]


def _joined(parts: "list[pa.Array]") -> "pa.ChunkedArray":
    """One column of its parts, of which some may have no value and so no type."""
    import pyarrow as pa

    kinds = [part.type for part in parts if part.type != pa.null()]
    kind = pa.float64() if pa.float64() in kinds else kinds[0] if kinds else pa.null()
    return pa.chunked_array([part.cast(kind) for part in parts], kind)


def numbers(session: Session, statement: Select[Any]) -> list["NDArray[np.float64]"]:
    """Each column of a select over numbers, as an array; what is missing is NaN."""
    found = columns(session, statement)
    made = []
    while found:
        made.append(as_numbers(found.pop(0)))  # each is let go before the next is made
    return made


def as_numbers(column: "pa.ChunkedArray") -> "NDArray[np.float64]":
    """A column of numbers or of yes and no as an array; what is missing is NaN."""
    import numpy as np
    import pyarrow as pa

    if column.type == pa.bool_():
        column = column.cast(pa.int8())
    if column.type != pa.float64():
        column = column.cast(pa.float64(), safe=False)
    return np.array(column.to_numpy())


def as_whole(column: "pa.ChunkedArray") -> "NDArray[np.int32]":
    """A column of small whole numbers, none of them missing, as an array."""
    import numpy as np
    import pyarrow as pa

    if pa.types.is_null(column.type):
        column = column.cast(pa.int32())
    if column.null_count:
        raise ValueError("a whole number is missing")
    return np.array(column.to_numpy(), dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of texts, each by the place of its own in the list of those there are.

    Attributes:
        codes: For each row; -1 where there is none.
        texts: The distinct ones.
    """

    codes: "NDArray[np.int64]"
    texts: tuple[str, ...]

    def only(self, kept: "NDArray[np.bool_]") -> "Coded":
        """Those of some rows."""
        return Coded(self.codes[kept], self.texts)


def coded(column: "pa.ChunkedArray") -> Coded:
    """A column of texts by their numbers, which go by where each is met first."""
    import numpy as np
    import pyarrow as pa

    if column.type == pa.null():
        return Coded(np.full(len(column), -1), ())
    listed = column.combine_chunks().dictionary_encode()
    codes = listed.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Coded(codes, tuple(map(str, listed.dictionary.to_pylist())))


class Texts(Sequence[str]):
    """Texts of very many rows, of which few are ever looked at."""

    def __init__(self, column: "pa.ChunkedArray") -> None:
        self._column = column

    def __len__(self) -> int:
        return len(self._column)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[n] for n in range(*place.indices(len(self)))]
        found: str = self._column[int(place)].as_py()
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._column.to_pylist())
