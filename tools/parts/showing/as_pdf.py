"""An exec pack as a PDF for printing and sending, with its letters inside."""

import io
from collections.abc import Iterator
from datetime import UTC
from typing import TYPE_CHECKING

from tools.parts.cells import WORDY
from tools.parts.periods import written_day
from tools.parts.showing.drawing import png
from tools.parts.showing.look import ACCENT, FONT, FONTS, INK
from tools.parts.showing.pack import ROWS_SHOWN, Key, Pack, keys, left_out, shown, text_of
from tools.parts.showing.receipt_lines import lines
from tools.parts.showing.sections import Section
from tools.result import Chart, Figure, Table

if TYPE_CHECKING:
    from fpdf import FPDF

MARGIN, FOOT = 18.0, 16.0
CARDS_ACROSS, CARD_HIGH, GAP = 3, 25.0, 3.0
VALUE_WIDE, RECEIPT_WIDE = 42.0, 34.0
TABLE_HEAD = 24.0
"""A table begins on a new page when less is left: its title stands with its first rows."""
COLUMNS_AT_MOST = 8
LONGEST_CELL = 60
BRIEF = ("Metric", "Period", "As of", "Rows")
"""What of a receipt shares a line."""
UNKNOWN = "?"
SMALL, PLAIN, HEAD, TITLE = 8.0, 9.5, 14.0, 24.0


def document(pack: Pack) -> bytes:
    """The whole document.

    Letters that the font inside does not have are written as a question mark, and the document
    says so: the HTML file has them.
    """
    from fpdf import FPDF

    class _Paper(FPDF):
        def footer(self) -> None:
            self.set_y(-FOOT + 4)
            self.set_font(FONT, size=SMALL)
            self.set_text_color(INK["light"]["soft"])
            self.cell(0, 5, f"{pack_line}   {self.page_no()} / {{nb}}", align="R")

    paper = _Paper(format="A4")
    writer = _Writer(paper)
    pack_line = writer.known(f"{pack.company}, as of {pack.as_of.isoformat()}")
    paper.set_title(pack.title)
    paper.set_creation_date(pack.made_at.astimezone(UTC))
    paper.add_page()
    writer.front(pack)
    for each in pack.sections:
        writer.section(each)
    writer.receipts(pack)
    return bytes(paper.output())


class _Writer:
    """Puts words, figures, charts and tables on the paper, one below the other."""

    def __init__(self, paper: "FPDF") -> None:
        self.paper, self.lost = paper, False
        paper.set_auto_page_break(True, margin=FOOT)
        paper.set_margins(MARGIN, MARGIN)
        paper.add_font(FONT, "", FONTS / "Inter-Regular.ttf")
        paper.add_font(FONT, "B", FONTS / "Inter-SemiBold.ttf")
        paper.set_font(FONT, size=PLAIN)
        self.letters = frozenset(paper.fonts[FONT.lower()].cmap)  # type: ignore[union-attr]  # a font of a file has one

    def known(self, text: str) -> str:
        """The text with the letters that the font has."""
        flat = " ".join(text.split())
        made = "".join(c if ord(c) in self.letters else UNKNOWN for c in flat)
        self.lost = self.lost or made != flat
        return made

    def words(self, text: str, size: float = PLAIN, style: str = "", colour: str = "ink") -> None:
        """A paragraph."""
        paper = self.paper
        paper.set_font(FONT, style, size)
        paper.set_text_color(INK["light"].get(colour, colour))
        paper.multi_cell(0, size * 0.52, self.known(text), align="L", new_x="LMARGIN", new_y="NEXT")

    def space(self, high: float) -> None:
        """An empty strip."""
        self.paper.ln(high)

    def front(self, pack: Pack) -> None:
        """The title and the figure that stands for each section."""
        self.words(pack.company, PLAIN, "B", ACCENT)
        self.words(pack.title, TITLE, "B")
        self.space(1)
        self.words(
            f"As of {written_day(pack.as_of)}. Results are set beside {pack.compared}. Every figure"
            " names its receipt; the receipts stand at the end.", PLAIN, colour="soft",
        )  # fmt: skip
        self.space(4)
        paper = self.paper
        wide = (paper.epw - GAP * (CARDS_ACROSS - 1)) / CARDS_ACROSS
        top = paper.get_y()
        found = keys(pack)
        for n, each in enumerate(found):
            down, across = divmod(n, CARDS_ACROSS)
            spot = (MARGIN + across * (wide + GAP), top + down * (CARD_HIGH + GAP))
            self._card(each, spot, wide)
        rows = -(-len(found) // CARDS_ACROSS)
        paper.set_xy(MARGIN, top + rows * (CARD_HIGH + GAP))

    def _card(self, key: Key, spot: tuple[float, float], wide: float) -> None:
        paper, (x, y) = self.paper, spot
        paper.set_draw_color(INK["light"]["line"])
        paper.rect(x, y, wide, CARD_HIGH, round_corners=True, corner_radius=2)
        for text, down, size, style, colour in (
            (key.label, 3.0, SMALL, "", "soft"),
            (key.figure.text, 12.5, HEAD, "B", "ink"),
            (key.beside, 19.0, SMALL, "", "soft"),
        ):
            paper.set_font(FONT, style, size)
            paper.set_text_color(INK["light"][colour])
            paper.set_xy(x + 3, y + down)
            if text is key.label:  # it names its period, which may take a second line
                two_lines = self._cut(self.known(text), 2 * (wide - 8))
                paper.multi_cell(wide - 6, size * 0.5, two_lines, align="L")
            else:
                paper.cell(wide - 6, size * 0.5, self._cut(self.known(text), wide - 4))

    def section(self, each: Section) -> None:
        """One section: its words, charts, figures, tables and notes."""
        self._heading(each.title)
        if each.missing:
            self.words(f"Nothing to show. {each.missing}", colour="soft")
            return
        for said in each.said:
            self.words(said)
            self.space(1)
        for chart in each.charts:
            self._chart(chart)
        for figure in each.figures:
            self._figure(figure)
        for table in shown(each.tables):
            self._table(table)
        self.space(1)
        for note in each.notes:
            self.words(f"• {note}", SMALL, colour="soft")

    def _heading(self, text: str) -> None:
        paper = self.paper
        if paper.will_page_break(40):
            paper.add_page()
        self.space(6)
        paper.start_section(self.known(text))
        self.words(text, HEAD, "B")
        self.space(1.5)

    def _chart(self, chart: Chart) -> None:
        paper = self.paper
        self.space(1)
        if paper.will_page_break(70):
            paper.add_page()
        self.words(chart.title, SMALL, "B", "soft")
        paper.image(io.BytesIO(png(chart)), w=min(paper.epw, 150), alt_text=self.known(chart.title))
        self.space(1)

    def _figure(self, figure: Figure) -> None:
        paper = self.paper
        paper.set_font(FONT, "", SMALL)
        paper.set_text_color(INK["light"]["soft"])
        value = f"{figure.text} ({figure.reason})" if figure.reason else figure.text
        left = paper.epw - VALUE_WIDE - RECEIPT_WIDE
        label = self._cut(self.known(figure.label), left)
        paper.cell(left, 5, label, border="B")
        paper.set_font(FONT, "B", SMALL)
        paper.set_text_color(INK["light"]["ink"])
        paper.cell(VALUE_WIDE, 5, self._cut(self.known(value), VALUE_WIDE), border="B", align="R")
        paper.set_font(FONT, "", SMALL)
        paper.set_text_color(INK["light"]["soft"])
        paper.cell(RECEIPT_WIDE, 5, figure.id, border="B", align="R", new_x="LMARGIN", new_y="NEXT")

    def _cut(self, text: str, wide: float) -> str:
        """The text, shortened to one line."""
        paper, room = self.paper, wide - 3
        if paper.get_string_width(text) <= room:
            return text
        while text and paper.get_string_width(f"{text}…") > room:
            text = text[:-1]
        return f"{text.rstrip()}…"

    def _table(self, table: Table) -> None:
        columns = table.columns[:COLUMNS_AT_MOST]
        units = [*table.units, *["text"] * len(columns)][: len(columns)]
        rows = [[text_of(v, u) for v, u in zip(row, units, strict=False)]
                for row in table.rows[:ROWS_SHOWN]]  # fmt: skip
        if self.paper.will_page_break(TABLE_HEAD):
            self.paper.add_page()
        self.space(2)
        self.words(table.title or table.name, SMALL, "B", "soft")
        self.paper.set_font(FONT, "", SMALL)
        self.paper.set_text_color(INK["light"]["ink"])
        align = ["LEFT" if unit in WORDY else "RIGHT" for unit in units]
        widths = [max(len(cell[:LONGEST_CELL]) for cell in column) + 2
                  for column in zip(columns, *rows, strict=True)]  # fmt: skip
        with self.paper.table(
            text_align=align, col_widths=widths, borders_layout="HORIZONTAL_LINES", line_height=4.6
        ) as drawn:
            for cells in [columns, *rows]:
                drawn.row([self.known(cell[:LONGEST_CELL]) for cell in cells])
        if left := left_out(table):
            self.words(left, SMALL, colour="soft")

    def receipts(self, pack: Pack) -> None:
        """The appendix."""
        self.paper.add_page()
        self._heading("Receipts")
        for receipt in pack.receipts:
            self.words(f"{receipt.label}: {receipt.id}", SMALL, "B")
            for text in _paragraphs(dict(lines(receipt))):
                self.words(text, SMALL, colour="soft")
            self.space(2)
        if self.lost:
            self.words("Letters that this file's font lacks stand as a question mark; the HTML"
                       " file has them.", SMALL, colour="soft")  # fmt: skip


def _paragraphs(said: dict[str, str]) -> Iterator[str]:
    """A receipt in few lines of paper: what says nothing is left out, short facts share a line."""
    if said["Formula"].rstrip(".") == said["Definition"].rstrip("."):
        del said["Formula"]
    if said["Filters"] == "none":
        del said["Filters"]
    brief = [name for name in BRIEF if name in said]
    yield "; ".join(f"{name}: {said[name]}" for name in brief)
    yield from (f"{name}: {text}" for name, text in said.items() if name not in brief)
