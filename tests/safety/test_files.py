"""Files that were made to hurt, or are merely broken: each row is accounted for, nothing bursts."""

import csv
import io
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from connectors.files import sheets
from store.errors import BadInput
from tests.connectors.importing import Importer
from tests.makers import NOW
from tests.stores import Stores
from tools.parts.spreadsheet import harmless, written_file

ROWS = 10_000
FAULTS: dict[str, tuple[str, str]] = {
    "too few cells": ("{n},only two", "2 cells where the header has 4"),
    "too many cells": ("{n},a,b,c@x.com,e,f", "6 cells where the header has 4"),
    "a NUL byte": ("{n},a\0b,Acme,n{n}@x.com", "holds a NUL byte"),
    "a huge cell": ("{n}," + "x" * 140_000 + ",Acme,n{n}@x.com", "a cell longer than"),
}
"""A row that is at fault, and the reason that is to be told."""


@pytest.fixture
def importer(engine: Engine, tmp_path: Path) -> Importer:
    return Importer(engine, tmp_path)


@pytest.fixture
def stores(sqlite_stores: Stores) -> Stores:
    """What is wrong with a file is found before the store is asked."""
    return sqlite_stores


def faulty(rows: int) -> tuple[str, dict[str, int]]:
    """A file with a row at fault in every ten, and how many there are of each kind."""
    lines, made = ["External ID,First Name,Company,Email"], dict.fromkeys(FAULTS, 0)
    for n in range(rows):
        kinds = [kind for at, kind in enumerate(FAULTS) if n % 10 == 0 and n // 10 % 4 == at]
        rare = kinds == ["a huge cell"] and n % 1_000 != 30
        if not kinds or rare:
            lines.append(f"{n},Ann{n},Acme,n{n}@x.com")
            continue
        made[kinds[0]] += 1
        lines.append(FAULTS[kinds[0]][0].replace("{n}", str(n)))
    return "\n".join(lines) + "\n", made


@pytest.mark.parametrize("rows", [500, pytest.param(ROWS, marks=pytest.mark.slow)])
def test_every_row_of_a_broken_file_is_imported_or_rejected_with_its_reason(
    importer: Importer, rows: int
) -> None:
    text, made = faulty(rows)
    report = importer.bring("contacts.csv", text, "contact")
    assert report.read == rows
    assert report.rejected == sum(made.values())
    assert report.added == rows - report.rejected
    reasons = [row["reason"] for row in csv.DictReader(io.StringIO(importer.rejects(report)))]
    told = {kind: sum(why in reason for reason in reasons) for kind, (_, why) in FAULTS.items()}
    assert told == made


def test_a_formula_in_a_rejected_row_is_none_in_the_file_of_rejects(importer: Importer) -> None:
    text = "First Name,Email\nAnn,a@x.com\n=HYPERLINK(1),b@x.com,@SUM(1)\n"
    report = importer.bring("contacts.csv", text, "contact")
    cells = [cell for row in csv.reader(io.StringIO(importer.rejects(report))) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert [cell for cell in cells if cell[:1] in set("=+-@\t\r")] == []


TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=("Cc", "Cs")),
    min_size=1, max_size=20,
)  # fmt: skip


@settings(
    max_examples=15, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(names=st.lists(TEXT, min_size=1, max_size=8))
@example(names=["=1+1", "+49 30 1", "-x", "@you", "'quoted", "'=kept", "%x"])
@example(names=["\u202eevil", "e\u0301", "\U0001f469\u200d\U0001f680", "\u0430pple", "\ufeffx"])
def test_what_is_exported_comes_back_as_it_was(
    sqlite_stores: Stores, tmp_path: Path, names: list[str]
) -> None:
    with sqlite_stores.one() as engine:
        importer = Importer(engine, tmp_path)
        rows = [[str(n), name] for n, name in enumerate(names)]
        given_file = io.StringIO(newline="")
        csv.writer(given_file).writerows([["External ID", "Account Name"], *rows])
        importer.bring("accounts.csv", given_file.getvalue(), "account")
        first = importer.rows("account", "external_id", "name")
        out = written_file(
            "csv", ["External ID", "Account Name"], [list(row) for row in first], made_at=NOW
        )
        again = importer.bring("accounts.csv", out, "account")
        assert again.changed == 0
        assert importer.rows("account", "external_id", "name") == first
        assert all(unicodedata.is_normalized("NFC", name) for _, name in first)


def test_every_text_that_begins_a_formula_is_held_back() -> None:
    for start in "=+-@\t\r|%\uff1d\uff0b\uff0d\uff20":
        for before in ("", " ", "\u00a0", "\ufeff", "\u200b", "\0"):
            assert harmless(f"{before}{start}1+1").startswith("'")


def workbook(path: Path, sheet: bytes) -> None:
    """A workbook whose one sheet is this; it is never read, so the rest may be missing."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", sheet)


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "LARGEST_UNPACKED", 10_000)
    path = importer.folder / "bomb.xlsx"
    workbook(path, b"0" * 1_000_000)
    assert path.stat().st_size < 10_000
    with pytest.raises(BadInput, match="unpacks to"):
        importer.plan(path)


@pytest.mark.parametrize("columns", [2_001, 1_000_000])
def test_a_header_of_a_million_columns_is_refused(importer: Importer, columns: int) -> None:
    path = importer.write("wide.csv", ",".join("c" for _ in range(columns)) + "\n1\n")
    with pytest.raises(BadInput, match="columns; 2,000 are the most"):
        importer.plan(path)
