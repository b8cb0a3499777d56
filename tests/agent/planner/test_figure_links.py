"""A rate or a sum is computed over records by what they are linked to; counts are listed."""

from datetime import date

import pytest

from agent.planner.links.figure_links import cannot_link
from agent.planner.reading.filling import fill
from agent.planner.words.clause import Clause, World
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.memory import Memory
from agent.planner.words.vocabulary import declared


@pytest.fixture(scope="module")
def asked():
    lexicon = Lexicon()
    declared(lexicon)
    lexicon.add("meeting", Meaning("value", "type", "meeting"))
    lexicon.add("customer", Meaning("value", "type", "customer"))

    def arguments(text):
        clause = Clause(text, World(lexicon, date(2026, 11, 20)))
        return fill(clause, "measure", Memory()).calls[0].arguments

    return arguments


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("win rate for deals with more than 3 contacts",
         [{"table": "contact", "op": "at_least", "count": 4}]),
        ("win rate by rep for deals with more than 5 activities, this year",
         [{"table": "activity", "op": "at_least", "count": 6}]),
        ("won revenue from accounts with no contacts last year",
         [{"table": "account", "op": "with", "links": [{"table": "contact", "op": "without"}]}]),
    ],
)  # fmt: skip
def test_a_figure_takes_the_links_of_its_records(asked, text, links):
    assert asked(text)["links"] == links


def test_the_period_is_that_of_the_figure(asked):
    assert asked("won revenue from accounts with no contacts in 2025")["period"] == (
        "2025-01-01..2025-12-31"
    )


@pytest.mark.parametrize(
    "text",
    ["reps with more than 10 meetings last month", "how many accounts have no open deals",
     "revenue by region with number of deals", "win rate of deals with an owner"],
)  # fmt: skip
def test_counts_and_what_is_no_link_stay_as_they_were(asked, text):
    assert "links" not in asked(text)


def test_a_count_is_left_to_the_list():
    links = [{"table": "contact", "op": "without"}]
    assert cannot_link({"metric": "count_accounts", "links": links}, "account")
    assert not cannot_link({"metric": "win_rate", "links": links}, "opportunity")
