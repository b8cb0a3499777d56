"""Reading whole columns of cells: each distinct text once, clean text all at once."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from connectors.files import dates, values
from connectors.files.mapping import Column
from connectors.files.values import KeptAsText, Unreadable
from store.schema import Kind

Reader = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell could not be read."""

    reason: str
    aside: bool


def typed_reader(column: Column, zone: ZoneInfo) -> Reader | None:
    """How a column that holds more than text is read; None for text."""
    assert column.spec is not None  # noqa: S101 - only mapped columns are read
    how = column.reading
    typed: dict[Kind, Reader] = {
        Kind.MONEY: lambda cell: values.money(cell, how),
        Kind.NUMBER: lambda cell: values.whole_number(cell, how),
        Kind.YEAR: lambda cell: values.year(cell, how),
        Kind.SHARE: lambda cell: values.share(cell, how),
        Kind.FACTOR: lambda cell: values.factor(cell, how),
        Kind.FLAG: values.flag,
        Kind.DATE: lambda cell: dates.day(cell, how, zone),
        Kind.INSTANT: lambda cell: dates.instant(cell, how, zone),
    }
    if column.spec.name == "currency":
        return _guarded(values.currency)
    return _guarded(typed[column.spec.kind]) if column.spec.kind in typed else None


def readable(column: Column, cells: Sequence[str], zone: ZoneInfo) -> bool:
    """Whether at least half of the filled cells are what the column's field holds."""
    read = typed_reader(column, zone)
    if read is None:
        return True
    filled = [cell for cell in cells if cell.strip() not in values.EMPTY]
    bad = sum(1 for cell in filled if type(read(cell)) is Problem)
    return bad * 2 <= len(filled)


def mapped(cells: Sequence[str], read: Reader) -> list[Any]:
    """Every cell read, each distinct text once."""
    known = {cell: read(cell) for cell in set(cells)}
    return list(map(known.__getitem__, cells))


def _guarded(read: Reader) -> Reader:
    def guarded(cell: str) -> Any:
        if cell.strip() in values.EMPTY:
            return None
        try:
            return read(cell)
        except Unreadable as problem:
            return Problem(str(problem), isinstance(problem, KeptAsText))

    return guarded


class TextCells:
    """Reads text cells, a whole column of clean ones at once.

    `each` reads a cell of a column in which `odd` is found somewhere, or that needs trimming.
    """

    def __init__(
        self,
        empty: frozenset[str],
        longest: int | None,
        each: Reader | None = None,
        odd: re.Pattern[str] | None = None,
    ) -> None:
        self._empty = empty
        self._longest = longest
        self._each = each or self._one
        self._odd = odd

    def __call__(self, cell: str) -> Any:
        return self._each(cell)

    def column(self, cells: Sequence[str]) -> list[Any]:
        """Every cell read. Most columns need no more than their blanks taken out."""
        whole = "\x1e".join(cells)
        clean = whole.isascii() and not _NEEDS_TRIMMING.search(f"\x1e{whole}\x1e")
        odd = self._odd is not None and self._odd.search(whole)
        short = self._longest is None or max(map(len, cells), default=0) <= self._longest
        if odd or not (clean and short):
            return mapped(cells, self._each)
        if self._empty.isdisjoint(cells):
            return list(cells)
        return [None if cell in self._empty else cell for cell in cells]

    def _one(self, cell: str) -> Any:
        found = values.text(cell, self._empty)
        if found is not None and self._longest is not None and len(found) > self._longest:
            return Problem(f"longer than {self._longest} characters", aside=False)
        return found


_NEEDS_TRIMMING = re.compile(
    r"\x1e[ \t\n\r\v\f\x1c-\x1f]|[ \t\n\r\v\f\x1c-\x1f]\x1e|\x1e'\s*[=+\-@|%]"
)
"""Space around a cell, or an apostrophe that holds a formula back."""
ODD_PHONE = re.compile(r"[eE]\+|\.0(\x1e|$)")
ODD_EMAIL = re.compile(r"[<>]|mailto:", re.IGNORECASE)
