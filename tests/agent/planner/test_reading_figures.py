"""Figures, what bounds and splits them, and what is counted, read from the words alone."""

from datetime import date

import pytest

from agent.planner.judging.holding import cannot_have
from agent.planner.reading.filling import fill
from agent.planner.words.clause import Clause, World
from agent.planner.words.idioms import plainly
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.memory import Memory
from agent.planner.words.vocabulary import declared


@pytest.fixture(scope="module")
def read():
    lexicon = Lexicon()
    declared(lexicon)
    for kind in ("call", "meeting", "email"):
        lexicon.add(kind, Meaning("value", "type", kind))
    lexicon.add("won", Meaning("value", "status", "won"))
    lexicon.add("New", Meaning("value", "status", "New"))
    lexicon.add("Best Case", Meaning("value", "forecast_category", "Best Case"))

    def filled(text, tool="measure"):
        clause = Clause(plainly(text), World(lexicon, date(2026, 11, 20)))
        return fill(clause, tool, Memory())

    return filled


@pytest.mark.parametrize(
    ("text", "metric", "by", "having"),
    [
        ("reps under 50% attainment", "quota_attainment", ["owner"], {"below": 0.5}),
        ("regions with a win rate above 30%", "win_rate", ["region"], {"above": 0.3}),
        ("industries that brought in more than a million", "won_revenue", ["industry"],
         {"above": 1e6}),
        ("teams with at least 3x coverage", "pipeline_coverage", ["team"], {"at_least": 3.0}),
        ("which countries have under five customers", "count_accounts", ["country"],
         {"below": 5.0}),
        ("sources that gave us more than 100 leads", "count_leads", ["source"], {"above": 100.0}),
        ("segments with a sales cycle longer than 3 months", "sales_cycle", ["segment"],
         {"above": 91.2}),
        ("who won over $500k", "won_revenue", ["owner"], {"above": 5e5}),
        ("which teams missed quota", "quota_attainment", ["team"], {"below": 1.0}),
        ("is our win rate above 30%", "win_rate", None, {"above": 0.3}),
    ],
)  # fmt: skip
def test_a_bound_on_the_figure_of_each_group_is_read(read, text, metric, by, having) -> None:
    given = read(text).calls[0].arguments
    assert (given["metric"], given.get("by"), given.get("having")) == (metric, by, having)


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("won revenue by owner for deals over 50k", 50_000),
        ("win rate of deals over 100k by region", 100_000),
        ("how many open deals over 200k by owner", 200_000),
    ],
)
def test_a_bound_on_each_record_stays_a_condition(read, text, low) -> None:
    given = read(text).calls[0].arguments
    assert "having" not in given
    assert {"field": "amount_cents", "op": "gt", "value": low} in given["where"]


@pytest.mark.parametrize(
    ("text", "metric", "by"),
    [
        ("who has the most accounts", "count_accounts", ["owner"]),
        ("which team owns the fewest leads", "count_leads", ["team"]),
        ("calls per rep per week", "count_activities", ["owner", "week"]),
        ("contacts by country", "count_contacts", ["country"]),
        ("weekly new leads", "count_leads", ["week"]),
        ("quota per team", "quota", ["team"]),
        ("created deals grouped for source", "deals_created", ["source"]),
        ("won revenue, rows region, columns quarter", "won_revenue", ["region", "quarter"]),
        ("why did we lose in Q3", "deals_lost", ["loss_reason"]),
        ("how much pipeline did marketing create", "pipeline_created", None),
        ("how many customers did we lose", "customer_churn", None),
        ("total value of deals", "open_pipeline", None),
    ],
)
def test_the_figure_and_its_parts_are_what_the_words_ask_for(read, text, metric, by) -> None:
    given = read(text).calls[0].arguments
    assert (given["metric"], given.get("by")) == (metric, by)


def test_kinds_of_activity_that_are_counted_are_conditions(read) -> None:
    given = read("how many emails did we send").calls[0].arguments
    assert given["metric"] == "count_activities"
    assert given["where"] == [{"field": "type", "op": "is", "value": "email"}]


def test_a_level_at_the_end_of_a_month_is_one_that_has_been(read) -> None:
    clause = read("open pipeline at the end of August").clause
    assert clause is not None
    assert not clause.ahead


def test_a_name_with_a_superlative_is_no_ranking(read) -> None:
    given = read("deals in Best Case", "find_records").calls[0].arguments
    assert "rank" not in given
    assert given["where"] == [{"field": "forecast_category", "op": "is", "value": "Best Case"}]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("opportunities what have not next step", "next_step"),
        ("accounts where the website isn't filled in", "website"),
        ("contacts with neither email nor phone", "phone"),
        ("leads whose phone is unknown", "phone"),
        ("accounts w/o website", "website"),
    ],
)
def test_what_is_missing_is_read_however_it_is_put(read, text, field) -> None:
    where = read(text, "find_records").calls[0].arguments["where"]
    assert {"field": field, "op": "missing", "value": None} in where


def test_a_condition_that_the_records_cannot_have_makes_a_reading_unfit(read) -> None:
    assert cannot_have(read("top 5 reps won", "find_records"))
    assert not cannot_have(read("deals won", "find_records"))


def test_a_share_of_nothing_is_asked_about(read) -> None:
    assert "share" in read("what share of deals won").doubts[0].text


def test_a_rate_is_no_share_of_itself(read) -> None:
    given = read("what percent of leads convert by source").calls[0].arguments
    assert "share" not in given


@pytest.mark.parametrize(
    ("text", "metric", "per", "by"),
    [
        ("calls per won deal", "count_activities", "deals_won", None),
        ("tell me the ratio of activities to won deals by rep", "count_activities", "deals_won",
         ["owner"]),
        ("activity to deal ratio by team", "count_activities", "count_deals", ["team"]),
        ("how many calls does it take to win a deal", "count_activities", "deals_won", None),
        ("how many contacts per account on average", "count_contacts", "count_accounts", None),
        ("revenue per deal by region", "won_revenue", "deals_won", ["region"]),
        ("contacts per account", "count_contacts", None, ["account"]),
        ("won revenue per rep", "won_revenue", None, ["owner"]),
        ("open deals per month", "open_deals", None, ["month"]),
    ],
)  # fmt: skip
def test_a_figure_is_divided_by_another_where_it_cannot_be_split_by_it(
    read, text, metric, per, by
) -> None:
    given = read(text).calls[0].arguments
    assert (given["metric"], given.get("per"), given.get("by")) == (metric, per, by)


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("how old is the average open deal", "open_deals"),
        ("how many reps made their number in Q2", "quota_attainment"),
        ("how many reps do we have", "count_reps"),
        ("top 3 loss reasons", "deals_lost"),
        ("what did each region bank last quarter", "won_revenue"),
    ],
)
def test_a_figure_is_read_from_the_verb_beside_it(read, text, metric) -> None:
    assert read(text).calls[0].arguments["metric"] == metric


def test_two_figures_of_one_request_are_both_computed(read) -> None:
    asked = read("give me wins and losses by month this year")
    assert [call.arguments["metric"] for call in asked.calls] == ["deals_won", "deals_lost"]
    assert all(call.arguments["by"] == ["month"] for call in asked.calls)


@pytest.mark.parametrize(
    ("text", "period", "by"),
    [
        ("bookings: Q3 vs Q2 vs Q1", "2026-01-01..2026-09-30", ["quarter"]),
        ("won revenue in July, August and September", "2026-07-01..2026-09-30", ["month"]),
        ("won revenue in Q3 vs Q2", "2026-07-01..2026-09-30", None),
    ],
)
def test_three_periods_in_a_row_are_one_stretch_told_apart(read, text, period, by) -> None:
    given = read(text).calls[0].arguments
    assert (given["period"], given.get("by")) == (period, by)


def test_periods_side_by_side_are_cohorts_where_nothing_else_compares_them(read) -> None:
    given = read("reps hired in 2025 against those hired in 2024", "compare_cohorts")
    assert given.calls[0].arguments["period"] == "2024-01-01..2025-12-31"
    assert given.calls[0].arguments["every"] == "year"


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("rank the teams by won revenue", ["team"]),
        ("open deals older than 90 days by owner", ["owner"]),
        ("won revenue by owner", ["owner"]),
    ],
)
def test_groups_are_what_is_ranked_and_no_length_of_time(read, text, by) -> None:
    assert read(text).calls[0].arguments["by"] == by


def test_a_length_of_time_bounds_deals_and_not_how_many_there_are(read) -> None:
    given = read("open deals older than 90 days by owner").calls[0].arguments
    assert "having" not in given
    assert given["where"] == [{"field": "created_on", "op": "before", "value": "2026-08-22"}]


@pytest.mark.parametrize(
    ("text", "period", "compare"),
    [
        ("won revenue in 2025 and 2026", "2026-01-01..2026-12-31", "2025-01-01..2025-12-31"),
        ("explain won revenue between the second and third quarters", "2026-07-01..2026-09-30",
         "2026-04-01..2026-06-30"),
        ("won revenue in June to August this year", "2026-06-01..2026-08-31", None),
        ("did we lose more in the third quarter than in the second", "2026-07-01..2026-09-30",
         "2026-04-01..2026-06-30"),
        ("win rate by region for the last financial year", "2025-01-01..2025-12-31", None),
    ],
)  # fmt: skip
def test_of_two_periods_the_earlier_is_the_one_beside(read, text, period, compare) -> None:
    given = read(text).calls[0].arguments
    assert (given.get("period"), given.get("compare_to")) == (period, compare)


def test_a_walk_is_not_set_beside_an_earlier_one_because_it_tells_of_change(read) -> None:
    given = read("what changed in the pipeline this week", "pipeline_changes").calls[0].arguments
    assert "compare_to" not in given


def test_calls_by_rep_count_calls(read) -> None:
    assert read("number of calls logged by rep").calls[0].arguments["metric"] == "count_activities"


def test_another_figure_does_not_take_over_a_variant_that_it_has_not(read) -> None:
    calls = read("annual recurring revenue and net revenue retention").calls
    assert [c.arguments.get("variant") for c in calls] == ["annual", None]


def test_two_values_of_one_field_are_either_of_them(read) -> None:
    where = read("show open and lost deals", "find_records").calls[0].arguments["where"]
    assert where == [{"field": "status", "op": "is", "value": ["open", "lost"]}]


def test_deals_that_closed_were_won_or_lost(read) -> None:
    where = read("deals that closed last week", "find_records").calls[0].arguments["where"]
    assert where == [{"field": "status", "op": "is", "value": ["won", "lost"]}]
