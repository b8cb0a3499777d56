"""Loading planned files into the store: parents first, each file in one transaction."""

import gc
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from connectors.files.doubts import Doubts
from connectors.files.keys import Naming, naming
from connectors.files.mapping import Column
from connectors.files.opening import open_source
from connectors.files.parse import Parser
from connectors.files.planning import CHUNK_ROWS, ImportPlan
from connectors.files.rejects import Rejects
from connectors.files.report import ImportReport, report_of
from connectors.files.rows import BadRow, Blanks, Chunk, Source
from connectors.files.rules import Rulebook
from connectors.files.survey import Question, Survey
from store import journal, snapshots
from store.engine import reading, writing
from store.errors import BadInput, NotFound
from store.identity import new_id
from store.imports.incoming import Refusal
from store.imports.loading import Loading
from store.imports.stages import SeenStage, add_stages
from store.people import Workspace
from store.schema import entity
from store.trail import ImportBatch

ORDER = (
    "team", "user", "product", "stage", "account", "contact", "lead", "opportunity",
    "stage_history", "activity", "quota", "prospect_company", "funding_round", "prospect_person",
    "subscription", "cost", "exchange_rate", "deal_split", "team_membership",
    "rep_commit",
)  # fmt: skip
"""Parents before the rows that speak of them."""

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class _Surveyed:
    """A file that was looked through, and is ready to be loaded."""

    plan: ImportPlan
    source: Source
    columns: list[Column]
    naming: Naming
    repeated: frozenset[int]
    rows: int
    file_hash: str
    told: list[str]


@dataclass(frozen=True, slots=True)
class _Job:
    """Where rows go, and on whose behalf."""

    engine: Engine
    workspace: Workspace
    by: str
    now: datetime
    home: Path


def load(  # noqa: PLR0913 - who, when and where are each said by name
    engine: Engine,
    workspace_id: str,
    plans: Sequence[ImportPlan],
    *,
    by: str,
    now: datetime,
    home: str | Path,
    progress: Progress | None = None,
) -> list[ImportReport]:
    """Import planned files; one that fails leaves nothing behind, those before it are kept.

    Args:
        engine: The store.
        workspace_id: Whose rows they are.
        plans: What `plan` made of the files, in any order.
        by: Who imports.
        now: When; what is added or changed says so.
        home: The deployment's folder; rejected rows go to `imports/` in it.
        progress: Called with rows done and, when known, rows in all.

    Raises:
        BadInput: A file has a question that is not answered; nothing was loaded.
        NotFound: There is no such workspace.
    """
    with reading(engine) as session:
        workspace = session.get(Workspace, workspace_id)
    if workspace is None:
        raise NotFound(f"There is no workspace {workspace_id!r}.", hint="Create it first.")
    job = _Job(engine, workspace, by, now, Path(home))
    ordered = sorted(plans, key=lambda planned: ORDER.index(planned.table))
    with _no_garbage_collection():
        surveyed = [_survey(planned) for planned in ordered]
    total = sum(one.rows for one in surveyed)
    done = 0
    reports: list[ImportReport] = []
    with _no_garbage_collection():
        for one in surveyed:
            step = _from(done, total, progress)
            reports.append(_load_one(job, one, step))
            done += one.rows
    if any(one.plan.table == "opportunity" for one in surveyed):
        _note_pipeline(job)
    return reports


def _note_pipeline(job: _Job) -> None:
    """After an import of deals the day's snapshot says what the store now knows."""
    with writing(job.engine) as session:
        snapshots.take(session, job.workspace, job.now)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Do not look for cycles meanwhile.

    Rows are millions of small lists without cycles; looking takes a fifth of an import's time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _from(done: int, total: int, progress: Progress | None) -> Callable[[int], None]:
    def step(rows: int) -> None:
        if progress is not None:
            progress(done + rows, total)

    return step


def _survey(planned: ImportPlan) -> _Surveyed:
    source = open_source(planned.path, planned.sheet)
    named = naming(planned.table, planned.columns)
    survey = Survey(planned.columns, named.first)
    blanks = Blanks()
    for chunk in source.chunks(CHUNK_ROWS):
        survey.observe(blanks.without(chunk))
    columns, questions = survey.settle()
    if questions:
        raise _unanswered(planned, questions)
    with planned.path.open("rb") as stream:
        file_hash = hashlib.file_digest(stream, "sha256").hexdigest()
    return _Surveyed(planned, source, columns, named, survey.repeated(), survey.rows, file_hash,
        [*survey.told(), *blanks.told()],
    )  # fmt: skip


def _unanswered(planned: ImportPlan, questions: list[Question]) -> BadInput:
    texts = " ".join(question.text for question in questions)
    answers = "; ".join(
        " or ".join(f'--map "{answer}"' for answer in question.answers) for question in questions
    )
    return BadInput(f"{planned.file_name}: {texts}", hint=f"Say which it is: {answers}.")


def _load_one(job: _Job, one: _Surveyed, step: Callable[[int], None]) -> ImportReport:
    batch = ImportBatch(
        workspace_id=job.workspace.id,
        id=new_id("imp"),
        file_name=one.plan.file_name,
        file_hash=one.file_hash,
        table_name=one.plan.table,
        mapping=one.plan.mapping,
        imported_by=job.by,
        started_at=job.now,
    )
    with Rejects(job.home / "imports", batch.id, one.source.header) as rejects:
        with writing(job.engine) as session:
            report = _pour(session, job, one, batch, rejects, step)
            _record(session, job, batch, report)
        rejects.keep()
    return report


def _pour(
    session: Session,
    job: _Job,
    one: _Surveyed,
    batch: ImportBatch,
    rejects: Rejects,
    step: Callable[[int], None],
) -> ImportReport:
    table = entity(one.plan.table)
    parser = Parser(table, one.columns, job.workspace, one.naming, one.repeated)
    headers = {c.spec.name: c.header for c in one.columns if c.spec is not None}
    book = Rulebook(table, job.workspace, parser.tally, headers)
    loading = Loading(
        session,
        job.workspace.id,
        table.name,
        source=one.plan.file_name,
        by=job.by,
        now=job.now,
        expected=one.rows,
    )
    doubts = Doubts(headers.get("annual_revenue_cents", ""))
    done, blanks = 0, Blanks()
    for whole in one.source.chunks(CHUNK_ROWS):
        chunk = blanks.without(whole)
        if chunk.lines:
            rows = parser.read(chunk)
            book.apply(rows)
            doubts.see(rows)
            incoming, bad = parser.finish(rows, chunk)
            bad = bad + _with_cells(chunk, loading.take(incoming))
        else:
            bad = chunk.bad
        rejects.add(sorted(bad, key=lambda row: row.line))
        done += len(chunk.lines) + len(chunk.bad)
        step(done)
    loading.finish()
    stages = add_stages(
        session, job.workspace.id, _stages(book), source=one.plan.file_name, now=job.now
    )
    told = [*one.told, *one.source.told(), *doubts.told()]
    return report_of(batch, one.plan, loading, parser.tally, rejects, done, stages, told)


def _stages(book: Rulebook) -> list[SeenStage]:
    return [
        SeenStage(name, seen.status, next(iter(seen.probabilities)) if seen.steady else None)
        for name, seen in book.stages.items()
    ]


def _with_cells(chunk: Chunk, refused: list[Refusal]) -> list[BadRow]:
    if not refused:
        return []
    places = {line: at for at, line in enumerate(chunk.lines)}
    return [
        BadRow(
            refusal.line,
            refusal.column,
            refusal.value,
            refusal.reason,
            tuple(column[places[refusal.line]] for column in chunk.columns),
        )
        for refusal in refused
    ]


def _record(session: Session, job: _Job, batch: ImportBatch, report: ImportReport) -> None:
    """The import's own row, and the line in the journal that stands for all rows it added."""
    batch.status = "done"
    batch.rows_read, batch.rows_added, batch.rows_changed = (
        report.read,
        report.added,
        report.changed,
    )
    batch.rows_same, batch.rows_rejected = report.same, report.rejected
    batch.rejects_path = report.rejects_path
    batch.report = report.as_dict()
    batch.ended_at = job.now
    session.add(batch)
    session.flush()
    after = {
        "file_name": batch.file_name,
        "file_hash": batch.file_hash,
        "table_name": batch.table_name,
        "rows_added": batch.rows_added,
        "rows_changed": batch.rows_changed,
    }
    line = journal.Line(job.by, "import_batch", batch.id, 1, after=after)
    journal.append(session, job.workspace.id, [line], job.now)
