"""One file's rows on their way into one table, inside one transaction."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, update
from sqlmodel import Session

from store import journal
from store.canonical import table_of
from store.identity import stable_id
from store.imports.directory import STUB, Directory
from store.imports.incoming import Incoming, Refusal
from store.imports.matching import Matcher
from store.imports.writing import constant, insert_columns, make_indexes, set_indexes_aside
from store.row import CONTROL
from store.schema import ENTITIES

SAMPLES = 10
MANY = 50_000
"""From so many rows on, filling an empty table without its indexes pays."""


@dataclass(slots=True)
class Counts:
    """What became of the rows of a file."""

    added: int = 0
    changed: int = 0
    same: int = 0
    duplicates: int = 0
    merged_before: int = 0
    deleted_before: int = 0
    changes: list[dict[str, Any]] = field(default_factory=list)
    duplicate_lines: list[int] = field(default_factory=list)


class Loading:
    """Takes the rows of one file, a batch at a time.

    The caller owns the transaction: until it commits nothing has happened.

    Args:
        session: A writing session.
        workspace_id: Whose rows they are.
        table: The table that they go to.
        source: What the rows' `source` says: the file's name.
        by: Who imports.
        now: When.
        expected: How many rows will come, as far as is known.
    """

    def __init__(  # noqa: PLR0913 - they are told apart by name
        self,
        session: Session,
        workspace_id: str,
        table: str,
        *,
        source: str,
        by: str,
        now: datetime,
        expected: int = 0,
    ) -> None:
        self.counts = Counts()
        self.directory = Directory(session, workspace_id, now)
        self._session = session
        self._workspace_id = workspace_id
        self._entity = ENTITIES[table]
        self._table = table_of(table)
        self._source = source
        self._by = by
        self._now = now
        journal.hold(session, workspace_id)
        self._matcher = Matcher(session, workspace_id, table, self.directory, now)
        self._indexes: list[str] = []
        if expected >= MANY and self._matcher.nothing_stored():
            self._indexes = set_indexes_aside(session, table)
        self._seen: dict[str, tuple[int, int]] = {}
        self._required = [
            column.name
            for column in self._table.columns
            if not column.nullable and column.default is None and column.name not in CONTROL
        ]

    def take(self, rows: Incoming) -> list[Refusal]:
        """Store some rows; those that cannot be stored are given back with the reason."""
        ids = self._ids(rows.keys)
        refused: list[Refusal] = []
        if rows.repeated:
            kept = self._without_repeats(rows, ids, refused)
            ids = [row_id for row_id, keep in zip(ids, kept, strict=True) if keep]
            rows = rows.keep(kept)
        fields = self._with_references(rows)
        found = self._matcher.find(ids, rows)
        new = [at for at, stored in enumerate(found) if stored is None]
        new = self._complete(rows, fields, new, refused)
        self._add(rows, fields, ids, new)
        self._compare(rows, fields, found)
        return refused

    def finish(self) -> None:
        """To be called after the last rows, before the commit."""
        make_indexes(self._session, self._indexes)
        self._indexes = []

    def _ids(self, keys: Sequence[str]) -> list[str]:
        prefix, workspace_id, table = self._entity.model.prefix, self._workspace_id, self._table.name
        return [stable_id(prefix, workspace_id, table, key) for key in keys]

    def _without_repeats(
        self, rows: Incoming, ids: list[str], refused: list[Refusal]
    ) -> list[bool]:
        """Which rows to keep: an exact copy is dropped, a second row under one id is refused.

        Rows without an id in the source that only share a name are different records: the second
        one gets an id of its own.
        """
        kept = [True] * len(ids)
        for at in sorted(rows.repeated):
            content = hash(_content(rows, at))
            number = 1
            while True:
                line, earlier = self._seen.setdefault(ids[at], (rows.lines[at], content))
                if line == rows.lines[at]:
                    break
                if earlier == content:
                    kept[at] = False
                    self.counts.duplicates += 1
                    if len(self.counts.duplicate_lines) < SAMPLES:
                        self.counts.duplicate_lines.append(rows.lines[at])
                    break
                if rows.external_ids[at]:
                    kept[at] = False
                    reason = f"line {line} has the same id with other values"
                    refused.append(
                        Refusal(rows.lines[at], "", str(rows.external_ids[at]), reason)
                    )
                    break
                number += 1
                ids[at] = self._ids([f"{rows.keys[at]}\x1f{number}"])[0]
        return kept

    def _with_references(self, rows: Incoming) -> dict[str, list[Any]]:
        fields = dict(rows.fields)
        for name, mentions in rows.mentions.items():
            target = self._entity.field(name).target
            if target is not None:
                fields[name] = self.directory.resolve(target, mentions)
        return fields

    def _complete(
        self,
        rows: Incoming,
        fields: dict[str, list[Any]],
        new: list[int],
        refused: list[Refusal],
    ) -> list[int]:
        """Those of the new rows that have what their table cannot do without."""
        for name in self._required:
            values = fields.get(name)
            lacking = {at for at in new if values is None or values[at] is None}
            if not lacking:
                continue
            for at in sorted(lacking):
                refused.append(self._lacks(rows, at, name))
            new = [at for at in new if at not in lacking]
        return new

    def _lacks(self, rows: Incoming, at: int, name: str) -> Refusal:
        label = self._entity.field(name).label
        mentions = rows.mentions.get(name)
        meant = mentions[at] if mentions else None
        if meant is None:
            return Refusal(rows.lines[at], label, "", f"a {self._entity.label} needs a {label}")
        shown = meant.external_id or meant.text or ""
        return Refusal(rows.lines[at], label, shown, f"there is no {label} {shown!r} in the store")

    def _add(
        self, rows: Incoming, fields: dict[str, list[Any]], ids: list[str], new: list[int]
    ) -> None:
        size = len(new)
        if not size:
            return
        columns: dict[str, Sequence[Any]] = {
            "workspace_id": constant(self._workspace_id, size),
            "id": _pick(ids, new),
            "external_id": _pick(rows.external_ids, new),
            "source": constant(self._source, size),
            "recorded_at": constant(self._now, size),
            "changed_at": constant(self._now, size),
        }
        if rows.extra is not None:
            columns["extra"] = _pick(rows.extra, new)
        for name, values in fields.items():
            columns[name] = _pick(values, new)
        insert_columns(self._session, self._table.name, columns, size)
        self.counts.added += size

    def _compare(
        self, rows: Incoming, fields: dict[str, list[Any]], found: list[RowMapping | None]
    ) -> None:
        writes: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        lines: list[journal.Line] = []
        for at, stored in enumerate(found):
            if stored is None:
                continue
            after = self._difference(rows, fields, at, stored)
            stub = stored["id"] in self.directory.made[self._table.name]
            if stub:
                self._fulfil(stored)
            elif not after:
                self.counts.same += 1
                continue
            else:
                lines.append(self._journal_line(stored, after))
            version = stored["version"] + (0 if stub else 1)
            writes[tuple(sorted(after))].append(
                {"row_id": stored["id"], "old": stored["version"], "version": version, **after}
            )
        for batch in writes.values():
            self._update(batch)
        journal.append(self._session, self._workspace_id, lines, self._now)

    def _difference(
        self, rows: Incoming, fields: dict[str, list[Any]], at: int, stored: RowMapping
    ) -> dict[str, Any]:
        """What the file says otherwise; what it leaves blank stays as it is."""
        if stored["state"] != "live":
            self._count_gone(stored)
            return {}
        after = {
            name: values[at]
            for name, values in fields.items()
            if values[at] is not None and values[at] != stored[name]
        }
        if rows.external_ids[at] and stored["external_id"] is None:
            after["external_id"] = rows.external_ids[at]
        extra = rows.extra[at] if rows.extra is not None else None
        merged = {**(stored["extra"] or {}), **(extra or {})}
        if merged != (stored["extra"] or {}):
            after["extra"] = merged
        if stored["source"] == STUB:
            after["source"] = self._source
        return after

    def _count_gone(self, stored: RowMapping) -> None:
        if stored["state"] == "merged":
            self.counts.merged_before += 1
        else:
            self.counts.deleted_before += 1

    def _fulfil(self, stored: RowMapping) -> None:
        """A row that this file first only spoke of, and now brings."""
        self.directory.made[self._table.name].discard(stored["id"])
        self.directory.stubs[self._table.name].count -= 1
        self.counts.added += 1

    def _journal_line(self, stored: RowMapping, after: dict[str, Any]) -> journal.Line:
        before = {name: stored[name] for name in after}
        self.counts.changed += 1
        if len(self.counts.changes) < SAMPLES:
            self.counts.changes.append(
                {"id": stored["id"], "before": _plain(before), "after": _plain(after)}
            )
        return journal.Line(
            self._by, self._table.name, stored["id"], stored["version"] + 1,
            stored["version"], before, after,
        )  # fmt: skip

    def _update(self, batch: list[dict[str, Any]]) -> None:
        columns = self._table.c
        names = [name for name in batch[0] if name not in {"row_id", "old", "version"}]
        statement = (
            update(self._table)
            .where(
                columns.workspace_id == self._workspace_id,
                columns.id == bindparam("row_id"),
                columns.version == bindparam("old"),
            )
            .values(
                {
                    "changed_at": self._now,
                    "version": bindparam("new_version"),
                    **{name: bindparam(f"new_{name}") for name in names},
                }
            )
        )
        values = [
            {"row_id": row["row_id"], "old": row["old"], "new_version": row["version"]}
            | {f"new_{name}": row[name] for name in names}
            for row in batch
        ]
        self._session.connection().execute(statement, values)


Progress = Callable[[int, int | None], None]


def _content(rows: Incoming, at: int) -> tuple[Any, ...]:
    extra = rows.extra[at] if rows.extra is not None else None
    return (
        *(values[at] for values in rows.fields.values()),
        *(values[at] for values in rows.mentions.values()),
        tuple(sorted(extra.items())) if extra else None,
    )


def _pick(values: list[Any], places: list[int]) -> list[Any]:
    return values if len(places) == len(values) else [values[at] for at in places]


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if value is None or isinstance(value, int | float | str | dict) else str(value)
        for name, value in fields.items()
    }
