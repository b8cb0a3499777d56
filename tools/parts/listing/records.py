"""Records by their ids: which table they are of, and the live rows in the order they were given."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from store.errors import BadInput
from store.row import BusinessRow
from store.schema import ENTITIES, Entity
from tools.context import Context

CHUNK = 500


def table_of_ids(ids: Sequence[str]) -> Entity:
    """The one table that all the ids belong to.

    Raises:
        BadInput: They are of several tables, or of none.
    """
    found = {_by_prefix(row_id) for row_id in ids}
    names = {entity.name for entity in found if entity is not None}
    if len(names) != 1 or None in found:
        raise BadInput(
            f"{len(ids)} ids are not of one table.",
            hint="Give the ids of companies, or of people, not both.",
            tables=sorted(names),
        )
    return ENTITIES[names.pop()]


def _by_prefix(row_id: str) -> Entity | None:
    prefix = row_id.partition("_")[0]
    return next((e for e in ENTITIES.values() if e.model.prefix == prefix), None)


def live_rows(ctx: Context, model: type[BusinessRow], ids: Sequence[str]) -> list[Any]:
    """The live rows with those ids, in their order; ids that are not there are left out."""
    return [row for row in rows_of(ctx, model, ids) if row.state == "live"]


def rows_of(ctx: Context, model: type[BusinessRow], ids: Sequence[str]) -> list[Any]:
    """The rows with those ids, merged and deleted ones as well, in their order."""
    found: dict[str, BusinessRow] = {}
    unique = list(dict.fromkeys(ids))
    for start in range(0, len(unique), CHUNK):
        chosen = select(model).where(
            col(model.workspace_id) == ctx.workspace.id,
            col(model.id).in_(unique[start : start + CHUNK]),
        )
        found |= {row.id: row for row in ctx.session.exec(chosen)}
    return [found[row_id] for row_id in unique if row_id in found]
