"""Merges as far as figures ask of them: planned ones, and those of a change set that waits."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import func, select

from store.schema import entity
from tools.context import Context
from tools.parts.merging.planning import rows_of
from tools.parts.paths import alive, table_of
from tools.parts.survivorship import Row


class Joins(Protocol):
    """One group of records that becomes one."""

    @property
    def table(self) -> str:
        """What its records are."""

    @property
    def keep(self) -> Row:
        """The record that stays, as it is."""

    @property
    def others(self) -> Sequence[Row]:
        """Those that become a part of it, as they are."""

    def says(self, field: str) -> Any:
        """What a field of the record that stays says afterwards."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A merge of a change set that waits."""

    table: str
    keep: Row
    others: Sequence[Row]
    after: Mapping[str, Any]

    def says(self, field: str) -> Any:
        """What a field of the record that stays says afterwards."""
        return self.after.get(field, self.keep.get(field))


def joined(ctx: Context, changes: Sequence[Mapping[str, Any]]) -> list[Joined]:
    """The merges among some proposed changes; none of records that are gone by now."""
    groups: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for change in changes:
        groups[change["group_no"]].append(change)
    wanted: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        if change["kind"] == "merge":
            wanted[change["table_name"]] |= {change["row_id"], change["after"]["merged_into"]}
    rows = {table: rows_of(ctx, table, ids) for table, ids in wanted.items()}
    found = (_joined(mine, rows) for mine in groups.values())
    return [merge for merge in found if merge is not None]


def _joined(
    mine: Sequence[Mapping[str, Any]], rows: Mapping[str, Mapping[str, Row]]
) -> Joined | None:
    merges = [change for change in mine if change["kind"] == "merge"]
    if not merges:
        return None
    table, kept = merges[0]["table_name"], merges[0]["after"]["merged_into"]
    others = [rows[table].get(merge["row_id"]) for merge in merges]
    keep = rows[table].get(kept)
    if keep is None or None in others:
        return None
    updates = (c for c in mine if c["kind"] == "update" and c["row_id"] == kept)
    after: Mapping[str, Any] = next((change["after"] for change in updates), {})
    return Joined(table, keep, [row for row in others if row is not None], after)


def live(ctx: Context, table: str) -> int:
    """How many live records a table has."""
    source = table_of(entity(table).name)
    query = select(func.count()).where(alive(source, ctx.workspace.id))
    return int(ctx.session.connection().scalar(query) or 0)
