"""A whole table, or a file that a reply made, written out as CSV or XLSX.

A text that a spreadsheet would run as a formula gets an apostrophe in front; a number does not.
"""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from api.views.records import names_of, references
from store import artifacts
from store.engine import reading
from store.errors import BadInput
from store.schema import Entity, FieldSpec, Kind, entity

if TYPE_CHECKING:
    from agent.setup import Office

FORMATS = ("csv", "xlsx")
RISKY = ("=", "+", "-", "@", "\t", "\r", "\0")
BATCH = 2_000
Row = list[Any]


def export(
    office: "Office", what: str, to: Path | None, file_format: str | None
) -> tuple[Path, int | None]:
    """Write a table or a made file, and return where it is and how many rows it has, if known.

    Args:
        office: The deployment.
        what: A table's name, or an artifact's id.
        to: The file; None: named after what it holds, in the current folder.
        file_format: csv or xlsx; None: as the file's ending says, else csv.

    Raises:
        BadInput: There is no such table, or no such format.
        NotFound: There is no such artifact.
    """
    if what.startswith("art_"):
        return _copied(office, what, to), None
    table = entity(what)
    chosen = file_format or (to.suffix.lstrip(".").lower() if to and to.suffix else "csv")
    if chosen not in FORMATS:
        raise BadInput(f"{chosen!r} is no format to export to.", hint="Use csv or xlsx.")
    path = to or Path(f"{table.plural.replace(' ', '_')}.{chosen}")
    rows = _rows(office, table)
    return path, _write_csv(path, rows) if chosen == "csv" else _write_xlsx(path, rows)


def safe(value: object) -> object:
    """The value as a spreadsheet may hold it.

    >>> safe("=1+1"), safe("plain"), safe(-12), safe(None)
    ("'=1+1", 'plain', -12, '')
    """
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


def _copied(office: "Office", artifact: str, to: Path | None) -> Path:
    with reading(office.engine) as session:
        found = artifacts.find(session, office.workspace.id, artifact)
    content = artifacts.read(office.artifacts, found)
    path = to or Path(found.name)
    path.write_bytes(content)
    return path


def _rows(office: "Office", table: Entity) -> Iterator[Row]:
    """The header, then every live row in the order of their ids."""
    yield ["id", *(spec.label for spec in table.fields)]
    model: Any = table.model
    after = ""
    with reading(office.engine) as session:
        while True:
            found = session.exec(
                select(model)
                .where(
                    col(model.workspace_id) == office.workspace.id,
                    col(model.state) == "live",
                    col(model.id) > after,
                )
                .order_by(col(model.id))
                .limit(BATCH)
            ).all()
            if not found:
                return
            after = found[-1].id
            rows = [row.model_dump() for row in found]
            pairs = [pair for row in rows for pair in references(table.name, row)]
            names = names_of(session, office.workspace.id, pairs)
            yield from ([row["id"], *(_cell(s, row, names) for s in table.fields)] for row in rows)
            session.expunge_all()


def _cell(spec: FieldSpec, row: dict[str, Any], names: dict[tuple[str, str], str]) -> object:
    value = row.get(spec.name)
    if value is None:
        return None
    if spec.target:
        return names.get((spec.target, value), value)
    return Decimal(value) / 100 if spec.kind is Kind.MONEY else value


def _write_csv(path: Path, rows: Iterable[Row]) -> int:
    count = -1  # the header is no row
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        for row in rows:
            writer.writerow([safe(value) for value in row])
            count += 1
    return count


def _write_xlsx(path: Path, rows: Iterable[Row]) -> int:
    from xlsxwriter import Workbook

    count = -1
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "remove_timezone": True, "default_date_format": "yyyy-mm-dd"}  # fmt: skip
    with Workbook(str(path), options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, safe(value))
            count += 1
    return count
