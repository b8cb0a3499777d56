"""Spreadsheets and columnar files, handed over as text like every other file.

Their libraries are imported when such a file is opened: a command that reads none stays quick.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors.files.rows import Chunk, distinct_headers
from store.errors import BadInput

if TYPE_CHECKING:
    import polars as pl


LARGEST_UNPACKED = 2_000_000_000
"""Bytes; a million rows of a CRM's fields take half of it."""


class SheetFile:
    """One sheet of an Excel workbook; its first non-empty row is the header."""

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        import fastexcel
        import polars as pl

        self.path = path
        _check_unpacked(path)
        try:
            book = fastexcel.read_excel(path)
        except fastexcel.FastExcelError as problem:
            raise BadInput(
                f"{path.name} cannot be opened as a workbook.",
                hint="Save it again as .xlsx, or export CSV.",
                reason=str(problem),
            ) from problem
        names = book.sheet_names
        if sheet is not None and sheet not in names:
            raise BadInput(f"{path.name} has no sheet {sheet!r}.", hint=f"Sheets: {names}.")
        chosen = sheet if sheet is not None else names[0]
        loaded = book.load_sheet(chosen, header_row=None, skip_rows=0, dtypes="string")
        cells, errors = loaded.to_arrow_with_errors()
        self._frame = pl.DataFrame(pl.from_arrow(cells)).fill_null("")
        self._header_at = _first_full_row(self._frame, path)
        self.header = distinct_headers(self._frame.row(self._header_at))
        self.notes = _sheet_notes(names, chosen) + _error_notes(errors)
        self.facts = {"format": "xlsx", "sheet": chosen}

    def told(self) -> list[str]:
        """What was noticed while the rows were read: nothing."""
        return []

    @property
    def rows_total(self) -> int | None:
        """Rows below the header, blank ones included."""
        return self._frame.height - self._header_at - 1

    def chunks(self, size: int) -> Iterator[Chunk]:
        """The rows, `size` at a time; a row without any value is passed over."""
        start = self._header_at + 1
        while start < self._frame.height:
            part = self._frame.slice(start, size)
            columns = [column.to_list() for column in part.get_columns()]
            kept = [any(cells) for cells in zip(*columns, strict=True)]
            lines = [start + at + 1 for at, keep in enumerate(kept) if keep]
            yield Chunk(lines, [_compress(column, kept) for column in columns])
            start += size


class ParquetFile:
    """A Parquet file, read a row group at a time."""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.path = path
        try:
            self._file = pq.ParquetFile(path)
        except pa.ArrowInvalid as problem:
            raise BadInput(
                f"{path.name} cannot be opened as Parquet.", hint="Write the file again."
            ) from problem
        self.header = distinct_headers(self._file.schema_arrow.names)
        self.notes: list[str] = []
        self.facts = {"format": "parquet"}

    def told(self) -> list[str]:
        """What was noticed while the rows were read: nothing."""
        return []

    @property
    def rows_total(self) -> int | None:
        """Rows, as the file's footer says."""
        return int(self._file.metadata.num_rows)

    def chunks(self, size: int) -> Iterator[Chunk]:
        """The rows, `size` at a time; a row's line is its number in the file, from 1."""
        import polars as pl

        done = 0
        for batch in self._file.iter_batches(batch_size=size):
            frame = pl.DataFrame(pl.from_arrow(batch))
            columns = [_as_text(column) for column in frame.get_columns()]
            yield Chunk(list(range(done + 1, done + frame.height + 1)), list(columns))
            done += frame.height


def _check_unpacked(path: Path) -> None:
    """Refuse a workbook that is small until it is opened.

    Raises:
        BadInput: It unpacks to more than memory should hold.
    """
    try:
        with zipfile.ZipFile(path) as package:
            unpacked = sum(each.file_size for each in package.infolist())
    except (zipfile.BadZipFile, OSError):
        return  # an old workbook, or none: whoever opens it says so
    if unpacked > LARGEST_UNPACKED:
        raise BadInput(
            f"{path.name} unpacks to {unpacked:,} bytes; {LARGEST_UNPACKED:,} are the most.",
            hint="Split it, or export CSV.",
        )


def _first_full_row(frame: "pl.DataFrame", path: Path) -> int:
    for position in range(min(frame.height, 30)):
        filled = sum(1 for cell in frame.row(position) if cell.strip())
        if filled * 2 > frame.width:
            return position
    raise BadInput(f"{path.name} has no header row.", hint="Put the column names in the first row.")


def _sheet_notes(names: list[str], chosen: str) -> list[str]:
    if len(names) == 1:
        return []
    others = ", ".join(name for name in names if name != chosen)
    return [f"Sheet {chosen!r} was read; the workbook also has {others}."]


def _error_notes(errors: Any) -> list[str]:
    """Cells that hold #DIV/0! or the like; they are read as empty, and that is said."""
    if errors is None or not errors.errors:
        return []
    places = [f"row {row + 1} column {column + 1}" for row, column in _positions(errors)[:3]]
    count = len(errors.errors)
    return [f"{count:,} cells hold a formula's error and count as empty ({', '.join(places)})."]


def _positions(errors: Any) -> list[tuple[int, int]]:
    return [error.position for error in errors.errors]


def _compress(column: list[str], kept: list[bool]) -> list[str]:
    return [cell for cell, keep in zip(column, kept, strict=True) if keep]


def _as_text(column: "pl.Series") -> list[str]:
    import polars as pl

    if isinstance(column.dtype, pl.List):
        column = column.cast(pl.List(pl.String)).list.join("; ")
    elif isinstance(column.dtype, pl.Datetime):
        if column.dtype.time_zone is not None:
            column = column.dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
        else:
            column = column.dt.strftime("%Y-%m-%dT%H:%M:%S%.6f")
    texts: list[str] = column.cast(pl.String).fill_null("").to_list()
    return texts
