"""Which stored row an incoming row is: the same id, the same id in the source, or the same name.

The id may be the store's own: what was exported, edited and comes back changes the rows it names.
A name decides only where the two do not carry different ids, and a stored row is taken once.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select
from sqlmodel import Session

from store.canonical import table_of
from store.imports.directory import Directory
from store.imports.incoming import Incoming
from store.schema import ENTITIES

AT_A_TIME = 5_000
_BY_NAME = frozenset({"account", "user", "team", "product", "stage", "prospect_company"})
_BY_EMAIL = frozenset({"contact", "lead", "prospect_person"})


class Matcher:
    """Finds the stored rows of one table that a file's rows are."""

    def __init__(
        self,
        session: Session,
        workspace_id: str,
        table: str,
        directory: Directory,
        *,
        source: str,
        now: datetime,
    ) -> None:
        self._session = session
        self._workspace_id = workspace_id
        self._name = table
        self._table = table_of(table)
        self._directory = directory
        self._source = source
        self._now = now
        self._taken: set[str] = set()
        self._empty = not self._any_row()

    def find(self, ids: list[str], rows: Incoming) -> list[RowMapping | None]:
        """For each incoming row the stored row that it is, or None."""
        made = self._directory.made[self._name]
        if self._empty and not made:
            return [None] * len(ids)
        external = [text for text in rows.external_ids if text]
        by_external = {} if self._empty else self._select("external_id", external)
        ours = f"{ENTITIES[self._name].model.prefix}_"
        unknown = [text for text in external if text.startswith(ours) and text not in by_external]
        by_external |= {} if self._empty else self._select("id", unknown)
        found = [by_external.get(text) if text else None for text in rows.external_ids]
        rest = [row_id for row_id, row in zip(ids, found, strict=True) if row is None]
        by_id = {} if self._empty else self._select("id", rest)
        found = [row or by_id.get(row_id) for row_id, row in zip(ids, found, strict=True)]
        self._taken.update(row["id"] for row in found if row is not None)
        self._match_others(rows, found)
        return found

    def _any_row(self) -> bool:
        query = select(self._table.c.id).where(self._table.c.workspace_id == self._workspace_id)
        return self._session.connection().execute(query.limit(1)).first() is not None

    def nothing_stored(self) -> bool:
        """Whether the table is empty, in every workspace."""
        query = select(self._table.c.id).limit(1)
        return self._session.connection().execute(query).first() is None

    def _match_others(self, rows: Incoming, found: list[RowMapping | None]) -> None:
        open_places = [at for at, row in enumerate(found) if row is None]
        if self._name in _BY_NAME:
            wanted = {at: self._named(rows, at) for at in open_places}
        elif self._name in _BY_EMAIL and "email" in rows.fields:
            wanted = self._addressed(rows, open_places)
        else:
            return
        stored = self._select("id", sorted({i for ids in wanted.values() for i in ids}))
        for at, ids in wanted.items():
            fitting = [stored[i] for i in ids if i in stored and self._fits(rows, at, stored[i])]
            if fitting:
                found[at] = fitting[0]
                self._taken.add(fitting[0]["id"])

    def _named(self, rows: Incoming, at: int) -> list[str]:
        emails, names = rows.fields.get("email"), rows.fields.get("name")
        if emails and emails[at]:
            found = self._directory.at_address(self._name, emails[at])
            if found:
                return found
        return self._directory.called(self._name, names[at]) if names and names[at] else []

    def _addressed(self, rows: Incoming, places: Iterable[int]) -> dict[int, list[str]]:
        emails = rows.fields["email"]
        single = [at for at in places if emails[at] and at not in rows.repeated]
        texts = sorted({text for at in single for text in (emails[at], emails[at].lower())})
        by_email: dict[str, list[str]] = {}
        for start in range(0, len(texts), AT_A_TIME):
            query = self._live().where(self._table.c.email.in_(texts[start : start + AT_A_TIME]))
            for row in self._session.connection().execute(query):
                by_email.setdefault(row.email.lower(), []).append(row.id)
        found = {at: by_email.get(emails[at].lower(), []) for at in single}
        return {at: ids for at, ids in found.items() if len(ids) == 1}

    def _live(self) -> Any:
        columns = self._table.c
        return select(columns.id, columns.email).where(
            columns.workspace_id == self._workspace_id, columns.state == "live"
        )

    def _fits(self, rows: Incoming, at: int, stored: RowMapping) -> bool:
        if stored["id"] in self._taken or stored["state"] != "live":
            return False
        ours, theirs = rows.external_ids[at], stored["external_id"]
        if ours and theirs and ours != theirs:
            return False
        if stored["recorded_at"] == self._now and stored["source"] == self._source:
            return False  # another row of this very file
        domains = rows.fields.get("domain")
        domain = domains[at] if domains else None
        return not (domain and stored.get("domain") and domain != stored["domain"])

    def _select(self, column: str, values: list[str]) -> dict[str, RowMapping]:
        key = self._table.c[column]
        found: dict[str, RowMapping] = {}
        for start in range(0, len(values), AT_A_TIME):
            query = select(self._table).where(
                self._table.c.workspace_id == self._workspace_id,
                key.in_(values[start : start + AT_A_TIME]),
            )
            rows = self._session.connection().execute(query).mappings()
            found.update((row[column], row) for row in rows)
        return found
