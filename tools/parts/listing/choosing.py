"""Which records go into a file, in which order, and only some of their columns."""

from collections.abc import Sequence

from sqlalchemy import and_

from store.errors import LimitReached
from store.schema import Entity
from tools.arguments import Filter, Link
from tools.context import Context
from tools.parts import records
from tools.parts.links import linked, span_of
from tools.parts.listing.records import CHUNK
from tools.parts.paths import table_of
from tools.parts.query import all_of, conditions
from tools.result import Cell

MOST = 100_000
"""Rows that one file holds."""


def chosen_ids(
    ctx: Context, kind: Entity, where: Sequence[Filter], links: Sequence[Link] = (),
    period: str | None = None, order: tuple[str | None, str | None] = (None, None),
) -> list[str]:  # fmt: skip
    """The ids of the records that meet every condition, in the order that was asked for.

    Args:
        ctx: Whose records, and for whom.
        kind: Their table.
        where: Conditions on the records themselves.
        links: Conditions on what they are linked to.
        period: When, on the day that matters for them.
        order: The field to sort by, and the direction.

    Raises:
        BadInput: A condition, period or field that cannot be used.
        NotFound: A condition names a value that is not in the store.
        LimitReached: There are more than one file holds.
    """
    tests = [all_of(ctx, kind.name, conditions(ctx, kind.name, where))]
    tests += [each.test for each in linked(ctx, kind.name, links)]
    if period is not None:
        span, day = span_of(ctx, kind.name, period, where)
        tests.append(records.within(ctx, kind.name, day, span))
    sort, direction = order
    by = records.sorting(kind.name, sort, direction) if sort or direction else []
    ids, _ = records.read(ctx, kind.name, [], and_(*tests), by, MOST + 1)
    if len(ids) > MOST:
        raise LimitReached(
            f"There are more than {MOST:,} {kind.plural} to write.", hint="Say which of them."
        )
    return ids


def only_columns(
    ctx: Context, kind: Entity, ids: Sequence[str], fields: Sequence[str]
) -> tuple[list[str], list[list[Cell]]]:
    """The header and the rows of a file with the named columns only, in their order.

    Raises:
        BadInput: The records have no such field.
    """
    columns = records.columns_of(kind.name, fields)
    column, mine = table_of(kind.name).c.id, all_of(ctx, kind.name, [])
    found: dict[str, list[Cell]] = {}
    for start in range(0, len(ids), CHUNK):
        some = and_(mine, column.in_(list(ids[start : start + CHUNK])))
        found |= dict(zip(*records.read(ctx, kind.name, columns, some, [], CHUNK), strict=True))
    header = [c.name.capitalize() for c in columns]
    return header, [found[row_id] for row_id in ids if row_id in found]
