"""Records as the rows of a file: every field that has a value, names instead of ids."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from store.row import BusinessRow
from store.schema import ENTITIES, Entity, FieldSpec, Kind
from tools.context import Context
from tools.parts.listing.records import live_rows
from tools.parts.listing.rounds import round_text, rounds_of
from tools.result import Cell

NAMES = {"user": ("name",), "account": ("name",), "team": ("name",), "product": ("name",),
         "prospect_company": ("name",), "opportunity": ("name",),
         "contact": ("first_name", "last_name"), "lead": ("first_name", "last_name")}  # fmt: skip
"""The fields that say what a record of each table is called."""


def columns_and_rows(
    ctx: Context, entity: Entity, rows: Sequence[BusinessRow]
) -> tuple[list[str], list[list[Cell]]]:
    """The header and the rows of a file; columns in which nothing stands are left out.

    References are given by name, with their id beside them.
    """
    specs = [s for s in entity.fields if s.name in entity.model.model_fields]
    names = {spec.name: _names(ctx, spec, rows) for spec in specs if spec.kind is Kind.REFERENCE}
    columns: list[str] = ["Id"]
    content: list[list[Cell]] = [[row.id for row in rows]]
    for spec in specs:
        values = [getattr(row, spec.name) for row in rows]
        if all(value in {None, ""} for value in values):
            continue
        if spec.kind is Kind.REFERENCE:
            columns.append(spec.label.capitalize())
            content.append([names[spec.name].get(value) for value in values])
        columns.append(f"{spec.label.capitalize()} id" if spec.kind is Kind.REFERENCE else
                       spec.label.capitalize())  # fmt: skip
        content.append([_cell(spec, value) for value in values])
    if entity.name == "prospect_company":
        columns.append("Rounds")
        content.append(_rounds(ctx, rows))
    return columns, [list(row) for row in zip(*content, strict=True)]


def _names(ctx: Context, spec: FieldSpec, rows: Sequence[BusinessRow]) -> dict[str, str]:
    """What the records are called that a field points at."""
    ids = [value for row in rows if (value := getattr(row, spec.name)) is not None]
    target = ENTITIES[spec.target or ""]
    fields = NAMES.get(target.name, ())
    found = live_rows(ctx, target.model, ids) if fields else []
    return {row.id: " ".join(v for f in fields if (v := getattr(row, f))) for row in found}


def _rounds(ctx: Context, rows: Sequence[BusinessRow]) -> list[Cell]:
    facts = rounds_of(ctx, [row.id for row in rows])
    return [
        "; ".join(round_text(found) for found in facts[row.id].rounds) if row.id in facts else None
        for row in rows
    ]


def _cell(spec: FieldSpec, value: Any) -> Cell:
    if spec.kind is Kind.MONEY and value is not None:
        return Decimal(value) / 100
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, float):
        return Decimal(str(value))
    if value is None or isinstance(value, str | int | date):
        return value
    return str(value)
