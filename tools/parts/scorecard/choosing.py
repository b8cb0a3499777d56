"""Which records a scorecard is about: all of a table, or those that meet some conditions."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement

from store.errors import BadInput
from store.schema import entity
from tools.arguments import Filter
from tools.context import Context
from tools.parts.query import Condition, all_of, conditions


@dataclass(frozen=True, slots=True)
class Chosen:
    """The records of one table that are scored."""

    table: str
    rows: ColumnElement[bool] | None
    """None: all live ones."""
    read: tuple[Condition, ...] = ()
    others: tuple[str, ...] = ()
    """Tables that the conditions do not apply to."""


def chosen(ctx: Context, tables: Sequence[str], where: Sequence[Filter]) -> list[Chosen]:
    """The tables that the conditions apply to, each with the records that meet them.

    Raises:
        BadInput: A condition cannot be read, or applies to none of the tables.
        NotFound: A condition names a value that is not in the store.
    """
    if not where:
        return [Chosen(table, None) for table in tables]
    read: dict[str, tuple[Condition, ...]] = {}
    refused: list[BadInput] = []
    for table in tables:
        try:
            read[table] = tuple(conditions(ctx, table, where))
        except BadInput as error:
            refused.append(error)
    if not read:
        raise refused[0]
    others = tuple(table for table in tables if table not in read)
    return [Chosen(table, all_of(ctx, table, list(found)), found, others)
            for table, found in read.items()]  # fmt: skip


def left_out(parts: Sequence[Chosen]) -> list[str]:
    """The tables that were left out, because the conditions do not apply to them."""
    names = [entity(table).plural for table in parts[0].others]
    if not names:
        return []
    return [f"Left out, because the conditions do not apply to them: {', '.join(names)}."]
