"""One document for the meeting: pipeline, forecast, results, recurring revenue, data quality."""

from collections.abc import Callable
from typing import Annotated, Literal

from tools.arguments import Filters, Period, choice
from tools.contract import Context, Result, tool
from tools.parts.periods import written_day
from tools.parts.showing.as_html import page
from tools.parts.showing.as_markdown import markdown
from tools.parts.showing.as_pdf import document
from tools.parts.showing.as_xlsx import workbook
from tools.parts.showing.frame import frame
from tools.parts.showing.pack import Key, Pack, gather, keys
from tools.parts.spreadsheet import MEDIA
from tools.result import Cell, Table

FORMS: dict[str, tuple[str, str, Callable[[Pack], bytes]]] = {
    "pdf": ("pdf", "application/pdf", document),
    "html": ("html", "text/html; charset=utf-8", lambda pack: page(pack).encode()),
    "markdown": ("md", "text/markdown; charset=utf-8", lambda pack: markdown(pack).encode()),
    "xlsx": ("xlsx", MEDIA["xlsx"], workbook),
}
"""Of each form: the ending of its file's name, its media type, and what writes it."""
SAVE = "The page downloads a file; `pitcrew export` with its id saves it from a terminal."
CHARTS_SHOWN = ("forecast", "changes", "recurring")


@tool(effect="reads")
def exec_pack(
    ctx: Context,
    period: Period = "this quarter",
    *,
    where: Filters = [],  # noqa: B006 - pydantic copies a default
    form: Annotated[
        Literal["all", "pdf", "html", "markdown", "xlsx"],
        choice(
            all=("all formats", "every format"),
            pdf=("pdf", "as a pdf", "for printing"),
            html=("html", "web page", "as a page"),
            markdown=("markdown", "md file", ".md"),
            xlsx=("xlsx", "excel", "spreadsheet", "workbook"),
        ),
    ] = "all",
) -> Result:  # fmt: skip
    """Write the exec pack: one document on pipeline, forecast, what changed, results and reps.

    Pipeline health, the forecast with its range, the pipeline's walk, won revenue, win rate, deal
    size and cycle beside the period before, the ARR bridge with retention, CAC and its payback, top
    reps, the funnel and data quality. Each figure stands on a receipt, and all receipts are in the
    appendix. A section without data says why. A quarter that is not over is set beside the same
    days of the quarter before.

    Args:
        period: The period of the results: `this quarter`, `Q3`, `October`. A day or a week names
            the meeting: the quarter it is in is shown.
        where: Conditions that choose the deals, such as a region; data quality is of all records.
        form: One file of this form; all of them without it.

    Raises:
        BadInput: The period cannot be read.
        NotFound: A condition names a value that is not in the store.
    """
    around = frame(ctx, period, where)
    pack = gather(ctx, around)
    files = [_file(ctx, pack, name) for name in (FORMS if form == "all" else [form])]
    heads = keys(pack)
    return Result(
        say=_say(pack, heads),
        reading=f"Results of {around.label}, set beside {pack.compared}; open pipeline and data"
        f" quality as of {written_day(ctx.today)}.",
        figures=[each.figure for each in heads],
        tables=[_file_table(files), _figure_table(pack)],
        charts=[each.charts[0] for each in pack.sections
                if each.name in CHARTS_SHOWN and each.charts],
        notes=[*(f"{each.title}: {each.missing}" for each in pack.sections if each.missing), SAVE],
        facts={
            "period": around.span.key, "sections": len(pack.sections),
            "figures": len(pack.receipts), "files": {str(row[1]): row[3] for row in files},
            "missing": [each.name for each in pack.sections if each.missing],
            "where": [each.model_dump() for each in where],
        },
    )  # fmt: skip


def _file(ctx: Context, pack: Pack, form: str) -> list[Cell]:
    ending, media, write = FORMS[form]
    content = write(pack)
    name = f"{pack.title.lower().replace(', ', '_').replace(' ', '_')}_{ctx.today}.{ending}"
    return [ending.upper(), name, len(content), ctx.shelf.put(name, content, media)]


def _say(pack: Pack, heads: list[Key]) -> str:
    ready = f"{pack.title}, is ready, as of {written_day(pack.as_of)}."
    if not heads:
        return f"{ready} No section of it has data; each says why."
    said = "; ".join(
        f"{each.label}: {each.figure.text}{f' ({each.beside})' if each.beside else ''}"
        for each in heads
    )
    return f"{ready} {said}. Every figure has its receipt in the appendix."


def _file_table(files: list[list[Cell]]) -> Table:
    return Table(
        name="files", title="The document", columns=["form", "file", "bytes", "open"],
        units=["text", "text", "count", "artifact"], rows=files, total=len(files),
    )  # fmt: skip


def _figure_table(pack: Pack) -> Table:
    rows: list[list[Cell]] = [
        [each.title, figure.label, figure.text, figure.n, figure.id]
        for each, figure in pack.figures()
    ]
    return Table(
        name="figures", title="What it says",
        columns=["section", "figure", "value", "rows", "receipt"],
        units=["text", "text", "text", "count", "text"], rows=rows, total=len(rows),
    )  # fmt: skip
