"""Text columns as integer codes, so that comparing a million pairs is arithmetic."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

Codes = NDArray[np.int32]
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Levels = NDArray[np.int8]
Numbers = NDArray[np.uint64]
"""What values come down to in any run, whatever their codes; 0 is missing."""

POPULATION = 2000
"""A short list is taken as a sample of a CRM of this size: its names are not rarer than there."""

UNSEEN = 0.5
"""What a value that nobody else holds counts for; the next record may hold it."""
_ODD = np.uint64(0x9E3779B97F4A7C15)
_LONG = 20_000
"""So many values are encoded by their numbers."""


@dataclass(frozen=True)
class Column:
    """A value for each record, as a code into its distinct values; -1 is missing.

    `told` gives the bits of each value where they were worked out in an earlier run.
    """

    code: Codes
    texts: pl.Series
    told: Floats | None = None

    @classmethod
    def of(cls, items: Iterable[str | None]) -> "Column":
        """Encode one value per record."""
        series = items if isinstance(items, pl.Series) else pl.Series(list(items), dtype=pl.String)
        texts = series.cast(pl.String)
        return cls(*(_by_number(texts) if len(texts) > _LONG else _by_text(texts)))

    @classmethod
    def in_frame(cls, frame: pl.DataFrame, name: str) -> "Column":
        """A column of a frame; one that is not there is missing for all."""
        if name not in frame.columns:
            return cls(np.full(frame.height, -1, np.int32), pl.Series(dtype=pl.String))
        return cls.of(frame[name])

    @cached_property
    def values(self) -> list[str]:
        """The distinct values, by code."""
        return self.texts.to_list()

    def rekey(self, values: Iterable[str | None]) -> "Column":
        """The same records, each distinct value replaced by its counterpart; "" is missing."""
        series = (
            values if isinstance(values, pl.Series) else pl.Series(list(values), dtype=pl.String)
        )
        inner = Column.of(series.replace("", None))
        return Column(take(inner.code, self.code), inner.texts)

    def derive(self, read: Callable[[str], str | None]) -> "Column":
        """The same records, `read` applied to each distinct value."""
        return self.rekey([read(value) for value in self.values])

    @cached_property
    def numbers(self) -> Numbers:
        """For each record, a number of its value that is the same in every run."""
        return take(numbered(self.texts), self.code, missing=0)

    def prefix(self, length: int) -> Numbers:
        """For each record, such a number of its value's first characters."""
        return take(numbered(self.texts.str.head(length)), self.code, missing=0)

    def flags(self, passed: Flags) -> Flags:
        """For each record, what holds of its value; missing does not."""
        return take(passed, self.code, missing=False)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many records hold each value."""
        return np.bincount(self.code[self.code >= 0], minlength=len(self.texts))

    @cached_property
    def bits(self) -> Floats:
        """For each value, log2 of how many records there are for one with it.

        The two records in question do not count: a name that only they have may be theirs alone.
        """
        if self.told is not None:
            return self.told
        size = max(len(self.code), POPULATION)
        return np.log2(size / np.maximum(self.counts - 2, UNSEEN)).astype(np.float32)

    def rarity(self, code: Codes) -> Floats:
        """The bits of each code; 0 where it is missing."""
        return take(self.bits, code, missing=0)

    @cached_property
    def lengths(self) -> Codes:
        """Characters of each value."""
        return self.texts.str.len_chars().cast(pl.Int32).to_numpy()

    @cached_property
    def letters(self) -> NDArray[np.uint64]:
        """For each value, which letters it has, as bits: a quick test before a costly one."""
        return _per_value(self.texts, np.uint64(1) << (_BYTES & np.uint64(31)), np.bitwise_or)

    @cached_property
    def bag(self) -> NDArray[np.uint64]:
        """For each value, a number of its letters in any order; of two values, they add up."""
        return _per_value(self.texts, (_BYTES + np.uint64(1)) * (_BYTES + np.uint64(7)) * _ODD
                          ^ (_BYTES * _ODD >> np.uint64(17)), np.add)  # fmt: skip


def _by_text(series: pl.Series) -> tuple[Codes, pl.Series]:
    """The codes of the values, in the order in which they first come, and the values."""
    spread = series.to_arrow().dictionary_encode()
    code = np.frombuffer(spread.indices.buffers()[1], np.int32)[: len(series)].copy()
    if series.null_count():
        code[series.is_null().to_numpy()] = -1
    return code, pl.Series(spread.dictionary, dtype=pl.String)


def _by_number(series: pl.Series) -> tuple[Codes, pl.Series]:
    """The same for many values, told apart by 64 bits of each: sorting is quicker than a table.

    That two of a million values have the same number happens once in thirty million tables.
    """
    number = numbered(series)
    order = _in_order(number, series.is_not_null().arg_true().to_numpy())
    begins = np.ones(len(order), np.bool_)
    ordered = number[order]
    begins[1:] = ordered[1:] != ordered[:-1]
    start = np.flatnonzero(begins)
    first = order[start]
    held = np.zeros(len(number), np.bool_)
    held[first] = True
    rank = np.cumsum(held, dtype=np.int32) - np.int32(1)
    code = np.full(len(number), -1, np.int32)
    code[order] = np.repeat(rank[first], np.diff(np.append(start, len(order))))
    return code, series.filter(pl.Series(held))


def _in_order(number: Numbers, rows: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The rows by their numbers, and those of one number as they come.

    Upper bits and row are sorted as one, several times as fast as sorting rows by numbers;
    where that puts two numbers between each other, rows are sorted after all.
    """
    width = np.uint64(max(len(number) - 1, 1).bit_length())
    both = (number[rows] >> width << width) | rows.astype(np.uint64)
    both.sort()
    order = (both & ((np.uint64(1) << width) - np.uint64(1))).astype(np.int64)
    ordered, upper = number[order], both >> width
    if ((ordered[1:] != ordered[:-1]) & (upper[1:] == upper[:-1])).any():
        return rows[np.argsort(number[rows], kind="stable")].astype(np.int64)
    return order


def numbered(texts: pl.Series) -> Numbers:
    """A number for each text that depends on nothing else."""
    return np.asarray(texts.hash(seed=_SEED).to_numpy() | np.uint64(1))


_SEED = 11
_BYTES = np.arange(256, dtype=np.uint64)


def _per_value(texts: pl.Series, table: NDArray[np.uint64], join: np.ufunc) -> NDArray[np.uint64]:
    """The table's numbers for the bytes of each value, joined."""
    arrow = texts.to_arrow().cast(pa.large_string())
    _, starts, data = arrow.buffers()
    cuts = np.frombuffer(starts, np.int64)[arrow.offset : arrow.offset + len(arrow) + 1]
    joined = np.zeros(len(arrow), np.uint64)
    filled = np.flatnonzero(np.diff(cuts))
    if len(filled):
        numbers = table[np.frombuffer(data, np.uint8)[: cuts[-1]]]
        joined[filled] = join.reduceat(numbers, cuts[filled])
    return joined


def take(table: NDArray, code: Codes, missing: object = -1) -> NDArray:  # type: ignore[type-arg]  # any dtype goes through
    """`table[code]`, with `missing` where the code is -1."""
    if len(table) == 0:
        return np.full(len(code), missing, table.dtype)
    found: NDArray = table[code]  # type: ignore[type-arg]  # as above
    found[code < 0] = missing
    return found


def among(level: Levels, wanted: Sequence[int]) -> Flags:
    """Which pairs compare in one of the wanted ways."""
    table = np.zeros(np.iinfo(np.int8).max, np.bool_)
    table[list(wanted)] = True
    found: Flags = table[level]
    return found


def joined(columns: Sequence[Column]) -> list[Column]:
    """The columns over one list of values, so that codes compare between them."""
    if len(columns) == 1:
        return list(columns)
    whole = Column.of(pl.concat([column.texts for column in columns]))
    starts = np.cumsum([0, *(len(column.texts) for column in columns)])
    return [
        Column(take(whole.code[a:b], column.code), whole.texts)
        for column, a, b in zip(columns, starts, starts[1:], strict=False)
    ]


def distinct_per(code: Codes, other: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """For each of `size` codes, how many different values of `other` (< 2**31) go with it."""
    known = (code >= 0) & (other >= 0)
    both = (code[known].astype(np.int64) << 32) | other[known]
    both.sort()
    once = both[np.r_[True, both[1:] != both[:-1]]] if len(both) else both
    return np.bincount(once >> 32, minlength=size)
