"""Files that open in a spreadsheet, written so that no cell of a record can act as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import xlsxwriter

from tools.result import Cell

Format = Literal["csv", "xlsx"]
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LONGEST = 32_000
"""Characters that one cell of a spreadsheet holds, with room to spare."""
_STARTS = "=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20"
"""What a formula begins with; some programs take the full-width signs as well."""
_PHONE = re.compile(r"\+\d[\d ().\-/]*(?: ?(?:x|ext\.?) ?\d+)?")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def written_file(
    form: Format, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, made_at: datetime
) -> bytes:
    """A whole file: a header, then the rows.

    Text that a spreadsheet could take for a formula gets an apostrophe before it; numbers and
    dates stay numbers and dates.

    Args:
        form: `csv` (UTF-8 with a byte-order mark, so that Excel reads accents) or `xlsx`.
        columns: The header.
        rows: The rows, each as wide as the header.
        made_at: The time that the file says it was made.
    """
    return _csv(columns, rows) if form == "csv" else _xlsx(columns, rows, made_at)


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula, when it is read from a CSV file.

    >>> harmless("=1+1"), harmless("@cmd"), harmless("Ada")
    ("'=1+1", "'@cmd", 'Ada')
    >>> harmless("+49 30 123456"), harmless("  =1+1")
    ("'+49 30 123456", "'  =1+1")
    """
    clean = _ILLEGAL.sub("", text)[:LONGEST]
    seen = clean.lstrip(" \u00a0\ufeff\u200b")
    return f"'{clean}" if seen[:1] and seen[0] in _STARTS else clean


def is_phone(text: str) -> bool:
    """Whether a text that starts with a plus is a telephone number and nothing else.

    >>> is_phone("+1 (555) 010-0000 x12"), is_phone("+1+cmd|' /C calc'!A0")
    (True, False)
    """
    return _PHONE.fullmatch(text) is not None


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([harmless(column) for column in columns])
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", errors="replace")


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | Decimal):
        return str(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(cell)


def _xlsx(columns: Sequence[str], rows: Iterable[Sequence[Cell]], made_at: datetime) -> bytes:
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False, "remove_timezone": True}  # fmt: skip
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None)})
        sheet = book.add_worksheet("List")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for at, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                if isinstance(cell, bool | str):
                    sheet.write_string(at, place, _text(cell))
                elif isinstance(cell, date):
                    sheet.write_datetime(at, place, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001 - a day has no zone
                elif cell is not None:
                    sheet.write_number(at, place, cell)
        sheet.autofit(300)
    return content.getvalue()


def _text(cell: bool | str) -> str:  # noqa: FBT001 - a cell
    """A cell of text; a telephone number needs no apostrophe, for here it is no formula."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell if is_phone(cell) else harmless(cell)
