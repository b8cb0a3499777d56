"""Kinds of company, work that people do, and records told by who dealt with them."""

from datetime import date

import pytest

from agent.planner.reading.filling import fill
from agent.planner.words.clause import Clause, World
from agent.planner.words.idioms import plainly
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.memory import Memory
from agent.planner.words.vocabulary import declared

OF_ACCOUNTS = frozenset({"account"})


@pytest.fixture(scope="module")
def read():
    lexicon = Lexicon()
    declared(lexicon)
    for value in ("customer", "prospect"):
        lexicon.add(value, Meaning("value", "type", value, tables=OF_ACCOUNTS))
    for name, value in (("country", "Spain"), ("status", "lost"), ("status", "open"),
                        ("forecast_category", "Commit"), ("type", "call")):  # fmt: skip
        lexicon.add(value, Meaning("value", name, value))

    def filled(text, tool="find_records"):
        clause = Clause(plainly(text), World(lexicon, date(2026, 11, 20)))
        return fill(clause, tool, Memory()).calls[0].arguments

    return filled


@pytest.mark.parametrize(
    ("text", "table", "condition"),
    [
        ("accounts in Spain that are customers", "account", ("type", "is", "customer")),
        ("which of our accounts are not clients", "account", ("type", "is_not", "customer")),
        ("accounts that aren't customers yet", "account", ("type", "is_not", "customer")),
        ("companies which are still prospects", "account", ("type", "is", "prospect")),
        (
            "merge duplicate accounts but leave customers alone",
            "account",
            ("type", "is_not", "customer"),
        ),
        (
            "merge duplicate contacts except the customers",
            "contact",
            ("account.type", "is_not", "customer"),
        ),
        ("customer accounts in Spain", "account", ("type", "is", "customer")),
        ("contacts at customers in Spain", "contact", ("account.type", "is", "customer")),
        ("customer contacts in Spain", "contact", ("account.type", "is", "customer")),
        ("calls to existing customers", "activity", ("account.type", "is", "customer")),
        ("Commit deals. List.", "opportunity", ("forecast_category", "is", "Commit")),
        ("which deals did Dana lose this year", "opportunity", ("status", "is", "lost")),
        ("contacts whose job function is marketing", "contact", ("title", "is", "marketing")),
        ("contacts who are not CFOs", "contact", ("title", "is_not", "CFOs")),
        ("which sales persons are not active any more", "user", ("active", "is", False)),
    ],
)
def test_a_kind_of_record_is_a_condition(read, text, table, condition):
    arguments = read(text)
    assert arguments["table"] == table
    assert condition in [(c["field"], c["op"], c["value"]) for c in arguments.get("where", [])]


@pytest.mark.parametrize(
    "text",
    ["customers no rep has called this year", "customers that nobody has visited this year",
     "customers none of us has met this year"],
)  # fmt: skip
def test_what_nobody_did_is_never_what_somebody_did(read, text):
    links = read(text, "query_records")["links"]
    assert [(link["table"], link["op"]) for link in links] == [("activity", "without")]


def test_a_product_that_nobody_bought_has_no_won_deal(read):
    links = read("products that nobody bought this year", "query_records")["links"]
    assert [(link["table"], link["op"]) for link in links] == [("opportunity", "without")]
    assert links[0]["period"] == "2026-01-01..2026-12-31"


def test_accounts_are_sorted_by_a_field_of_their_own(read):
    assert read("accounts sorted by revenue")["sort"] == "annual_revenue_cents"
    assert read("our biggest accounts by headcount")["sort"] == "employee_count"
