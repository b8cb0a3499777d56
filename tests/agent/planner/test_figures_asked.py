"""Figures as people ask for them: bands, orders, stretches of time, and figures told beside."""

from datetime import date

import pytest

from agent.planner.conditions.ahead import looks_ahead
from agent.planner.reading.filling import fill
from agent.planner.reading.sharing import joined
from agent.planner.schedules.recurring import recurring
from agent.planner.words.clause import Clause, World
from agent.planner.words.courtesy import heart
from agent.planner.words.idioms import plainly
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.memory import Call, Memory
from agent.planner.words.splitting import steps
from agent.planner.words.vocabulary import declared

VALUES = (("type", "new"), ("series", "Ledger"), ("region", "EMEA"), ("owner", "Dana Roe"),
          ("forecast_category", "Commit"), ("forecast_category", "Best Case"))  # fmt: skip
TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def world():
    lexicon = Lexicon()
    declared(lexicon)
    for name, value in VALUES:
        lexicon.add(value, Meaning("value", name, value))
    return World(lexicon, TODAY)


@pytest.fixture(scope="module")
def read(world):
    def calls(text, tool="measure"):
        clause = Clause(plainly(heart(text)), world)
        clause.ahead = looks_ahead(clause, tool)
        return [call.arguments for call in fill(clause, tool, Memory()).calls]

    return calls


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("open pipeline by age band", "age_band"),
        ("open pipeline in buckets 0-30, 31-60, 61-90, 90+ days", "age_band: 31, 61, 91"),
        ("open deals by age: 0 to 30, 31 to 60, over 60 days", "age_band: 31, 61"),
        ("won revenue by deal size: under 10k, 10k-50k, 50k+", "amount_band: 10000, 50000"),
        ("win rate for deals above and below $50k", "amount_band: 50000"),
        ("win rate, split at 1000 employees", "employee_band: 1000"),
        ("sales cycle by company size, 1-50, 51-200, 200+", "employee_band: 51, 201"),
        ("win rate for deals between 10k and 50k vs over 50k", "amount_band: 10000, 50000"),
    ],
)
def test_ranges_named_side_by_side_are_bands_to_split_by(read, text, by):
    [arguments] = read(text)
    assert arguments["by"] == [by]
    assert not arguments.keys() & {"where", "having"}


@pytest.mark.parametrize(
    "text", ["average deal size by region", "won revenue for deals over 50k", "win rate by amount"]
)
def test_a_size_that_nothing_is_split_by_makes_no_bands(read, text):
    assert not any("band" in name for name in read(text)[0].get("by", []))


def test_how_old_a_band_is_asks_for_what_is_in_it(read):
    assert read("ageing of open deals in buckets 0-30, 31-60, 60+")[0]["metric"] == "open_deals"
    assert read("pipeline ageing, bands 0-30, 31+ days, dollars")[0]["metric"] == "open_pipeline"


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("worst loss reasons by lost revenue", "top"),
        ("regions by sales cycle, best first", "bottom"),
        ("win rate by rep, worst on top", "bottom"),
        ("lost revenue by product, worst at the top", "top"),
        ("sales cycle by region, highest to lowest", "top"),
    ],
)
def test_worst_is_the_most_of_what_is_bad(read, text, order):
    assert read(text)[0]["rank"]["order"] == order


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("where will bookings end up by 31 December", "2026-10-01..2026-12-31"),
        ("what will we close by the end of the month", "2026-11-01..2026-11-30"),
        ("what will we land by the end of the year", "2026-01-01..2026-12-31"),
    ],
)
def test_a_forecast_up_to_a_day_is_of_the_whole_stretch_that_ends_then(read, text, period):
    assert read(text, "forecast")[0]["period"] == period


@pytest.mark.parametrize(
    ("text", "period", "other"),
    [
        ("open pipeline Q3 vs Q2", "2026-07-01..2026-09-30", "2026-04-01..2026-06-30"),
        ("open pipeline December vs January", "2026-12-01..2026-12-31", "2027-01-01..2027-01-31"),
    ],
)
def test_two_times_side_by_side_are_the_nearest(read, text, period, other):
    assert (read(text)[0]["period"], read(text)[0]["compare_to"]) == (period, other)


def test_figures_asked_for_beside_one_another_are_both_told(read):
    def metrics(text):
        return [call["metric"] for call in read(text)]

    both = ["won_revenue", "deals_won"]
    assert metrics("won revenue by product, and how many deals was that?") == both
    assert metrics("lost revenue by value if priced, else just count") == [
        "lost_revenue", "deals_lost"
    ]  # fmt: skip


def test_ways_of_computing_stay_within_what_holds_for_all_of_them(read):
    calls = read("lead response time, median and p90, during office hours")
    assert [call["variant"] for call in calls] == ["business_hours", "business_p90"]


def test_a_new_customer_in_the_name_of_a_figure_is_no_condition(read):
    assert "where" not in read("customer acquisition cost of a new customer")[0]


def test_new_logos_are_counted(read):
    [arguments] = read("new logos last month?")
    assert arguments["metric"] == "deals_won"
    assert arguments["where"] == [{"field": "type", "op": "is", "value": "new"}]


def test_groups_that_a_value_chooses_are_ranked(read):
    [arguments] = read("rank Ledger products on win rate, best first")
    assert arguments["by"] == ["product"]


def test_a_change_in_percent_is_no_share(read):
    assert "share" not in read("compare Q2 & Q3 won revenue, with difference in percent")[0]


def test_a_step_that_only_adds_shares_is_the_same_figure():
    def call(**more):
        return Call(tool="measure", arguments={"metric": "won_revenue", "by": ["owner"], **more})

    assert [c.arguments.get("share") for c in joined([call()], [call(share=True)])] == [True]


def test_a_monthly_count_is_no_schedule(world):
    def scheduled(text):
        return recurring(text, world, Memory(), lambda _: [])

    assert scheduled("Monthly count of lost deals over the second half of the year") is None
    assert scheduled("Monthly, count the lost deals and send it to me") is not None


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("For the board pack: NRR by region", "NRR by region"),
        ("Founder here. Win rate by region?", "Win rate by region?"),
        ("cfo here, deal size by segment", "deal size by segment"),
    ],
)
def test_who_asks_and_what_for_is_taken_off(text, request_):
    assert heart(text) == request_


def test_scoring_both_is_no_step_of_its_own():
    assert steps("Is our data on accounts better than on contacts? Score both.") == [
        "Is our data on accounts better than on contacts?"
    ]


def test_the_bars_of_a_bridge_are_one_bridge(read):
    [arguments] = read("ARR bridge for Q3, into new, expansion, contraction and churn")
    assert (arguments["metric"], arguments.get("variant")) == ("arr_bridge", None)


def test_a_figure_before_another_is_told_too(read):
    figures = [call["metric"] for call in read("deals won and win rate by region this year")]
    assert sorted(figures) == ["deals_won", "win_rate"]


@pytest.mark.parametrize(
    "text",
    ["won revenue as a percentage of quota by owner", "share of quota each team has booked"],
)
def test_a_share_of_the_quota_is_attainment(read, text):
    [arguments] = read(text)
    assert arguments["metric"] == "quota_attainment"
    assert "share" not in arguments


def test_a_year_of_founding_chooses_the_companies_whose_money_is_added_up(read):
    [arguments] = read("money raised by country for companies founded in 2010")
    assert "period" not in arguments
    assert [c["field"] for c in arguments["where"]] == ["prospect_company_id.founded_year"]


def test_an_outlook_is_bounded_by_a_share_of_quota(read):
    assert read("attainment outlook, only those above 90%", "forecast_attainment")[0]["having"] == {
        "above": 0.9
    }  # fmt: skip
    assert read("attainment outlook, hide anyone over 100 %", "forecast_attainment")[0][
        "having"
    ] == {"at_most": 1.0}  # fmt: skip


def test_a_running_total_is_told_beside_the_months(read):
    [arguments] = read("cumulative won revenue by month")
    assert (arguments["by"], arguments["running"]) == (["month"], True)


def test_bands_stand_beside_other_groups(read):
    assert read("open pipeline by age band and owner")[0]["by"] == ["owner", "age_band"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("how many new customers did EMEA sign in Q3", "how many deals of type new did EMEA win"),
        ("MQLs of May that reached SQL", "mql to sql"),
        ("counting only renewals, what did we win", "what did we win, only renewals"),
        ("pipeline if we only count Commit", "pipeline only Commit"),
    ],
)
def test_turns_about_figures_are_put_plainly(text, plain):
    assert plain in plainly(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Win rate by region. We got a complaint from marketing.", "Win rate by region."),
        ("Sales by product. I think you can see it from the price list.", "Sales by product."),
    ],
)
def test_what_is_said_about_people_afterwards_is_taken_off(text, left):
    assert heart(text).strip() == left
