"""The bench: rows as they are now, on which groups of changes are tried before they are written.

Everything a batch needs is read in a few queries. A group is then judged in memory: if one of its
changes no longer fits, none of it is kept, and the next group sees the rows as if it never was.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from store.canonical import plain, records, table_of
from store.changes.fields import STATE, children, references
from store.journal import JOURNAL

Key = tuple[str, str]
"""A table's name and a row's id."""
Row = dict[str, Any]
Pointer = tuple[str, str, str]
"""A child's table, its id, and the field that points."""
CHUNK = 1000


def key_of(change: Mapping[str, Any]) -> Key:
    """The row that a change is about."""
    return change["table_name"], change["row_id"]


class Bench:
    """The rows that some changes touch, the rows these point at, and their live children."""

    def __init__(
        self, session: Session, workspace_id: str, changes: Sequence[Mapping[str, Any]], *,
        rows_only: bool = False,
    ) -> None:  # fmt: skip
        self._session = session
        self._workspace_id = workspace_id
        self.rows: dict[Key, Row] = {}
        self._parents: dict[Key, str] = {}
        self._pointing: dict[Key, set[Pointer]] = defaultdict(set)
        self._read_rows(changes)
        if not rows_only:
            self._read_parents(changes)
            self._read_children(changes)

    def tried(self, group: Sequence[Mapping[str, Any]]) -> tuple[dict[Key, Row], str | None]:
        """The rows as the group would leave them, and why it must not be applied, if so."""
        trial: dict[Key, Row] = {}
        for change in group:
            key = key_of(change)
            row = trial.get(key, self.rows.get(key))
            fault = stale(change, row)
            if fault:
                return {}, fault + self._by_whom(key, change["expected_version"])
            trial[key] = after(change, row)
        return trial, stranded(self, trial)

    def accept(self, trial: Mapping[Key, Row]) -> None:
        """Let the next groups see the rows as this one left them."""
        for key, row in trial.items():
            self.rows[key] = row
            for name, target in references(key[0]).items():
                if row.get(name) is not None:
                    self._pointing[target, row[name]].add((*key, name))

    def state(self, key: Key, trial: Mapping[Key, Row]) -> str | None:
        """Whether the row is live, merged or deleted; None when there is no such row."""
        row = trial.get(key, self.rows.get(key))
        return row["state"] if row else self._parents.get(key)

    def live_children(self, key: Key, trial: Mapping[Key, Row]) -> Iterator[Key]:
        """The live rows that would point at `key` if the trial were kept."""
        pointing = set(self._pointing.get(key, ()))
        for child, row in trial.items():
            fields = references(child[0]).items()
            pointing |= {(*child, f) for f, to in fields if (to, row.get(f)) == key}
        for table, row_id, name in pointing:
            child_row = trial.get((table, row_id), self.rows.get((table, row_id)))
            if child_row is None or (child_row["state"], child_row[name]) == ("live", key[1]):
                yield table, row_id

    def _by_whom(self, key: Key, seen: int | None) -> str:
        """Who wrote the row last, if somebody did since the preview, as the end of a sentence."""
        query = select(*JOURNAL.c["actor", "at"]).where(
            JOURNAL.c.workspace_id == self._workspace_id,
            JOURNAL.c.table_name == key[0],
            JOURNAL.c.row_id == key[1],
            JOURNAL.c.new_version > (seen or 0),
        )
        last = records(self._session, query.order_by(JOURNAL.c.n.desc()).limit(1))
        return "".join(f" ({line['actor']}, {line['at']:%Y-%m-%d %H:%M} UTC)" for line in last)

    def _read_rows(self, changes: Iterable[Mapping[str, Any]]) -> None:
        ids: dict[str, set[str]] = defaultdict(set)
        fields: dict[str, set[str]] = defaultdict(set)
        for change in changes:
            table = change["table_name"]
            ids[table].add(change["row_id"])
            fields[table] |= change["before"].keys() | change["after"].keys()
        for table, wanted in ids.items():
            names = fields[table] | STATE | {"version"} | references(table).keys()
            for row in self._select(table, sorted(names), "id", wanted):
                self.rows[table, row.pop("id")] = row

    def _read_parents(self, changes: Iterable[Mapping[str, Any]]) -> None:
        wanted: dict[str, set[str]] = defaultdict(set)
        for change in changes:
            pointing = references(change["table_name"])
            values = dict(change["after"])
            if change["kind"] == "restore":  # the whole row comes back, with all it points at
                values = {**self.rows.get(key_of(change), {}), **values}
            for name in pointing.keys() & values.keys():
                wanted[pointing[name]].add(values[name])
            if values.get("merged_into"):
                wanted[change["table_name"]].add(values["merged_into"])
        for table, ids in wanted.items():
            missing = {i for i in ids if i is not None and (table, i) not in self.rows}
            for row in self._select(table, ["state"], "id", missing):
                self._parents[table, row["id"]] = row["state"]

    def _read_children(self, changes: Iterable[Mapping[str, Any]]) -> None:
        leaving: dict[str, set[str]] = defaultdict(set)
        for change in changes:
            if change["kind"] in {"merge", "delete"}:
                leaving[change["table_name"]].add(change["row_id"])
        for parent, ids in leaving.items():
            for table, name in children(parent):
                for row in self._select(table, [name, "state"], name, ids):
                    if row["state"] == "live":
                        self._pointing[parent, row[name]].add((table, row["id"], name))

    def _select(
        self, table: str, names: Sequence[str], by: str, values: Iterable[str]
    ) -> Iterator[Row]:
        found = table_of(table)
        columns = [found.c.id, *(found.c[name] for name in names if name != "id")]
        query = select(*columns).where(found.c.workspace_id == self._workspace_id)
        for some in batched_of(values):
            for row in records(self._session, query.where(found.c[by].in_(some))):
                yield {name: plain(value) for name, value in row.items()}


def batched_of(values: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The values in sorted runs short enough for one IN list."""
    rest = iter(sorted(values))
    while some := tuple(islice(rest, CHUNK)):
        yield some


def stale(change: Mapping[str, Any], row: Row | None) -> str | None:
    """Why the row is no longer what the preview showed; None when it still is."""
    if change["expected_version"] is None:
        return "a row with that id is there already" if row else None
    if row is None:
        return "the row is gone"
    for name, value in change["before"].items():
        if row[name] != value:
            return f"{name} was {said(value)} in the preview and is {said(row[name])} now"
    if row["version"] != change["expected_version"]:
        return "the row was changed since the preview"
    return None


def after(change: Mapping[str, Any], row: Row | None) -> Row:
    """The row as the change leaves it."""
    if row is None:
        return {"state": "live", "merged_into": None, **change["after"], "version": 1}
    return {**row, **change["after"], "version": row["version"] + 1}


def stranded(bench: Bench, trial: Mapping[Key, Row]) -> str | None:
    """Why the trial would leave a row pointing at one that is not live; None when it would not."""
    for key, row in trial.items():
        old = bench.rows.get(key)
        fault = _points_nowhere(bench, trial, key, old) if row["state"] != "deleted" else None
        if row["state"] != "live" and not fault:
            fault = _left_behind(bench, trial, key, old)
        if fault:
            return fault
    return None


def _points_nowhere(
    bench: Bench, trial: Mapping[Key, Row], key: Key, old: Row | None
) -> str | None:
    row = trial[key]
    returned = old is None or (old["state"] != "live" and row["state"] == "live")
    pointing = references(key[0]) | {"merged_into": key[0]}
    for name, target in pointing.items():
        value = row.get(name)
        if value is None or not (returned or old is None or old[name] != value):
            continue
        state = bench.state((target, value), trial)
        if state != "live":
            return f"{name} would point at {target} {value}, which is {state or 'not there'}"
    return None


def _left_behind(bench: Bench, trial: Mapping[Key, Row], key: Key, old: Row | None) -> str | None:
    if old is not None and old["state"] != "live":
        return None
    for table, row_id in bench.live_children(key, trial):
        return f"{table} {row_id} points at {key[0]} {key[1]} and would be left behind"
    return None


def said(value: object) -> str:
    """A value as a sentence can hold it."""
    return "blank" if value is None else repr(value)
