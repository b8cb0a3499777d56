"""An exec pack as Markdown: it reads well as plain text, and any viewer makes a page of it."""

import re
from collections.abc import Iterator

from tools.parts.cells import WORDY
from tools.parts.periods import written_day
from tools.parts.showing.pack import ROWS_SHOWN, Pack, keys, left_out, shown, text_of
from tools.parts.showing.receipt_lines import lines
from tools.parts.showing.sections import Section
from tools.result import Figure, Table

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")


def markdown(pack: Pack) -> str:
    """The whole document."""
    return "\n".join(_document(pack)).strip() + "\n"


def _document(pack: Pack) -> Iterator[str]:
    yield f"# {inert(pack.title)}"
    yield ""
    yield f"{inert(pack.company)}, as of {written_day(pack.as_of)}."
    yield f"Results are set beside {pack.compared}. Each figure names its receipt (`rec_…`)."
    yield ""
    yield from _summary(pack)
    for each in pack.sections:
        yield from _section(each)
    yield "## Receipts"
    yield ""
    for receipt in pack.receipts:
        yield f"### `{receipt.id}` {inert(receipt.label)}"
        yield ""
        yield from (f"- {name}: {inert(text)}" for name, text in lines(receipt))
        yield ""


def _summary(pack: Pack) -> Iterator[str]:
    yield "| | | Receipt |"
    yield "|---|---:|---|"
    for key in keys(pack):
        beside = f" ({inert(key.beside)})" if key.beside else ""
        yield f"| {inert(key.label)} | **{inert(key.figure.text)}**{beside} | `{key.figure.id}` |"
    yield ""


def _section(each: Section) -> Iterator[str]:
    yield f"## {inert(each.title)}"
    yield ""
    if each.missing:
        yield f"Nothing to show. {inert(each.missing)}"
        yield ""
        return
    for said in each.said:
        yield inert(said)
        yield ""
    yield "| Figure | Value | Rows | Receipt |"
    yield "|---|---:|---:|---|"
    yield from (_figure_row(figure) for figure in each.figures)
    yield ""
    for table in shown(each.tables):
        yield from _table(table)
    yield from (f"- {inert(note)}" for note in each.notes)
    yield ""


def _figure_row(figure: Figure) -> str:
    value = f"{figure.text} ({figure.reason})" if figure.reason else figure.text
    n = "" if figure.n is None else f"{figure.n:,}"
    return f"| {inert(figure.label)} | {inert(value)} | {n} | `{figure.id}` |"


def _table(table: Table) -> Iterator[str]:
    units = [*table.units, *["text"] * (len(table.columns) - len(table.units))]
    yield f"**{inert(table.title or table.name)}**"
    yield ""
    yield "| " + " | ".join(inert(name) for name in table.columns) + " |"
    yield "|" + "|".join("---" if unit in WORDY else "---:" for unit in units) + "|"
    for row in table.rows[:ROWS_SHOWN]:
        cells = (inert(text_of(v, u)) for v, u in zip(row, units, strict=False))
        yield "| " + " | ".join(cells) + " |"
    if left := left_out(table):
        yield ""
        yield left
    yield ""


def inert(text: str) -> str:
    r"""Text of records that no viewer takes for markup.

    >>> inert("a|b <script> [x](y)\n# head")
    'a\\|b \\<script\\> \\[x\\](y) \\# head'
    """
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
