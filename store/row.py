"""What every table shares: the workspace it belongs to, its version, and honest instants."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, DateTime, ForeignKeyConstraint, Index
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant on every database; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """A JSON document that may be missing; a missing one is NULL, not the document `null`."""

    impl = JSON(none_as_null=True)
    cache_ok = True


class Tenanted(SQLModel):
    """A row of one workspace. The workspace is part of the key, so no reference can cross it."""

    workspace_id: str = Field(primary_key=True, max_length=64)
    id: str = Field(primary_key=True, max_length=64)


class BusinessRow(Tenanted):
    """A record that people work on: versioned, mergeable, undoable.

    `state` is `live`, `merged` (then `merged_into` names the survivor) or `deleted`; rows are
    never removed. `external_id` is the id in the system the row came from. `extra` keeps the
    columns of an imported file that have no field here.
    """

    prefix: ClassVar[str]

    version: int = Field(default=1)
    state: str = Field(default="live", max_length=8)
    merged_into: str | None = Field(default=None, max_length=64)
    external_id: str | None = Field(default=None, max_length=255)
    source: str | None = Field(default=None, max_length=255)
    extra: dict[str, Any] | None = Field(default=None, sa_type=Json)
    recorded_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)


CONTROL = frozenset(
    {"workspace_id", "id", "version", "state", "merged_into", "recorded_at", "changed_at"}
)
"""Columns that only the store's own code sets."""


def business_rules(table: str, *more: SchemaItem) -> tuple[SchemaItem, ...]:
    """The constraints of every business table, and `more` of its own."""
    return (
        CheckConstraint("version >= 1", name=f"{table}_version_positive"),
        CheckConstraint(
            "state IN ('live', 'merged', 'deleted')",
            name=f"{table}_state_known",
        ),
        CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)", name=f"{table}_merged_names_survivor"
        ),
        CheckConstraint(
            "merged_into IS NULL OR merged_into <> id", name=f"{table}_not_merged_into_itself"
        ),
        Index(f"{table}_by_external_id", "workspace_id", "external_id", unique=True),
        *more,
    )


def reference(table: str, column: str, target: str) -> tuple[ForeignKeyConstraint, Index]:
    """A reference within the workspace, with the index that following it backwards needs."""
    return (
        ForeignKeyConstraint(
            ["workspace_id", column],
            [f"{target}.workspace_id", f"{target}.id"],
            name=f"{table}_{column}_is_a_{target}",
        ),
        Index(f"{table}_by_{column}", "workspace_id", column),
    )


def amount_rule(table: str, column: str) -> CheckConstraint:
    """Money is not negative and has a currency beside it."""
    return CheckConstraint(
        f"{column} IS NULL OR {column} >= 0", name=f"{table}_{column}_not_negative"
    )
