"""An exec pack as a workbook: figures, a sheet for each table with all its rows, receipts."""

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter

from tools.parts.cells import WORDY
from tools.parts.showing.pack import Pack
from tools.parts.showing.receipt_lines import lines
from tools.parts.spreadsheet import harmless
from tools.result import Cell, Table

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
           "strings_to_numbers": False, "remove_timezone": True}  # fmt: skip
NAME_LENGTH = 28
WIDEST = 420
NUMBERS = {
    "rate": "0.0%",
    "points": "0.00%",
    "count": "#,##0",
    "days": "#,##0.0",
    "ratio": '0.00"x"',
}


def workbook(pack: Pack) -> bytes:
    """The whole workbook; numbers are numbers, with their formats."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties({"title": pack.title, "created": pack.made_at.replace(tzinfo=None)})
        writer = _Writer(book)
        writer.sheet("Figures", FIGURES, FIGURE_UNITS, _figures(pack))
        for name, table in _tables(pack):
            writer.sheet(name, table.columns, table.units, table.rows)
        writer.sheet("Receipts", RECEIPTS, [], _receipts(pack))
    return content.getvalue()


FIGURES = ["section", "figure", "value", "unit", "as written", "rows", "receipt", "why none"]
FIGURE_UNITS = ["text", "text", "", "text", "text", "count", "text", "text"]
RECEIPTS = ["receipt", "figure", "what", "text"]


def _figures(pack: Pack) -> Iterator[Sequence[Cell]]:
    for each, f in pack.figures():
        yield each.title, f.label, f.value, f.unit, f.text, f.n, f.id, f.reason
    for each in pack.sections:
        if each.missing:
            yield each.title, None, None, None, None, None, None, each.missing


def _receipts(pack: Pack) -> Iterator[Sequence[Cell]]:
    for receipt in pack.receipts:
        for name, text in lines(receipt):
            yield receipt.id, receipt.label, name, text


def _tables(pack: Pack) -> Iterator[tuple[str, Table]]:
    """Every table with a sheet's name: short, without the signs that Excel forbids, used once."""
    used: set[str] = set()
    for each in pack.sections:
        for table in each.tables:
            plain = re.sub(r"[\[\]:*?/\\']", " ", f"{each.name} {table.name}".replace("_", " "))
            name, n = plain[:NAME_LENGTH], 2
            while name.casefold() in used:
                name, n = f"{plain[:NAME_LENGTH]} {n}", n + 1
            used.add(name.casefold())
            yield name, table


class _Writer:
    """Writes sheets into a book with one set of formats."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "bottom": 1})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.formats: dict[str, Format] = {}

    def sheet(
        self,
        name: str,
        columns: Sequence[str],
        units: Sequence[str],
        rows: Sequence[Sequence[Cell]] | Iterator[Sequence[Cell]],
    ) -> None:
        """Write one sheet: a header that stays in sight, then the rows."""
        made = self.book.add_worksheet(name)
        made.write_row(0, 0, [harmless(column) for column in columns], self.head)
        made.freeze_panes(1, 0)
        widths = [*units, *[""] * (len(columns) - len(units))]
        for at, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                self._cell(made, (at, place), cell, widths[place] if place < len(widths) else "")
        made.autofit(WIDEST)

    def _cell(self, made: "Worksheet", at: tuple[int, int], cell: Cell, unit: str) -> None:
        match cell:
            case None:
                return
            case bool():
                made.write_string(*at, "yes" if cell else "no")
            case date():
                made.write_datetime(*at, datetime(cell.year, cell.month, cell.day), self.day)  # noqa: DTZ001 - a day has no zone
            case int() | Decimal():
                made.write_number(*at, cell, self._format(unit))
            case _:
                made.write_string(*at, harmless(cell))

    def _format(self, unit: str) -> "Format | None":
        if unit in WORDY:
            return None
        if unit not in self.formats:
            self.formats[unit] = self.book.add_format({"num_format": NUMBERS.get(unit, "#,##0.00")})
        return self.formats[unit]
