"""Leads are found among contacts, and their companies among accounts."""

import pytest

from tests.tools.cleanup.conftest import context
from tools.cleanup.find_duplicates import find_duplicates
from tools.parts.matching.crossing import known_leads


@pytest.fixture
def ctx(session):
    return context(session)


def test_a_lead_who_is_a_contact_is_found_with_the_reason(ctx, make):
    one = make("contact", first_name="Robert", last_name="Hale", email="rhale@brightwater.com")
    make("contact", first_name="Ilse", last_name="Brandt", email="ib@kestrel.io")
    lead = make("lead", first_name="Bob", last_name="Hale", email="RHale@Brightwater.com")
    make("lead", first_name="Noor", last_name="Ruiz", email="noor@umbra.io")
    [known] = known_leads(ctx, "contact")
    assert (known.lead, known.record, known.tier) == (lead.id, one.id, "auto")
    assert "same mailbox" in known.why


def test_a_lead_s_company_is_found_by_its_mailbox_or_its_name(ctx, make):
    firm = make("account", name="Brightwater Foods", domain="brightwater.com")
    make("account", name="Kestrel Freight", domain="kestrel.io")
    by_mail = make("lead", first_name="Bob", company_name="Brightwater Foods Inc",
                   email="bob@brightwater.com")  # fmt: skip
    make("lead", first_name="Noor", company_name="Umbra", email="noor@gmail.com")
    assert [(k.lead, k.record) for k in known_leads(ctx, "account")] == [(by_mail.id, firm.id)]


def test_without_leads_or_records_none_is_known(ctx, make):
    make("lead", first_name="Bob", email="bob@brightwater.com")
    assert known_leads(ctx, "contact") == []


def test_the_tool_says_which_leads_are_contacts_already(ctx, make):
    make("contact", first_name="Robert", last_name="Hale", email="rhale@brightwater.com")
    make("lead", first_name="Bob", last_name="Hale", email="rhale@brightwater.com")
    make("account", name="Brightwater", domain="brightwater.com")
    found = find_duplicates(ctx, "lead")
    assert "1 lead is a contact already" in found.say
    [table] = [t for t in found.tables if t.name == "leads_known_as_contacts"]
    assert table.rows[0][:2] == ["Bob Hale (rhale@brightwater.com)",
                                 "Robert Hale (rhale@brightwater.com)"]  # fmt: skip
