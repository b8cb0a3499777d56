from datetime import date
from decimal import Decimal

import pytest

from store.errors import BadInput, NotFound, NotReady
from store.trail import Receipt
from tests.tools.lists.making import account, company, context, raised
from tools.arguments import Filter
from tools.lists.build_list import build_list


def names(result):
    return [row[0] for row in result.tables[0].rows] if result.tables[0].name == "list" else []


def test_the_list_is_short_and_says_so_when_fewer_exist_than_asked_for(ctx, session):
    for name in ("Ada Pay", "Bo Loans"):
        raised(session, company(session, name, industry="finance"))
    company(session, "Cy Web", industry="web")
    result = build_list(ctx, count=100, industry=["finance"], funding_stage=["Series B"])
    assert sorted(names(result)) == ["Ada Pay", "Bo Loans"]
    assert "2 companies" in result.say
    assert "98 short" in result.say
    assert result.facts["short"] == 98
    assert result.figures[0].value == Decimal(2)


def test_those_that_the_crm_has_are_listed_with_their_accounts(ctx, session):
    company(session, "Ada Pay", industry="finance")
    company(session, "Bo Loans", industry="finance")
    account(session, "Ada Pay Inc")
    result = build_list(ctx, industry=["finance"], only_crm=True)
    assert names(result) == ["Ada Pay"]
    assert result.say == "1 of the 2 companies is in the CRM already."
    assert [row[:2] for row in result.tables[-1].rows] == [["Ada Pay", "Ada Pay Inc"]]
    assert not any("left out" in note for note in result.notes)


def test_ever_and_latest_are_two_readings_and_both_are_counted(ctx, session):
    still_b, went_on = company(session, "Still B"), company(session, "Went On")
    raised(session, still_b, "series-b")
    raised(session, went_on, "series-b", on=date(2011, 1, 1))
    raised(session, went_on, "series-c+", on=date(2013, 1, 1))
    ever = build_list(ctx, funding_stage=["Series B"])
    latest = build_list(ctx, funding_stage=["Series B"], stage_reading="latest")
    assert sorted(names(ever)) == ["Still B", "Went On"]
    assert names(latest) == ["Still B"]
    assert ever.facts["other_reading"] == 1
    assert latest.facts["other_reading"] == 2


def test_a_round_that_lies_ahead_of_today_has_not_happened(session):
    firm = company(session, "Tomorrow Ltd")
    raised(session, firm, "series-b", on=date(2026, 12, 1))
    company(session, "Other")
    assert build_list(context(session), funding_stage=["Series B"]).facts["found"] == 0
    later = context(session, today=date(2026, 12, 2))
    assert build_list(later, funding_stage=["Series B"]).facts["found"] == 1


def test_every_row_carries_its_evidence(ctx, session):
    firm = company(session, "Ada Pay", industry="finance", city="Boston", state_region="MA")
    raised(session, firm, "series-b", on=date(2011, 3, 7), cents=500_000_000)
    result = build_list(ctx, industry=["finance"], funding_stage=["B round"], geography=["Boston"])
    table = result.tables[0]
    row = dict(zip(table.columns, table.rows[0], strict=True))
    assert row["Why: funding"] == "Series B on 7 Mar 2011, $5,000,000"
    assert row["Why: industry"] == "industry finance"
    assert row["Why: geography"] == "Boston, MA, USA"
    assert table.row_ids == [firm.id]


def test_companies_that_are_accounts_already_are_left_out_and_counted(ctx, session):
    company(session, "Acme Inc.", domain="acme.com", industry="finance")
    company(session, "Bolt, LLC", industry="finance")
    company(session, "Fresh", industry="finance")
    account(session, "ACME", website="https://www.acme.com/home")
    account(session, "Bolt")
    result = build_list(ctx, industry=["finance"])
    assert names(result) == ["Fresh"]
    assert result.facts["already_in_crm"] == 2
    known = next(t for t in result.tables if t.name == "already_in_crm")
    assert sorted(row[2] for row in known.rows) == ["domain acme.com", "name"]
    kept = build_list(ctx, industry=["finance"], include_crm=True)
    assert len(names(kept)) == 3


def test_a_namesake_with_another_domain_stays_on_the_list_and_is_named(ctx, session):
    company(session, "Acme", domain="acme.de", industry="finance")
    account(session, "Acme", domain="acme.com")
    result = build_list(ctx, industry=["finance"])
    assert names(result) == ["Acme"]
    assert any("share" in note.lower() and "Acme" in note for note in result.notes)


def test_a_deleted_or_foreign_account_excludes_nobody(ctx, session):
    company(session, "Acme", industry="finance")
    account(session, "Acme", state="deleted")
    account(session, "Acme", workspace_id="other")
    assert names(build_list(ctx, industry=["finance"])) == ["Acme"]


def test_companies_of_another_workspace_are_never_listed(ctx, session):
    company(session, "Mine", industry="finance")
    company(session, "Theirs", industry="finance", workspace_id="other")
    company(session, "Gone", industry="finance", state="deleted")
    assert names(build_list(ctx, industry=["finance"])) == ["Mine"]


def test_what_each_condition_keeps_out_is_counted_with_the_silent_records_apart(ctx, session):
    company(session, "Small", industry="finance", employee_count=5)
    company(session, "Silent", industry="finance")
    company(session, "Right", industry="finance", employee_count=80)
    size = {"at_least": 50, "at_most": 100}
    result = build_list.run(ctx, {"industry": ["finance"], "employees": size})
    assert names(result) == ["Right"]
    kept_out = next(t for t in result.tables if t.name == "kept_out")
    assert kept_out.rows[0] == ["employees", "50 to 100 employees", 2, 1]


def test_an_empty_list_names_the_condition_that_empties_it(ctx, session):
    company(session, "Ada", industry="finance", country="USA")
    result = build_list(ctx, industry=["finance"], geography=["Germany"])
    assert result.facts["found"] == 0
    assert "Without “in Germany” there would be 1" in result.say


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("USA", {"Sam", "Cam"}), ("North America", {"Sam", "Cam", "Tor"}), ("DACH", {"Ber"}),
        ("California", {"Sam"}), ("CA", {"Sam"}), ("Bay Area", {"Sam"}), ("Cambridge, MA", {"Cam"}),
        ("Europe", {"Ber", "Lon"}), ("UK", {"Lon"}), ("Toronto", {"Tor"}), ("New England", {"Cam"}),
        ("West Coast", {"Sam"}), ("Palo Alto", {"Sam"}), ("Germany", {"Ber"}),
    ],
)  # fmt: skip
def test_places_are_read_as_people_say_them(ctx, session, place, expected):
    company(session, "Sam", city="Palo Alto", state_region="CA", metro="SF Bay", country="USA")
    company(session, "Cam", city="CAMBRIDGE", state_region="Massachusetts", country="US")
    company(session, "Tor", city="Toronto", state_region="ON", country="Canada")
    company(session, "Ber", city="Berlin", country="Deutschland")
    company(session, "Lon", city="London", country="England")
    assert set(names(build_list(ctx, geography=[place]))) == expected


def test_several_industries_or_places_mean_any_of_them(ctx, session):
    company(session, "A", industry="finance", country="USA")
    company(session, "B", industry="biotech", country="Germany")
    company(session, "C", industry="web", country="Germany")
    result = build_list(ctx, industry=["finance", "biotech"], geography=["US", "Germany"])
    assert sorted(names(result)) == ["A", "B"]


def test_fintech_is_narrowed_by_words_only_when_records_have_words(ctx, session):
    company(session, "A Bank", industry="finance")
    company(session, "Plain", industry="finance")
    plain = build_list(ctx, industry=["fintech"])
    assert sorted(names(plain)) == ["A Bank", "Plain"]
    assert any("no descriptions" in note for note in plain.notes)
    company(session, "Told", industry="finance", keywords="payments, lending")
    told = build_list(ctx, industry=["fintech"])
    assert sorted(names(told)) == ["A Bank", "Told"]


def test_money_founding_year_words_and_status_are_conditions_too(ctx, session):
    right = {"raised_cents": 1_000_000_00, "currency": "USD", "founded_year": 2010,
             "description": "Solar roofs", "status": "operating"}  # fmt: skip
    company(session, "Right", **right)
    company(session, "Poor", **{**right, "raised_cents": 99_999_999})
    company(session, "Old", **{**right, "founded_year": 2009})
    company(session, "Wind", **{**right, "description": "Wind"})
    company(session, "Sold", **{**right, "status": "acquired"})
    result = build_list.run(ctx, {
        "raised": {"at_least": 1_000_000}, "founded": {"at_least": 2010}, "keywords": ["solar"],
        "operating_only": True,
    })  # fmt: skip
    assert names(result) == ["Right"]
    kept_out = next(t for t in result.tables if t.name == "kept_out")
    assert {row[0]: row[2] for row in kept_out.rows} == dict.fromkeys(
        ("raised", "founded", "keywords", "status"), 1
    )


def test_a_percent_sign_in_a_keyword_is_only_a_percent_sign(ctx, session):
    company(session, "All", description="anything")
    assert build_list(ctx, keywords=["%"]).facts["found"] == 0


def test_the_founding_day_counts_when_the_year_is_blank(ctx, session):
    company(session, "Dayed", founded_on=date(2012, 5, 1))
    result = build_list.run(ctx, {"founded": {"at_least": 2012, "at_most": 2012}})
    assert names(result) == ["Dayed"]


def test_our_own_accounts_can_be_the_universe(ctx, session):
    account(session, "Ours", industry="Financial Services", country="United States")
    account(session, "Web", industry="Technology", country="United States")
    company(session, "Prospect", industry="finance")
    result = build_list(ctx, industry=["finance"], source="accounts")
    assert names(result) == ["Ours"]
    assert result.facts["record_table"] == "account"


def test_accounts_have_no_funding_rounds_and_the_answer_says_it(ctx, session):
    account(session, "Ours", industry="Financial Services")
    result = build_list(ctx, funding_stage=["seed"], source="accounts")
    assert result.facts["found"] == 0
    assert any("no funding rounds" in note for note in result.notes)


def test_series_d_cannot_be_told_from_later_rounds_when_the_data_does_not(ctx, session):
    raised(session, company(session, "Late"), "series-c+")
    result = build_list(ctx, funding_stage=["Series D"])
    assert names(result) == ["Late"]
    assert any("cannot be told apart" in note for note in result.notes)


def test_unknown_names_are_errors_that_name_what_is_on_record(ctx, session):
    company(session, "A", industry="finance", city="Springfield")
    with pytest.raises(NotFound, match="basket weaving") as industry:
        build_list(ctx, industry=["basket weaving"])
    assert "finance" in industry.value.hint
    with pytest.raises(NotFound, match="Sprngfield") as place:
        build_list(ctx, geography=["Sprngfield"])
    assert "Springfield" in place.value.hint
    assert names(build_list(ctx, geography=["Springfield"])) == ["A"]
    with pytest.raises(BadInput):
        build_list.run(ctx, {"count": 0})


def test_with_nothing_asked_it_asks(ctx, session):
    company(session, "A")
    assert build_list(ctx).questions
    assert build_list(ctx, count=1).facts["found"] == 1


def test_an_empty_universe_is_not_an_empty_list(ctx):
    with pytest.raises(NotReady):
        build_list(ctx, industry=["finance"])


def test_the_figure_has_a_receipt_with_the_rows_behind_it(ctx, session):
    firm = company(session, "A", industry="finance")
    figure = build_list(ctx, industry=["finance"]).figures[0]
    session.flush()
    receipt = session.get(Receipt, ("main", figure.id))
    assert receipt.row_ids == [firm.id]
    assert receipt.value == "1"
    assert receipt.filters[0]["name"] == "industry"


def test_more_than_asked_for_is_cut_and_says_how_many_there_are(ctx, session):
    for n in range(5):
        company(session, f"C{n}", last_funded_on=date(2010 + n, 1, 1))
    result = build_list(ctx, count=2)
    assert names(result) == ["C4", "C3"]
    assert "2 of the 5" in result.say
    assert result.tables[0].total == 2
    assert len(result.facts["record_ids"]) == 2


def test_further_conditions_are_of_the_companys_own_record(ctx, session):
    company(session, "Ada Labs", status="closed", funding_rounds=3, raised_cents=500_00)
    company(session, "Bo Labs", status="operating", funding_rounds=3, raised_cents=900_00)
    company(session, "Cy", status="closed", funding_rounds=1)

    def found(*conditions, **more):
        where = [Filter(field=f, op=op, value=value) for f, op, value in conditions]
        return names(build_list(ctx, where=where, **more))

    assert found(("status", "is", "closed"), ("funding_rounds", "gte", 3)) == ["Ada Labs"]
    assert found(("name", "contains", "labs"), order="most_raised") == ["Bo Labs", "Ada Labs"]
    assert sorted(found(("raised_cents", "missing", None))) == ["Cy"]


def test_a_further_condition_says_what_the_record_holds(ctx, session):
    company(session, "Ada", status="closed")
    company(session, "Bo", status="operating")
    result = build_list(ctx, where=[Filter(field="status", value="closed")])
    assert result.tables[0].columns[-1] == "Why: status"
    assert result.tables[0].rows[0][-1] == "status closed"
    assert result.facts["card"]["where"][0]["field"] == "status"


def test_most_raised_in_a_time_is_ordered_by_what_came_in_then(ctx, session):
    rich = company(session, "Rich Before", raised_cents=900_000_00)
    busy = company(session, "Busy Then", raised_cents=300_000_00)
    raised(session, rich, "series-b", on=date(2012, 5, 1), cents=10_000_00)
    raised(session, busy, "series-a", on=date(2012, 2, 1), cents=100_000_00)
    raised(session, busy, "series-b", on=date(2012, 9, 1), cents=200_000_00)
    result = build_list(ctx, funded="2012", order="most_raised")
    assert names(result) == ["Busy Then", "Rich Before"]
    assert names(build_list(ctx, order="most_raised", founded=None, funded=None, count=2)) == [
        "Rich Before", "Busy Then"]  # fmt: skip
    assert any("in that time" in note for note in result.notes)
