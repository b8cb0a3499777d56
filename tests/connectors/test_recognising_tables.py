"""Which table a file is for, and which field each column is."""

import pytest

from connectors.files.mapping import assign
from connectors.files.recognise import recognise
from store.errors import BadInput
from tests.connectors.headers import HUBSPOT, PLAIN, SALESFORCE_EXPORT, SALESFORCE_REPORT

SETS = {
    f"{vendor} {table}": (table, header.split(","))
    for vendor, tables in {
        "hubspot": HUBSPOT,
        "salesforce report": SALESFORCE_REPORT,
        "salesforce export": SALESFORCE_EXPORT,
        "plain": PLAIN,
    }.items()
    for table, header in tables.items()
}


@pytest.mark.parametrize("name", SETS)
def test_a_files_table_is_recognised_by_its_headers_alone(name):
    table, header = SETS[name]
    assert recognise(header, "export.csv")[0].table == table


def test_companies_that_were_bought_are_prospects_and_not_customers():
    header = ["company_permalink", "company_name", "company_category_code", "company_country_code",
              "company_region", "acquirer_permalink", "acquirer_name", "acquired_at"]  # fmt: skip
    assert recognise(header, "export.csv")[0].table == "prospect_company"
    without = [name for name in header if not name.startswith("acqui")]
    assert "prospect_company" not in {c.table for c in recognise(without, "export.csv")}


def mapped(table, header, given=None):
    columns, notes = assign(table, header.split(","), given)
    return {c.header: c.spec.name for c in columns if c.spec}, notes


def test_hubspot_deals_are_mapped_column_by_column():
    fields, _ = mapped("opportunity", HUBSPOT["opportunity"])
    assert fields == {
        "Record ID": "external_id",
        "Deal Name": "name",
        "Deal Stage": "stage",
        "Close Date": "expected_close_on",
        "Deal owner": "owner_id",
        "Amount": "amount_cents",
        "Currency": "currency",
        "Deal Type": "kind",
        "Create Date": "created_on",
        "Associated Company": "account_id",
        "Associated Company IDs": "account_id",
        "Last Activity Date": "last_activity_on",
        "Closed Lost Reason": "loss_reason",
        "Deal probability": "probability",
        "Is Closed Won": "is_won",
        "Is closed lost": "is_lost",
        "Forecast category": "forecast_category",
        "Next step": "next_step",
    }


def test_salesforce_contacts_are_mapped_column_by_column():
    fields, _ = mapped("contact", SALESFORCE_EXPORT["contact"])
    assert fields["Id"] == "external_id"
    assert fields["AccountId"] == "account_id"
    assert fields["MailingState"] == "state_region"
    assert fields["HasOptedOutOfEmail"] == "opted_out"
    assert fields["OwnerId"] == "owner_id"
    assert fields["MailingPostalCode"] == "postal_code"
    assert len(fields) == 17


def test_headers_that_people_type_by_hand_are_known():
    fields, _ = mapped("lead", "First,Last,Firm,Phone no.,Mobile number")
    assert list(fields.values()) == [
        "first_name", "last_name", "company_name", "phone", "mobile",
    ]  # fmt: skip
    fields, _ = mapped("account", "Company,Tel.")
    assert list(fields.values()) == ["name", "phone"]


def test_the_name_of_the_file_decides_between_tables_that_look_alike():
    header = ["first name", "last name", "email", "company", "title", "phone"]
    assert recognise(header, "contacts_2026.csv")[0].table == "contact"
    assert recognise(header, "our leads.csv")[0].table == "lead"


def test_when_nothing_decides_the_candidates_are_shown_and_nobody_guesses():
    with pytest.raises(BadInput, match=r"contact .*lead") as caught:
        recognise(["first name", "last name", "email", "company"], "export.csv")
    assert "--as" in caught.value.hint


def test_columns_that_fit_no_table_are_refused_with_the_tables_named():
    with pytest.raises(BadInput, match="fit no table") as caught:
        recognise(["alpha", "beta"], "x.csv")
    assert "opportunity" in caught.value.hint


def test_two_columns_for_one_field_leave_the_second_aside_and_say_so():
    fields, notes = mapped("lead", "Lead ID,Lead Origin,Lead Source,Email")
    assert fields["Lead Source"] == "lead_source"
    assert "Lead Origin" not in fields
    assert "'Lead Origin' is kept aside" in notes[0]


def test_what_a_person_says_beats_the_header():
    fields, _ = mapped(
        "account", "name,area,phone", {"area": "segment", "Phone": "", "name": "Company Name"}
    )
    assert fields == {"name": "name", "area": "segment"}


@pytest.mark.parametrize(
    "given", [{"nowhere": "name"}, {"name": "colour"}, {"name": "name:upside-down"}]
)
def test_a_mapping_that_names_nothing_is_refused(given):
    with pytest.raises(BadInput):
        mapped("account", "name,phone", given)
