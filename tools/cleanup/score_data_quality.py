"""A scorecard of the records: five marks for each table, and the worst fields first."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import func, select

from store.errors import BadInput
from store.quality import Mark, history, keep
from store.schema import entity
from tools.arguments import Filters, TableName, flag
from tools.contract import Context, Result, tool
from tools.parts.formats import written
from tools.parts.matching import records
from tools.parts.paths import alive, table_of
from tools.parts.quality import DIMENSIONS, EXPECTED, FORMULAS, Card, read_card, share
from tools.parts.query import in_words
from tools.parts.scorecard import trend
from tools.parts.scorecard.choosing import Chosen, chosen, left_out
from tools.parts.scorecard.faults import Fault
from tools.parts.scorecard.faults import faults as found_in
from tools.parts.scorecard.owners import OwnerMark, owner_marks
from tools.parts.scorecard.page import Page, html
from tools.result import Cell, Figure, Table

FIELDS_SHOWN = 60
FAULTS_WITH_RECEIPTS = 20
_FAULTS_SAID = 6
Given = list[dict[str, Any]]
"""Conditions as receipts keep them."""
_WHO = frozenset({"user", "team"})
_MATCHED_AT_MOST = 300_000
"""Beyond so many records, duplicates are looked for only when somebody asks for them."""
ZONES_APART = 1
"""Days that a workspace's date may differ from the clock's in UTC."""


@tool(effect="reads")
def score_data_quality(
    ctx: Context,
    table: TableName | None = None,
    *,
    where: Filters = [],  # noqa: B006 - pydantic copies a default
    as_file: Annotated[
        bool,
        flag(
            "send me",
            "as a file",
            "as html",
            "html",
            "as a page",
            "as a document",
            "to share",
            "printable",
            "download",
            "report file",
            "as a report",
            "give me the report",
            "and the report",
            "with charts",
            "for the board",
        ),
    ] = False,
) -> Result:
    """Score how complete, valid, unique, fresh and consistent the records are, worst first.

    By table, field and owner, beside the scores of earlier days; of all records, or of those that
    meet some conditions.

    Args:
        table: account, contact, lead or opportunity; without it, all that have records.
        where: Conditions that choose the records, such as a region or an owner; scores of a part
            are not kept beside those of earlier days.
        as_file: Make a page of it as well, with charts, to send or print.

    Raises:
        BadInput: The table has no scorecard, or a condition cannot be read.
        NotFound: A condition names a value that is not in the store.

    Source:
        DAMA UK, "The six primary dimensions for data quality assessment" (2013).
    """
    if table in _WHO:
        table = None  # who keeps records well is asked of all their records
    if table is not None and table not in EXPECTED:
        raise BadInput(
            f"There is no scorecard for {table}.", hint=f"Tables: {', '.join(EXPECTED)}."
        )
    parts = chosen(ctx, [table] if table else list(EXPECTED), where)
    cards = [card for part in parts if (card := _card(ctx, part)).records]
    such = in_words(parts[0].read)
    if not cards:
        names = " or ".join(entity(part.table).plural for part in parts)
        return Result(say=f"There are no {names}{f' with {such}' if such else ''} to score.")
    faults = found_in(cards)
    given = [condition.model_dump() for condition in where]
    scores = {card.table: _score(ctx, card, given) for card in cards}
    figures = [*scores.values(), *_marks(ctx, cards, given),
               *_fault_figures(ctx, faults, given)]  # fmt: skip
    marks = [] if where else _kept(ctx, cards)
    shown = [
        _marks_table(cards), _fields_table(cards), *_owners_table(owner_marks(ctx, cards)),
        *_faults_table(faults), *trend.table(marks),
    ]  # fmt: skip
    said = _sentence(scores, faults, such)
    page = Page(ctx.workspace.name, ctx.today, said, cards, marks, shown)
    files = [_file(ctx, page)] if as_file else []
    return Result(
        say=f"{said} The page is in {files[0].title}." if files else said, figures=figures,
        tables=[*shown, *files], charts=trend.chart(marks),
        notes=[*_notes(cards), *trend.notes(marks), *left_out(parts)],
        facts={"scores": {t: str(f.value) for t, f in scores.items()},
               "where": given,
               "artifact": files[0].artifact if files else None},
    )  # fmt: skip


def _kept(ctx: Context, cards: Sequence[Card]) -> list[Mark]:
    """Keep today's marks, and give those of all days.

    Asked as of another day, the rows are still those of now: their marks are shown, never kept.
    """
    marks = [
        Mark(card.table, name, ctx.today, value, card.records)
        for card in cards
        for name, value in {trend.SCORE: card.score, **card.marks()}.items()
    ]
    if abs((ctx.now.date() - ctx.today).days) <= ZONES_APART:
        keep(ctx.session, ctx.workspace.id, marks, ctx.now)
    mine = {card.table for card in cards}
    earlier = history(ctx.session, ctx.workspace.id, ctx.today)
    return [*(m for m in earlier if m.table in mine and m.on != ctx.today), *marks]


def _file(ctx: Context, page: Page) -> Table:
    """The page as a file, and the table that leads to it."""
    name = f"data_quality_{ctx.today.isoformat()}.html"
    content = html(page).encode()
    artifact = ctx.shelf.put(name, content, "text/html")
    return Table(
        name="file", title=name, columns=["file", "bytes"], units=["text", "count"],
        rows=[[name, len(content)]], total=1, artifact=artifact,
    )  # fmt: skip


def _owners_table(marks: Sequence[OwnerMark]) -> list[Table]:
    if not marks:
        return []
    rows: list[list[Cell]] = [
        [m.owner, entity(m.table).plural, m.records, m.score, m.completeness, m.faulty,
         m.timeliness]
        for m in marks[:FIELDS_SHOWN]
    ]  # fmt: skip
    return [
        Table(
            name="owners", title="By owner, worst kept first",
            columns=["owner", "table", "records", "score", "filled", "with a fault", "fresh"],
            units=["text", "text", "count", "rate", "rate", "count", "rate"], rows=rows,
            total=len(marks),
        )
    ]  # fmt: skip


def _card(ctx: Context, part: Chosen) -> Card:
    ids = None
    if part.rows is not None:
        query = select(table_of(part.table).c.id).where(part.rows)
        ids = frozenset(ctx.session.connection().scalars(query))
    return read_card(ctx, part.table, _surplus(ctx, part.table, ids), part.rows)


def _surplus(ctx: Context, table: str, ids: frozenset[str] | None) -> int | None:
    """Records that safe groups of duplicates make too many; None where they are not matched."""
    if table not in records.TABLES:
        return None
    count = select(func.count()).where(alive(table_of(table), ctx.workspace.id))
    if not 0 < (ctx.session.connection().scalar(count) or 0) <= _MATCHED_AT_MOST:
        return None
    groups = (cluster.members for cluster in records.find(ctx, table).safe)
    mine = (len(members if ids is None else ids.intersection(members)) for members in groups)
    return sum(count - 1 for count in mine if count)


def _score(ctx: Context, card: Card, given: Given) -> Figure:
    plural = entity(card.table).plural
    marks = {name: mark for name, mark in card.marks().items() if mark is not None}
    return ctx.figure(
        "data_quality", card.score, "rate", label=f"data quality of {plural}",
        definition=f"How complete, valid, unique, fresh and consistent {plural} are.",
        formula="mean of the marks that can be measured", n=card.records,
        inputs={name: str(mark) for name, mark in marks.items()},
        exclusions=[f"{name} cannot be measured" for name in DIMENSIONS if name not in marks],
        filters=given,
    )  # fmt: skip


def _marks(ctx: Context, cards: Sequence[Card], given: Given) -> list[Figure]:
    return [
        ctx.figure(
            name, mark, "rate", label=f"{name} of {entity(card.table).plural}",
            definition=f"The {name} mark of the scorecard.", formula=FORMULAS[name],
            n=card.records, filters=given,
            reason=None if mark is not None else "these records do not hold what it is measured by",
        )
        for card in cards
        for name, mark in card.marks().items()
    ]  # fmt: skip


def _fault_figures(ctx: Context, faults: Sequence[Fault], given: Given) -> list[Figure]:
    return [
        ctx.figure(
            "data_faults", fault.count, "count", label=fault.words, n=fault.of,
            definition=f"Records with this fault: {fault.words}.", formula="count",
            row_table=fault.table if fault.row_ids else None, row_ids=fault.row_ids,
            filters=given,
        )
        for fault in faults[:FAULTS_WITH_RECEIPTS]
    ]  # fmt: skip


def _sentence(scores: Mapping[str, Figure], faults: Sequence[Fault], such: str) -> str:
    ranked = sorted(scores.items(), key=lambda item: item[1].value or Decimal(0))
    said = ", ".join(f"{entity(table).plural} {figure.text}" for table, figure in ranked)
    worst = [f"{fault.words} ({fault.count:,})" for fault in faults[:_FAULTS_SAID]]
    biggest = f" The biggest gaps: {'; '.join(worst)}." if worst else " No fault was found."
    first = ", worst first" if len(ranked) > 1 else ""
    of = f" ({such})" if such else ""
    return f"Data quality{of}{first}: {said}.{biggest}"


def _marks_table(cards: Sequence[Card]) -> Table:
    rows: list[list[Cell]] = [
        [entity(card.table).plural, card.records, card.score, *card.marks().values()]
        for card in sorted(cards, key=lambda card: card.score or Decimal(0))
    ]
    return Table(
        name="scorecard", title="Scorecard", columns=["table", "records", "score", *DIMENSIONS],
        units=["text", "count", *["rate"] * (len(DIMENSIONS) + 1)], rows=rows, total=len(rows),
    )  # fmt: skip


def _fields_table(cards: Sequence[Card]) -> Table:
    cells = [cell for card in cards for cell in card.cells if cell.due]
    cells.sort(key=lambda cell: (cell.score or Decimal(0), cell.table, cell.spec.name))
    rows: list[list[Cell]] = [
        [
            entity(cell.table).plural, cell.spec.label, cell.score, cell.missing,
            None if cell.valid is None else cell.filled - cell.valid,
        ]
        for cell in cells[:FIELDS_SHOWN]
    ]  # fmt: skip
    return Table(
        name="fields", title="Fields, worst first",
        columns=["table", "field", "good", "missing", "badly written"],
        units=["text", "text", "rate", "count", "count"], rows=rows, total=len(cells),
    )  # fmt: skip


def _faults_table(faults: Sequence[Fault]) -> list[Table]:
    if not faults:
        return []
    rows: list[list[Cell]] = [
        [fault.words, fault.count, fault.of, share(fault.count, fault.of)] for fault in faults
    ]
    return [
        Table(
            name="faults", title="What is wrong", columns=["fault", "records", "of", "share"],
            units=["text", "count", "count", "rate"], rows=rows[:FIELDS_SHOWN], total=len(rows),
        )
    ]  # fmt: skip


def _notes(cards: Sequence[Card]) -> list[str]:
    notes = []
    for card in cards:
        blank = [name for name, mark in card.marks().items() if mark is None]
        if blank:
            plural = entity(card.table).plural
            notes.append(f"{plural.capitalize()}: {', '.join(blank)} cannot be measured here.")
    best = max(cards, key=lambda card: card.score or Decimal(0))
    if best.score is not None and len(cards) > 1:
        notes.append(f"Best kept: {entity(best.table).plural}, {written(best.score, 'rate')}.")
    return notes
