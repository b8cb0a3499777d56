"""What `measure` says, shows and refuses."""

from datetime import date
from decimal import Decimal

import pytest

from store import receipts
from store.errors import BadInput
from tests.tools.numbers.world import context
from tools.arguments import Bound, Filter, Ranking
from tools.numbers.measure import measure


@pytest.fixture
def deal(make):
    """Makes a deal; won ones close in October 2026 for $1,000 unless it says otherwise."""

    def one(**fields):
        closing = {"status": "won", "closed_on": date(2026, 10, 5), "amount_cents": 1_000_00}
        return make("opportunity", **{"created_on": date(2026, 9, 1), **closing, **fields})

    return one


@pytest.fixture
def regions(deal):
    """Three won deals: $3,000 in East in two, $1,000 in West."""
    deal(region="East", amount_cents=2_000_00)
    deal(region="East")
    deal(region="West")


def test_the_headline_names_the_period_the_value_and_what_it_stands_on(regions, session):
    result = measure(context(session), "won_revenue", period="Q4 2026")
    assert result.say == (
        "Won revenue in Q4 2026 (1 Oct 2026 to 31 Dec 2026): $4,000 from 3 deals."
    )
    assert "Q4 2026 is not over: counted up to 20 Nov 2026." in result.notes


def test_the_receipt_holds_all_that_the_figure_stands_on(regions, session):
    ctx = context(session)
    where = [Filter(field="region", value="East")]
    figure = measure(ctx, "won_revenue", period="2026-Q4", where=where).figures[0]
    session.flush()
    receipt = receipts.read(session, "main", figure.id)
    assert (receipt.value, receipt.unit, receipt.n) == ("3000", "USD", 2)
    assert receipt.period["key"] == "2026-10-01..2026-12-31"
    assert receipt.filters[0]["value"] == "East"
    assert receipt.formula == "sum of amount over won deals"
    assert {row.region for row in receipts.rows_behind(session, receipt)} == {"East"}


def test_groups_are_ordered_and_each_has_a_receipt(regions, session):
    result = measure(context(session), "won_revenue", by=["region"], period="2026-Q4")
    assert [row[:2] for row in result.tables[0].rows] == [["East", 3000], ["West", 1000]]
    assert [f.text for f in result.figures] == ["$4,000", "$3,000", "$1,000"]
    assert result.charts[0].spec["mark"] == "bar"


def test_shares_add_up_to_one(deal, session):
    for region in ("A", "B", "C"):
        deal(region=region)
    rows = measure(context(session), "deals_won", by=["region"], share=True).tables[0].rows
    assert sum(row[2] for row in rows) == 1
    assert {row[2] for row in rows} == {Decimal("0.334"), Decimal("0.333")}


def test_the_share_of_some_rows_is_of_the_whole(regions, session):
    where = [Filter(field="region", value="West")]
    result = measure(context(session), "won_revenue", where=where, share=True)
    assert result.say.endswith("That is 25 % of the $4,000 in all.")


def test_shares_of_a_rate_are_refused(regions, session):
    with pytest.raises(BadInput, match="make no sense"):
        measure(context(session), "win_rate", by=["region"], share=True)


def test_a_ranking_says_who_ties_with_the_last_one(deal, session):
    for owner in ("A", "B", "C"):
        deal(region=owner, amount_cents=500_00)
    deal(region="D")
    result = measure(
        context(session), "won_revenue", by=["region"], rank=Ranking(order="top", count=2)
    )
    assert [row[0] for row in result.tables[0].rows] == ["D", "A"]
    assert "2 more tie with the last one shown." in result.notes
    assert result.tables[0].total == 4


def test_a_comparison_gives_the_other_value_the_difference_and_the_change(deal, session):
    deal(amount_cents=1_500_00)
    deal(closed_on=date(2026, 8, 1), amount_cents=1_200_00)
    result = measure(context(session), "won_revenue", period="this quarter", compare_to="previous")
    assert [f.text for f in result.figures] == ["$1,500", "$1,200", "$300", "25 %"]
    assert "Up $300 (25 %) from $1,200 in Q3 2026" in result.say


def test_rates_are_compared_in_points(deal, session):
    for month in (8, 10):
        for n in range(5):
            status = "won" if n < (3 if month == 8 else 2) else "lost"
            deal(status=status, closed_on=date(2026, month, 3))
    result = measure(context(session), "win_rate", period="Q4 2026", compare_to="previous")
    assert result.figures[2].text == "-20 points"
    assert "Down 20 points from 60 %" in result.say


def test_months_without_a_deal_are_shown_as_nothing_won(deal, session):
    deal(closed_on=date(2026, 1, 5))
    deal(closed_on=date(2026, 3, 5))
    rows = measure(context(session), "won_revenue", by=["month"]).tables[0].rows
    assert [row[:2] for row in rows] == [
        ["January 2026", 1000], ["February 2026", 0], ["March 2026", 1000],
    ]  # fmt: skip


def test_fiscal_quarters_follow_the_workspace(deal, session):
    ctx = context(session)
    ctx.workspace.fiscal_start_month = 2
    deal(closed_on=date(2026, 1, 31))
    deal(closed_on=date(2026, 2, 1))
    rows = measure(ctx, "deals_won", by=["quarter"]).tables[0].rows
    assert [row[0] for row in rows] == ["fiscal Q4 2026", "fiscal Q1 2027"]


@pytest.mark.parametrize("metric", ["win_rate", "deal_size", "sales_cycle"])
def test_too_few_deals_give_no_value_and_the_reason(deal, session, metric):
    deal()
    deal()
    result = measure(context(session), metric, period="2026-Q4")
    assert result.figures[0].value is None
    assert "at least" in result.figures[0].reason
    assert result.say.startswith("There is no ")


def test_deals_without_an_amount_are_counted_and_said(deal, session):
    deal()
    deal(amount_cents=None)
    result = measure(context(session), "won_revenue", period="2026-Q4")
    assert result.figures[0].value == 1000
    assert "1 of 2 deals have no amount." in result.notes


def test_open_deals_that_all_lack_an_amount_have_no_pipeline_rather_than_zero(deal, session):
    deal(status="open", closed_on=None, amount_cents=None)
    result = measure(context(session), "open_pipeline")
    assert result.figures[0].value is None
    assert result.say == (
        "Open pipeline today cannot be told: the only open deal has no amount."
    ), result.say


def test_two_currencies_are_never_added(deal, session):
    deal()
    deal(currency="EUR")
    result = measure(context(session), "won_revenue", period="2026-Q4")
    assert result.figures[0].value == 1000
    assert "1 of 2 deals are in another currency and are left out." in result.notes


def test_a_period_that_the_records_do_not_reach_has_no_value(deal, session):
    deal()
    result = measure(context(session), "won_revenue", period="2015")
    assert result.figures[0].value is None
    assert "5 Oct 2026" in result.figures[0].reason


def test_a_rep_who_won_nothing_in_a_living_period_won_zero(deal, make, session):
    deal()
    make("user", name="Bo Lee")
    where = [Filter(field="owner", value="Bo Lee")]
    result = measure(context(session), "won_revenue", period="2026-Q4", where=where)
    assert result.figures[0].value == 0


def test_asked_as_of_a_past_day_later_deals_are_still_open(deal, session):
    deal()
    ctx = context(session, today=date(2026, 9, 30))
    assert measure(ctx, "deals_won").figures[0].value == 0
    assert measure(ctx, "open_deals").figures[0].value == 1


def test_two_reps_of_one_name_stay_two(deal, make, session):
    twins = [make("user", name="Ed Kay") for _ in range(2)]
    for n, twin in enumerate(twins):
        deal(owner_id=twin.id, amount_cents=(n + 1) * 1_000_00)
    rows = measure(context(session), "won_revenue", by=["owner"]).tables[0].rows
    assert [row[:2] for row in rows] == [
        [f"Ed Kay ({twins[1].id})", 2000], [f"Ed Kay ({twins[0].id})", 1000],
    ]  # fmt: skip


def test_a_store_without_stage_history_has_no_stage_conversion(deal, session):
    deal()
    result = measure(context(session), "stage_conversion")
    assert "no stage history is recorded" in result.say


def test_part_of_a_quota_counts_for_part_of_its_days(deal, make, session):
    rep = make("user", name="Ana Ruiz")
    make("quota", user_id=rep.id, starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31),
         amount_cents=92_000_00)  # fmt: skip
    assert measure(context(session), "quota", period="October 2026").figures[0].value == 31_000


def test_quotas_of_teams_count_only_when_no_rep_has_one(make, session):
    team, rep = make("team", name="Reds"), make("user", name="Ana Ruiz")
    make("quota", team_id=team.id, amount_cents=500_00)
    assert measure(context(session), "quota").figures[0].value == 500
    make("quota", user_id=rep.id, amount_cents=70_00)
    assert measure(context(session), "quota").figures[0].value == 70


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"metric": "happiness"}, "no metric called 'happiness'"),
        ({"metric": "won_revenue", "by": ["mood"]}, "down by 'mood'"),
        ({"metric": "won_revenue", "variant": "by_value"}, "no variant 'by_value'"),
        ({"metric": "count_products", "by": ["owner"]}, "cannot be broken down by owner"),
        (
            {"metric": "won_revenue", "compare_to": "previous", "period": "all time"},
            "All time cannot be compared",
        ),
        ({"metric": "won_revenue", "period": "the other day"}, "period of time"),
    ],
)
def test_what_cannot_be_measured_is_refused_by_name(deal, session, asked, said):
    deal()
    with pytest.raises(BadInput, match=said):
        measure.run(context(session), asked)


def test_deals_lost_for_a_reason_are_counted_by_the_day_they_closed(deal, session):
    deal(status="lost", loss_reason="Price", created_on=date(2026, 8, 1))
    where = [Filter(field="loss_reason", value="Price")]
    found = measure(context(session), "count_deals", where=where, period="October 2026")
    assert (found.figures[0].metric, found.figures[0].value) == ("deals_lost", 1)


def test_the_bars_of_a_bridge_have_a_row_and_a_receipt_each(make, session):
    account = make("account", name="Acme")
    make("subscription", account_id=account.id, ends_on=date(2026, 6, 30))
    make("subscription", account_id=account.id, arr_cents=1_500_00, starts_on=date(2026, 7, 1))
    result = measure(context(session), "arr_bridge", period="2026-Q3")
    assert [row[0] for row in result.tables[0].rows][:3] == ["ARR before", "new", "expansion"]
    assert [row[1] for row in result.tables[0].rows] == [1200, 0, 300, 0, 0, 1500]
    assert len(result.figures) == 1 + 6


@pytest.mark.parametrize("metric", ["arr", "net_revenue_retention", "cac", "ltv_to_cac"])
def test_a_figure_without_its_data_says_which_file_to_import(deal, session, metric):
    deal()
    reason = measure(context(session), metric).figures[0].reason
    assert "pitcrew import FILE --as " in reason


@pytest.mark.parametrize("said", ["closed won", "Bookings", "how much did we win", "won_revenue"])
def test_a_metric_answers_to_its_words(regions, session, said):
    assert measure(context(session), said).figures[0].value == 4000


def test_only_groups_within_a_bound_are_told(regions, session):
    above = Bound(above=1_000)
    result = measure(context(session), "won_revenue", by=["region"], period="2026-Q4", having=above)
    assert [row[0] for row in result.tables[0].rows] == ["East"]
    assert "1 of 2 regions are above $1,000." in result.say
    assert "1 of 2 groups are shown." in result.notes


def test_a_low_count_says_that_it_cannot_see_groups_without_any(regions, session):
    few = Bound(below=2)
    result = measure(context(session), "deals_won", by=["region"], period="2026-Q4", having=few)
    assert [row[0] for row in result.tables[0].rows] == ["West"]
    assert any("with none is not in this list" in note for note in result.notes)


def test_no_group_within_a_bound_is_an_answer(regions, session):
    none = Bound(at_least=1_000_000)
    result = measure(context(session), "won_revenue", by=["region"], period="2026-Q4", having=none)
    assert "0 of 2 regions are at least $1,000,000." in result.say
    assert not result.tables[0].rows


def test_a_bound_without_a_breakdown_is_a_verdict(regions, session):
    result = measure(context(session), "won_revenue", period="2026-Q4", having=Bound(above=9_000))
    assert result.say.endswith("That is not above $9,000.")


def test_an_empty_bound_is_refused(regions, session):
    with pytest.raises(BadInput, match="says nothing"):
        measure(context(session), "won_revenue", by=["region"], having=Bound())
