"""A receipt as the doors show it: the figure, how it was made, and the rows behind it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from api.views import chosen
from api.views.records import called, label_of, names_of, references, rows_of, written
from store.conversation import made_for
from store.people import Workspace
from store.schema import ENTITIES
from store.trail import Receipt
from tools.context import Actor
from tools.parts import formats

COLUMNS = 7
LONG = frozenset({"long_text", "url"})


class Behind(BaseModel):
    """Rows that a figure was computed from."""

    table: str
    columns: list[str]
    rows: list[list[str | None]]
    total: int = Field(description="Ids that the receipt keeps: at most 500.")


class ReceiptView(BaseModel):
    """Everything that stands behind one figure."""

    id: str
    metric: str
    label: str
    value: Decimal | None
    text: str = Field(description="The value as a reply writes it.")
    unit: str
    definition: str
    definition_version: int
    variant: str
    formula: str
    inputs: dict[str, Any]
    filters: list[Any]
    period: dict[str, Any] | None
    as_of: date
    currency: str | None
    n: int | None
    exclusions: list[Any]
    caveats: list[Any]
    run: str | None
    made_at: datetime
    behind: Behind | None


def find(session: Session, workspace_id: str, given: str, *, by: Actor | None = None) -> Receipt:
    """The receipt that an id, a unique prefix of one, or `last` names.

    Raises:
        NotFound: There is none.
        BadInput: The prefix fits several.
    """
    theirs = made_for(by, workspace_id, col(Receipt.made_by), col(Receipt.run_id))
    mine = select(Receipt).where(Receipt.workspace_id == workspace_id, *theirs)
    return chosen.one(
        session, given, mine=mine, last=mine.order_by(col(Receipt.made_at).desc()), table=Receipt,
        said=("receipt", "`pitcrew ask` prints the id of each figure's."),
    )  # fmt: skip


def view(
    session: Session, workspace: Workspace, given: str, limit: int, *, by: Actor | None = None
) -> ReceiptView:
    """A receipt and the first rows behind it; with a reader, only one that is theirs to see."""
    row = find(session, workspace.id, given, by=by)
    value = None if row.value is None else Decimal(row.value)
    return ReceiptView(
        **row.model_dump(include=set(ReceiptView.model_fields) - {"value"}),
        value=value, text=formats.written(value, row.unit), run=row.run_id,
        behind=behind(session, workspace, row, limit),
    )  # fmt: skip


def behind(session: Session, workspace: Workspace, row: Receipt, limit: int) -> Behind | None:
    """The first rows behind a receipt, with the columns that say most; None when it keeps none."""
    if not row.row_table or row.row_table not in ENTITIES or not row.row_ids:
        return None
    ids = row.row_ids[:limit]
    found = rows_of(session, workspace.id, row.row_table, ids)
    rows = [found[row_id] for row_id in ids if row_id in found]
    fields = _telling(row.row_table, rows)
    pairs = [pair for each in rows for pair in references(row.row_table, each)]
    names = names_of(session, workspace.id, pairs)
    labels = [ENTITIES[row.row_table].label, *(label_of(row.row_table, f) for f in fields)]
    return Behind(
        table=row.row_table,
        columns=[name.capitalize() for name in labels],
        rows=[
            [called(each), *(_cell(row.row_table, f, each, names, workspace) for f in fields)]
            for each in rows
        ],
        total=len(row.row_ids),
    )


def _cell(
    table: str,
    field: str,
    row: dict[str, Any],
    names: dict[tuple[str, str], str],
    workspace: Workspace,
) -> str | None:
    return written(table, field, row.get(field), names, row.get("currency") or workspace.currency)


def _telling(table: str, rows: list[dict[str, Any]]) -> list[str]:
    """The first fields that have values and are not the row's own name."""
    named = {"external_id", "name", "full_name", "first_name", "last_name", "subject", "currency"}
    return [
        spec.name
        for spec in ENTITIES[table].fields
        if spec.name not in named
        and spec.kind not in LONG
        and any(row.get(spec.name) not in (None, "") for row in rows)
    ][:COLUMNS]
