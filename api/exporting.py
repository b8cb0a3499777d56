"""A whole table, or a file that a reply made, written out as CSV or XLSX."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from api.views.records import names_of, references
from store import artifacts
from store.engine import reading
from store.errors import BadInput
from store.schema import Entity, FieldSpec, Kind, entity
from tools.parts.spreadsheet import Format, written_file
from tools.result import Cell

if TYPE_CHECKING:
    from agent.setup import Office

FORMATS: dict[str, Format] = {"csv": "csv", "xlsx": "xlsx"}
BATCH = 2_000
Row = list[Cell]


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
    form = FORMATS[chosen]
    path = to or Path(f"{table.plural.replace(' ', '_')}.{chosen}")
    rows = list(_rows(office, table))
    columns = ["id", *(spec.label for spec in table.fields)]
    path.write_bytes(written_file(form, columns, rows, made_at=datetime.now(UTC)))
    return path, len(rows)


def _copied(office: "Office", artifact: str, to: Path | None) -> Path:
    with reading(office.engine) as session:
        found = artifacts.find(session, office.workspace.id, artifact)
    content = artifacts.read(office.artifacts, found)
    path = to or Path(found.name)
    path.write_bytes(content)
    return path


def _rows(office: "Office", table: Entity) -> Iterator[Row]:
    """Every live row in the order of their ids."""
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


def _cell(spec: FieldSpec, row: dict[str, Any], names: dict[tuple[str, str], str]) -> Cell:
    value = row.get(spec.name)
    if value is None:
        return None
    if spec.target:
        return names.get((spec.target, str(value)), str(value))
    if spec.kind is Kind.MONEY:
        return Decimal(value) / 100
    return value if isinstance(value, bool | int | Decimal | date) else str(value)
