"""Contacts, leads, users and teams."""

from datetime import UTC, date, datetime


def test_a_sales_team_file_gives_reps_managers_teams_and_regions(importer):
    report = importer.bring(
        "sales_teams.csv",
        "sales_agent,manager,regional_office\nAnna,Dustin,Central\nBob,Dustin,Central\n"
        "Cara,Rocco,East\nDustin,Rocco,East\n",
    )
    assert (report.added, report.stubs["team"]["count"]) == (4, 2)
    users = {row["name"]: row for row in importer.rows("user")}
    teams = {row["id"]: row for row in importer.rows("team")}
    assert users["Anna"]["manager_id"] == users["Dustin"]["id"]
    assert users["Dustin"]["manager_id"] == users["Rocco"]["id"]
    assert teams[users["Bob"]["team_id"]]["name"] == "Dustin"
    assert teams[users["Bob"]["team_id"]]["region"] == "Central"
    assert {row["role"] for row in users.values()} == {"rep"}
    assert report.stubs["user"] == {"count": 1, "samples": ["Rocco"]}


def test_nobody_becomes_an_admin_by_a_file(importer):
    importer.bring("users.csv", "name,email,role,title,region\nEve,e@x.com,admin,CEO,West\n")
    user = importer.only("user")
    assert user["role"] == "rep"
    assert user["extra"] == {"role": "admin"}


def test_full_names_are_split_and_consent_is_read(importer):
    importer.bring(
        "contacts.csv",
        "Name,Email,Job Title,Unsubscribed from all email\n"
        "Ana Maria de Souza,a@x.com,CFO,true\nLi Bo,b@x.com,CEO,\nCher,c@x.com,Singer,false\n",
    )
    assert importer.rows("contact", "first_name", "last_name", "consent") == [
        ("Ana Maria", "de Souza", "opted_out"), ("Li", "Bo", "unknown"),
        (None, "Cher", "unknown"),
    ]  # fmt: skip


def test_a_contact_is_linked_to_the_one_account_that_bears_its_companys_name(importer):
    importer.bring(
        "accounts.csv", "Company,Domain,Industry\nAcme,a.com,x\nTwin,t.com,x\n", "account"
    )
    importer.bring("more accounts.csv", "Company,Domain,Industry\nTwin,t2.com,x\n", "account")
    report = importer.bring(
        "contacts.csv",
        "email,title,company\na@x.com,CEO, ACME \nb@x.com,CEO,Twin\nc@x.com,CEO,Nowhere\n",
    )
    acme = next(row["id"] for row in importer.rows("account") if row["name"] == "Acme")
    assert len(importer.rows("account")) == 3
    assert importer.rows("contact", "email", "account_id") == [
        ("a@x.com", acme), ("b@x.com", None), ("c@x.com", None),
    ]  # fmt: skip
    assert report.stubs == {}


def test_a_phone_that_excel_cut_short_is_kept_and_reported(importer):
    report = importer.bring(
        "contacts.csv", "email,title,phone\na@x.com,CEO,5.55123E+09\nb@x.com,CEO,5551234567.0\n"
    )
    assert importer.rows("contact", "phone") == [("5.55123E+09",), ("5551234567",)]
    assert any("cut short" in text and "5.55123E+09" in text for text in report.warnings)


def test_colleagues_behind_one_address_stay_two_contacts(importer):
    content = "first name,last name,email,title\nA,Berg,info@x.com,CEO\nB,Ito,info@x.com,CFO\n"
    report = importer.bring("contacts.csv", content)
    assert report.added == 2
    again = importer.bring("contacts.csv", content)
    assert (again.added, again.same) == (0, 2)


def test_converted_leads_say_so_where_the_file_has_no_status(importer):
    importer.bring("leads.csv", "Lead ID,Email,Converted,Lead Source\n1,a@x.com,1,Select\n"
                                "2,b@x.com,0,Web\n")  # fmt: skip
    assert importer.rows("lead", "external_id", "status", "lead_source") == [
        ("1", "Converted", None), ("2", "Open", "Web"),
    ]  # fmt: skip


def test_activities_find_their_people_and_deals_and_make_up_none(importer):
    importer.bring("contacts.csv", "Contact ID,Last Name,Email\n003A,Berg,a@x.com\n")
    importer.bring("deals.csv", "Opportunity ID,deal,stage,owner\n006A,Big,Won,Ana\n")
    report = importer.bring(
        "tasks.csv",
        "Id,WhoId,WhatId,Subject,ActivityDate,OwnerId,TaskSubtype\n"
        "1,003A,006A,Hello,2025-03-01,Ana,Call\n2,003X,006X,Hi,2025-03-02,Ana,\n",
    )
    contact, deal = importer.only("contact")["id"], importer.only("opportunity")["id"]
    assert importer.rows("activity", "external_id", "kind", "contact_id", "opportunity_id") == [
        ("1", "call", contact, deal), ("2", "task", None, None),
    ]  # fmt: skip
    assert importer.rows("activity", "occurred_at")[0] == (datetime(2025, 3, 1, tzinfo=UTC),)
    assert sum("not in the store" in text for text in report.warnings) == 2


def test_a_move_of_a_deal_that_is_not_there_is_rejected(importer):
    importer.bring("deals.csv", "Opportunity ID,deal,stage,owner\n006A,Big,Won,Ana\n")
    report = importer.bring(
        "history.csv",
        "OpportunityId,OldValue,NewValue,CreatedDate\n006A,Demo,Won,2025-03-01T10:00:00Z\n"
        "006X,Demo,Won,2025-03-01T10:00:00Z\n",
    )
    assert (report.added, report.rejected) == (1, 1)
    assert report.rejects[0]["reason"] == "there is no deal '006X' in the store"


def test_quotas_belong_to_a_rep_or_a_team(importer):
    report = importer.bring(
        "quotas.csv",
        "rep,start,end,quota\nAna,2026-01-01,2026-03-31,100000\n,2026-01-01,2026-03-31,5\n"
        "Ana,2026-03-31,2026-01-01,7\n",
    )
    assert (report.added, report.rejected) == (1, 2)
    assert importer.only("quota")["amount_cents"] == 100_000_00
    assert importer.only("quota")["starts_on"] == date(2026, 1, 1)


def test_salesforce_accounts_and_their_contacts_meet_by_id(importer):
    accounts = importer.write(
        "report.csv",
        "Account ID,Account Name,Account Owner,Type,Billing Street,Billing State/Province,"
        "Billing Zip/Postal Code,Billing Country,Employees,Annual Revenue,Parent Account,"
        "Created Date\n"
        '001A,Acme,Ana Ruiz,Customer,"1 Main St\nFloor 2",TX,07030,USA,"1,200","$5,000,000",'
        "Acme Group,1/31/2024\n",
    )
    contacts = importer.write(
        "people.csv",
        "Contact ID,Salutation,First Name,Last Name,Title,Account ID,Account Name,Email,Mobile,"
        "Contact Owner,Email Opt Out,Created Date\n"
        "003A,Ms.,Li,Bo,CFO,001A,Acme,li@acme.com,555,Ana Ruiz,1,1/31/2024\n"
        "003B,,Al,Null,CEO,001B,Beta,al@beta.com,,Cy Wu,0,2/1/2024\n",
    )
    reports = importer.load(importer.plan(contacts), importer.plan(accounts))
    assert [report.table for report in reports] == ["account", "contact"]
    acme = next(row for row in importer.rows("account") if row["external_id"] == "001A")
    assert (acme["street"], acme["postal_code"]) == ("1 Main St\nFloor 2", "07030")
    assert (acme["employee_count"], acme["annual_revenue_cents"]) == (1200, 5_000_000_00)
    assert (acme["parent_name"], acme["kind"], acme["currency"]) == (
        "Acme Group", "Customer", "USD",
    )  # fmt: skip
    people = {row["external_id"]: row for row in importer.rows("contact")}
    assert people["003A"]["account_id"] == acme["id"]
    assert people["003A"]["consent"] == "opted_out"
    assert people["003A"]["extra"] == {"Salutation": "Ms."}
    assert people["003B"]["last_name"] == "Null"
    assert people["003A"]["owner_id"] == acme["owner_id"]
    assert reports[1].stubs["account"] == {"count": 1, "samples": ["Beta"]}


def test_hubspot_companies_and_contacts_meet_by_id(importer):
    importer.bring(
        "hubspot-companies.csv",
        "Record ID,Company name,Company owner,Create Date,Company Domain Name,"
        "Number of Employees,Annual Revenue,Country/Region,Lifecycle Stage\n"
        "77,Acme,Ana Ruiz,2024-01-31 10:15,acme.com,11-50,(No value),United States,Customer\n",
    )
    report = importer.bring(
        "hubspot-contacts.csv",
        "Record ID,First Name,Last Name,Email,Contact owner,Primary Associated Company ID,"
        "Job Title,Create Date,Lifecycle Stage\n"
        "901,Li,Bo,li@acme.com,Ana Ruiz,77,CFO,2024-01-31 10:15,Lead\n",
    )
    account, contact = importer.only("account"), importer.only("contact")
    assert (account["domain"], account["employee_count"]) == ("acme.com", None)
    assert account["extra"]["Number of Employees"] == "11-50"
    assert contact["account_id"] == account["id"]
    assert report.stubs == {}


def test_a_name_longer_than_its_column_is_rejected(importer):
    report = importer.bring("accounts.csv", f"Company,Industry\n{'x' * 501},y\nAcme,y\n")
    assert (report.added, report.rejected) == (1, 1)
    assert report.rejects[0]["reason"] == "longer than 500 characters"


def test_a_person_may_call_the_table_what_they_call_it(importer):
    content = "name,email,company\nAna Ruiz,ana@x.com,Acme\n"
    assert importer.plan(importer.write("x.csv", content), "people").table == "contact"
    assert importer.plan(importer.write("x.csv", content), "Leads").table == "lead"
