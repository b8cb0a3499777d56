"""Conditions as people who never saw the product word them: ends, rounds, relays and refusals."""

from datetime import date

import pytest

from agent.planner.conditions.ahead import looks_ahead
from agent.planner.judging.listing import lists_records
from agent.planner.reading.filling import Filled, fill
from agent.planner.words.clause import Clause, World
from agent.planner.words.courtesy import heart
from agent.planner.words.idioms import plainly
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.memory import Call, Memory
from agent.planner.words.vocabulary import declared

VALUES = (("status", "open"), ("status", "won"), ("status", "lost"), ("status", "Disqualified"),
          ("owner", "Dana Roe"), ("account", "Cheers"), ("account", "Orwell Training"),
          ("type", "meeting"), ("type", "call"), ("stage", "Lost"), ("product", "Ledger"),
          ("industry", "Energy"), ("country", "Spain"))  # fmt: skip


@pytest.fixture(scope="module")
def read():
    lexicon = Lexicon()
    declared(lexicon)
    for name, value in VALUES:
        lexicon.add(value, Meaning("value", name, value))
    for value in ("Bolt Freight Inc", "Bolt Freight LLC"):
        lexicon.add("Bolt Freight", Meaning("value", "account", value, 0.8))
    for value in ("customer", "prospect"):
        lexicon.add(value, Meaning("value", "type", value, tables=frozenset({"account"})))

    def filled(text, tool="find_records", *, each=False):
        clause = Clause(plainly(heart(text)), World(lexicon, date(2026, 11, 20)))
        clause.ahead = looks_ahead(clause, tool)
        calls = fill(clause, tool, Memory()).calls
        return calls if each else calls[0].arguments

    return filled


def _is(field, value, op="is"):
    return {"field": field, "op": op, "value": value}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("customers whose subscription runs out between December 1 and the end of January",
         ["2026-12-01", "2027-01-31"]),
        ("accounts with a subscription that expires next quarter", ["2027-01-01", "2027-03-31"]),
        ("customers whose subscription ended this year", ["2026-01-01", "2026-12-31"]),
        ("customers whose subscription lapses before February", ["2026-11-20", "2027-01-31"]),
    ],
)  # fmt: skip
def test_a_subscription_is_asked_for_by_the_day_it_ends(read, text, days):
    link = read(text, "query_records")["links"][0]
    assert link == {"table": "subscription", "op": "with",
                    "where": [_is("ends_on", days, "between")]}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "field", "days"),
    [
        ("leads that turned MQL in October", "mql_on", ["2026-10-01", "2026-10-31"]),
        ("leads which became SQLs last month", "sql_on", ["2026-10-01", "2026-10-31"]),
        ("deals that started in October and are already closed", "created_on",
         ["2026-10-01", "2026-10-31"]),
    ],
)  # fmt: skip
def test_a_verb_says_which_day_is_meant(read, text, field, days):
    assert _is(field, days, "between") in read(text)["where"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("deals that are already closed", ["won", "lost"]),
        ("which opportunities has Dana Roe closed since July", "won"),
        ("which deals did Dana Roe sign in May", "won"),
        ("which deals did Dana Roe lose in May", "lost"),
    ],
)
def test_how_deals_ended_is_read_from_any_form_of_the_verb(read, text, status):
    assert _is("status", status) in read(text)["where"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("companies in Boston with exactly one round", 1),
        ("web companies, 1st round only", 1),
        ("startups that have raised just a single funding round", 1),
        ("startups that raised only two rounds", 2),
    ],
)
def test_how_many_rounds_a_company_raised_in_all_is_a_condition(read, text, count):
    assert _is("funding_rounds", count) in read(text, "build_list")["where"]


def test_a_round_of_a_stage_counts_no_rounds(read):
    assert "where" not in read("companies that raised their first round in 2012", "build_list")


@pytest.mark.parametrize(
    "text",
    [
        "Dana says we've got accounts with no owner",
        "Dana reckons there are accounts without an owner",
        "Our CFO thinks we have too many accounts without an owner",
    ],
)
def test_who_says_so_is_no_condition(read, text):
    assert read(text)["where"] == [_is("owner_id", None, "missing")]


def test_a_name_under_a_letter_is_left_out_and_an_account_called_like_thanks_is_kept(read):
    assert heart("List all leads from Spain. Kind regards, Tom") == "List all leads from Spain"
    assert heart("how many open deals? Cheers") == "how many open deals?"
    assert read("deals with Cheers")["where"] == [_is("account", "Cheers")]


def test_no_year_and_no_headcount_is_a_sum_of_millions(read):
    given = read("companies founded since 2011, under 30M total, in Energy", "build_list")
    assert _is("founded_year", 30_000_000.0, "lt") not in given["where"]
    given = read("accounts with revenue between 500 million and 2 billion, with employee count")
    assert _is("annual_revenue_cents", [5e8, 2e9], "between") in given["where"]


@pytest.mark.parametrize("text", ["customers in Spain alphabetically", "customers, a to z"])
def test_a_list_in_alphabetical_order_is_sorted_by_name(read, text):
    given = read(text)
    assert (given["sort"], given["order"]) == ("name", "ascending")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("who did we meet with on Tuesday", "which meetings did we have on Tuesday"),
        ("who did the team call last week", "which calls did we make last week"),
        ("how many leads did we throw out in May", "how many leads did we disqualified in May"),
        ("contacts in Spain whose job has something to do with finance",
         "finance contacts in Spain"),
        ("Is Dana Roe the owner of Cheers? If not, who", "who owns Cheers?"),
        ("customers where we won something this year", "customers with a won deal this year"),
        ("open deals without an account name, how many are there and whose are they",
         "how many open deals without an account by owner"),
    ],
)  # fmt: skip
def test_everyday_turns_of_phrase_are_put_plainly(text, plain):
    assert plainly(text) == plain


def test_rounds_are_those_of_the_company_that_is_named(read):
    assert read("show the funding rounds of Daldine Pictures")["where"] == [
        _is("company", "Daldine Pictures")
    ]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("deals won since summer", "2026-06-01..2026-11-20"),
        ("deals won last winter", "2025-12-01..2026-02-28"),
        ("leads from the spring", "2026-03-01..2026-05-31"),
        ("deals won in the fall of 2025", "2025-09-01..2025-11-30"),
        ("deals won last fall", "2025-09-01..2025-11-30"),
    ],
)
def test_a_season_is_a_period(read, text, period):
    assert read(text)["period"] == period


def test_a_figure_that_falls_names_no_season(read):
    assert read("did win rate fall last year", "measure")["period"] == "2025-01-01..2025-12-31"
    assert "period" not in read("why the fall in win rate", "explain_change")


def test_of_contacts_and_open_deals_the_deals_are_open(read):
    found = read("Orwell Training: contacts and open deals", each=True)
    assert [call.arguments["table"] for call in found] == ["contact", "opportunity"]
    theirs = _is("account", "Orwell Training")
    assert found[0].arguments["where"] == [theirs]
    assert found[1].arguments["where"] == [theirs, _is("status", "open")]


@pytest.mark.parametrize(
    "text",
    ["how many prospects owned by Dana Roe are there", "number of prospects without an owner"],
)
def test_prospects_of_which_only_accounts_can_be_told_are_counted_as_accounts(read, text):
    given = read(text, "measure")
    assert given["metric"] == "count_accounts"
    assert _is("type", "prospect") in given["where"]


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("companies in London which raised money in 2013", "company_funding"),
        ("web startups funded between January and June", "company_funding"),
        ("leads from Spain that became MQLs in May", "lead_funnel"),
    ],
)
def test_records_told_by_what_became_of_them_are_no_figure(text, tool):
    clause = Clause(text, World(Lexicon(), date(2026, 11, 20)))
    call = Call(tool="measure", arguments={"metric": tool}, text=text)
    assert lists_records(Filled([call], clause=clause))
    asked = Clause(f"how many {text}", World(Lexicon(), date(2026, 11, 20)))
    assert not lists_records(Filled([call], clause=asked))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("everything we have on Orwell Training", "Orwell Training: deals and contacts"),
        ("Orwell Training - who's our guy there and what's open?",
         "Orwell Training: contacts and open deals?"),
        ("what's open at Orwell Training", "open deals at Orwell Training"),
        ("which firm in our list got the most money ever?",
         "which companies in our list with the most funding?"),
    ],
)  # fmt: skip
def test_short_questions_about_a_company_name_what_they_want(text, plain):
    assert plainly(text) == plain


def test_how_deals_ended_is_their_status_where_a_stage_is_called_so_too(read) -> None:
    made = read("everything Dana Roe lost after the first of June")
    assert {"field": "status", "op": "is", "value": "lost"} in made["where"]
    assert made["period"] == "2026-06-02..2026-11-20"
    assert is_stage(read("deals whose stage is Lost"))


def is_stage(made: dict) -> bool:
    return {"field": "stage", "op": "is", "value": "Lost"} in made["where"]


def test_bogus_close_dates_close_no_deal(read) -> None:
    made = read("which open deals are stale or have bogus close dates?", "find_stale_deals")
    assert made["where"] == [{"field": "status", "op": "is", "value": "open"}]


def test_who_never_gave_consent_is_unknown(read) -> None:
    made = read("contacts who unsubscribed or never gave consent")
    assert made["where"] == [{"field": "consent", "op": "is", "value": ["opted_out", "unknown"]}]


def test_one_round_that_a_company_had_is_no_number_of_companies(read) -> None:
    made = read("companies that had only one funding round", "build_list")
    assert "count" not in made
    assert {"field": "funding_rounds", "op": "is", "value": 1} in made["where"]


def test_meetings_on_a_product_s_deals_are_of_open_ones_too(read) -> None:
    made = read("meetings logged on Ledger opportunities", "query_records")
    assert made["links"][0]["where"] == [{"field": "product", "op": "is", "value": "Ledger"}]


def test_prospect_companies_are_no_accounts(read) -> None:
    made = read("prospect companies that have a CTO", "find_people")
    assert made["whom"] == "prospects"
    assert "where" not in made


def test_accounts_that_are_to_be_one_are_all_those_so_called(read) -> None:
    made = read("merge the Bolt Freight accounts", "merge_duplicates")
    names = ["Bolt Freight Inc", "Bolt Freight LLC"]
    assert made["where"] == [{"field": "account", "op": "is", "value": names}]
