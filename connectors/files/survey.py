"""One look through a whole file before anything is stored: what its values prove, taken together.

It finds the order of day and month and the decimal mark of each column, and which keys occur more
than once. It keeps eight bytes a row, whatever the file's size.
"""

import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from connectors.files.dates import Evidence, Undecided
from connectors.files.mapping import Column
from connectors.files.rows import Chunk
from connectors.files.values import EMPTY
from store.schema import Kind

_DATES = {Kind.DATE, Kind.INSTANT}
_NUMBERS = {Kind.MONEY, Kind.NUMBER, Kind.SHARE, Kind.FACTOR}
_COMMA = re.compile(r"\d,\d{1,2}\D*$|\d,\d{4,}\D*$|\d\.\d{3},\d|\d\.\d{3}\.\d{3}")
_POINT = re.compile(r"\d\.\d{1,2}\D*$|\d\.\d{4,}\D*$|\d,\d{3}\.\d|\d,\d{3},\d{3}")
_THREE = re.compile(r"^\D*[1-9]\d{0,2}\.\d{3}\D*$")


@dataclass(slots=True)
class Marks:
    """What a column of numbers proves about its decimal mark."""

    comma: str = ""
    point: str = ""
    three: str = ""

    def see(self, cells: Iterable[str]) -> None:
        """Keep one example of each proof."""
        for cell in cells:
            if "," not in cell and "." not in cell:
                continue
            if _THREE.match(cell):
                self.three = self.three or cell.strip()
            elif _COMMA.search(cell):
                self.comma = self.comma or cell.strip()
            elif _POINT.search(cell):
                self.point = self.point or cell.strip()

    def decide(self) -> bool:
        """Whether the decimal mark is a comma.

        Raises:
            Undecided: Values disagree, or `1.234` alone leaves it open.
        """
        if self.comma and self.point:
            raise Undecided(f"has two decimal marks ({self.comma} and {self.point})")
        if self.three and not self.comma and not self.point:
            raise Undecided(f"could be thousands or decimals ({self.three})")
        return bool(self.comma)


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person can say before a file is loaded.

    Args:
        column: The column that it is about.
        text: What is unclear.
        answers: Each possible answer, as `COLUMN=FIELD:OPTION`: what `--map` and the mapping of
            `plan` take.
    """

    column: str
    text: str
    answers: tuple[str, ...]


@dataclass(slots=True)
class Survey:
    """What was found; `observe` each chunk, then ask."""

    columns: Sequence[Column]
    keys: Callable[[Chunk], Sequence[str]] | None = None
    rows: int = 0
    dates: dict[int, Evidence] = field(default_factory=dict)
    marks: dict[int, Marks] = field(default_factory=dict)
    _hashes: "array[int]" = field(default_factory=lambda: array("q"))

    def observe(self, chunk: Chunk) -> None:
        """Take in some rows."""
        self.rows += len(chunk.lines) + len(chunk.bad)
        if not chunk.lines:
            return
        for column in self.columns:
            if column.spec is None:
                continue
            if column.spec.kind in _DATES:
                self.dates.setdefault(column.position, Evidence()).see(_cells(chunk, column))
            elif column.spec.kind in _NUMBERS:
                marks = self.marks.setdefault(column.position, Marks())
                marks.see(set(_cells(chunk, column)))
                if column.spec.kind in {Kind.SHARE, Kind.FACTOR}:
                    marks.three = ""  # nobody writes thousands of per cent, or such a rate
        if self.keys is not None:
            self._hashes.extend(map(hash, self.keys(chunk)))

    def repeated(self) -> frozenset[int]:
        """The hashes of the keys that occur more than once."""
        import numpy as np

        if not self._hashes:
            return frozenset()
        values, times = np.unique(np.frombuffer(self._hashes, dtype=np.int64), return_counts=True)
        return frozenset(values[times > 1].tolist())

    def told(self) -> list[str]:
        """What was taken for granted about a column's dates."""
        headers = {column.position: column.header for column in self.columns}
        return [
            f"{headers[position]!r}: {text}."
            for position, evidence in self.dates.items()
            for text in evidence.told()
        ]

    def settle(self) -> tuple[list[Column], list[Question]]:
        """The columns with their readings decided, and the questions that remain."""
        settled: list[Column] = []
        questions: list[Question] = []
        for column in self.columns:
            try:
                settled.append(self._settle(column))
            except Undecided as problem:
                settled.append(column)
                questions.append(_question(column, str(problem)))
        return settled, questions

    def _settle(self, column: Column) -> Column:
        if column.decided:
            return column
        if column.position in self.dates:
            first = self.dates[column.position].decide()
            return replace(column, reading=replace(column.reading, day_first=first))
        if column.position in self.marks:
            comma = self.marks[column.position].decide()
            return replace(column, reading=replace(column.reading, comma_decimal=comma))
        return column


def _cells(chunk: Chunk, column: Column) -> list[str]:
    return [cell for cell in chunk.columns[column.position] if cell not in EMPTY]


def _question(column: Column, problem: str) -> Question:
    assert column.spec is not None  # noqa: S101 - only a mapped column is ever undecided
    options = ("dmy", "mdy") if column.spec.kind in _DATES else ("point", "comma")
    answers = tuple(f"{column.header}={column.spec.name}:{option}" for option in options)
    return Question(column.header, f"Column {column.header!r} {problem}.", answers)
