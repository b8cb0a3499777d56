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


@dataclass(frozen=True)
class Addition:
    """Records beside those of a sheet.

    `codes` has for each space the codes of its values: where the sheet has a value, the sheet's
    own; the others come after the sheet's.
    """

    sheet: Sheet
    codes: Mapping[str, Codes]

    def after(self, one: Sheet, rows: Rows, more: Rows) -> Sheet:
        """Some of the sheet's records, and then some of these, over one list of values.

        A column that only one of the two has is missing for the records of the other.

        Args:
            one: The sheet.
            rows: Which of its records.
            more: Which of these.
        """
        other = self.sheet
        codes: dict[str, Codes] = {}
        texts: dict[str, pa.Array] = {}
        worth: dict[str, Array] = {}
        for space, values in one.texts.items():
            mine = {
                name: np.concatenate([
                    _picked(one, name, rows),
                    take(self.codes[space], _picked(other, name, more)),
                ])
                for name in {**_of(one.codes, space), **_of(other.codes, space)}
            }  # fmt: skip
            size = len(values)
            held, table = _renumbered(list(mine.values()), size + len(other.texts[space]))
            codes |= {name: take(table, code) for name, code in mine.items()}
            cut = int(np.searchsorted(held, size))
            ours, theirs = held[:cut], held[cut:] - size
            texts[space] = pa.concat_arrays(
                [gathered(values, ours), gathered(_large(other.texts[space]), theirs)]
            )
            worth |= {
                name: np.concatenate([one.worth[name][ours], other.worth[name][theirs]])
                for name in _of(one.worth, space)
            }
        plain = {
            name: np.concatenate([kept[rows], other.plain[name][more]])
            for name, kept in one.plain.items()
        }
        return Sheet(len(rows) + len(more), texts, codes, worth, plain)


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


def _picked(sheet: Sheet, name: str, rows: Rows) -> Codes:
    if name not in sheet.codes:
        return np.full(len(rows), -1, np.int32)
    return sheet.codes[name][rows]


def _large(values: pa.Array) -> pa.Array:
    return values if pa.types.is_large_string(values.type) else values.cast(pa.large_string())
