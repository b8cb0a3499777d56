"""What a document says of a table that it does not show whole."""

from tools.parts.showing.pack import ROWS_SHOWN, left_out
from tools.result import Table


def table(rows: int, total: int) -> Table:
    return Table(
        name="t", title="T", columns=["n"], units=["count"], rows=[[n] for n in range(rows)],
        total=total,
    )  # fmt: skip


def test_a_whole_table_leaves_nothing_out():
    assert left_out(table(ROWS_SHOWN, ROWS_SHOWN)) is None


def test_the_spreadsheet_is_named_only_where_it_has_more():
    assert left_out(table(40, 1200)) == "12 of 1,200 rows; the spreadsheet has more."
    assert left_out(table(10, 29)) == "10 of 29 rows."
