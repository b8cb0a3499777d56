"""Who wrote which field after a change set did; an undo must not take their word away."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from store.canonical import records
from store.changes.bench import Key, Row, batched_of, key_of
from store.changes.standing import Standing, Told, told_of
from store.journal import JOURNAL
from store.ledger import ChangeSet

Writer = Mapping[str, Any]
"""The journal line of whoever wrote a field."""


@dataclass(slots=True)
class Later:
    """For each change by its number: the fields written since, and by whom."""

    by_seq: dict[int, dict[str, Writer]] = field(default_factory=dict)
    carried: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Pointers that only later merges have moved on, and where to."""
    last: dict[int, dict[str, Writer]] = field(default_factory=dict)
    """Whoever wrote a field last, undos and what they took back included."""

    def of_row(self, change: Mapping[str, Any]) -> dict[str, Writer]:
        """The row's fields that were written after the change."""
        return self.by_seq.get(change["seq"], {})

    def was_carried(self, change: Mapping[str, Any], row: Row, name: str) -> bool:
        """Whether a pointer is elsewhere only because what it points at was merged on."""
        there = self.carried.get(change["seq"], {})
        return change["kind"] == "move" and name in there and bool(there[name] == row[name])

    def kept(
        self, change: Mapping[str, Any], row: Row, names: Collection[str]
    ) -> list[dict[str, Any]]:
        """The fields as an undo's report lists them: what they are now, since when, by whom."""
        writers = self.last.get(change["seq"], {}) | self.of_row(change)
        return [
            {
                "table": change["table_name"], "row_id": change["row_id"], "field": name,
                "now": row.get(name), "by": writers[name]["actor"] if name in writers else None,
                "at": writers[name]["at"] if name in writers else None,
            }
            for name in sorted(names)
        ]  # fmt: skip


@dataclass(slots=True)
class _Entry:
    """A line that still counts, and the fields that it counts for."""

    line: Writer
    kind: str
    names: set[str]


def written_later(
    session: Session, done: ChangeSet, applied: Sequence[Mapping[str, Any]], standing: Standing
) -> Later:
    """What was written to the rows of a change set after it was applied.

    What was taken back and the undo that did it cancel each other, so neither counts; nor do the
    changes of the set itself that are about to be taken back along with this one.
    """
    numbers = numbers_of(session, done)
    lines = _lines(session, done, applied, min(numbers.values()))
    every = [line for some in lines.values() for line in some]
    told = told_of(session, done.workspace_id, every)
    counting = {key: _counting(some, told, standing) for key, some in lines.items()}
    later = Later()
    for change in applied:
        seq, key = change["seq"], key_of(change)
        later.last[seq] = _writers(lines.get(key, ()), numbers[seq])
        since = [e for e in counting.get(key, ()) if e.line["n"] > numbers[seq]]
        later.by_seq[seq] = {name: e.line for e in since for name in e.names}
        if change["kind"] == "move":
            later.carried[seq] = _carried(change["after"], since)
    return later


def _writers(lines: Sequence[Writer], after: int) -> dict[str, Writer]:
    return {name: line for line in lines if line["n"] > after for name in line["written"]}


def _counting(
    lines: Sequence[Writer], told: Mapping[tuple[str, int], Told], standing: Standing
) -> list[_Entry]:
    """The lines of one row that count; an undo ends what was written over the change it undid."""
    entries: list[_Entry] = []
    for line in lines:
        change_set = line["change_set_id"]
        if change_set is None:
            entries.append(_Entry(line, "update", set(line["written"])))
            continue
        said = told.get((change_set, line["seq"]), Told())
        if said.group in standing.withdrawn(change_set):
            continue
        if standing.is_undo(change_set):
            begins = _number_of(lines, standing.undo_of(change_set), said.undoes)
            for entry in entries:
                if entry.line["n"] > begins:
                    entry.names -= set(line["written"])
        else:
            entries.append(_Entry(line, said.kind, set(line["written"])))
    return entries


def _number_of(lines: Sequence[Writer], change_set: str, seq: int | None) -> int:
    """The number of a change's line; 0 when it was before all of these."""
    where = (change_set, seq)
    return next((x["n"] for x in lines if (x["change_set_id"], x["seq"]) == where), 0)


def _carried(after: Mapping[str, Any], since: Sequence[_Entry]) -> dict[str, Any]:
    """Where merges moved pointers on to; a pointer that anybody else set is left out."""
    pointers = dict(after)
    for entry in since:
        for name in entry.names & pointers.keys():
            if entry.kind == "move" and entry.line["before"].get(name) == pointers[name]:
                pointers[name] = entry.line["after"][name]
            else:
                del pointers[name]
    return pointers


def numbers_of(session: Session, done: ChangeSet) -> dict[int, int]:
    """For each change of the set, the number of its journal line."""
    query = select(*JOURNAL.c["seq", "n"]).where(
        JOURNAL.c.workspace_id == done.workspace_id, JOURNAL.c.change_set_id == done.id
    )
    return {row["seq"]: row["n"] for row in records(session, query)}


def _lines(
    session: Session, done: ChangeSet, applied: Sequence[Mapping[str, Any]], first: int
) -> dict[Key, list[Mapping[str, Any]]]:
    """The lines on the same rows since the set's first one, in order."""
    columns = JOURNAL.c[
        "n", "table_name", "row_id", "written", "actor", "at", "change_set_id", "seq", "before",
        "after",
    ]  # fmt: skip
    mine = select(*columns).where(JOURNAL.c.workspace_id == done.workspace_id, JOURNAL.c.n > first)
    found: dict[Key, list[Mapping[str, Any]]] = defaultdict(list)
    for table, wanted in ids_of(applied).items():
        for some in batched_of(wanted):
            query = mine.where(JOURNAL.c.table_name == table, JOURNAL.c.row_id.in_(some))
            for line in records(session, query.order_by(JOURNAL.c.n)):
                found[key_of(line)].append(line)
    return found


def ids_of(changes: Sequence[Mapping[str, Any]]) -> dict[str, set[str]]:
    """For each table, the rows that some changes are about."""
    ids: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        ids[change["table_name"]].add(change["row_id"])
    return ids
