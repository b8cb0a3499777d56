"""The exec pack: four files that say the same, each figure with its receipt, gaps explained."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from pypdf import PdfReader

from store.errors import NotFound
from tests.tools.numbers.world import context
from tools.arguments import Filter
from tools.numbers.exec_pack import exec_pack
from tools.parts.showing.sections import RECIPES

HOSTILE = "<script>alert('own')</script>"


class Kept(dict):
    """A shelf that a test can look into: each file by its ending."""

    def put(self, name, content, media_type):
        self[name.rsplit(".", 1)[1]] = content
        return f"art_{len(self)}"


@pytest.fixture
def shelf():
    return Kept()


@pytest.fixture
def ctx(session, shelf):
    return replace(context(session), shelf=shelf)


def test_an_empty_store_gives_a_pack_whose_sections_say_why_they_are_empty(ctx, shelf):
    result = exec_pack(ctx)
    assert sorted(shelf) == ["html", "md", "pdf", "xlsx"]
    text = shelf["md"].decode()
    for name in result.facts["missing"]:
        assert "Nothing to show. " in section(text, name)
    assert {"changes", "quality"} <= set(result.facts["missing"])


def section(markdown, name):
    title = RECIPES[name].title.partition(",")[0]
    return re.split(r"^## ", markdown, flags=re.MULTILINE)[
        next(i for i, part in enumerate(re.split(r"^## ", markdown, flags=re.MULTILINE))
             if part.startswith(title))
    ]  # fmt: skip


def test_every_figure_of_every_file_has_its_receipt_in_the_appendix(ctx, world, shelf):
    result = exec_pack(ctx)
    shown = [row[4] for row in result.tables[1].rows]
    assert len(shown) == result.facts["figures"] > 20
    page = shelf["html"].decode()
    assert set(re.findall(r'href="#(rec_\w+)"', page)) == set(shown)
    assert set(re.findall(r'id="(rec_\w+)"', page)) == set(shown)
    appendix = shelf["md"].decode().split("## Receipts")[1]
    assert set(re.findall(r"### `(rec_\w+)`", appendix)) == set(shown)


def test_the_files_say_the_same_figures(ctx, world, shelf):
    result = exec_pack(ctx)
    pdf = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(shelf["pdf"])).pages)
    book = zipfile.ZipFile(io.BytesIO(shelf["xlsx"])).read("xl/sharedStrings.xml").decode()
    for figure in result.figures:
        assert figure.text in pdf
        assert figure.text in unescape(shelf["html"].decode())
        assert figure.text in shelf["md"].decode().replace("\\", "")
        assert figure.text in unescape(book)


def test_the_reply_names_the_key_figures_and_where_the_files_are(ctx, world):
    result = exec_pack(ctx)
    assert [row[0] for row in result.tables[0].rows] == ["PDF", "HTML", "MD", "XLSX"]
    assert result.tables[0].units[3] == "artifact"
    for figure in result.figures:
        assert figure.text in result.say


def test_one_form_is_one_file(ctx, world, shelf):
    exec_pack(ctx, form="pdf")
    assert list(shelf) == ["pdf"]
    assert shelf["pdf"].startswith(b"%PDF-")


def test_the_page_runs_nothing_and_fetches_nothing(ctx, make, shelf):
    owner = make("user", name=HOSTILE)
    other = make("user", name="漢字 Łódź")
    for row in (owner, other):
        make("opportunity", name=HOSTILE, owner_id=row.id, status="won", amount_cents=500_00,
             created_on=ctx.today, closed_on=ctx.today)  # fmt: skip
    exec_pack(ctx)
    page = shelf["html"].decode()
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"<script|<iframe|<link|\son\w+=|url\(|@import", page)
    assert all(
        src.startswith("data:image/svg+xml;base64,") for src in re.findall('src="(.*?)"', page)
    )
    assert HOSTILE not in shelf["md"].decode()


def test_letters_that_the_pdf_lacks_are_said_to_be_missing(ctx, make, shelf):
    for name in ("漢字", "Łódź"):
        owner = make("user", name=name)
        make("opportunity", name="Deal", owner_id=owner.id, status="won", amount_cents=500_00,
             created_on=ctx.today, closed_on=ctx.today)  # fmt: skip
    exec_pack(ctx, form="pdf")
    pdf = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(shelf["pdf"])).pages)
    assert "Łódź" in pdf
    assert "stand as a question mark" in pdf


def test_a_formula_in_a_name_is_text_in_the_workbook(ctx, make, shelf):
    for name in ("=HYPERLINK(1)", "Plain"):
        owner = make("user", name=name)
        make("opportunity", name="Deal", owner_id=owner.id, status="won", amount_cents=500_00,
             created_on=ctx.today, closed_on=ctx.today)  # fmt: skip
    exec_pack(ctx, form="xlsx")
    book = zipfile.ZipFile(io.BytesIO(shelf["xlsx"]))
    sheets = [book.read(name).decode() for name in book.namelist() if "/sheet" in name]
    assert not any("<f>" in sheet for sheet in sheets)


def test_a_condition_narrows_the_deals_and_stands_in_the_title(ctx, world, shelf):
    result = exec_pack(ctx, where=[Filter(field="region", value="East")], form="html")
    assert "East" in result.say


def test_a_condition_that_names_nothing_is_refused(ctx, world):
    with pytest.raises(NotFound):
        exec_pack(ctx, where=[Filter(field="owner", value="Nobody Atall")])


def test_recurring_revenue_and_what_customers_cost_stand_in_every_file(ctx, make, shelf):
    for n in range(6):
        firm = make("account", name=f"Firm {n}")
        make("subscription", account_id=firm.id, arr_cents=1_000_00 * (n + 1),
             starts_on=date(2025, 1, 1) if n < 5 else date(2026, 10, 5))  # fmt: skip
    won = {"status": "won", "amount_cents": 6_000_00, "created_on": date(2026, 8, 1),
           "closed_on": date(2026, 9, 28)}  # fmt: skip
    make("opportunity", account_id=firm.id, **won)
    make("cost", function="sales", amount_cents=900_00, starts_on=date(2026, 7, 1),
         ends_on=date(2026, 9, 30))  # fmt: skip
    result = exec_pack(ctx)
    pdf = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(shelf["pdf"])).pages)
    book = zipfile.ZipFile(io.BytesIO(shelf["xlsx"])).read("xl/sharedStrings.xml").decode()
    html, plain = unescape(shelf["html"].decode()), shelf["md"].decode().replace("\\", "")
    figures = {row[1]: row[2] for row in result.tables[1].rows}
    wanted = {
        "ARR today": "$21,000", "Net new ARR: new": "$6,000",
        "Net revenue retention from 21 Nov 2025 to 20 Nov 2026": "100 %",
        "Customer acquisition cost in Q3 2026 (1 Jul 2026 to 30 Sep 2026)": "$900",
    }  # fmt: skip
    assert wanted.items() <= figures.items()
    for label, text in wanted.items():
        for said in (pdf, book, html, plain):
            assert text in said
        assert label in html
    assert "Net new ARR from 1 Oct 2026 to 20 Nov 2026" in [c.title for c in result.charts]
