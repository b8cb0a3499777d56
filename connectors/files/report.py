"""What an import did, in numbers that add up and sentences that a person can act on."""

from dataclasses import asdict, dataclass
from typing import Any

from connectors.files.parse import Tally
from connectors.files.planning import ImportPlan
from connectors.files.rejects import Rejects
from store.imports.directory import Named
from store.imports.loading import Loading
from store.schema import entity
from store.trail import ImportBatch


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of one file. `read` is the sum of the five counts after it.

    Args:
        batch_id: The `import_batch` row.
        file: The file's name.
        table: Where its rows went.
        read: Rows in the file, the header and blank lines aside.
        added: Rows that are new.
        changed: Rows that were there and now say something else; each is in the journal.
        same: Rows that were there and say the same.
        duplicates: Exact copies of another row of the same file; imported once.
        rejected: Rows that could not be imported; see `rejects_path`.
        stubs: Rows of other tables that were made because this file speaks of them.
        stages: Stages that the deals of this file brought.
        changes: The first changed rows, before and after.
        rejects: The first rejected rows.
        rejects_path: Relative to the deployment's folder.
        warnings: What a person should know.
    """

    batch_id: str
    file: str
    table: str
    read: int
    added: int
    changed: int
    same: int
    duplicates: int
    rejected: int
    stubs: dict[str, dict[str, Any]]
    stages: list[str]
    changes: list[dict[str, Any]]
    rejects: list[dict[str, Any]]
    rejects_path: str | None
    warnings: list[str]

    @property
    def adds_up(self) -> bool:
        """Whether every row read is accounted for."""
        parts = self.added + self.changed + self.same + self.duplicates + self.rejected
        return self.read == parts

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON can hold it, for the doors and the import's row."""
        return asdict(self)


def report_of(  # noqa: PLR0913, PLR0917 - it gathers what the parts of an import know
    batch: ImportBatch,
    planned: ImportPlan,
    loading: Loading,
    tally: Tally,
    rejects: Rejects,
    read: int,
    stages: list[str],
    told: list[str],
) -> ImportReport:
    """The report of one file's import."""
    counts = loading.counts
    stubs = loading.directory.stubs()
    return ImportReport(
        batch.id,
        planned.file_name,
        planned.table,
        read,
        counts.added,
        counts.changed,
        counts.same,
        counts.duplicates,
        rejects.count,
        {t: {"count": s.count, "samples": s.samples} for t, s in stubs.items()},
        stages,
        counts.changes,
        [{"line": r.line, "column": r.column, "value": r.value, "reason": r.reason}
         for r in rejects.examples],
        f"imports/{rejects.path.name}" if rejects.count else None,
        [*planned.warnings, *told, *tally.sentences(), *_told(loading, stubs)],
    )  # fmt: skip


def _told(loading: Loading, stubs: dict[str, Named]) -> list[str]:
    counts, directory = loading.counts, loading.directory
    said = [
        f"{_many(made.count, table)} did not exist and were added as stubs: {_some(made)}."
        for table, made in stubs.items()
    ]
    said += [
        f"{_many(lost.count, table)} named in the file are not in the store; those references"
        f" are left empty: {_some(lost)}."
        for table, lost in directory.unknown.items()
    ]
    said += [
        f"{_many(shared.count, 'name')} belong to more than one {entity(table).label};"
        f" the oldest was taken where none of them was there: {_some(shared)}."
        for table, shared in directory.shared_names.items()
    ]
    if counts.duplicates:
        lines = ", ".join(str(line) for line in counts.duplicate_lines)
        said.append(f"{counts.duplicates:,} rows are exact copies of others (lines {lines} ...).")
    if counts.merged_before:
        said.append(f"{counts.merged_before:,} rows were merged into others before; left alone.")
    if counts.deleted_before:
        said.append(f"{counts.deleted_before:,} rows were deleted in the store; left deleted.")
    return said


def _some(named: Named) -> str:
    shown = ", ".join(named.samples)
    return f"{shown} ..." if named.count > len(named.samples) else shown


def _many(count: int, table: str) -> str:
    if table == "name":
        return f"{count:,} names"
    named = entity(table)
    return f"{count:,} {named.label if count == 1 else named.plural}"
