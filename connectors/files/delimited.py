"""Comma-, semicolon-, tab- and bar-separated text: cut into rows, with nothing guessed away.

Python's own reader does the cutting. Around it: a row with too few or too many cells, a quote that
is never closed, a NUL byte or a cell of absurd length costs that row only, and is told.
"""

import csv
from collections import Counter, deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from connectors.files.encoding import detect
from connectors.files.rows import BadRow, Chunk, distinct_headers
from store.errors import BadInput

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
HEAD_LINES = 60
LONGEST_CELL = 131_072  # the csv module's own limit
LONGEST_RECORD = 2_000  # lines; longer means that a quote was left open


class DelimitedFile:
    """A delimited text file, opened for reading as often as needed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        encoding = detect(path)
        self.encoding = encoding.name
        self.notes = [encoding.note] if encoding.note else []
        with self._open() as stream:
            head = list(islice(_without_nul(stream), HEAD_LINES))
        if not any(line.strip() for line in head):
            raise BadInput(f"{path.name} is empty.", hint="Export the file again, with a header.")
        self.delimiter = _delimiter(head)
        self.skipped, cells = _find_header(head, self.delimiter)
        if self.skipped:
            self.notes.append(f"{self.skipped} line(s) above the header were skipped.")
        self.header = distinct_headers(cells)
        self.unwrapped = 0
        self.facts = {"encoding": self.encoding, "delimiter": DELIMITERS[self.delimiter]}

    def told(self) -> list[str]:
        """What was noticed while the rows were read."""
        if not self.unwrapped:
            return []
        return [f"{self.unwrapped:,} rows were quoted whole, as one cell; they were unwrapped."]

    @property
    def rows_total(self) -> int | None:
        """A text file does not say how many rows it has."""
        return None

    def chunks(self, size: int) -> Iterator[Chunk]:
        """The rows, `size` at a time."""
        with self._open() as stream:
            feed = _Feed(stream)
            records = _Records(feed, self.delimiter, len(self.header))
            for _ in range(self.skipped):
                next(feed)
            feed.held.clear()
            records.skip_header()
            while (chunk := records.take(size)) is not None:
                yield chunk
            self.unwrapped = records.unwrapped

    def _open(self) -> TextIO:
        return self.path.open(encoding=self.encoding, newline="")


class _Feed:
    """Hands lines to the csv reader, and remembers those of the record under way."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._again: deque[str] = deque()
        self.line = 0
        self.held: list[str] = []
        self.cut_short = False

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if len(self.held) > LONGEST_RECORD:
            raise csv.Error("a quote that is not closed")
        if self._again:
            text = self._again.popleft()
        else:
            text = next(self._stream, "")
            if not text:
                self.cut_short = bool(self.held)
                raise StopIteration
        self.line += 1
        self.held.append(text)
        return text

    def block(self, size: int) -> list[str]:
        """The next lines all at once; give them back with `put_back` if they are not plain."""
        if self._again:
            return []
        return list(islice(self._stream, size))

    def put_back(self, lines: list[str]) -> None:
        """Lines of a block that must be read one at a time after all."""
        self._again.extend(lines)

    def drop_first(self) -> str:
        """Give up the first line of the record under way and put the others back."""
        first, *others = self.held
        self._again.extendleft(reversed(others))
        self.line -= len(others)
        self.held.clear()
        self.cut_short = False
        return first


class _Records:
    """Cuts a feed of lines into rows of `width` cells."""

    def __init__(self, feed: _Feed, delimiter: str, width: int) -> None:
        self._feed = feed
        self._delimiter = delimiter
        self._width = width
        self.unwrapped = 0
        self._reader = csv.reader(feed, delimiter=delimiter)

    def skip_header(self) -> None:
        for row in self._reader:
            self._feed.held.clear()
            if any(cell.strip() for cell in row):
                return

    def take(self, size: int) -> Chunk | None:
        """The next rows, or None at the end."""
        return self._take_plain(size) or self._take_carefully(size)

    def _take_plain(self, size: int) -> Chunk | None:
        """A block of lines that are a row each, cut at full speed; None if they are not."""
        feed = self._feed
        lines = feed.block(size)
        if not lines:
            return None
        if _one_row_a_line(lines):
            rows = list(csv.reader(lines, delimiter=self._delimiter))
            if len(rows) == len(lines) and set(map(len, rows)) == {self._width}:
                first = feed.line + 1
                feed.line += len(lines)
                return Chunk(list(range(first, first + len(rows))), list(zip(*rows, strict=True)))
        feed.put_back(lines)
        return None

    def _take_carefully(self, size: int) -> Chunk | None:
        feed, held, width = self._feed, self._feed.held, self._width
        rows: list[list[str]] = []
        lines: list[int] = []
        bad: list[BadRow] = []
        while len(rows) + len(bad) < size:
            try:
                row = next(self._reader)
            except StopIteration:
                break
            except csv.Error as problem:
                bad.append(self._give_up(str(problem)))
                continue
            start = feed.line - len(held) + 1
            sound = len(row) == width and len(held) == 1 and not feed.cut_short
            if sound and "\0" not in held[0]:
                rows.append(row)
                lines.append(start)
                held.clear()
                continue
            kept = self._examine(row, start, bad)
            if kept is not None:
                rows.append(kept)
                lines.append(start)
        if not rows and not bad:
            return None
        columns = list(zip(*rows, strict=True)) if rows else [()] * width
        return Chunk(lines, list(columns), bad)

    def _examine(self, row: list[str], start: int, bad: list[BadRow]) -> list[str] | None:
        """The row if it is sound after all; else None, with the reason in `bad` (unless blank)."""
        feed = self._feed
        several = len(feed.held) > 1
        row = self._unwrapped(row)
        if feed.cut_short:
            bad.append(self._give_up("a quote that is not closed"))
            return None
        if any("\0" in text for text in feed.held):
            bad.append(_nul(row, start))
        elif len(row) > self._width and not any(c.strip() for c in row[self._width :]):
            feed.held.clear()
            return row[: self._width]
        elif len(row) == self._width:
            feed.held.clear()
            return row
        elif any(cell.strip() for cell in row):
            reason = f"{len(row)} cells where the header has {self._width}"
            if several:
                bad.append(self._give_up(f"{reason}, over several lines: a quote left open?"))
                return None
            bad.append(BadRow(start, "", "", reason, tuple(row)))
        feed.held.clear()
        return None

    def _unwrapped(self, row: list[str]) -> list[str]:
        """A row that some program quoted whole, as one cell, is the row inside."""
        if len(row) != 1 or self._delimiter not in row[0] or "\n" in row[0]:
            return row
        inner = next(csv.reader(row, delimiter=self._delimiter), [])
        if len(inner) != self._width:
            return row
        self.unwrapped += 1
        return inner

    def _give_up(self, reason: str) -> BadRow:
        line = self._feed.line - len(self._feed.held) + 1
        text = self._feed.drop_first().rstrip("\r\n")
        self._reader = csv.reader(self._feed, delimiter=self._delimiter)
        if "limit" in reason:
            reason = f"a cell longer than {LONGEST_CELL:,} characters: a quote left open?"
        return BadRow(line, "", text[:200], reason, (text[:LONGEST_CELL],))


def _one_row_a_line(lines: list[str]) -> bool:
    """Whether no quote runs over a line's end, and no line needs a closer look."""
    whole = "".join(lines)
    if "\0" in whole or max(map(len, lines)) > LONGEST_CELL:
        return False
    return '"' not in whole or all(line.count('"') % 2 == 0 for line in lines)


def _nul(row: list[str], line: int) -> BadRow:
    cell = next((cell for cell in row if "\0" in cell), "")
    shown = cell.replace("\0", "\\0")
    cells = tuple(c.replace("\0", "\\0") for c in row)
    return BadRow(line, "", shown, "holds a NUL byte, which text cannot hold", cells)


def _without_nul(stream: TextIO) -> Iterator[str]:
    return (line.replace("\0", "") for line in stream)


def _delimiter(head: list[str]) -> str:
    return max(DELIMITERS, key=lambda mark: _steadiness(head, mark))


def _steadiness(head: list[str], mark: str) -> float:
    """How well `mark` cuts the head into rows of one width, the first row among them."""
    rows = [row for row in _cut(head, mark) if row]
    if not rows:
        return 0.0
    widths = Counter(map(len, rows))
    width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
    heads = len(rows[0]) == width
    if width == 1 or not (heads or times * 2 > len(rows)):
        return 0.0
    return times / len(rows) + 0.5 * heads + width / 1000


def _find_header(head: list[str], mark: str) -> tuple[int, list[str]]:
    """How many lines to skip, and the header: the first row more than half as wide as most are."""
    rows = _cut(head, mark)
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    usual = max(widths.items(), key=lambda item: (item[1], item[0]))[0]
    for position in range(len(head)):
        cells = next(iter(_cut(head[position:], mark)), [])
        if sum(1 for cell in cells if cell.strip()) * 2 > usual:
            return position, cells
    return 0, rows[0]


def _cut(head: list[str], mark: str) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(head, delimiter=mark)
    while len(rows) < HEAD_LINES:
        try:
            rows.append(next(reader))
        except (StopIteration, csv.Error):
            break
    return rows
