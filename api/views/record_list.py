"""The records of a table as the API lists them: whole, and page by page."""

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field
from sqlalchemy import func, select

from api.by_hand import context_for
from api.views.paging import Named, cut
from store.canonical import records
from store.schema import entity
from tools.context import Actor
from tools.parts.paths import table_of
from tools.parts.query import where

if TYPE_CHECKING:
    from agent.setup import Office


class Record(BaseModel):
    """One live record: its fields as they are stored, money in cents."""

    id: str
    external_id: str | None
    version: int
    fields: dict[str, Any]


class Listing(BaseModel):
    """Records in the order of their ids."""

    table: str
    records: list[Record]
    total: int
    next: str | None = Field(default=None, description="The cursor of the page after this.")


def listing(office: "Office", asker: Actor, table: str, limit: int, after: Named | None) -> Listing:
    """The records that the asker may see, or those after one.

    Raises:
        BadInput: There is no such table.
    """
    names = [field.name for field in entity(table).fields]
    source = table_of(table)
    with context_for(office, asker) as context:
        seen = where(context, table, [])
        query = select(source).where(seen)
        if after is not None:
            query = query.where(source.c.id > after.id)
        found = records(context.session, query.order_by(source.c.id).limit(limit + 1))
        total = context.session.connection().scalar(
            select(func.count()).select_from(source).where(seen)
        )
    rows, following = cut(found, limit, lambda row: Named(id=row["id"]))
    return Listing(
        table=table, total=total or 0, next=following,
        records=[
            Record(id=row["id"], external_id=row["external_id"], version=row["version"],
                   fields={name: row[name] for name in names if name in row})
            for row in rows
        ],
    )  # fmt: skip
