"""Plain requests for figures: what is counted, bounded, ranked and asked for besides."""

from datetime import date

import pytest

from agent.planner.judging.listing import lists_records
from agent.planner.judging.residue import residue
from agent.planner.reading.filling import fill
from agent.planner.words.clause import Clause, World
from agent.planner.words.elliptic import spelled_out
from agent.planner.words.idioms import plainly
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.memory import Memory
from agent.planner.words.splitting import steps
from agent.planner.words.vocabulary import declared


@pytest.fixture(scope="module")
def lexicon():
    made = Lexicon()
    declared(made)
    for name, value in (("type", "email"), ("status", "open"), ("region", "EMEA"),
                        ("source", "Partner")):  # fmt: skip
        made.add(value, Meaning("value", name, value))
    return made


@pytest.fixture(scope="module")
def read(lexicon):
    def filled(text, tool="measure"):
        return fill(Clause(plainly(text), World(lexicon, date(2026, 11, 20))), tool, Memory())

    return filled


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("average deal age", "deal_age"),
        ("average deal size", "deal_size"),
        ("how many teams are there", "count_teams"),
    ],
)
def test_the_figure_is_the_one_whose_words_are_said(read, text, metric) -> None:
    assert read(text).calls[0].arguments["metric"] == metric


@pytest.mark.parametrize(
    ("text", "by"),
    [("top 1 month by won revenue", ["month"]), ("top 1 quarter by won revenue", ["quarter"])],
)
def test_the_one_best_time_is_still_a_time(read, text, by) -> None:
    found = read(text).calls[0].arguments
    assert (found["by"], found["rank"]) == (by, {"order": "top", "count": 1})


def test_a_bound_behind_a_sum_is_on_all_of_it(read) -> None:
    found = read("owners with open pipeline over 500k").calls[0].arguments
    assert found["having"] == {"above": 500000.0}
    assert found["by"] == ["owner"]
    assert "links" not in found
    each = read("accounts with open deals over 50k", "query_records").calls[0].arguments
    assert each["links"][0]["where"][-1]["field"] == "amount_cents"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("top 3 owners by won revenue; bottom 3 owners by won revenue", 2),
        ("ARR; gross revenue retention; number of customers", 3),
        ("win rate; ARR", 2),
        ("won revenue by owner; top 5", 1),
        ("won revenue by owner; only EMEA", 1),
    ],
)
def test_figures_between_semicolons_are_each_asked_for(lexicon, text, parts) -> None:
    assert len(steps(spelled_out(text, lexicon))) == parts


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("open deals in EMEA closing next quarter", True),
        ("open deals over 15,000 closing next week", True),
        ("number of open deals closing next month", False),
        ("how many open deals are closing next month", False),
        ("open deals closing next month by owner", False),
    ],
)
def test_open_deals_that_are_due_are_listed_unless_counted(read, text, lists) -> None:
    assert lists_records(read(text)) is lists


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("won revenue by campaign", "campaign"),
        ("win rate with source Marketing", "Marketing"),
        ("win rate with source Partner", ""),
        ("won revenue of the SDR team", "SDR"),
        ("won revenue by region", ""),
        ("open pipeline by month", ""),
    ],
)
def test_a_group_or_value_nobody_knows_is_named(read, text, left) -> None:
    assert residue(read(text)) == left
