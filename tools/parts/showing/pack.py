"""An exec pack before it is written down: sections, and every receipt that their figures name."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from store.trail import Receipt
from tools.context import Context
from tools.parts.cells import cell_text
from tools.parts.periods import Span
from tools.parts.query import conditions, in_words
from tools.parts.showing.frame import Frame
from tools.parts.showing.sections import RECIPES, Section, section
from tools.result import Cell, Figure, Table

ROWS_SHOWN = 12
"""Rows of a table that a document shows; the spreadsheet holds them all."""
SHOWN_TABLES = frozenset({
    "methods", "back_test", "waterfall", "won_revenue", "open_pipeline", "open_deals",
    "stage_conversion", "scorecard", "faults", "arr_bridge_steps",
})  # fmt: skip
"""Tables that a document shows; all others are in the spreadsheet."""


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything that a document says.

    Attributes:
        title: Its title.
        company: Whose numbers they are.
        as_of: The day they are true of.
        made_at: When it was made.
        compared: What results are set beside, in words.
        sections: In the order of reading.
        receipts: One for each figure, in the same order.
    """

    title: str
    company: str
    as_of: date
    made_at: datetime
    compared: str
    sections: tuple[Section, ...]
    receipts: tuple[Receipt, ...]

    def figures(self) -> Iterator[tuple[Section, Figure]]:
        """Every figure with the section that it stands in."""
        for each in self.sections:
            for figure in each.figures:
                yield each, figure


def gather(ctx: Context, frame: Frame, names: Iterable[str] = tuple(RECIPES)) -> Pack:
    """Make the sections with the tools, and collect the receipts of their figures."""
    known = conditions(ctx, "opportunity", list(frame.where))
    about = f"{frame.label}, {in_words(known)}" if known else frame.label
    sections = tuple(section(ctx, name, frame) for name in names)
    wanted = [figure.id for each in sections for figure in each.figures]
    kept = _receipts(ctx, wanted)
    return Pack(
        title=f"Exec pack, {about}", company=ctx.workspace.name, as_of=ctx.today,
        made_at=ctx.now, compared=_compared(frame), sections=sections,
        receipts=tuple(kept[each] for each in wanted if each in kept),
    )  # fmt: skip


def _receipts(ctx: Context, wanted: list[str]) -> dict[str, Receipt]:
    """The receipts by id; the last of what is computed, so that the writer's turn is short."""
    ctx.session.flush()
    mine = col(Receipt.workspace_id) == ctx.workspace.id
    found = ctx.session.exec(select(Receipt).where(mine, col(Receipt.id).in_(wanted)))
    return {row.id: row for row in found}


@dataclass(frozen=True, slots=True)
class Key:
    """A figure that stands for a part of the pack.

    Attributes:
        label: What it is called in few words.
        figure: The figure.
        beside: What a reader sets it against: a range, or a change.
    """

    label: str
    figure: Figure
    beside: str = ""


def keys(pack: Pack) -> list[Key]:
    """The figures that come first; those without a value are left out."""
    made = {each.name: each for each in pack.sections}
    found = [choose(made[name]) for name, choose in KEYS if name in made]
    return [each for each in found if each is not None]


def _short(figure: Figure) -> str:
    """The figure's label, which names its period, without the days in brackets."""
    return figure.label.partition(" (")[0]


def _named(metric: str) -> Callable[[Section], Key | None]:
    def choose(made: Section) -> Key | None:
        return next((Key(_short(f), f) for f in made.figures
                     if f.metric == metric and f.value is not None), None)  # fmt: skip

    return choose


def _forecast(made: Section) -> Key | None:
    by_metric = {figure.metric: figure for figure in made.figures}
    found, low, high = (by_metric.get(n) for n in ("forecast", "forecast_low", "forecast_high"))
    if found is None or found.value is None:
        return None
    beside = f"{low.text} to {high.text}" if low and high else ""
    return Key(_short(found), found, beside)


def _moved(metric: str) -> Callable[[Section], Key | None]:
    """The figure with its change beside it: in percent, of a share in points."""

    def choose(made: Section) -> Key | None:
        found = next((f for f in made.figures if f.metric == metric and f.value is not None), None)
        if found is None:
            return None
        wanted = f"{metric}_{'difference' if found.unit == 'rate' else 'change'}"
        change = next((f for f in made.figures if f.metric == wanted), None)
        if change is None or change.value is None:
            return Key(_short(found), found)
        sign = "+" if change.value > 0 else ""
        return Key(_short(found), found, f"{sign}{change.text}")

    return choose


def _top_rep(made: Section) -> Key | None:
    ranked = made.figures[1:]
    if not ranked or not made.tables or not made.tables[0].rows:
        return None
    return Key(f"Top rep: {made.tables[0].rows[0][0]}", ranked[0])


def _worst(made: Section) -> Key | None:
    marks = [f for f in made.figures if f.metric == "data_quality" and f.value is not None]
    if not marks:
        return None
    worst = min(marks, key=lambda f: (f.value, f.label))
    return Key(f"Lowest {worst.label}", worst)


# What an executive asks first stands first: will we make it, what came in, what it is worth.
KEYS: Sequence[tuple[str, Callable[[Section], Key | None]]] = (
    ("forecast", _forecast),
    ("forecast", _named("forecast_quota_chance")),
    ("results", _moved("won_revenue")),
    ("recurring", _named("arr")),
    ("recurring", _named("net_revenue_retention")),
    ("customers", _named("cac_payback")),
    ("health", _named("open_pipeline")),
    ("health", _named("pipeline_coverage")),
    ("changes", _named("pipeline_change")),
    ("results", _moved("win_rate")),
    ("reps", _top_rep),
    ("quality", _worst),
)


def shown(tables: Sequence[Table]) -> list[Table]:
    """The tables of a section that a document has room for."""
    return [table for table in tables if table.name in SHOWN_TABLES and table.rows]


def left_out(table: Table) -> str | None:
    """How much of a table a document does not show, and whether the spreadsheet does."""
    here = min(ROWS_SHOWN, len(table.rows))
    if table.total <= here:
        return None
    more = "; the spreadsheet has more" if len(table.rows) > here else ""
    return f"{here} of {table.total:,} rows{more}."


def text_of(value: Cell, unit: str) -> str:
    """A cell as a document writes it, on one line."""
    return " ".join(cell_text(value, unit).split())


def _compared(frame: Frame) -> str:
    start, _, end = frame.beside.partition("..")
    span = Span(date.fromisoformat(start) if start else None, date.fromisoformat(end), "")
    return span.dates
