"""Receipts: what stands behind each figure, and the rows that it was computed from."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from store.errors import NotFound
from store.identity import new_id
from store.row import BusinessRow
from store.schema import entity
from store.trail import Receipt

ROWS_KEPT = 500


def record(session: Session, **content: Any) -> Receipt:
    """Keep a receipt; `content` are the columns of `store.trail.Receipt`, the id left out.

    It is written when the session commits, so that a tool's computation holds up no writer.
    """
    content["row_ids"] = list(content.get("row_ids", ()))[:ROWS_KEPT]
    receipt = Receipt(id=new_id("rec"), **content)
    session.add(receipt)
    return receipt


def read(session: Session, workspace_id: str, receipt_id: str) -> Receipt:
    """A receipt by its id.

    Raises:
        NotFound: The workspace has none with that id.
    """
    found = session.get(Receipt, (workspace_id, receipt_id))
    if found is None:
        raise NotFound(
            f"There is no receipt {receipt_id!r}.", hint="Use an id that a reply has shown."
        )
    return found


def rows_behind(session: Session, receipt: Receipt, limit: int = 50) -> Sequence[BusinessRow]:
    """The first rows that the figure was computed from, in the receipt's order, as they are now.

    A row that was merged or deleted since is shown too: it counted when the figure was made.
    """
    if receipt.row_table is None:
        return []
    model = entity(receipt.row_table).model
    wanted = receipt.row_ids[:limit]
    rows = session.exec(
        select(model).where(
            col(model.workspace_id) == receipt.workspace_id, col(model.id).in_(wanted)
        )
    )
    found = {row.id: row for row in rows}
    return [found[row_id] for row_id in wanted if row_id in found]
