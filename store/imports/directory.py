"""Finding the rows that a file speaks of: by id in the source, by e-mail, by exact name.

A merged row's id and name lead to the row that it was merged into. What is not there is made as a
stub, counted and named in the report, unless the mention forbids it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, Table, cast, select
from sqlmodel import Session

from store.canonical import table_of
from store.identity import stable_id
from store.imports.incoming import Mention
from store.imports.writing import Columns, insert_columns
from store.schema import ENTITIES

STUB = "import stub"
OTHER_NAMES = "other_names"
"""Where merges keep, among a row's `extra`, the names that it had besides the one it has."""
AT_A_TIME = 5_000
SAMPLES = 5

_NAMED_BY: dict[str, tuple[str, ...]] = {
    "contact": ("first_name", "last_name"),
    "lead": ("first_name", "last_name"),
    "prospect_person": ("first_name", "last_name"),
}
_CAN_BE_STUBS = frozenset({"account", "user", "team", "prospect_company"})


@dataclass(slots=True)
class Named:
    """How many there were of something, and the names of the first."""

    count: int = 0
    samples: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        """Count one more."""
        self.count += 1
        if len(self.samples) < SAMPLES:
            self.samples.append(name)


@dataclass(slots=True)
class _Names:
    """Every name and e-mail address of a table, and the rows that bear it."""

    by_name: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_email: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class Directory:
    """The rows of one workspace, as files speak of them. It lives as long as one file's load."""

    def __init__(self, session: Session, workspace_id: str, now: datetime) -> None:
        self._session = session
        self._workspace_id = workspace_id
        self._now = now
        self._known: dict[str, dict[Mention, str | None]] = defaultdict(dict)
        self._by_id: dict[str, dict[str, str | None]] = defaultdict(dict)
        self._names: dict[str, _Names] = {}
        self._gone: dict[str, set[str | None]] = defaultdict(set)
        self._merged: dict[str, dict[str, str]] = {}
        self.made: dict[str, dict[str, str]] = defaultdict(dict)
        """For each table the stubs: id -> name."""
        self.unknown: dict[str, Named] = defaultdict(Named)
        self.shared_names: dict[str, Named] = defaultdict(Named)

    def resolve(self, target: str, mentions: Sequence[Mention | None]) -> list[str | None]:
        """The live row that each mention means, in the table `target`."""
        known = self._known[target]
        # Equal mentions are mostly one object: telling them apart by identity first saves hashing.
        distinct = {id(m): m for m in mentions if m is not None}
        loose = {key: self._sole_bearer(target, m) for key, m in distinct.items() if m.loose}
        strict = {key: m for key, m in distinct.items() if not m.loose}
        fresh = [m for m in dict.fromkeys(strict.values()) if m not in known]
        self._look_up_ids(target, fresh)
        missing: list[Mention] = []
        for mention in fresh:
            known[mention] = self._find(target, mention)
            if known[mention] is None:
                missing.append(mention)
        self._make_stubs(target, [m for m in missing if m.stub and target in _CAN_BE_STUBS])
        for mention in missing:
            if known[mention] is None:
                self.unknown[target].add(mention.text or mention.external_id or "")
        found = {**loose, **{key: known[m] for key, m in strict.items()}}
        return [None if m is None else found[id(m)] for m in mentions]

    def stubs(self) -> dict[str, Named]:
        """The rows that were made because the file speaks of them, and did not bring itself."""
        return {
            table: Named(len(made), list(made.values())[:SAMPLES])
            for table, made in self.made.items()
            if made
        }

    def live(self, target: str, row_id: str) -> str:
        """The row that `row_id` was merged into, or itself."""
        merged = self._tombstones(target)
        seen = {row_id}
        while row_id in merged and merged[row_id] not in seen:
            row_id = merged[row_id]
            seen.add(row_id)
        return row_id

    def called(self, target: str, text: str) -> list[str]:
        """The live rows whose name is `text`, without regard to case and spaces."""
        return self._table_names(target).by_name.get(same(text), [])

    def at_address(self, target: str, email: str) -> list[str]:
        """The live rows with this e-mail address."""
        return self._table_names(target).by_email.get(email.strip().casefold(), [])

    def remember(self, target: str, row_id: str, name: str | None, email: str | None) -> None:
        """Take note of a row that was just added, if the names of its table are in use."""
        names = self._names.get(target)
        if names is None:
            return
        if name:
            names.by_name[same(name)].append(row_id)
        if email:
            names.by_email[email.strip().casefold()].append(row_id)

    def _sole_bearer(self, target: str, mention: Mention) -> str | None:
        """The only live row of that name; what files loosely say is not remembered."""
        bearers = self.called(target, mention.text or "")
        return bearers[0] if len(bearers) == 1 else None

    def _find(self, target: str, mention: Mention) -> str | None:
        by_id = self._by_id[target]
        for text in (mention.external_id, mention.text):
            if text is not None and by_id.get(text) is not None:
                return by_id[text]
        for text in (mention.text, mention.external_id):
            found = self._by_text(target, text) if text else None
            if found:
                return found
        return None

    def _by_text(self, target: str, text: str) -> str | None:
        found = self.at_address(target, text) if "@" in text else []
        found = found or self.called(target, text)
        if len(found) > 1:
            self.shared_names[target].add(text)
        return found[0] if found else None

    def _look_up_ids(self, target: str, mentions: Iterable[Mention]) -> None:
        known = self._by_id[target]
        texts = {text for m in mentions for text in (m.external_id, m.text) if text}
        wanted = sorted(texts - known.keys())
        known.update(dict.fromkeys(wanted))
        table = table_of(target)
        for start in range(0, len(wanted), AT_A_TIME):
            part = wanted[start : start + AT_A_TIME]
            query = select(table.c.id, table.c.external_id, table.c.state).where(
                table.c.workspace_id == self._workspace_id
            )
            for found in (table.c.external_id.in_(part), table.c.id.in_(part)):
                for row in self._session.connection().execute(query.where(found)):
                    if row.state == "deleted":
                        self._gone[target].add(row.external_id)
                    else:
                        known[row.external_id] = known[row.id] = self.live(target, row.id)

    def _make_stubs(self, target: str, mentions: list[Mention]) -> None:
        wanted: dict[str, list[Mention]] = defaultdict(list)
        for mention in mentions:
            if mention.external_id not in self._gone[target]:
                wanted[self._stub_id(target, mention)].append(mention)
        there = self._states(target, list(wanted))
        rows = []
        for row_id, meant in wanted.items():
            state = there.get(row_id)
            if state == "deleted":
                continue
            if state is None:
                rows.append(_stub(target, row_id, meant[0], self._workspace_id, self._now))
            found = self.live(target, row_id)
            self._known[target].update(dict.fromkeys(meant, found))
        self._add(target, rows)

    def _stub_id(self, target: str, mention: Mention) -> str:
        prefix = ENTITIES[target].model.prefix
        key = mention.external_id or same(mention.text or "")
        return stable_id(prefix, self._workspace_id, target, "stub", key)

    def _states(self, target: str, ids: list[str]) -> dict[str, str]:
        table = table_of(target)
        query = select(table.c.id, table.c.state).where(table.c.workspace_id == self._workspace_id)
        found: dict[str, str] = {}
        for start in range(0, len(ids), AT_A_TIME):
            part = query.where(table.c.id.in_(ids[start : start + AT_A_TIME]))
            found.update((row.id, row.state) for row in self._session.connection().execute(part))
        return found

    def _add(self, target: str, rows: list[dict[str, Any]]) -> None:
        names = {name for row in rows for name in row}
        columns: Columns = {name: [row.get(name) for row in rows] for name in names}
        insert_columns(self._session, target, columns, len(rows))
        self.made[target].update((row["id"], row["name"]) for row in rows)
        for row in rows:
            self.remember(target, row["id"], row["name"], row.get("email"))
            if row["external_id"]:
                self._by_id[target][row["external_id"]] = row["id"]

    def _table_names(self, target: str) -> _Names:
        if target not in self._names:
            self._names[target] = self._read_names(target)
        return self._names[target]

    def _read_names(self, target: str) -> _Names:
        table = table_of(target)
        columns = [table.c[name] for name in _NAMED_BY.get(target, ("name",)) if name in table.c]
        email = [table.c.email] if "email" in table.c else []
        query = self._rows(table, table.c.id, *columns, *email)
        names = _Names()
        for state in ("live", "merged"):
            rows = self._session.connection().execute(
                query.where(table.c.state == state).order_by(table.c.recorded_at, table.c.id)
            )
            for row_id, *parts in rows:
                address = parts.pop() if email else None
                bearer = row_id if state == "live" else self.live(target, row_id)
                name = same(" ".join(part for part in parts if part))
                _add(names.by_name, name, bearer, merged=state == "merged")
                _add(names.by_email, (address or "").casefold(), bearer, merged=state == "merged")
        for name, row_id in self._earlier_names(target):
            _add(names.by_name, same(name), row_id, merged=True)
        return names

    def _earlier_names(self, target: str) -> Iterator[tuple[str, str]]:
        """Names that live rows had before a merge gave them another, as the merge keeps them."""
        table = table_of(target)
        if "name" not in table.c or "extra" not in table.c:
            return
        kept = self._rows(table, table.c.id, table.c.extra).where(
            table.c.state == "live", cast(table.c.extra, String).contains(OTHER_NAMES)
        )
        for row_id, extra in self._session.connection().execute(kept.order_by(table.c.id)):
            for name in str((extra or {}).get(OTHER_NAMES) or "").split(";"):
                yield name, row_id

    def _tombstones(self, target: str) -> dict[str, str]:
        if target not in self._merged:
            table = table_of(target)
            query = self._rows(table, table.c.id, table.c.merged_into)
            rows = self._session.connection().execute(query.where(table.c.state == "merged"))
            self._merged[target] = {row.id: row.merged_into for row in rows}
        return self._merged[target]

    def _rows(self, table: Table, *columns: Any) -> Select[Any]:
        return select(*columns).where(
            table.c.workspace_id == self._workspace_id, table.c.state != "deleted"
        )


def same(text: str) -> str:
    """A name as names are compared: without regard to case and spaces."""
    return " ".join(text.casefold().split())


def _add(names: dict[str, list[str]], key: str, row_id: str, *, merged: bool) -> None:
    if key and not (merged and names.get(key)):
        names[key].append(row_id)


def _stub(
    target: str, row_id: str, mention: Mention, workspace_id: str, now: datetime
) -> dict[str, Any]:
    name = mention.text or mention.external_id or ""
    row: dict[str, Any] = {
        "workspace_id": workspace_id, "id": row_id, "external_id": mention.external_id,
        "name": name, "source": STUB, "recorded_at": now, "changed_at": now,
    }  # fmt: skip
    if target == "user" and "@" in name:
        row["email"] = name
    return row | dict(mention.more)
