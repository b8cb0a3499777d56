"""What a person is shown before anything is stored."""

import pytest

from connectors.files import planning
from store.errors import BadInput


def test_a_plan_shows_the_mapping_the_rest_and_the_first_rows(importer):
    path = importer.write("accounts.csv", "Company,Employees,Mood\nAcme,12,good\nBeta,,bad\n")
    made = importer.plan(path)
    assert made.table == "account"
    assert made.mapping == {"Company": "name", "Employees": "employee_count"}
    assert made.unmapped == ("Mood",)
    assert made.sample[0] == {"Company": "Acme", "Employees": "12", "Mood": "good"}
    assert made.questions == ()
    assert made.as_dict()["columns"][0] == {
        "column": "Company", "field": "name", "how": "its header",
    }  # fmt: skip
    assert importer.rows("account") == []


def test_a_plan_reads_only_the_head_of_a_large_file(importer, monkeypatch):
    seen = []
    path = importer.write("accounts.csv", "Company,Owner\n" + "Acme,Ana\n" * 50_000)
    monkeypatch.setattr(planning.Survey, "observe", lambda self, chunk: seen.append(chunk))
    importer.plan(path)
    assert sum(len(chunk.lines) for chunk in seen) == planning.HEAD_ROWS


def test_dates_that_nothing_decides_become_a_question_with_its_answers(importer):
    path = importer.write("deals.csv", "deal,owner,stage,close date\nA,Ana,Won,03/04/2017\n")
    (question,) = importer.plan(path).questions
    assert question.column == "close date"
    assert question.answers == (
        "close date=expected_close_on:dmy",
        "close date=expected_close_on:mdy",
    )


def test_a_question_is_not_asked_when_the_rest_of_the_file_answers_it(importer):
    rows = "A,Ana,Won,03/04/2017\n" * 3000 + "B,Ana,Won,31/12/2017\n"
    path = importer.write("deals.csv", "deal,owner,stage,close date\n" + rows)
    assert importer.plan(path).questions == ()


def test_a_column_whose_values_are_not_what_its_header_says_is_kept_aside(importer):
    path = importer.write("accounts.csv", "name,industry,last activity\nA,x,Email\nB,y,Call\n")
    made = importer.plan(path)
    assert made.unmapped == ("last activity",)
    assert "sounds like last activity" in made.warnings[0]


def test_an_unknown_table_is_refused(importer):
    path = importer.write("x.csv", "name\nA\n")
    with pytest.raises(BadInput, match="no table 'ship'"):
        importer.plan(path, as_table="ship")


def test_an_excel_workbook_is_planned_sheet_by_sheet(importer):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = importer.folder / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, company in (("First", "Acme"), ("Second", "Beta")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Company", "Industry", "Employees"])
            sheet.write_row(1, 0, [company, "Tools", 12])
    assert importer.plan(path).sample[0]["Company"] == "Acme"
    assert "also has Second" in importer.plan(path).warnings[0]
    assert importer.plan(path, sheet="Second").sample[0]["Company"] == "Beta"
    with pytest.raises(BadInput, match="no sheet 'Third'"):
        importer.plan(path, sheet="Third")


def test_a_formulas_error_in_a_workbook_is_empty_and_reported(importer):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = importer.folder / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Company", "Industry", "Employees"])
        sheet.write_row(1, 0, ["Acme", "Tools"])
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    made = importer.plan(path)
    assert made.sample[0]["Employees"] == ""
    assert "1 cells hold a formula's error" in made.warnings[0]
    assert "row 2 column 3" in made.warnings[0]


def test_an_empty_workbook_is_refused(importer):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = importer.folder / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet()
    with pytest.raises(BadInput, match="no header row"):
        importer.plan(path)
