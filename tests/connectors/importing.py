"""Short ways to write a file and import it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from connectors.files import ImportPlan, ImportReport, load, plan
from store import workspace as workspaces
from store.canonical import table_of
from store.engine import reading

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Importer:
    """Writes files into a folder and imports them into a store."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine = engine
        self.folder = folder
        self._minute = 0

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def plan(
        self,
        path: Path,
        as_table: str | None = None,
        mapping: Mapping[str, str] | None = None,
        sheet: str | None = None,
    ) -> ImportPlan:
        with reading(self.engine) as session:
            workspace = workspaces.read(session)
        return plan(path, as_table=as_table, mapping=mapping, workspace=workspace, sheet=sheet)

    def load(self, *plans: ImportPlan, progress: Any = None) -> list[ImportReport]:
        self._minute += 1
        now = NOW + timedelta(minutes=self._minute)
        home = self.folder / "home"
        reports = load(
            self.engine, "main", plans, by="ana@example.com", now=now, home=home, progress=progress
        )
        assert all(report.adds_up for report in reports)
        return reports

    def bring(
        self,
        name: str,
        content: str | bytes,
        as_table: str | None = None,
        mapping: Mapping[str, str] | None = None,
    ) -> ImportReport:
        """Write, plan and load one file."""
        (report,) = self.load(self.plan(self.write(name, content), as_table, mapping))
        return report

    def rows(self, table: str, *names: str) -> list[Any]:
        """The live rows of a table: whole, or only the columns named, sorted by those."""
        target = table_of(table)
        columns = [target.c[name] for name in names] or [target]
        with self.engine.connect() as connection:
            found = connection.execute(select(*columns).where(target.c.state == "live"))
            if not names:
                return [dict(row) for row in found.mappings()]
            return sorted((tuple(row) for row in found), key=str)

    def only(self, table: str) -> dict[str, Any]:
        (row,) = self.rows(table)
        return dict(row)

    def rejects(self, report: ImportReport) -> str:
        assert report.rejects_path is not None
        return (self.folder / "home" / report.rejects_path).read_text(encoding="utf-8")
