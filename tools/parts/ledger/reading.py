"""Rows and values of a change as people read them: names for ids, money in major units."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from store.row import BusinessRow
from store.schema import ENTITIES, FieldSpec, Kind, entity, known
from tools.context import Context
from tools.parts.listing.export import NAMES
from tools.parts.listing.records import rows_of
from tools.result import Cell

_ID = re.compile(r"\b[a-z]{3}_[a-z2-7]{16}\b")
EXTRA = "extra"
"""The column that keeps what no field holds."""
EXTRA_NAMES = {"activity": ("subject",), "stage": ("name",), "stage_history": ("stage",),
               "prospect_person": ("first_name", "last_name"),
               "funding_round": ("stage",), "schedule": ("name",)}  # fmt: skip

TOLD_APART = {"account": ("domain", "phone", "city"), "lead": ("email", "phone", "company_name"),
              "contact": ("email", "phone", "title")}  # fmt: skip
"""What tells records of one name apart, the most telling first."""


@dataclass(slots=True)
class Names:
    """What the records of some changes are called, read in one go for each table."""

    ctx: Context
    known: dict[tuple[str, str], str] = field(default_factory=dict)
    details: dict[tuple[str, str], str] = field(default_factory=dict)

    def learn(self, rows: Iterable[tuple[str, str]]) -> None:
        """Read the names of records given as (table, id); merged and deleted ones as well."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for table, row_id in rows:
            if known(table) and (table, row_id) not in self.known:
                wanted[table].add(row_id)
        for table, ids in wanted.items():
            found = rows_of(self.ctx, entity(table).model, sorted(ids))
            self.known |= {(table, row.id): record_name(table, row) for row in found}
            fields = TOLD_APART.get(table, ())
            for row in found:
                told = (getattr(row, name) for name in fields)
                self.details[table, row.id] = str(next((value for value in told if value), ""))

    def of(self, table: str, row_id: str, after: Mapping[str, Any] | None = None) -> str:
        """A record's name; of one that does not exist yet, the name it would get."""
        name = self.known.get((table, row_id)) or record_name(table, after or {})
        return name or row_id

    def in_full(self, table: str, row_id: str) -> str:
        """A record's name with what tells it from others of that name, where that is known."""
        detail = self.details.get((table, row_id))
        return f"{self.of(table, row_id)} ({detail})" if detail else self.of(table, row_id)


def record_name(table: str, row: BusinessRow | Mapping[str, Any]) -> str:
    """What a record is called, from its own fields; empty when they say nothing.

    >>> record_name("contact", {"first_name": "Ada", "last_name": None})
    'Ada'
    """
    fields = NAMES.get(table) or EXTRA_NAMES.get(table, ())
    values = row if isinstance(row, Mapping) else row.model_dump(include=set(fields))
    return " ".join(str(v) for name in fields if (v := values.get(name)))


def ids_in(text: str) -> list[tuple[str, str]]:
    """The records that a text names by id, as (table, id).

    >>> ids_in("contact con_abcdefghij234567 would be left behind")
    [('contact', 'con_abcdefghij234567')]
    """
    tables = {found.model.prefix: name for name, found in ENTITIES.items()}
    return [(tables[row_id[:3]], row_id) for row_id in _ID.findall(text) if row_id[:3] in tables]


def by_name(text: str, called: Callable[[str, str], str]) -> str:
    """A text with its records' names for their ids.

    >>> by_name("merged into acc_abcdefghij234567 since", lambda table, row_id: "Acme")
    'merged into Acme since'
    """
    for table, row_id in ids_in(text):
        text = text.replace(row_id, called(table, row_id))
    return text


def label_of(table: str, name: str) -> str:
    """What people call a field."""
    if name == EXTRA:
        return "also kept"
    spec = _spec(table, name)
    return spec.label if spec else name.replace("_", " ")


def noun_of(table: str, count: int = 2) -> str:
    """What people call the records of a table."""
    found = known(table)
    if found is None:
        return table.replace("_", " ")
    return found.label if count == 1 else found.plural


def references(table: str, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The records that some values point at, as (table, id)."""
    found = []
    for name, value in values.items():
        spec = _spec(table, name)
        if spec is not None and spec.target and value:
            found.append((spec.target, str(value)))
        elif name == "merged_into" and value:
            found.append((table, str(value)))
    return found


def value_text(names: Names, table: str, name: str, value: Any) -> Cell:
    """A field's value as a cell shows it."""
    spec = _spec(table, name)
    if name == "merged_into" and value:
        return names.in_full(table, str(value))
    if isinstance(value, Mapping):
        return extra_text(value)
    if spec is None or value is None:
        return None if value is None else str(value)
    if spec.target:
        return names.of(spec.target, str(value))
    if spec.kind is Kind.MONEY:
        return Decimal(value) / 100
    return value if isinstance(value, str | int | bool) else str(value)


def extra_text(values: Mapping[str, Any]) -> str:
    """What is kept beside the fields, in words.

    >>> extra_text({"other_phones": "+1 2; +1 3"})
    'other phones: +1 2; +1 3'
    """
    return ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in values.items())


def _spec(table: str, name: str) -> FieldSpec | None:
    found = known(table)
    return next((s for s in found.fields if s.name == name), None) if found else None
