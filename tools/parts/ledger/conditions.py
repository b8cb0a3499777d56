"""Which items of a change set meet a condition: on their records, or on what they would become."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, select

from store.errors import BadInput, NotFound
from store.schema import entity
from tools.arguments import Filter
from tools.context import Context
from tools.parts.fields import field_named
from tools.parts.ledger.grouping import Item, Sealed
from tools.parts.ledger.reading import Names
from tools.parts.query import where

CHUNK = 500
CALLED = frozenset({"name", "account", "company", "company_name", "record", "contact", "deal"})
"""Conditions that may be met by a record's own name."""


@dataclass(slots=True)
class Records:
    """The records that items are about; those that only move along with a merge are not."""

    ctx: Context
    tables: dict[str, str] = field(default_factory=dict)
    after: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    items: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        self.names = Names(self.ctx)

    def of(self, items: Iterable[Item]) -> "Records":
        """Take note of the records of some items."""
        for item in items:
            for change in _telling(item):
                row_id = change["row_id"]
                self.tables[row_id] = change["table_name"]
                self.after[row_id] |= change["after"]
                self.items[row_id].add(item.number)
        self.names.learn((table, row_id) for row_id, table in self.tables.items())
        return self

    def meeting(self, given: Filter) -> set[int]:
        """The items of which some record meets a condition.

        Raises:
            BadInput: It fits none of the tables.
            NotFound: It names a value that is not in the store.
        """
        if given.either:
            return set().union(*(self.meeting(each) for each in given.either))
        met: set[str] = set()
        fault: BadInput | NotFound | None = None
        for table in sorted(set(self.tables.values())):
            mine = [row for row, of in self.tables.items() if of == table]
            try:
                met |= self._stored(table, mine, given)
            except (BadInput, NotFound) as error:
                fault = error
            met |= self._told(table, mine, given)
        if not met and fault is not None:
            raise fault
        return {number for row in met for number in self.items[row]}

    def _stored(self, table: str, ids: Sequence[str], given: Filter) -> set[str]:
        model = entity(table).model
        test = where(self.ctx, table, [given])
        met: set[str] = set()
        for start in range(0, len(ids), CHUNK):
            some = col(model.id).in_(ids[start : start + CHUNK])
            met |= set(self.ctx.session.exec(select(model.id).where(test, some)))
        return met

    def _told(self, table: str, ids: Iterable[str], given: Filter) -> set[str]:
        """Rows that meet a condition by their own name, or by the value that they would get."""
        if given.op not in {"is", "is_not", "contains"}:
            return set()
        asked = given.value if isinstance(given.value, list) else [given.value]
        wanted = [str(value).casefold() for value in asked if value is not None]
        spec = field_named(entity(table), given.field)
        met = set()
        for row in ids:
            after = self.after[row]
            texts = [str(after.get(spec.name) or "")] if spec is not None else []
            if given.field.casefold() in CALLED:
                texts.append(self.names.of(table, row, after))
            said = any(value in text.casefold() for value in wanted for text in texts)
            if said != (given.op == "is_not") and (texts or given.op == "is_not"):
                met.add(row)
        return met


def _telling(item: Item) -> Sequence[Sealed]:
    """The changes that say what an item is about."""
    own = [change for change in item.changes if change["kind"] != "move"]
    return own or item.changes


def of_fields(items: Iterable[Item], fields: Sequence[str]) -> set[int]:
    """The items that change only these fields."""
    found = set()
    for item in items:
        names = {(c["table_name"], name) for c in item.changes for name in c["after"]}
        wanted = {(table, _column(table, word)) for table, _ in names for word in fields}
        if names and names <= wanted:
            found.add(item.number)
    return found


def touching(items: Iterable[Item], fields: Sequence[str]) -> set[int]:
    """The items that change one of these fields, or more."""
    return {
        item.number
        for item in items
        for change in item.changes
        if set(change["after"]) & {_column(change["table_name"], word) for word in fields}
    }


def _column(table: str, word: str) -> str | None:
    spec = field_named(entity(table), word)
    return spec.name if spec is not None else None


def agreeing(items: Iterable[Item], respect: str) -> set[int]:
    """The merges of records that are the same in some respect: their e-mail, domain, phone ..."""
    return {i.number for i in items if same_in(i.head["evidence"].get("agrees") or {}, respect)}


RESPECTS: Mapping[str, tuple[str, ...]] = {
    "email": ("e-mail",), "domain": ("site",), "phone": ("phone",), "address": ("street",),
    "name": ("name",), "company": ("company",),
}  # fmt: skip
"""What people call a respect, and what the matching engine calls it."""


def same_in(agrees: Mapping[str, Any], respect: str) -> bool:
    """Whether records that agree in some respects are the same in this one."""
    return any(str(agrees.get(name, "")).startswith("same") for name in RESPECTS[respect])
