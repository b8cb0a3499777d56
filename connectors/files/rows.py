"""Rows as a file holds them: text in columns, with the line that each row began on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


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
    """
    header: list[str] = []
    for position, cell in enumerate(cells, start=1):
        name = " ".join(cell.replace("\0", "").split()) or f"column {position}"
        copies = sum(1 for other in header if other == name or other.startswith(f"{name} ("))
        header.append(f"{name} ({copies + 1})" if name in header else name)
    return header
