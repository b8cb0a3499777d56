"""Opening a file by what it is."""

from pathlib import Path

from connectors.files.delimited import DelimitedFile
from connectors.files.rows import Source
from connectors.files.sheets import ParquetFile, SheetFile
from store.errors import BadInput, NotFound

_ZIPPED = b"PK\x03\x04"
_PARQUET = b"PAR1"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def open_source(path: Path, sheet: str | None = None) -> Source:
    """`path`, opened; its first bytes decide the format, not its name.

    Raises:
        NotFound: There is no such file.
        BadInput: It is empty, a folder, or of no known format.
    """
    if not path.exists():
        raise NotFound(f"There is no file {str(path)!r}.", hint="Check the path.")
    if path.is_dir():
        raise BadInput(f"{path.name} is a folder.", hint="Name the files in it.")
    with path.open("rb") as stream:
        magic = stream.read(4)
    if not magic:
        raise BadInput(f"{path.name} is empty.", hint="Export the file again, with a header.")
    if magic == _PARQUET:
        return ParquetFile(path)
    if magic in {_ZIPPED, _OLD_EXCEL}:
        return SheetFile(path, sheet)
    if path.suffix.lower() in {".xlsx", ".xls", ".parquet", ".pdf", ".zip", ".gz"}:
        raise BadInput(
            f"{path.name} is not what its name says.", hint="Import CSV, XLSX or Parquet."
        )
    return DelimitedFile(path)
