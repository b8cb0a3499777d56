"""Text columns as integer codes, so that comparing a million pairs is arithmetic."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

Codes = NDArray[np.int32]
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Levels = NDArray[np.int8]

POPULATION = 2000
"""A short list is taken as a sample of a CRM of this size: its names are not rarer than there."""

_UNSEEN = 0.5
"""What a value that nobody else holds counts for; the next record may hold it."""


@dataclass(frozen=True)
class Column:
    """A value for each record, as a code into its distinct values; -1 is missing."""

    code: Codes
    values: list[str]

    @classmethod
    def of(cls, items: Iterable[str | None]) -> "Column":
        """Encode one value per record."""
        series = pl.Series(items if isinstance(items, pl.Series) else list(items), dtype=pl.String)
        spread = series.to_arrow().dictionary_encode()
        code = pl.Series(spread.indices).fill_null(-1).cast(pl.Int32).to_numpy()
        return cls(np.ascontiguousarray(code), spread.dictionary.to_pylist())

    @classmethod
    def in_frame(cls, frame: pl.DataFrame, name: str) -> "Column":
        """A column of a frame; one that is not there is missing for all."""
        if name not in frame.columns:
            return cls.of([None] * frame.height)
        return cls.of(frame[name].cast(pl.String))

    def rekey(self, values: Sequence[str | None]) -> "Column":
        """The same records, each distinct value replaced by its counterpart; "" is missing."""
        inner = Column.of([value or None for value in values])
        return Column(take(inner.code, self.code), inner.values)

    def derive(self, read: Callable[[str], str | None]) -> "Column":
        """The same records, `read` applied to each distinct value."""
        return self.rekey([read(value) for value in self.values])

    def flags(self, test: Callable[[str], bool]) -> Flags:
        """For each record, whether its value passes; missing does not."""
        passed = np.fromiter((test(v) for v in self.values), np.bool_, len(self.values))
        return take(passed, self.code, missing=False)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many records hold each value."""
        return np.bincount(self.code[self.code >= 0], minlength=len(self.values))

    @cached_property
    def bits(self) -> Floats:
        """For each value, log2 of how many records there are for one with it.

        The two records in question do not count: a name that only they have may be theirs alone.
        """
        size = max(len(self.code), POPULATION)
        return np.log2(size / np.maximum(self.counts - 2, _UNSEEN)).astype(np.float32)

    def rarity(self, code: Codes) -> Floats:
        """The bits of each code; 0 where it is missing."""
        return take(self.bits, code, missing=0)

    @cached_property
    def lengths(self) -> Codes:
        """Characters of each value."""
        return np.fromiter(map(len, self.values), np.int32, len(self.values))

    @cached_property
    def letters(self) -> NDArray[np.uint64]:
        """For each value, which letters it has, as bits: a quick test before a costly one."""
        return np.fromiter(map(_letters, self.values), np.uint64, len(self.values))


def take(table: NDArray, code: Codes, missing: object = -1) -> NDArray:  # type: ignore[type-arg]  # any dtype goes through
    """`table[code]`, with `missing` where the code is -1."""
    if len(table) == 0:
        return np.full(len(code), missing, table.dtype)
    return np.where(code >= 0, table[np.maximum(code, 0)], np.asarray(missing, table.dtype))


def joined(columns: Sequence[Column]) -> list[Column]:
    """The columns over one list of values, so that codes compare between them."""
    whole = Column.of(value for column in columns for value in column.values)
    starts = np.cumsum([0, *(len(column.values) for column in columns)])
    return [
        Column(take(whole.code[a:b], column.code), whole.values)
        for column, a, b in zip(columns, starts, starts[1:], strict=False)
    ]


def distinct_per(code: Codes, other: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """For each of `size` codes, how many different values of `other` go with it."""
    known = (code >= 0) & (other >= 0)
    pairs = np.unique(np.stack([code[known].astype(np.int64), other[known]], axis=1), axis=0)
    return np.bincount(pairs[:, 0], minlength=size)


def _letters(text: str) -> int:
    bits = 0
    for character in text:
        bits |= 1 << (ord(character) & 31)
    return bits
