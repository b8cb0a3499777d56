"""What still stands: an undo takes a group of changes back, and undoing the undo puts it back.

Undos may be of a part, in any order, and undone themselves; all that anybody needs to know is, of
some change sets, which groups are taken back now, and by which undo.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from store.canonical import CHANGE, records
from store.changes.bench import batched_of
from store.ledger import ChangeSet

UNDOES = "undoes"
"""In the evidence of an undo's change: the number of the change that it takes back."""


@dataclass
class Standing:
    """The undos of a workspace that were carried out, and what they have taken back.

    `going` are groups that are about to be taken back: as though they were so already.
    """

    session: Session
    workspace_id: str
    going: Mapping[str, Collection[int]] = field(default_factory=dict)
    _by: dict[str, dict[int, str]] = field(default_factory=dict)

    @cached_property
    def undos(self) -> dict[str, dict[str, Any]]:
        """Every undo that was carried out, in part or whole, the oldest first."""
        columns = (
            col(ChangeSet.id), col(ChangeSet.undo_of), col(ChangeSet.undo_part),
            col(ChangeSet.status), col(ChangeSet.undo_report),
        )  # fmt: skip
        query = select(*columns).where(
            col(ChangeSet.workspace_id) == self.workspace_id,
            col(ChangeSet.undo_of).is_not(None),
            col(ChangeSet.status).in_(["applied", "conflicted"]),
        )
        found = records(self.session, query.order_by(col(ChangeSet.finished_at)))
        return {row["id"]: row for row in found}

    @cached_property
    def _undos_of(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for row in self.undos.values():
            found[row["undo_of"]].append(row["id"])
        return found

    def is_undo(self, change_set_id: str | None) -> bool:
        """Whether a change set takes another one back."""
        return change_set_id in self.undos

    def undo_of(self, change_set_id: str) -> str:
        """The change set that an undo takes back."""
        return str(self.undos[change_set_id]["undo_of"])

    def undone(self) -> set[str]:
        """The change sets of which some undo was carried out."""
        return set(self._undos_of)

    def withdrawn(self, change_set_id: str) -> Mapping[int, str]:
        """The groups of a change set that are taken back now, and the undo that did it."""
        if change_set_id not in self._by:
            known = change_set_id in self._undos_of
            taken = self._withdrawn(change_set_id) if known else {}
            taken |= dict.fromkeys(self.going.get(change_set_id, ()), "")
            self._by[change_set_id] = taken
        return self._by[change_set_id]

    def _withdrawn(self, change_set_id: str) -> dict[int, str]:
        groups = self._groups(change_set_id)
        taken: dict[int, str] = {}
        for undo in self._undos_of[change_set_id]:
            back = self.withdrawn(undo)
            mapped = self._mapped(undo, groups)
            whole = self.undos[undo]["status"] == "applied"
            standing = not mapped or any(own not in back for own, _ in mapped.values())
            for number in self._covered(undo, groups):
                if number in mapped:
                    own, applied = mapped[number]
                    stands = applied and own not in back
                else:  # there was nothing left to reverse in it
                    stands = whole and standing
                if stands:
                    taken[number] = undo
        return taken

    def _covered(self, undo: str, groups: Mapping[int, int]) -> Collection[int]:
        """The groups that an undo is about."""
        if not self.undos[undo]["undo_part"]:
            return set(groups.values())
        report = self.undos[undo]["undo_report"] or {}
        part = report.get("groups")
        return set(groups.values()) if part is None else set(part)

    def _groups(self, change_set_id: str) -> dict[int, int]:
        """For each change of a set by its number, its group."""
        query = select(*CHANGE.c["seq", "group_no"]).where(
            CHANGE.c.workspace_id == self.workspace_id, CHANGE.c.change_set_id == change_set_id
        )
        return {row["seq"]: row["group_no"] for row in records(self.session, query)}

    def _mapped(self, undo: str, groups: Mapping[int, int]) -> dict[int, tuple[int, bool]]:
        """For each group that an undo reverses: the undo's own, and whether it was applied."""
        query = select(*CHANGE.c["group_no", "evidence", "result"]).where(
            CHANGE.c.workspace_id == self.workspace_id, CHANGE.c.change_set_id == undo
        )
        found = {}
        for row in records(self.session, query):
            number = groups.get(row["evidence"].get(UNDOES, 0))
            if number is not None:
                found[number] = (row["group_no"], row["result"] == "applied")
        return found


@dataclass(frozen=True, slots=True)
class Told:
    """What a journal line's change says of it: its group, its kind, and what it takes back."""

    group: int = 0
    kind: str = "update"
    undoes: int | None = None


def told_of(
    session: Session, workspace_id: str, lines: Collection[Mapping[str, Any]]
) -> dict[tuple[str, int], Told]:
    """For each journal line of a change set, by (set, seq), what its change says of it."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        if line["change_set_id"] is not None:
            wanted[line["change_set_id"]].add(line["seq"])
    columns = CHANGE.c["change_set_id", "seq", "group_no", "kind", "evidence"]
    query = select(*columns).where(CHANGE.c.workspace_id == workspace_id)
    found = {}
    for some in batched_of(wanted):
        for row in records(session, query.where(CHANGE.c.change_set_id.in_(some))):
            if row["seq"] in wanted[row["change_set_id"]]:
                told = Told(row["group_no"], row["kind"], row["evidence"].get(UNDOES))
                found[row["change_set_id"], row["seq"]] = told
    return found
