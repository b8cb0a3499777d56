"""What a field held before a change, as though everything that was taken back had never been.

A change's own before-image may be the work of another set. When that set was undone while this
change stood in the way, taking this one back must lead past it, to what was there before both.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from store.canonical import records
from store.changes.bench import Key, batched_of, key_of
from store.changes.later import ids_of, numbers_of
from store.changes.standing import Standing, Told, told_of
from store.journal import JOURNAL
from store.ledger import ChangeSet


@dataclass(slots=True)
class Earlier:
    """The lines before a change set on rows that something taken back had written, newest first."""

    numbers: Mapping[int, int] = field(default_factory=dict)
    lines: Mapping[Key, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    def value(self, change: Mapping[str, Any], name: str, before: Any) -> Any:
        """What the field goes back to: `before`, or what stood before work that was taken back."""
        for line in self.lines.get(key_of(change), ()):
            if line["n"] >= self.numbers[change["seq"]] or name not in line["written"]:
                continue
            if line["aside"] == "undo":
                continue
            if line["aside"] != "withdrawn":
                break
            if line["after"][name] == before:
                before = line["before"].get(name)
        return before


def written_earlier(
    session: Session, done: ChangeSet, applied: Sequence[Mapping[str, Any]], standing: Standing
) -> Earlier:
    """What was written to the rows of a change set before it, where some of that was undone."""
    undone = sorted(standing.undone())
    touched = _touched(session, done, applied, undone) if undone else []
    if not touched:
        return Earlier()
    numbers = numbers_of(session, done)
    columns = JOURNAL.c[
        "n", "table_name", "row_id", "written", "change_set_id", "seq", "before", "after"
    ]
    mine = select(*columns).where(
        JOURNAL.c.workspace_id == done.workspace_id, JOURNAL.c.n < max(numbers.values())
    )
    found: list[dict[str, Any]] = []
    for table, wanted in ids_of(touched).items():
        for some in batched_of(wanted):
            query = mine.where(JOURNAL.c.table_name == table, JOURNAL.c.row_id.in_(some))
            found += records(session, query)
    told = told_of(session, done.workspace_id, found)
    lines: dict[Key, list[Mapping[str, Any]]] = defaultdict(list)
    for line in sorted(found, key=lambda line: -line["n"]):
        group = told.get((line["change_set_id"], line["seq"]), Told()).group
        lines[key_of(line)].append({**line, "aside": _aside(line, group, standing)})
    return Earlier(numbers, lines)


def _aside(line: Mapping[str, Any], group: int, standing: Standing) -> str:
    change_set = line["change_set_id"]
    if change_set is None:
        return ""
    if standing.is_undo(change_set):
        return "undo"
    return "withdrawn" if group in standing.withdrawn(change_set) else ""


def _touched(
    session: Session, done: ChangeSet, applied: Sequence[Mapping[str, Any]], undone: Sequence[str]
) -> list[dict[str, Any]]:
    """The rows of a change set that a set which was undone had written as well."""
    found: list[dict[str, Any]] = []
    columns = JOURNAL.c["table_name", "row_id"]
    ids = ids_of(applied)
    for some in batched_of(undone):
        query = select(*columns).where(
            JOURNAL.c.workspace_id == done.workspace_id, JOURNAL.c.change_set_id.in_(some)
        )
        found += [
            row for row in records(session, query.distinct())
            if row["row_id"] in ids.get(row["table_name"], ())
        ]  # fmt: skip
    return found
