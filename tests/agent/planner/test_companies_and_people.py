"""Lists of companies and people: years, rounds, order, titles and who is meant."""

from datetime import date

import pytest

from agent.planner.reading.filling import fill
from agent.planner.words.clause import Clause, World
from agent.planner.words.idioms import plainly
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.memory import Memory
from agent.planner.words.splitting import steps
from agent.planner.words.vocabulary import declared

VALUES = (("status", "closed"), ("status", "acquired"), ("status", "ipo"), ("status", "open"),
          ("segment", "SMB"), ("region", "Central"), ("region", "East"), ("region", "West"),
          ("country", "Spain"), ("owner", "Rocco Neubert"), ("team", "Dana Roe"),
          ("type", "renewal"))  # fmt: skip


def _lexicon(*absent):
    lexicon = Lexicon(absent=frozenset(absent))
    declared(lexicon)
    for name, value in VALUES:
        lexicon.add(value, Meaning("value", name, value))
    for value in ("customer", "prospect"):
        lexicon.add(value, Meaning("value", "type", value, tables=frozenset({"account"})))
    return lexicon


@pytest.fixture(scope="module")
def read():
    lexicon = _lexicon()

    def filled(text, tool="find_records", words=lexicon):
        clause = Clause(plainly(text), World(words, date(2026, 11, 20)))
        return fill(clause, tool, Memory()).calls[0].arguments

    return filled


def _where(arguments):
    return [(c["field"], c["op"], c["value"]) for c in arguments.get("where", [])]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("games companies in Texas that shut down", ("status", "is", "closed")),
        ("startups that went public", ("status", "is", "ipo")),
        ("startups in Texas, skip the ones that IPO'd", ("status", "is_not", "ipo")),
        ("firms with at least three funding rounds", ("funding_rounds", "gte", 3.0)),
        ("web startups with no founding year", ("founded_year", "missing", None)),
        ('companies with "labs" in the name', ("name", "contains", "labs")),
    ],
)
def test_a_list_of_companies_takes_further_conditions(read, text, condition):
    assert condition in _where(read(text, "build_list"))


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("biotech companies in Texas that raised over 20M, biggest first", "most_raised"),
        ("the 20 most funded analytics companies", "most_raised"),
        ("startups in Ohio, alphabetical", "name"),
    ],
)
def test_a_list_of_companies_is_ordered_as_asked(read, text, order):
    assert read(text, "build_list")["order"] == order


def test_accounts_are_bounded_by_the_year_they_were_founded_in(read):
    assert ("founded_year", "lte", 1984.0) in _where(read("accounts founded before 1985"))
    assert ("founded_year", "between", [1990.0, 2000.0]) in _where(
        read("accounts founded between 1990 and 2000")
    )


def test_prospects_with_what_only_accounts_have_are_accounts(read):
    arguments = read("SMB prospects in Spain")
    assert arguments["table"] == "account"
    assert ("type", "is", "prospect") in _where(arguments)
    assert read("prospects in Spain")["table"] == "prospect_company"


def test_companies_are_those_that_there_are(read):
    assert read("companies in Spain", words=_lexicon("account"))["table"] == "prospect_company"
    assert read("prospects in Spain", words=_lexicon("prospect_company"))["table"] == "account"
    assert read("companies in Spain")["table"] == "account"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("open deals not in East and not in West", ["East", "West"]),
        ("deals bar the renewals", "renewal"),
        ("deals that are not in Central", "Central"),
    ],
)
def test_each_of_several_denials_denies(read, text, values):
    assert values in [value for _, op, value in _where(read(text)) if op == "is_not"]


def test_no_owner_or_one_who_left_is_one_condition(read):
    arguments = read("accounts with no owner or an owner who left", "query_records")
    assert [(k["table"], k["op"]) for k in arguments["links"]] == [("owner", "without")]
    assert arguments["links"][0]["where"] == [{"field": "active", "op": "is", "value": True}]


def test_everybody_in_a_team_is_colleagues_and_at_customers_contacts(read):
    assert read("list everybody in Dana Roe's team")["table"] == "user"
    assert read("everyone at our customer accounts in Spain")["table"] == "contact"


def test_a_title_takes_those_above_it(read):
    titles = read("anyone who is a director or higher in Spain", "find_people")["titles"]
    assert titles == ["director or higher"]


def test_the_hour_and_the_times_are_no_number_of_records(read):
    assert "limit" not in read("accounts in Spain, I have them on the calendar at 3.")
    arguments = read("which open deals got pushed three times or more?")
    assert "limit" not in arguments
    assert ("push_count", "gte", 3) in _where(arguments)


def test_a_sentence_that_only_narrows_is_no_request_of_its_own():
    assert len(steps("Show me deals without a next step. Only ours in Central, only open.")) == 1
    assert len(steps("Find duplicate leads. Only look, no touching.")) == 2


def test_people_at_customers_are_asked_of_their_companies(read):
    arguments = read("who have we got as CFO at our customers", "find_people")
    assert _where(arguments) == [("account.type", "is", "customer")]
