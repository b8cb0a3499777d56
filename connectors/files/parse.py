"""From a chunk of text to rows that the store takes: each column read by its field's kind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from connectors.files import values
from connectors.files.cells import (
    ODD_EMAIL,
    ODD_PHONE,
    Problem,
    Reader,
    TextCells,
    mapped,
    typed_reader,
)
from connectors.files.keys import Naming
from connectors.files.mapping import Column
from connectors.files.rows import BadRow, Chunk
from store.imports.incoming import Incoming, Mention
from store.people import Workspace
from store.schema import Entity, Kind


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
            kept_aside[column.header] = TextCells(values.EMPTY, None).column(cells)
        rows.extra = _extra(kept_aside)
        for name, parts in references.items():
            self._note_several(name, parts.get(True))
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
        found = reader.column(cells) if isinstance(reader, TextCells) else mapped(cells, reader)
        problems = [at for at, value in enumerate(found) if type(value) is Problem]
        for at in problems:
            problem: Problem = found[at]
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
            return TextCells(values.EMPTY, None, self._phone(column.header), ODD_PHONE)
        if kind is Kind.EMAIL:
            return TextCells(values.EMPTY, None, values.email, ODD_EMAIL)
        empty = values.EMPTY_NAMES if kind in _NAMES else values.EMPTY
        longest = self._lengths.get(column.spec.name)
        if kind is Kind.REFERENCE:
            longest = _LONGEST_REFERENCE
        return TextCells(empty, longest)

    def _note_several(self, name: str, ids: list[str | None] | None) -> None:
        several = [text for text in ids or () if text and ";" in text]
        if several:
            label = self.entity.field(name).label
            what = f"rows with several ids as their {label}; the first is taken"
            self.tally.note(what, several[0], len(several))

    def _phone(self, header: str) -> Reader:
        def read(cell: str) -> str | None:
            if values.damaged_by_excel(cell):
                self.tally.note(f"{header!r}: numbers that a spreadsheet cut short", cell.strip())
            return values.phone(cell)

        return read


_LONGEST_REFERENCE = 255
"""An id in another system, an address or a name; ours are the ids that take 64."""
_NAMES = {Kind.FIRST_NAME, Kind.LAST_NAME, Kind.FULL_NAME}


def _mentions(parts: dict[bool, list[str | None]]) -> list[Mention | None]:
    ids, texts = parts.get(True), parts.get(False)
    if ids is None:
        assert texts is not None  # noqa: S101 - a reference has a column
        return _mapped_mentions([(None, text) for text in texts])
    if texts is None:
        return _mapped_mentions([(_first(one), None) for one in ids])
    return _mapped_mentions([_first_pair(a, b) for a, b in zip(ids, texts, strict=True)])


def _mapped_mentions(pairs: list[tuple[str | None, str | None]]) -> list[Mention | None]:
    known = {pair: Mention(*pair) if any(pair) else None for pair in set(pairs)}
    return [known[pair] for pair in pairs]


def _first_pair(ids: str | None, texts: str | None) -> tuple[str | None, str | None]:
    if ids and texts and ";" in ids and ids.count(";") == texts.count(";"):
        return _first(ids), _first(texts)
    return _first(ids), texts


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
