"""Figures, what bounds and splits them, and what is counted, read from the words alone."""

from datetime import date

import pytest

from agent.planner.clause import Clause, World
from agent.planner.filling import fill
from agent.planner.fitting import _cannot_have
from agent.planner.idioms import plainly
from agent.planner.lexicon import Lexicon, Meaning
from agent.planner.memory import Memory
from agent.planner.vocabulary import declared


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
    assert _cannot_have(read("top 5 reps won", "find_records"))
    assert not _cannot_have(read("deals won", "find_records"))


def test_a_share_of_nothing_is_asked_about(read) -> None:
    assert "share" in read("what share of deals won").doubts[0].text


def test_a_rate_is_no_share_of_itself(read) -> None:
    given = read("what percent of leads convert by source").calls[0].arguments
    assert "share" not in given
