"""Who wrote which field after a change set did; an undo must not take their word away."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from store.canonical import records
from store.changes.bench import Key, Row, batched_of, key_of
from store.journal import JOURNAL
from store.ledger import ChangeSet

Writer = Mapping[str, Any]
"""The journal line of whoever wrote a field last."""


@dataclass(slots=True)
class Later:
    """For each change by its number: the fields written since, and by whom."""

    by_seq: dict[int, dict[str, Writer]] = field(default_factory=dict)

    def of_row(self, change: Mapping[str, Any]) -> dict[str, Writer]:
        """The row's fields that were written after the change."""
        return self.by_seq.get(change["seq"], {})

    def kept(
        self, change: Mapping[str, Any], row: Row, names: Collection[str]
    ) -> list[dict[str, Any]]:
        """The fields as an undo's report lists them: what they are now, since when, by whom."""
        writers = self.of_row(change)
        return [
            {
                "table": change["table_name"], "row_id": change["row_id"], "field": name,
                "now": row.get(name), "by": writers[name]["actor"] if name in writers else None,
                "at": writers[name]["at"] if name in writers else None,
            }
            for name in sorted(names)
        ]  # fmt: skip


def written_later(session: Session, done: ChangeSet, applied: Sequence[Mapping[str, Any]]) -> Later:
    """What was written to the rows of a change set after it was applied.

    A set that was undone and its undo cancel each other, so neither counts.
    """
    numbers = _numbers(session, done)
    lines = _lines(session, done, applied, min(numbers.values()))
    later = Later()
    for change in applied:
        found = later.by_seq.setdefault(change["seq"], {})
        for line in lines.get(key_of(change), ()):
            if line["n"] > numbers[change["seq"]]:
                found.update(dict.fromkeys(line["written"], line))
    return later


def _numbers(session: Session, done: ChangeSet) -> dict[int, int]:
    """For each change of the set, the number of its journal line."""
    query = select(*JOURNAL.c["seq", "n"]).where(
        JOURNAL.c.workspace_id == done.workspace_id, JOURNAL.c.change_set_id == done.id
    )
    return {row["seq"]: row["n"] for row in records(session, query)}


def _lines(
    session: Session, done: ChangeSet, applied: Sequence[Mapping[str, Any]], first: int
) -> dict[Key, list[Mapping[str, Any]]]:
    """Other people's lines on the same rows since the set's first one, in order."""
    ids: dict[str, set[str]] = defaultdict(set)
    for change in applied:
        ids[change["table_name"]].add(change["row_id"])
    aside = {done.id} | _cancelled(session, done.workspace_id)
    columns = JOURNAL.c["n", "table_name", "row_id", "written", "actor", "at", "change_set_id"]
    mine = select(*columns).where(JOURNAL.c.workspace_id == done.workspace_id, JOURNAL.c.n > first)
    found: dict[Key, list[Mapping[str, Any]]] = defaultdict(list)
    for table, wanted in ids.items():
        for some in batched_of(wanted):
            query = mine.where(JOURNAL.c.table_name == table, JOURNAL.c.row_id.in_(some))
            for line in records(session, query.order_by(JOURNAL.c.n)):
                if line["change_set_id"] not in aside:
                    found[key_of(line)].append(line)
    return found


def _cancelled(session: Session, workspace_id: str) -> set[str]:
    """Change sets that were undone to the end, and the undos that did it.

    An undo that was itself undone cancels with that one instead, and what it undid stands again.
    """
    pairs = records(
        session,
        select(col(ChangeSet.id), col(ChangeSet.undo_of)).where(
            col(ChangeSet.workspace_id) == workspace_id,
            col(ChangeSet.undo_of).is_not(None),
            col(ChangeSet.status) == "applied",
        ),
    )
    undoes: dict[str, str] = {pair["id"]: pair["undo_of"] for pair in pairs}
    aside: set[str] = set()
    for last in undoes.keys() - set(undoes.values()):
        one = last
        while one in undoes:
            aside |= {one, undoes[one]}
            one = undoes.get(undoes[one], "")
    return aside
