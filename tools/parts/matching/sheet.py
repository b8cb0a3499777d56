"""Columns of codes laid flat: records can be picked out of them, and put beside others.

A subject of matching is such a sheet with names for its columns. Several columns may share one
list of values, a space: first and last names, say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from tools.parts.matching.encode import Codes, Column, take

Array = NDArray[Any]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Sheet:
    """Records as columns of codes.

    `texts` holds the values of each space; `codes` and `worth` are called `space/name`: a code
    for each record, and what is known of each value; `plain` holds what has no values.
    """

    size: int
    texts: Mapping[str, pa.Array]
    codes: Mapping[str, Codes]
    worth: Mapping[str, Array]
    plain: Mapping[str, Array]

    @cached_property
    def series(self) -> Mapping[str, pl.Series]:
        """The values of each space as the engine takes them."""
        return {space: pl.Series(values, dtype=pl.String) for space, values in self.texts.items()}

    def column(self, name: str) -> Column:
        """A column with what is known of its values."""
        space = name.partition("/")[0]
        return Column(self.codes[name], self.series[space], self.worth.get(name))

    def pick(self, rows: Rows) -> "Sheet":
        """Some of the records, and of the values those that they hold."""
        codes: dict[str, Codes] = {}
        texts: dict[str, pa.Array] = {}
        worth: dict[str, Array] = {}
        for space, values in self.texts.items():
            mine = {name: self.codes[name][rows] for name in _of(self.codes, space)}
            held, table = _renumbered(list(mine.values()), len(values))
            codes |= {name: take(table, code) for name, code in mine.items()}
            texts[space] = gathered(values, held)
            worth |= {name: self.worth[name][held] for name in _of(self.worth, space)}
        plain = {name: values[rows] for name, values in self.plain.items()}
        return Sheet(len(rows), texts, codes, worth, plain)

    def beside(self, other: "Sheet") -> "Sheet":
        """These records and then the others, over one list of values for each space.

        A column that only one of the two has is missing for the records of the other.
        """
        codes: dict[str, Codes] = {}
        texts: dict[str, pa.Array] = {}
        worth: dict[str, Array] = {}
        for space in self.texts:
            both = pa.concat_arrays([_large(sheet.texts[space]) for sheet in (self, other)])
            spread = both.dictionary_encode()
            texts[space] = spread.dictionary
            place = np.frombuffer(spread.indices.buffers()[1], np.int32)[: len(spread)]
            cut = len(self.texts[space])
            for name in {**_of(self.codes, space), **_of(other.codes, space)}:
                codes[name] = np.concatenate([
                    _missing_or(self, name, place[:cut]), _missing_or(other, name, place[cut:])
                ])  # fmt: skip
            for name in _of(self.worth, space):
                values = np.concatenate([self.worth[name], other.worth[name]])
                worth[name] = np.empty(len(spread.dictionary), values.dtype)
                worth[name][place] = values
        plain = {name: np.concatenate([self.plain[name], other.plain[name]]) for name in self.plain}
        return Sheet(self.size + other.size, texts, codes, worth, plain)


def laid_out(
    size: int, columns: Mapping[str, Column | Codes], weighed: tuple[str, ...],
    worth: Mapping[str, Array], plain: Mapping[str, Array],
) -> Sheet:  # fmt: skip
    """Lay columns flat.

    Args:
        size: How many records.
        columns: By `space/name`; the first of a space brings its values, codes alone are over
            those of that one.
        weighed: The columns whose values' bits are wanted.
        worth: What else is known of values, by `space/name`.
        plain: What has no values.
    """
    texts: dict[str, pa.Array] = {}
    codes: dict[str, Codes] = {}
    for name, column in columns.items():
        space = name.partition("/")[0]
        if isinstance(column, Column):
            texts.setdefault(space, _large(column.texts.to_arrow()))
            codes[name] = column.code
        else:
            codes[name] = column
    bits = {n: c.bits for n, c in columns.items() if isinstance(c, Column) and n in weighed}
    return Sheet(size, texts, codes, {**bits, **worth}, plain)


def gathered(values: pa.Array, rows: Rows) -> pa.Array:
    """Some of the texts, without touching the others."""
    at = np.ascontiguousarray(rows, np.int64)  # pa.array would bring all of pandas in
    return values.take(pa.Array.from_buffers(pa.int64(), len(at), [None, pa.py_buffer(at)]))


def _of(named: Mapping[str, Array], space: str) -> dict[str, Array]:
    return {name: values for name, values in named.items() if name.startswith(space + "/")}


def _renumbered(codes: list[Codes], values: int) -> tuple[Rows, Codes]:
    """The values that are held, in order, and for each value its place among those."""
    seen = np.zeros(values, np.bool_)
    for code in codes:
        seen[code[code >= 0]] = True
    held = np.flatnonzero(seen)
    table = np.empty(values, np.int32)
    table[held] = np.arange(len(held), dtype=np.int32)
    return held, table


def _missing_or(sheet: Sheet, name: str, place: Codes) -> Codes:
    if name not in sheet.codes:
        return np.full(sheet.size, -1, np.int32)
    return take(place, sheet.codes[name]).astype(np.int32)


def _large(values: pa.Array) -> pa.Array:
    return values if pa.types.is_large_string(values.type) else values.cast(pa.large_string())
