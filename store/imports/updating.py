"""Rows that are there already: what a file says otherwise is written, and journaled."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, update
from sqlmodel import Session

from store import journal
from store.canonical import table_of
from store.imports.directory import STUB
from store.imports.incoming import Incoming

SAMPLES = 10


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


class Updater:
    """Brings the stored rows of one table up to what a file says of them.

    Args:
        session: The writing session of the import.
        workspace_id: Whose rows they are.
        table: Their table.
        source: What a stub's `source` becomes when its file comes.
        by: Who imports.
        now: When.
        stubs: Stubs of this table that this very import made: bringing them is no change.
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
        stubs: dict[str, str],
    ) -> None:
        self.counts = Counts()
        self._session = session
        self._workspace_id = workspace_id
        self._table = table_of(table)
        self._source = source
        self._by = by
        self._now = now
        self._stubs = stubs

    def bring(
        self, rows: Incoming, fields: dict[str, list[Any]], found: list[RowMapping | None]
    ) -> None:
        """Compare the rows for which `found` has a stored one, and write what differs."""
        writes: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        lines: list[journal.Line] = []
        for at, stored in enumerate(found):
            if stored is None:
                continue
            after = self._difference(rows, fields, at, stored)
            stub = stored["id"] in self._stubs
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
        given = rows.external_ids[at]
        if given and given != stored["id"] and stored["external_id"] is None:
            after["external_id"] = given
        extra = (rows.extra[at] if rows.extra is not None else None) or {}
        if given == stored["id"]:  # the store's own export says the id in the source as well
            extra = {name: said for name, said in extra.items() if said != stored["external_id"]}
        merged = {**(stored["extra"] or {}), **extra}
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
        del self._stubs[stored["id"]]
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


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if value is None or isinstance(value, int | float | str | dict) else str(value)
        for name, value in fields.items()
    }
