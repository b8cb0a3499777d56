"""Requests for several figures at once: each is a call of its own."""

from datetime import date

import pytest

from agent.planner.reading.filling import fill
from agent.planner.words.clause import Clause, World
from agent.planner.words.idioms import plainly
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.memory import Memory
from agent.planner.words.splitting import steps
from agent.planner.words.vocabulary import declared, prospects_only


@pytest.fixture(scope="module")
def calls():
    lexicon = Lexicon()
    declared(lexicon)
    for name, value in (("segment", "SMB"), ("segment", "Enterprise"), ("region", "EMEA"),
                        ("region", "APAC"), ("type", "renewal"), ("type", "new"),
                        ("loss_reason", "Price"), ("country", "Germany"),
                        ("country", "France")):  # fmt: skip
        lexicon.add(value, Meaning("value", name, value))

    def read(text):
        clause = Clause(plainly(text), World(lexicon, date(2026, 11, 20)))
        return [call.arguments for call in fill(clause, "measure", Memory()).calls]

    return read


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("deals lost this year: how many and how much", ["deals_lost", "lost_revenue"]),
        ("number and value of open deals by stage", ["open_pipeline", "open_deals"]),
        ("won deals by segment, count and value", ["deals_won", "won_revenue"]),
        ("deals won, value, hit rate", ["deals_won", "won_revenue", "win_rate"]),
        ("open pipeline and how many deals", ["open_pipeline", "open_deals"]),
        ("count of open deals per stage, with summed amount", ["open_deals", "open_pipeline"]),
        ("win rate by segment", ["win_rate"]),
        ("how many deals did we win", ["deals_won"]),
    ],
)
def test_a_count_and_the_sum_beside_it_are_two_figures(calls, text, metrics) -> None:
    assert [found["metric"] for found in calls(text)] == metrics


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        ("median and mean sales cycle by segment", ["median", "mean"]),
        ("first response time on leads, median and p90", ["median", "p90"]),
        ("median sales cycle", ["median"]),
        ("mean sales cycle from creation", ["created_mean"]),
    ],
)
def test_ways_of_computing_that_stand_side_by_side_are_each_computed(calls, text, variants) -> None:
    assert [found.get("variant") for found in calls(text)] == variants


@pytest.mark.parametrize(
    ("text", "wheres"),
    [
        ("win rate for deals over 50k vs under 50k",
         [[("amount_cents", "gt", 50_000.0)], [("amount_cents", "lt", 50_000.0)]]),
        ("win rate for deals over 50k and under 90k",
         [[("amount_cents", "gt", 50_000.0), ("amount_cents", "lt", 90_000.0)]]),
        ("sales cycle, SMB vs the rest",
         [[("segment", "is", "SMB")], [("segment", "is_not", "SMB")]]),
        ("revenue of Germany against everyone else",
         [[("country", "is", "Germany")], [("country", "is_not", "Germany")]]),
        ("win rate of deals pushed more than twice against those never pushed",
         [[("push_count", "lte", 0)], [("push_count", "gt", 2)]]),
        ("revenue, only renewals, EMEA excluded",
         [[("type", "is", "renewal"), ("region", "is_not", "EMEA")]]),
        ("bookings by region, EMEA and APAC aside",
         [[("region", "is_not", ["EMEA", "APAC"])]]),
        ("average price sold", [None]),
        ("deals lost on price", [[("loss_reason", "is", "Price")]]),
    ],
)  # fmt: skip
def test_sets_that_no_record_is_in_both_of_are_set_side_by_side(calls, text, wheres) -> None:
    found = [
        [(c["field"], c["op"], c["value"]) for c in call["where"]] if "where" in call else None
        for call in calls(text)
    ]
    assert found == wheres


def test_both_ends_of_a_ranking_are_shown(calls) -> None:
    ranks = [found["rank"] for found in calls("top 3 and bottom 5 reps by won revenue")]
    assert ranks == [{"order": "top", "count": 3}, {"order": "bottom", "count": 5}]


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("open pipeline by owner's region", ["region"]),
        ("revenue by account owner's team", ["team"]),
        ("how many leads have no city", None),
        ("revenue of Germany and France combined", None),
        ("revenue of Germany and France", ["country"]),
    ],
)
def test_what_a_figure_is_split_by_is_what_the_words_say(calls, text, by) -> None:
    assert calls(text)[0].get("by") == by


@pytest.mark.parametrize(
    ("text", "compare_to"),
    [
        ("won revenue this quarter, growth on the year before", "same period last year"),
        ("are we ahead of same point last year on bookings", "same period last year"),
        ("is the pipeline down on last month", "2026-10-01..2026-10-31"),
        ("is win rate better for deals with meetings this year", None),
        ("win rate trend monthly since March", None),
    ],
)
def test_what_a_figure_is_compared_with_is_a_time_only_where_one_is_meant(
    calls, text, compare_to
) -> None:
    assert calls(text)[0].get("compare_to") == compare_to


@pytest.mark.parametrize(
    "text",
    [
        "Renewals: how many won, how much, this year.",
        "open pipeline and how many deals",
        "won deals by segment, count and value",
    ],
)
def test_how_much_beside_how_many_is_no_step_of_its_own(text) -> None:
    assert len(steps(text)) == 1


@pytest.fixture(scope="module")
def of_prospects():
    lexicon = Lexicon()
    declared(lexicon)
    prospects_only(lexicon)
    for name, value in (("state", "CA"), ("city", "California"), ("stage", "series-a"),
                        ("industry", "games_video"), ("industry", "web")):  # fmt: skip
        lexicon.add(value, Meaning("value", name, value))

    def read(text):
        clause = Clause(plainly(text), World(lexicon, date(2013, 10, 31)))
        return fill(clause, "measure", Memory()).calls[0].arguments

    return read


@pytest.mark.parametrize(
    ("text", "metric", "where"),
    [
        ("how many companies have been bought by someone", "count_prospect_companies",
         [("status", "is", "acquired")]),
        ("how many companies went under", "count_prospect_companies", [("status", "is", "closed")]),
        ("total money raised by companies in California", "funding_raised",
         [("state", "is", "California")]),
        ("median round size for series A", "round_size", [("stage", "is", "series-a")]),
        ("money raised by games companies", "funding_raised",
         [("industry", "is", "games")]),
        ("average raised per company, ignore those with no money raised", "company_funding",
         [("raised_cents", "present", None)]),
    ],
)  # fmt: skip
def test_where_all_companies_are_prospects_figures_are_of_them(
    of_prospects, text, metric, where
) -> None:
    found = of_prospects(text)
    conditions = [(c["field"], c["op"], c["value"]) for c in found["where"]]
    assert (found["metric"], conditions) == (metric, where)


def test_what_only_says_more_is_read_with_what_it_is_said_of() -> None:
    assert len(steps("Which states get the most money? Top 5, last 3 years.")) == 1
    assert len(steps("Show the open deals. Forecast the quarter.")) > 1
