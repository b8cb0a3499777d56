"""How a stored record is named and its values written, for a person who reads a preview."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from store.schema import ENTITIES, FieldSpec, Kind
from tools.parts.formats import money

Ids = Iterable[tuple[str, str]]
NAMES = ("name", "full_name", "subject", "email", "external_id")


def names_of(session: Session, workspace_id: str, ids: Ids) -> dict[tuple[str, str], str]:
    """What each (table, id) is called, whatever its state; its id when it has no name."""
    wanted: dict[str, set[str]] = {}
    for table, row_id in ids:
        wanted.setdefault(table, set()).add(row_id)
    found: dict[tuple[str, str], str] = {}
    for table, row_ids in wanted.items():
        for row_id, row in rows_of(session, workspace_id, table, row_ids).items():
            found[table, row_id] = called(row)
    return found


def rows_of(
    session: Session, workspace_id: str, table: str, row_ids: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """The rows of a table by id; unknown tables and ids are left out."""
    if table not in ENTITIES:
        return {}
    model: Any = ENTITIES[table].model
    rows = session.exec(
        select(model).where(
            col(model.workspace_id) == workspace_id, col(model.id).in_(list(row_ids))
        )
    )
    return {row.id: row.model_dump() for row in rows}


def called(row: Mapping[str, Any]) -> str:
    """A row's name: a person's first and last name, else the first naming field that it has."""
    person = " ".join(part for part in (row.get("first_name"), row.get("last_name")) if part)
    return person or next((str(row[name]) for name in NAMES if row.get(name)), str(row["id"]))


def spec_of(table: str, field: str) -> FieldSpec | None:
    """What is declared about a field; None for the store's own columns."""
    known = ENTITIES.get(table)
    return next((spec for spec in known.fields if spec.name == field), None) if known else None


def label_of(table: str, field: str) -> str:
    """What people call a field."""
    spec = spec_of(table, field)
    return spec.label if spec else field.removesuffix("_id").replace("_", " ")


def written(
    table: str,
    field: str,
    value: object,
    names: Mapping[tuple[str, str], str],
    currency: str,
) -> str | None:
    """A field's value as a person reads it; None stays None.

    Args:
        table: The field's table.
        field: The field's name.
        value: What the store, or a change, holds.
        names: What the records that references point to are called.
        currency: The workspace's, for money fields.
    """
    if value is None:
        return None
    spec = spec_of(table, field)
    if spec and spec.target:
        return names.get((spec.target, str(value)), str(value))
    if spec and spec.kind is Kind.MONEY:
        return money(Decimal(str(value)) / 100, currency)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def references(table: str, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The (table, id) pairs that a row's values point to."""
    pairs = []
    for field, value in values.items():
        spec = spec_of(table, field)
        if spec and spec.target and value is not None:
            pairs.append((spec.target, str(value)))
    return pairs
