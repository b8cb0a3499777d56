"""One file's rows on their way into one table, inside one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping
from sqlmodel import Session

from store import journal
from store.canonical import table_of
from store.identity import stable_ids
from store.imports.directory import Directory
from store.imports.incoming import Incoming, Refusal
from store.imports.matching import Matcher
from store.imports.updating import SAMPLES, Updater
from store.imports.writing import constant, insert_columns, make_indexes, set_indexes_aside
from store.row import CONTROL
from store.schema import ENTITIES

MANY = 50_000
"""From so many rows on, filling an empty table without its indexes pays."""


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
        self.directory = Directory(session, workspace_id, now)
        self._updater = Updater(
            session,
            workspace_id,
            table,
            source=source,
            by=by,
            now=now,
            stubs=self.directory.made[table],
        )
        self.counts = self._updater.counts
        self._session = session
        self._workspace_id = workspace_id
        self._entity = ENTITIES[table]
        self._table = table_of(table)
        self._source = source
        self._now = now
        journal.hold(session, workspace_id)
        self._matcher = Matcher(
            session, workspace_id, table, self.directory, source=source, now=now
        )
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
        self._keep_namesakes(rows, fields, found)
        new = [at for at, stored in enumerate(found) if stored is None]
        new = self._complete(rows, fields, new, refused)
        self._add(rows, fields, ids, new)
        self._updater.bring(rows, fields, found)
        return refused

    def finish(self) -> None:
        """To be called after the last rows, before the commit."""
        make_indexes(self._session, self._indexes)
        self._indexes = []

    def _ids(self, keys: Sequence[str]) -> list[str]:
        return stable_ids(self._entity.model.prefix, self._workspace_id, self._table.name, keys)

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
                    refused.append(Refusal(rows.lines[at], "", str(rows.external_ids[at]), reason))
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

    def _keep_namesakes(
        self, rows: Incoming, fields: dict[str, list[Any]], found: list[RowMapping | None]
    ) -> None:
        """Leave a reference as it is where the name that the file gives is its name already.

        Several rows may bear that name, and the first of them is no better than the one it has.
        """
        for name, mentions in rows.mentions.items():
            target = self._entity.field(name).target or ""
            for at, (meant, stored) in enumerate(zip(mentions, found, strict=True)):
                held = stored[name] if stored else None
                if meant is None or not meant.text or held in {None, fields[name][at]}:
                    continue
                if held in self.directory.called(target, meant.text):
                    fields[name][at] = held

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
            refused.extend(self._lacks(rows, at, name) for at in sorted(lacking))
            new = [at for at in new if at not in lacking]
        return new

    def _lacks(self, rows: Incoming, at: int, name: str) -> Refusal:
        label = self._entity.field(name).label
        mentions = rows.mentions.get(name)
        meant = mentions[at] if mentions else None
        if meant is None:
            reason = f"{label} is empty, and no {self._entity.label} can be without"
            return Refusal(rows.lines[at], label, "", reason)
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


def _content(rows: Incoming, at: int) -> tuple[Any, ...]:
    extra = rows.extra[at] if rows.extra is not None else None
    return (
        *(values[at] for values in rows.fields.values()),
        *(values[at] for values in rows.mentions.values()),
        tuple(sorted(extra.items())) if extra else None,
    )


def _pick(values: list[Any], places: list[int]) -> list[Any]:
    return values if len(places) == len(values) else [values[at] for at in places]
