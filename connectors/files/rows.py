"""Rows as a file holds them: text in columns, with the line that each row began on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from store.errors import BadInput

MOST_COLUMNS = 2_000
SHOWN = 5
"""Lines of empty rows that a report names."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be imported: where it is and why."""

    line: int
    column: str
    value: str
    reason: str
    cells: tuple[str, ...] = ()


@dataclass(slots=True)
class Chunk:
    """Some rows of a file, column by column; `bad` holds the rows that could not be cut up."""

    lines: list[int]
    columns: list[Sequence[str]]
    bad: list[BadRow] = field(default_factory=list)


class Source(Protocol):
    """A file that has a header and rows, whatever its format."""

    path: Path
    header: list[str]
    notes: list[str]
    facts: dict[str, str]

    @property
    def rows_total(self) -> int | None:
        """How many rows there are, when the format says so."""

    def told(self) -> list[str]:
        """What was noticed while the rows were read, once they have been."""

    def chunks(self, size: int) -> Iterator[Chunk]:
        """The rows, `size` at a time; may be called again to read them again."""


def distinct_headers(cells: Sequence[str]) -> list[str]:
    """The header with blanks and repeats told apart.

    >>> distinct_headers(["Name", " ", "Name"])
    ['Name', 'column 2', 'Name (2)']

    Raises:
        BadInput: There are more columns than any table of records has.
    """
    if len(cells) > MOST_COLUMNS:
        raise BadInput(
            f"The file has {len(cells):,} columns; {MOST_COLUMNS:,} are the most.",
            hint="Leave out those that are not needed, or check what separates the columns.",
        )
    header: list[str] = []
    for position, cell in enumerate(cells, start=1):
        name = " ".join(cell.replace("\0", "").split()) or f"column {position}"
        copies = sum(1 for other in header if other == name or other.startswith(f"{name} ("))
        header.append(f"{name} ({copies + 1})" if name in header else name)
    return header


@dataclass(slots=True)
class Blanks:
    """The rows of a file that hold nothing; they are left out, and counted."""

    count: int = 0
    lines: list[int] = field(default_factory=list)

    def without(self, chunk: Chunk) -> Chunk:
        """The rows of a chunk that hold something."""
        if not chunk.columns or not chunk.lines:
            return chunk
        empty = [n for n, cell in enumerate(chunk.columns[0]) if not cell.strip()]
        for column in chunk.columns[1:]:
            empty = [n for n in empty if not column[n].strip()]
        if not empty:
            return chunk
        gone = set(empty)
        self.count += len(gone)
        self.lines += [chunk.lines[n] for n in empty[: SHOWN - len(self.lines)]]
        kept = [n for n in range(len(chunk.lines)) if n not in gone]
        columns: list[Sequence[str]] = [[column[n] for n in kept] for column in chunk.columns]
        return Chunk([chunk.lines[n] for n in kept], columns, chunk.bad)

    def told(self) -> list[str]:
        """How many there were, and where the first of them are."""
        if not self.count:
            return []
        lines = ", ".join(str(line) for line in self.lines)
        more = " ..." if self.count > len(self.lines) else ""
        if self.count == 1:
            return [f"1 empty row was left out (line {lines})."]
        return [f"{self.count:,} empty rows were left out (lines {lines}{more})."]
