"""From a chunk of text to rows that the store takes: each column read by its field's kind."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from connectors.files import dates, values
from connectors.files.keys import Naming
from connectors.files.mapping import Column
from connectors.files.rows import BadRow, Chunk
from connectors.files.values import KeptAsText, Unreadable
from store.imports.incoming import Incoming, Mention
from store.people import Workspace
from store.schema import Entity, Kind

Reader = Callable[[str], Any]


@dataclass(slots=True)
class Tally:
    """What was noticed while reading, counted, with a few examples."""

    counts: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def note(self, what: str, example: str, times: int = 1) -> None:
        """Count `what`, and keep the first three examples."""
        self.counts[what] = self.counts.get(what, 0) + times
        kept = self.examples.setdefault(what, [])
        if len(kept) < 3 and example not in kept:  # noqa: PLR2004 - as said
            kept.append(example)

    def sentences(self) -> list[str]:
        """One line for each thing noticed."""
        return [
            f"{what}: {times:,} ({', '.join(self.examples[what])})"
            for what, times in self.counts.items()
        ]


@dataclass(slots=True)
class Rows:
    """Rows under way: `fields` may still hold what is no field of the table (see `rules`)."""

    lines: list[int]
    fields: dict[str, list[Any]]
    mentions: dict[str, list[Mention | None]]
    extra: list[dict[str, str] | None] | None
    bad: dict[int, BadRow]

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.lines)


@dataclass(frozen=True, slots=True)
class _Problem:
    """Why a cell could not be read."""

    reason: str
    aside: bool


class Parser:
    """Reads the chunks of one file."""

    def __init__(
        self,
        entity: Entity,
        columns: Sequence[Column],
        workspace: Workspace,
        naming: Naming,
        repeated: frozenset[int],
    ) -> None:
        self.entity = entity
        self.tally = Tally()
        self._columns = [c for c in columns if c.spec is not None]
        self._aside = [c for c in columns if c.spec is None]
        self._zone = ZoneInfo(workspace.timezone)
        self._naming = naming
        self._repeated = repeated
        lengths = entity.model.__table__.columns  # type: ignore[attr-defined]  # SQLModel adds it to tables
        self._lengths = {c.name: getattr(c.type, "length", None) for c in lengths}

    def read(self, chunk: Chunk) -> Rows:
        """The chunk's rows, each cell as its field's kind of value."""
        rows = Rows(chunk.lines, {}, {}, None, {})
        kept_aside: dict[str, list[str | None]] = {}
        references: dict[str, dict[bool, list[str | None]]] = {}
        for column in self._columns:
            found = self._column(column, chunk, rows, kept_aside)
            assert column.spec is not None  # noqa: S101 - sorted out above
            if column.spec.kind is Kind.REFERENCE:
                references.setdefault(column.spec.name, {})[column.names_id] = found
            else:
                rows.fields[column.spec.name] = found
        for column in self._aside:
            cells = chunk.columns[column.position]
            kept_aside[column.header] = _Text(values.EMPTY, None).column(cells)
        rows.extra = _extra(kept_aside)
        for name, parts in references.items():
            rows.mentions[name] = _mentions(parts)
        return rows

    def finish(self, rows: Rows, chunk: Chunk) -> tuple[Incoming, list[BadRow]]:
        """Named rows for the store, and those that could not be read."""
        keys = self._naming.first(chunk)
        shared = (
            {at for at, key in enumerate(keys) if hash(key) in self._repeated}
            if self._repeated
            else set()
        )
        for at in shared:
            row = [column[at] for column in chunk.columns]
            keys[at] = self._naming.apart_from_others(keys[at], row)
        external = rows.fields.pop("external_id", None) or [None] * rows.size
        incoming = Incoming(
            rows.lines, keys, external, rows.fields, rows.mentions, rows.extra, frozenset(shared)
        )
        if not rows.bad:
            return incoming, chunk.bad
        bad = [
            BadRow(b.line, b.column, b.value, b.reason, tuple(c[at] for c in chunk.columns))
            for at, b in sorted(rows.bad.items())
        ]
        return incoming.keep([at not in rows.bad for at in range(rows.size)]), chunk.bad + bad

    def _column(
        self, column: Column, chunk: Chunk, rows: Rows, aside: dict[str, list[str | None]]
    ) -> list[Any]:
        cells = chunk.columns[column.position]
        reader = self._reader(column)
        found = reader.column(cells) if isinstance(reader, _Text) else _mapped(cells, reader)
        problems = [at for at, value in enumerate(found) if type(value) is _Problem]
        for at in problems:
            problem: _Problem = found[at]
            found[at] = None
            if problem.aside:
                what = f"{column.header!r}: {problem.reason}; kept aside as text"
                self.tally.note(what, f"{cells[at].strip()[:40]} on line {chunk.lines[at]}")
                aside.setdefault(column.header, [None] * rows.size)[at] = values.text(cells[at])
            elif at not in rows.bad:
                shown = cells[at][:200]
                rows.bad[at] = BadRow(chunk.lines[at], column.header, shown, problem.reason)
        return found

    def _reader(self, column: Column) -> Reader:
        assert column.spec is not None  # noqa: S101 - only mapped columns are read
        typed = typed_reader(column, self._zone)
        if typed is not None:
            return typed
        kind = column.spec.kind
        if kind is Kind.PHONE:
            return _Text(values.EMPTY, None, self._phone(column.header), _ODD_PHONE)
        if kind is Kind.EMAIL:
            return _Text(values.EMPTY, None, values.email, _ODD_EMAIL)
        empty = values.EMPTY_NAMES if kind in _NAMES else values.EMPTY
        longest = None if kind is Kind.REFERENCE else self._lengths.get(column.spec.name)
        return _Text(empty, longest)

    def _phone(self, header: str) -> Reader:
        def read(cell: str) -> str | None:
            if values.damaged_by_excel(cell):
                self.tally.note(f"{header!r}: numbers that a spreadsheet cut short", cell.strip())
            return values.phone(cell)

        return read


_NAMES = {Kind.FIRST_NAME, Kind.LAST_NAME, Kind.FULL_NAME}


def typed_reader(column: Column, zone: ZoneInfo) -> Reader | None:
    """How a column that holds more than text is read; None for text."""
    assert column.spec is not None  # noqa: S101 - only mapped columns are read
    how = column.reading
    typed: dict[Kind, Reader] = {
        Kind.MONEY: lambda cell: values.money(cell, how),
        Kind.NUMBER: lambda cell: values.whole_number(cell, how),
        Kind.YEAR: lambda cell: values.year(cell, how),
        Kind.SHARE: lambda cell: values.share(cell, how),
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
    bad = sum(1 for cell in filled if type(read(cell)) is _Problem)
    return bad * 2 <= len(filled)


def _mapped(cells: Sequence[str], read: Reader) -> list[Any]:
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
            return _Problem(str(problem), isinstance(problem, KeptAsText))

    return guarded


class _Text:
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
            return _mapped(cells, self._each)
        if self._empty.isdisjoint(cells):
            return list(cells)
        return [None if cell in self._empty else cell for cell in cells]

    def _one(self, cell: str) -> Any:
        found = values.text(cell, self._empty)
        if found is not None and self._longest is not None and len(found) > self._longest:
            return _Problem(f"longer than {self._longest} characters", aside=False)
        return found


_NEEDS_TRIMMING = re.compile(r"\x1e[ \t\n\r\v\f\x1c-\x1f]|[ \t\n\r\v\f\x1c-\x1f]\x1e")
_ODD_PHONE = re.compile(r"[eE]\+|\.0(\x1e|$)")
_ODD_EMAIL = re.compile(r"[<>]|mailto:", re.IGNORECASE)


def _mentions(parts: dict[bool, list[str | None]]) -> list[Mention | None]:
    ids, texts = parts.get(True), parts.get(False)
    if ids is None:
        assert texts is not None  # noqa: S101 - a reference has a column
        return _mapped_mentions([(None, text) for text in texts])
    if texts is None:
        return _mapped_mentions([(_first(one), None) for one in ids])
    return _mapped_mentions([(_first(a), b) for a, b in zip(ids, texts, strict=True)])


def _mapped_mentions(pairs: list[tuple[str | None, str | None]]) -> list[Mention | None]:
    known = {pair: Mention(*pair) if any(pair) else None for pair in set(pairs)}
    return [known[pair] for pair in pairs]


def _first(ids: str | None) -> str | None:
    """The first of several ids in one cell, as exports of associations write them."""
    return ids.split(";")[0].strip() if ids else None


def _extra(aside: dict[str, list[str | None]]) -> list[dict[str, str] | None] | None:
    filled = {header: cells for header, cells in aside.items() if any(cells)}
    if not filled:
        return None
    headers = tuple(filled)
    rows = list(zip(*filled.values(), strict=True))
    known = {
        row: {h: cell for h, cell in zip(headers, row, strict=True) if cell is not None} or None
        for row in set(rows)
    }
    return [known[row] for row in rows]
