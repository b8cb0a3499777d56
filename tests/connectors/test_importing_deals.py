"""Deals: their status, dates, money, owners and stages, as three systems export them."""

from datetime import date

PIPELINE = """opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,\
close_value
1,Moses Frase,GTXPro,Cancity,Won,2016-10-20,2017-03-01,1054
2,Moses Frase,GTX Pro,,Engaging,2016-11-01,,
3,Ana Ruiz,GTX Pro,Isdom,Lost,2016-11-01,2017-03-04,0
4,Ana Ruiz,GTX Pro,,Prospecting,,,
"""


def test_a_pipeline_file_gives_status_dates_and_money_without_inventing_any(importer):
    importer.bring("sales_pipeline.csv", PIPELINE)
    columns = ("external_id", "status", "amount_cents", "created_on", "closed_on")
    assert importer.rows("opportunity", *columns, "expected_close_on", "product") == [
        ("1", "won", 105400, date(2016, 10, 20), date(2017, 3, 1), None, "GTXPro"),
        ("2", "open", None, date(2016, 11, 1), None, None, "GTX Pro"),
        ("3", "lost", 0, date(2016, 11, 1), date(2017, 3, 4), None, "GTX Pro"),
        ("4", "open", None, None, None, None, "GTX Pro"),
    ]
    assert importer.rows("opportunity", "external_id", "currency") == [
        ("1", "USD"), ("2", None), ("3", "USD"), ("4", None),
    ]  # fmt: skip


def test_accounts_and_owners_that_do_not_exist_are_stubs_and_reported(importer):
    report = importer.bring("sales_pipeline.csv", PIPELINE)
    assert report.stubs == {
        "user": {"count": 2, "samples": ["Moses Frase", "Ana Ruiz"]},
        "account": {"count": 2, "samples": ["Cancity", "Isdom"]},
    }
    assert importer.rows("account", "name", "source") == [
        ("Cancity", "import stub"), ("Isdom", "import stub"),
    ]  # fmt: skip
    assert any("2 accounts did not exist" in text for text in report.warnings)


def test_stages_follow_from_the_deals_open_ones_first(importer):
    report = importer.bring("sales_pipeline.csv", PIPELINE)
    assert report.stages == ["Prospecting", "Engaging", "Won", "Lost"]
    assert importer.rows("stage", "position", "name", "status") == [
        (1, "Prospecting", "open"), (100, "Won", "won"), (101, "Lost", "lost"),
        (2, "Engaging", "open"),
    ]  # fmt: skip
    more = PIPELINE.replace("4,Ana Ruiz,GTX Pro,,Prospecting", "4,Ana Ruiz,GTX Pro,,Proposal")
    assert importer.bring("sales_pipeline.csv", more).stages == ["Proposal"]
    assert (3, "Proposal") in importer.rows("stage", "position", "name")


SALESFORCE = """Opportunity ID,Opportunity Name,Account Name,Account ID,Opportunity Owner,Stage,Amount,Amount Currency,Probability (%),Close Date,Created Date,Won,Closed
006A,Acme 1,Acme,001A,Ana Ruiz,Closed Won,"EUR 1,200.00",EUR,100,12/31/2025,1/15/2025,1,1
006B,Acme 2,Acme,001A,Ana Ruiz,Negotiation,900,USD,60,2/28/2026,1/16/2025,0,0
006C,Beta 1,Beta,001B,Bo Li,Closed Lost,,,0,3/13/2025,1/17/2025,0,1
006D,Beta 2,Beta,001B,Bo Li,Qualification,50,,20,4/13/2026,1/17/2025,0,0
"""  # noqa: E501 - a file as it is


def test_salesforce_deals_close_by_their_flags_and_keep_their_currency(importer):
    importer.bring("opps.csv", SALESFORCE)
    columns = ("external_id", "status", "amount_cents", "currency", "closed_on")
    assert importer.rows("opportunity", *columns, "expected_close_on") == [
        ("006A", "won", 120000, "EUR", date(2025, 12, 31), None),
        ("006B", "open", 90000, "USD", None, date(2026, 2, 28)),
        ("006C", "lost", None, None, date(2025, 3, 13), None),
        ("006D", "open", 5000, "USD", None, date(2026, 4, 13)),
    ]
    assert importer.rows("account", "external_id", "name") == [("001A", "Acme"), ("001B", "Beta")]


def test_a_probability_that_a_stage_always_has_is_the_stages_own(importer):
    importer.bring("opps.csv", SALESFORCE + "006E,X,,,,Negotiation,1,,70,4/13/2026,,0,0\n")
    assert importer.rows("stage", "name", "win_rate") == [
        ("Closed Lost", 0.0), ("Closed Won", 1.0), ("Negotiation", None), ("Qualification", 0.2),
    ]  # fmt: skip


def test_hubspot_deals_close_by_their_stage(importer):
    report = importer.bring(
        "deals.csv",
        "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Associated Company\n"
        "1,A,Closed Won (Sales Pipeline),2025-03-01 10:00,Ana Ruiz,100,Acme\n"
        "2,B,Closed Lost,2025-04-01 10:00,Ana Ruiz,200,Acme\n"
        "3,C,Appointment Scheduled,2026-05-01 10:00,(No value),,Acme\n",
    )
    assert importer.rows("opportunity", "external_id", "status", "closed_on") == [
        ("1", "won", date(2025, 3, 1)), ("2", "lost", date(2025, 4, 1)), ("3", "open", None),
    ]  # fmt: skip
    assert report.stubs["account"]["count"] == 1


def test_a_flag_that_contradicts_the_stage_counts_and_is_reported(importer):
    report = importer.bring(
        "deals.csv", "deal,owner,stage,value,is won,is closed\nA,Ana,Closed Won,5,false,true\n"
    )
    assert importer.only("opportunity")["status"] == "lost"
    assert any("disagree" in text for text in report.warnings)


def test_an_amount_below_zero_or_unreadable_is_rejected_with_its_line(importer):
    report = importer.bring(
        "deals.csv", "deal,owner,stage,value\nA,Ana,Won,(120)\nB,Ana,Won,lots\nC,Ana,Won,7\n"
    )
    assert (report.added, report.rejected) == (1, 2)
    assert [(r["line"], r["column"], r["reason"]) for r in report.rejects] == [
        (2, "value", "an amount below zero"), (3, "value", "not a number"),
    ]  # fmt: skip
    assert importer.rejects(report).splitlines() == [
        "line,column,value,reason,deal,owner,stage,value",
        "2,value,-120.00,an amount below zero,A,Ana,Won,(120)",
        "3,value,lots,not a number,B,Ana,Won,lots",
    ]


def test_european_amounts_are_read_by_their_columns_decimal_mark(importer):
    importer.bring("deals.csv", 'deal;owner;stage;value\nA;Ana;Won;"1.234"\nB;Ana;Won;"12,50 €"\n')
    assert importer.rows("opportunity", "name", "amount_cents", "currency") == [
        ("A", 123400, "USD"), ("B", 1250, "EUR"),
    ]  # fmt: skip


def test_a_revenue_that_is_too_small_for_the_staff_is_doubted_aloud(importer):
    content = "account,revenue,employees\nAcme,1100.04,2822\nBeta,250,40\n"
    told = " ".join(importer.bring("accounts.csv", content).warnings)
    assert "'revenue' comes to 0.47 a year for each employee" in told
    mapping = {"revenue": "annual_revenue_cents:millions"}
    assert "each employee" not in " ".join(
        importer.bring("accounts.csv", content, "account", mapping).warnings
    )


def test_amounts_can_be_declared_to_be_in_millions(importer):
    importer.bring(
        "accounts.csv", "account,revenue\nAcme,1100.04\n", "account",
        {"revenue": "annual_revenue_cents:millions"},
    )  # fmt: skip
    assert importer.only("account")["annual_revenue_cents"] == 110_004_000_000


def test_of_several_associated_companies_the_first_is_taken_and_that_is_reported(importer):
    report = importer.bring(
        "deals.csv",
        "Record ID,Deal Name,Deal Stage,Deal owner,Associated Company,Associated Company IDs\n"
        "1,A,Won,Ana,Acme;Beta,77;78\n",
    )
    assert importer.rows("account", "external_id", "name") == [("77", "Acme")]
    assert any("several ids as their account" in text for text in report.warnings)


def test_excel_days_short_years_and_mixed_formats_are_reported(importer):
    report = importer.bring(
        "deals.csv",
        "deal,owner,stage,close date\nA,Ana,Won,42795\nB,Ana,Won,31/12/17\nC,Ana,Won,2017-03-01\n",
    )
    assert importer.rows("opportunity", "closed_on") == [
        (date(2017, 12, 31),), (date(2017, 3, 1),), (date(2017, 3, 1),),
    ]  # fmt: skip
    told = " ".join(report.warnings)
    assert "42795" in told
    assert "two digits" in told
    assert "two ways" in told


def test_a_status_that_nobody_knows_is_open_and_reported(importer):
    report = importer.bring("deals.csv", "deal,owner,status,value\nA,Ana,Parked,1\nB,Ana,lost,1\n")
    assert importer.rows("opportunity", "name", "status") == [("A", "open"), ("B", "lost")]
    assert any("Parked on line 2" in text for text in report.warnings)


def test_a_stage_file_says_what_a_deal_there_is(importer):
    importer.bring("stages.csv", "stage,position,probability\nDemo,1,40%\nClosed Won,9,100%\n")
    assert importer.rows("stage", "name", "position", "status", "win_rate") == [
        ("Closed Won", 9, "won", 1.0), ("Demo", 1, "open", 0.4),
    ]  # fmt: skip


def test_a_round_of_an_unknown_company_makes_it_from_what_the_round_says(importer):
    header = (
        "company_permalink,company_name,company_category_code,company_country_code,company_city,"
        "funding_round_type,funded_at,raised_amount_usd\n"
    )
    report = importer.bring(
        "rounds.csv",
        header + "/c/acme,Acme,finance,USA,Austin,Series B,2012-06-30,1750000\n"
        "/c/acme,Acme,finance,USA,Austin,SERIES_A,2011-06-30,\n",
    )
    company = importer.only("prospect_company")
    assert (company["external_id"], company["name"], company["industry"]) == (
        "/c/acme", "Acme", "finance",
    )  # fmt: skip
    assert (company["country"], company["city"]) == ("USA", "Austin")
    assert report.stubs["prospect_company"]["count"] == 1
    assert importer.rows("funding_round", "stage", "raised_cents", "currency") == [
        ("series-a", None, None), ("series-b", 175_000_000, "USD"),
    ]  # fmt: skip
