"""Writing a list, or any records, to a file that opens in a spreadsheet."""

from store.errors import NotFound
from store.schema import entity
from tools.arguments import (
    Direction,
    FieldName,
    FileFormat,
    Filters,
    Links,
    Period,
    RecordIds,
    TableName,
)
from tools.contract import Context, Result, tool
from tools.parts.listing.choosing import chosen_ids, only_columns
from tools.parts.listing.export import columns_and_rows
from tools.parts.listing.records import live_rows, table_of_ids
from tools.parts.spreadsheet import MEDIA, written_file
from tools.result import Question, Table

SHOWN = 20


@tool(effect="reads")
def export_list(
    ctx: Context,
    *,
    records: RecordIds | None = None,
    table: TableName | None = None,
    where: Filters | None = None,
    links: Links = [],  # noqa: B006 - pydantic copies a default
    period: Period | None = None,
    sort: FieldName | None = None,
    order: Direction | None = None,
    fields: list[FieldName] = [],  # noqa: B006 - as above
    file_format: FileFormat = "csv",
) -> Result:
    """Write the records of a list to a CSV or Excel file, every row of it.

    Text that a spreadsheet could run as a formula is made harmless. References are given by name.

    Args:
        records: Ids from an earlier list or table; they go first, in that order.
        table: Without ids: the table whose records to write.
        where: Without ids: which of them.
        links: Without ids: conditions on what they are linked to.
        period: Without ids: when, as in `find_records`.
        sort: Without ids: the field to sort by.
        order: The direction.
        fields: The columns to write; all without them.
        file_format: `csv` or `xlsx`.

    Raises:
        BadInput: The ids are of several tables, or a condition, period or field cannot be used.
        NotFound: There is no live record to write.
        LimitReached: There are more records than one file holds.
    """
    if not records and table is None:
        return Result(
            say="Which list should I write to a file?",
            questions=[Question(text="Which list or table, for example open deals?", slot="table")],
        )
    kind = table_of_ids(records) if records else entity(str(table))
    ids = records or chosen_ids(ctx, kind, where or [], links, period, (sort, order))
    rows = live_rows(ctx, kind.model, ids)
    if not rows:
        raise NotFound(f"There are no {kind.plural} to write.", hint="Ask for a list first.")
    kept = [row.id for row in rows]
    columns, cells = (
        only_columns(ctx, kind, kept, fields) if fields else columns_and_rows(ctx, kind, rows)
    )
    content = written_file(file_format, columns, cells, made_at=ctx.now)
    name = f"{kind.plural.replace(' ', '_')}_{ctx.today.isoformat()}.{file_format}"
    artifact = ctx.shelf.put(name, content, MEDIA[file_format])
    figure = ctx.figure(
        "rows_exported", len(rows), "count", label="Rows written",
        definition="Live records written to the file, one a row.", formula="count of rows written",
        n=len(rows), row_table=kind.name, row_ids=kept,
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
