"""Before a file is imported: what it was taken for, column by column, and what must be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from connectors.files.cells import readable
from connectors.files.mapping import Column, assign
from connectors.files.opening import open_source
from connectors.files.recognise import Candidate, candidates, recognise
from connectors.files.rows import Chunk, Source
from connectors.files.survey import Question, Survey
from store.errors import BadInput
from store.people import Workspace
from store.schema import DECIDED, ENTITIES, entity

HEAD_ROWS = 2_000
SAMPLE_ROWS = 5
CHUNK_ROWS = 25_000


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import of one file would do. Nothing has been stored.

    Args:
        path: The file.
        sheet: Of a workbook, the sheet that is read.
        table: The table that its rows go to.
        score: How strongly the headers say so; None when a person said so.
        others: The next likeliest tables.
        columns: Each column and the field that it fills.
        unmapped: Columns that no field fits; their values are kept in `extra`.
        sample: The first rows, as the file writes them.
        rows_total: How many rows there are, when the format says so.
        facts: Encoding, delimiter, format.
        warnings: What a person should know.
        questions: What must be answered before it can be loaded.
    """

    path: Path
    sheet: str | None
    table: str
    score: float | None
    others: tuple[Candidate, ...]
    columns: tuple[Column, ...]
    unmapped: tuple[str, ...]
    sample: tuple[dict[str, str], ...]
    rows_total: int | None
    facts: dict[str, str]
    warnings: tuple[str, ...]
    questions: tuple[Question, ...]

    @property
    def file_name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    @property
    def mapping(self) -> dict[str, str]:
        """Column -> field, for the columns that have one."""
        return {c.header: c.spec.name for c in self.columns if c.spec is not None}

    def as_dict(self) -> dict[str, Any]:
        """The plan as JSON can hold it, for the doors."""
        return {
            "file": self.file_name,
            "table": self.table,
            "score": self.score,
            "others": [{"table": c.table, "score": c.score} for c in self.others],
            "columns": [
                {"column": c.header, "field": c.spec.name if c.spec else None, "how": c.how}
                for c in self.columns
            ],
            "unmapped": list(self.unmapped),
            "sample": list(self.sample),
            "rows_total": self.rows_total,
            "facts": self.facts,
            "warnings": list(self.warnings),
            "questions": [
                {"column": q.column, "question": q.text, "answers": list(q.answers)}
                for q in self.questions
            ],
        }


def plan(
    path: str | Path,
    *,
    as_table: str | None = None,
    mapping: Mapping[str, str] | None = None,
    workspace: Workspace,
    sheet: str | None = None,
) -> ImportPlan:
    """What importing `path` would do; reads the head of the file, and more only if it must.

    Args:
        path: A CSV, XLSX or Parquet file.
        as_table: The table it is for; None: recognised by its headers.
        mapping: Column -> `field`, `field:option` (dmy, mdy, comma, point, thousands, millions,
            percent) or `` to keep the column aside.
        workspace: Whose conventions count.
        sheet: Of a workbook, the sheet to read; None: the first.

    Raises:
        NotFound: There is no such file.
        BadInput: The file cannot be read, fits no table, or fits two; or `mapping` is wrong.
    """
    source = open_source(Path(path), sheet)
    name = source.path.name
    if as_table is None:
        found = recognise(source.header, name)
        table, score = found[0].table, found[0].score
    else:
        table, score = table_called(as_table), None
        found = candidates(source.header, name)
    columns, notes = assign(table, source.header, mapping)
    head = next(iter(source.chunks(HEAD_ROWS)), Chunk([], [()] * len(source.header)))
    columns, questions = _settled(source, columns, head)
    columns, doubts = _without_misfits(columns, head, ZoneInfo(workspace.timezone))
    asked = tuple(q for q in questions if q.column not in doubts)
    return ImportPlan(
        source.path,
        sheet,
        table,
        score,
        tuple(c for c in found if c.table != table)[:3],
        tuple(columns),
        tuple(c.header for c in columns if c.spec is None),
        _sample(source.header, head),
        source.rows_total,
        source.facts,
        (*source.notes, *notes, *doubts.values()),
        asked,
    )


def table_called(text: str) -> str:
    """The table that a person means: by its name, its label, plural or another word for it.

    >>> table_called("deals"), table_called("Prospect companies"), table_called("account")
    ('opportunity', 'prospect_company', 'account')
    """
    word = " ".join(text.casefold().replace("_", " ").split())
    for known in ENTITIES.values():
        if word in {known.name.replace("_", " "), known.label, known.plural}:
            return known.name
    meant = [known.name for known in ENTITIES.values() if word in known.words]
    if len(meant) == 1:
        return meant[0]
    if text in DECIDED:
        raise BadInput(
            f"Nobody imports {DECIDED[text].plural}: each is proposed and approved.",
            hint="Ask for it in a sentence, or with its own command.",
        )
    return entity(text).name


def _settled(
    source: Source, columns: list[Column], head: Chunk
) -> tuple[list[Column], list[Question]]:
    """The columns with their readings decided: by the head if it can, else by the whole file."""
    survey = Survey(columns)
    survey.observe(head)
    settled, questions = survey.settle()
    if not questions:
        return settled, []
    whole = Survey(columns)
    for chunk in source.chunks(CHUNK_ROWS):
        whole.observe(chunk)
    return whole.settle()


def _without_misfits(
    columns: list[Column], head: Chunk, zone: ZoneInfo
) -> tuple[list[Column], dict[str, str]]:
    """Let go of a column whose header fits a field but whose values do not."""
    kept: list[Column] = []
    doubts: dict[str, str] = {}
    for column in columns:
        cells = head.columns[column.position]
        if column.spec is None or column.how == "you said so" or readable(column, cells, zone):
            kept.append(column)
            continue
        label = column.spec.label
        doubts[column.header] = (
            f"{column.header!r} sounds like {label}, but its values do not; it is kept aside."
        )
        kept.append(replace(column, spec=None, how=f"its values are no {label}"))
    return kept, doubts


def _sample(header: list[str], head: Chunk) -> tuple[dict[str, str], ...]:
    rows = list(zip(*head.columns, strict=True))[:SAMPLE_ROWS]
    return tuple(dict(zip(header, row, strict=True)) for row in rows)
