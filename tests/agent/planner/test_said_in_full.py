"""Conditions, columns and breakdowns that were once lost: read, or said to be left out."""

from datetime import date

import pytest

from agent.planner.judging.residue import residue
from agent.planner.reading.filling import fill
from agent.planner.words.clause import Clause, World
from agent.planner.words.idioms import plainly
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.memory import Memory
from agent.planner.words.splitting import steps
from agent.planner.words.vocabulary import declared

VALUES = (("status", "open"), ("status", "won"), ("status", "lost"), ("status", "New"),
          ("region", "East"), ("region", "West"), ("series", "Relay"), ("series", "Ledger"),
          ("type", "new"), ("type", "expansion"), ("type", "customer"), ("source", "Event"),
          ("stage", "Negotiation"), ("forecast_category", "Best Case"),
          ("forecast_category", "Commit"))  # fmt: skip


@pytest.fixture(scope="module")
def read():
    lexicon = Lexicon()
    declared(lexicon)
    for name, value in VALUES:
        lexicon.add(value, Meaning("value", name, value))

    def filled(text, tool="find_records"):
        clause = Clause(plainly(text), World(lexicon, date(2026, 11, 20)))
        return fill(clause, tool, Memory())

    return filled


def _where(filled):
    return [(c["field"], c["op"], c["value"]) for c in filled.calls[0].arguments.get("where", [])]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("accounts starting with B", ("name", "starts_with", "B")),
        ("accounts whose name begins with Ber", ("name", "starts_with", "Ber")),
        ("leads whose company name contains labs", ("company_name", "contains", "labs")),
        ("contacts with job title containing manager", ("title", "contains", "manager")),
        ("deals with Renewal in the name", ("name", "contains", "Renewal")),
        ("leads scored 60 or higher", ("score", "gte", 60.0)),
        ("leads with a score of 60 or above", ("score", "gte", 60.0)),
        ("deals with a close date that's already passed", ("expected_close_on", "before",
                                                          "2026-11-20")),
    ],
)  # fmt: skip
def test_a_condition_on_how_a_field_reads_is_taken(read, text, condition):
    assert condition in _where(read(text))


@pytest.mark.parametrize(
    "text", ["contacts that have never been called or emailed", "deals called in by Monday"]
)
def test_what_was_done_is_no_name(read, text):
    assert not [c for c in _where(read(text)) if c[1] == "contains"]


def test_a_field_that_dates_the_records_is_not_missing_after_a_comma(read):
    found = read("leads without an owner, created this month")
    assert _where(found) == [("owner_id", "missing", None)]
    assert found.calls[0].arguments["period"] == "2026-11-01..2026-11-30"


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("contacts in the West: name, email, title", ["full_name", "email", "title"]),
        ("deals won last month with owner and amount", ["owner_id", "amount_cents"]),
        ("accounts without a phone or website", None),
    ],
)
def test_fields_that_are_only_named_are_columns(read, text, fields):
    assert read(text).calls[0].arguments.get("fields") == fields


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("revenue, win rate and deal size for Q3", ["won_revenue", "win_rate", "deal_size"]),
        ("how much deals did we win in October", ["deals_won"]),
        ("who won the most deals in Q2", ["deals_won"]),
        ("how many new logos did we sign this year", ["deals_won"]),
        ("how much money is stuck in Negotiation", ["open_pipeline"]),
        ("new business vs expansion this year", ["won_revenue"]),
        ("Commit vs Best Case by rep", ["open_pipeline"]),
    ],
)
def test_the_figures_of_a_sentence_are_all_read(read, text, metrics):
    assert [c.arguments.get("metric") for c in read(text, "measure").calls] == metrics


@pytest.mark.parametrize(
    ("text", "by", "rank"),
    [
        ("the five reps with the longest sales cycle", ["owner"], {"order": "top", "count": 5}),
        ("a ranking of the 3 regions with more won revenue", ["region"],
         {"order": "top", "count": 3}),
        ("won revenue by region, product and month", ["region", "product", "month"], None),
        ("Q3 won revenue, region x segment.", ["region", "segment"], None),
        ("East vs West pipeline by stage", ["region", "stage"], None),
        ("East and West pipeline by stage", ["stage"], None),
    ],
)  # fmt: skip
def test_every_breakdown_of_a_figure_is_read(read, text, by, rank):
    arguments = read(text, "measure").calls[0].arguments
    assert (arguments.get("by"), arguments.get("rank")) == (by, rank)


def test_only_ever_bought_denies_every_other_product(read):
    links = (
        read("accounts that only ever bought Relay", "query_records").calls[0].arguments["links"]
    )
    assert [(k["op"], k["where"][0]["op"]) for k in links] == [
        ("with", "is"),
        ("without", "is_not"),
    ]


def test_no_won_business_is_no_won_deal(read):
    (link,) = read("products with no won business", "query_records").calls[0].arguments["links"]
    assert (link["op"], link["where"]) == (
        "without", [{"field": "status", "op": "is", "value": "won"}]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "tool", "left"),
    [
        ("win rate for deals with more than 3 contacts", "query_records", "win rate"),
        ("open deals in the East", "find_records", ""),
        ("won revenue by region this quarter", "measure", ""),
    ],
)
def test_a_known_word_that_nothing_took_is_said(read, text, tool, left):
    assert residue(read(text, tool)) == left


@pytest.mark.parametrize(
    "text",
    [
        "leads with status New and source Event and score >= 70",
        "contacts whose email is missing and who sit in Spain",
    ],
)
def test_a_condition_is_no_step_of_its_own(text):
    assert steps(text) == [text]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("leads created between 1 and 15 October from an Event",
         ("period", "2026-10-01..2026-10-15")),
        ("accounts with employees > 1000 and contacts = 0", ("contacts", "missing")),
        ("deals East's people won in August", ("period", "2026-08-01..2026-08-31")),
    ],
)  # fmt: skip
def test_short_ways_to_write_a_condition_are_read(read, text, condition):
    found = read(text)
    flat = [(c[0], c[1]) for c in _where(found)]
    assert condition in [*flat, ("period", found.calls[0].arguments.get("period"))]


def test_a_number_of_people_is_no_year(read):
    arguments = (
        read("30 firms in Germany with 200 to 2000 employees", "build_list").calls[0].arguments
    )
    assert "funded" not in arguments
    assert arguments["employees"] == {"at_least": 200.0, "at_most": 2000.0}


def test_a_trend_by_quarter_is_by_quarter_alone(read):
    assert read("won revenue trend by quarter", "measure").calls[0].arguments["by"] == ["quarter"]


def test_what_is_compared_with_is_no_part_of_it(read):
    found = read("how do deals from Events do compared with Relay deals", "query_records")
    assert "links" not in found.calls[0].arguments
