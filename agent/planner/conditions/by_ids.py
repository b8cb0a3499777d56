"""Records that are named by their ids: `contacts of acc_2c5dt46cmtflnmg5`."""

import re
from typing import Any

from agent.planner.words.clause import Clause
from store.schema import ENTITIES
from tools.parts.dimensions import DIMENSIONS

Condition = dict[str, Any]
_ID = re.compile(r"(?<![\w-])(?P<prefix>[a-z]{3})_(?=[a-z]*\d)[a-z0-9]{2,20}(?![\w-])")
"""Ids made here have sixteen letters and digits; one mistyped is still meant to name a record."""
_REFERS = {"account": "account", "user": "owner"}
"""What records of other tables call the one that they belong to."""


def named_by_id(clause: Clause) -> list[Condition]:
    """The condition that an id in the words sets on the records asked about."""
    by_table: dict[str, list[str]] = {}
    for match in _ID.finditer(clause.low):
        table = _table_of(match["prefix"])
        if table and clause.is_free(*match.span()):
            clause.claim(*match.span())
            by_table.setdefault(table, []).append(match[0])
    return [c for table, ids in by_table.items() if (c := _condition(clause, table, ids))]


def table_by_id(clause: Clause) -> str | None:
    """The table of the record that is named by an id."""
    match = _ID.search(clause.low)
    return _table_of(match["prefix"]) if match else None


def _table_of(prefix: str) -> str | None:
    return next((e.name for e in ENTITIES.values() if e.model.prefix == prefix), None)


def _condition(clause: Clause, table: str, ids: list[str]) -> Condition | None:
    value: str | list[str] = ids[0] if len(ids) == 1 else ids
    if clause.subject in {None, table}:
        return {"field": "id", "op": "is", "value": value}
    field = _REFERS.get(table, "")
    held = field in DIMENSIONS and clause.subject in DIMENSIONS[field].tables
    return {"field": field, "op": "is", "value": value} if held else None
