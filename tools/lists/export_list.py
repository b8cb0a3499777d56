"""Writing a list, or any records, to a file that opens in a spreadsheet."""

from sqlmodel import col, select

from store.errors import LimitReached, NotFound
from store.row import BusinessRow
from store.schema import Entity, entity
from tools.arguments import FileFormat, Filters, RecordIds, TableName
from tools.contract import Context, Result, tool
from tools.parts.listing.export import columns_and_rows
from tools.parts.listing.records import live_rows, table_of_ids
from tools.parts.query import where as rows_where
from tools.parts.spreadsheet import MEDIA, written_file
from tools.result import Question, Table

MOST = 100_000
"""Rows that one export writes."""
SHOWN = 20


@tool(effect="reads")
def export_list(
    ctx: Context,
    *,
    records: RecordIds | None = None,
    table: TableName | None = None,
    where: Filters | None = None,
    file_format: FileFormat = "csv",
) -> Result:
    """Write the records of a list to a CSV or Excel file, every row of it.

    Text that a spreadsheet could run as a formula is made harmless. References are given by name.

    Args:
        records: Ids from an earlier list or table; they go first, in that order.
        table: Without ids: the table whose records to write.
        where: Without ids: which of them.
        file_format: `csv` or `xlsx`.

    Raises:
        BadInput: The ids are of several tables.
        NotFound: There is no live record to write.
        LimitReached: There are more records than one file holds.
    """
    if not records and table is None:
        return Result(
            say="Which list should I write to a file?",
            questions=[Question(text="Which list or table, for example open deals?", slot="table")],
        )
    kind = table_of_ids(records) if records else entity(str(table))
    rows = live_rows(ctx, kind.model, records) if records else _chosen(ctx, kind, where or [])
    if not rows:
        raise NotFound(f"There are no {kind.plural} to write.", hint="Ask for a list first.")
    columns, cells = columns_and_rows(ctx, kind, rows)
    content = written_file(file_format, columns, cells, made_at=ctx.now)
    name = f"{kind.plural.replace(' ', '_')}_{ctx.today.isoformat()}.{file_format}"
    artifact = ctx.shelf.put(name, content, MEDIA[file_format])
    figure = ctx.figure(
        "rows_exported", len(rows), "count", label="Rows written",
        definition="Live records written to the file, one a row.", formula="count of rows written",
        n=len(rows), row_table=kind.name, row_ids=[row.id for row in rows],
    )  # fmt: skip
    gone = len(dict.fromkeys(records or [])) - len(rows) if records else 0
    noun = kind.label if len(rows) == 1 else kind.plural
    return Result(
        say=f"{len(rows):,} {noun} written to {name}.", figures=[figure],
        tables=[Table(
            name="file", title=name, columns=columns, rows=cells[:SHOWN], total=len(rows),
            artifact=artifact,
        )],
        notes=[f"{gone:,} of the list are no longer live and were left out."] if gone else [],
        facts={"artifact": artifact, "file": name, "rows": len(rows), "columns": len(columns),
               "size_bytes": len(content)},
    )  # fmt: skip


def _chosen(ctx: Context, kind: Entity, where: Filters) -> list[BusinessRow]:
    model = kind.model
    query = select(model).where(rows_where(ctx, kind.name, where)).order_by(col(model.id))
    rows = list(ctx.session.exec(query.limit(MOST + 1)))
    if len(rows) > MOST:
        raise LimitReached(
            f"There are more than {MOST:,} {kind.plural} to write.", hint="Say which of them."
        )
    return rows
