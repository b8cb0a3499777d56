"""Which fields a proposal may write, and their values as the columns take them."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError
from sqlalchemy import BigInteger, Integer

from store.canonical import Plain, plain, table_of
from store.errors import BadInput
from store.row import CONTROL
from store.schema import CHILDREN, entity

STATE = frozenset({"state", "merged_into"})
ALWAYS = frozenset({"source", "extra"})
"""Columns of every table that say where a row came from; no person asks for them by name."""
LARGEST = {Integer: 2**31 - 1, BigInteger: 2**63 - 1}


@cache
def writable(table: str) -> frozenset[str]:
    """The fields of a table that a person or a tool may set.

    Raises:
        BadInput: There is no such table.
    """
    declared = {spec.name for spec in entity(table).fields} | ALWAYS
    return frozenset(declared & set(table_of(table).columns.keys())) - CONTROL


@cache
def references(table: str) -> dict[str, str]:
    """The table's fields that point at a row, and the table that each points into."""
    return {spec.name: spec.target for spec in entity(table).fields if spec.target}


@cache
def children(table: str) -> tuple[tuple[str, str], ...]:
    """The (table, field) pairs that point into a table."""
    entity(table)
    return CHILDREN[table]


@cache
def _readers(table: str) -> dict[str, TypeAdapter[Any]]:
    model = entity(table).model
    found: dict[str, TypeAdapter[Any]] = {}
    for name in writable(table):
        info = model.model_fields[name]
        rules: tuple[Any, ...] = (info.annotation, Field(), *info.metadata)
        column = table_of(table).columns[name]
        for kind, largest in LARGEST.items():
            if type(column.type) is kind:
                rules = (*rules, Field(ge=-largest, le=largest))
        found[name] = TypeAdapter(Annotated[rules])  # type: ignore[arg-type]  # built from data
    return found


def checked(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, each fit for its column and written plainly.

    Raises:
        BadInput: A field is not one that may be set, or a value does not fit it.
    """
    readers = _readers(table)
    unknown = sorted(set(values) - readers.keys())
    if unknown:
        raise BadInput(
            f"{entity(table).label} has no field {unknown[0]!r} that can be changed.",
            hint=f"Fields: {', '.join(sorted(readers))}.",
        )
    return {name: _fit(table, name, value, readers[name]) for name, value in values.items()}


def _fit(table: str, name: str, value: object, reader: TypeAdapter[Any]) -> Plain:
    try:
        fit: Plain = plain(reader.validate_python(value))
        if isinstance(fit, str):
            _storable(fit)
    except (ValidationError, ValueError) as error:
        why = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise BadInput(
            f"{value!r} cannot be the {name} of a {entity(table).label}: {why}.",
            hint="Give a value of the field's own kind.",
        ) from error
    return fit


def _storable(value: str) -> None:
    if "\x00" in value:
        raise ValueError("text cannot hold a NUL character")
    value.encode()  # half of a surrogate pair has no UTF-8, and no database keeps it
