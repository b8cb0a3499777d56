"""How people speak of records and lists, and what they have not done since a day."""

from datetime import date

import pytest

from agent.planner.learned.intent import Guess
from agent.planner.reading.filling import fill
from agent.planner.talk.nth import nth
from agent.planner.talk.pronouns import called
from agent.planner.words.clause import Clause, World
from agent.planner.words.courtesy import heart
from agent.planner.words.idioms import plainly
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.memory import Call, Memory, Records
from agent.planner.words.splitting import steps
from agent.planner.words.vocabulary import declared

TODAY = date(2026, 11, 20)
IDS = ["acc_a", "acc_b", "acc_c"]


@pytest.fixture(scope="module")
def world():
    lexicon = Lexicon()
    declared(lexicon)
    for status in ("open", "won", "lost"):
        lexicon.add(status, Meaning("value", "status", status))
    lexicon.add("new", Meaning("value", "status", "New", tables=frozenset({"lead"})))
    for status in ("acquired", "closed"):
        lexicon.add(
            status, Meaning("value", "status", status, tables=frozenset({"prospect_company"}))
        )
    return World(lexicon, TODAY)


@pytest.fixture(scope="module")
def read(world):
    def arguments(text, tool="find_records"):
        clause = Clause(plainly(heart(text)), world)
        return fill(clause, tool, Memory()).calls[0].arguments

    return arguments


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("companies that raised nothing since 2010", "2010-01-01"),
        ("companies that haven't raised money after 2010", "2011-01-01"),
        ("companies with no funding since March 2024", "2024-03-01"),
        ("companies without a new round since 2025", "2025-01-01"),
        ("companies that never raised anything since 2009", "2009-01-01"),
    ],
)
def test_companies_that_raised_nothing_since_a_day_raised_last_before_it(read, text, day):
    given = read(text, "build_list")
    assert given["where"] == [{"field": "last_funded_on", "op": "before", "value": day}]
    assert "funded" not in given


def test_companies_that_raised_since_a_day_are_read_as_before(read):
    assert read("companies that raised money since 2025", "build_list")["funded"] == (
        "2025-01-01..2026-11-20"
    )


@pytest.mark.parametrize(
    "text",
    ["prospect companies, nobody closed or acquired", "prospect companies not closed or acquired"],
)
def test_what_is_denied_together_is_denied_each(read, text):
    given = read(text)["where"]
    assert {c["op"] for c in given} == {"is_not"}
    values = (c["value"] if isinstance(c["value"], list) else [c["value"]] for c in given)
    denied = [value for some in values for value in some]
    assert sorted(denied) == ["acquired", "closed"]


@pytest.mark.parametrize(
    ("text", "status"),
    [("new leads", True), ("export the new leads", True), ("new leads in October", False),
     ("new leads that nobody has answered", False)],
)  # fmt: skip
def test_new_leads_are_those_in_that_state_unless_a_time_or_an_answer_is_named(read, text, status):
    given = read(text).get("where") or []
    assert ({"field": "status", "op": "is", "value": "New"} in given) is status


def test_a_file_has_the_columns_the_order_and_the_links_that_were_asked_for(read):
    given = read("export accounts with no open deals sorted by employees, only name and phone",
                 "export_list")  # fmt: skip
    assert given["fields"] == ["name", "phone"]
    assert given["sort"] == "employee_count"
    assert [link["op"] for link in given["links"]] == ["without"]


@pytest.mark.parametrize(
    ("text", "order"),
    [("accounts sorted by employees, most first", "descending"),
     ("accounts sorted by employees, lowest to highest", "ascending"),
     ("accounts by employees, biggest first", "descending")],
)  # fmt: skip
def test_which_end_comes_first_is_said_in_many_ways(read, text, order):
    given = read(text, "query_records")
    assert (given["sort"], given["order"]) == ("employee_count", order)


def test_columns_that_are_asked_for_besides_are_no_second_request():
    text = "customers without any activity this quarter, show name, owner and phone"
    assert steps(text) == [text]


def test_why_something_is_asked_is_no_request():
    asked = "Which deals over 100k did we lose this year?"
    assert heart(f"I'm preparing for the board. {asked}") == asked


def test_a_talk_with_somebody_tells_who_is_there():
    text = "I have a call with Acme Corp at noon. Who do we know there?"
    assert plainly(heart(text)) == "Who do we know at Acme Corp?"


@pytest.mark.parametrize(
    ("text", "field", "op", "other"),
    [
        ("deals that closed later than they were expected to", "closed_on", "after",
         "expected_close_on"),
        ("won deals that closed before their expected close date", "closed_on", "before",
         "expected_close_on"),
        ("leads that became SQL before they were answered", "sql_on", "before", "responded_at"),
        ("leads accepted by sales after they were converted", "sal_on", "after", "converted_on"),
    ],
)  # fmt: skip
def test_two_days_of_a_record_are_set_against_each_other(read, text, field, op, other):
    assert {"field": field, "op": op, "value": other} in read(text)["where"]


@pytest.mark.parametrize("text", ["deals lost after June", "leads answered before October"])
def test_a_day_beside_a_time_is_compared_with_the_time(read, text):
    names = {"closed_on", "responded_at", "expected_close_on", "created_on"}
    assert not any(c["value"] in names for c in read(text).get("where") or [])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("which prospects do we already have", True), ("prospects we do not already have", False),
     ("prospects that are already in our CRM", True), ("fintech companies in Ohio", False)],
)  # fmt: skip
def test_companies_that_the_crm_has_are_asked_for_or_denied(read, text, wanted):
    assert read(text, "build_list").get("only_crm", False) is wanted


ID = "acc_2tjc5fben2vc5ckf"


@pytest.mark.parametrize(
    ("text", "table", "field"),
    [
        (f"contacts of {ID}", "contact", "account"),
        (f"show account {ID}", "account", "id"),
        (ID, "account", "id"),
        (f"open deals of {ID}", "opportunity", "account"),
    ],
)
def test_a_record_is_named_by_its_id(read, text, table, field):
    given = read(text)
    assert given["table"] == table
    assert {"field": field, "op": "is", "value": ID} in given["where"]


def test_quoted_words_are_looked_for_in_the_field_that_is_named(read):
    given = read('contacts with "revenue operations" or "sales operations" in their title')
    words = ["revenue operations", "sales operations"]
    assert given["where"] == [{"field": "title", "op": "contains", "value": words}]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Acme and Umbra, show all deals with them", "show all deals of Acme and Umbra"),
        ("Acme and Umbra: list their open deals together", "list open deals of Acme and Umbra"),
        ("is 1010data in our universe, and what rounds did they do?",
         "list the funding rounds of 1010data?"),
        ("reps who lost more than 80 deals", "reps with more than 80 lost deals"),
        ("accounts where we lost more deals than we won", "accounts with a win rate below 50%"),
    ],
)  # fmt: skip
def test_what_is_said_in_a_roundabout_way_is_put_plainly(text, plain):
    assert plainly(text) == plain


def test_a_name_beside_another_is_not_put_right(world):
    lexicon = Lexicon()
    declared(lexicon)
    lexicon.add("Wilron Biosciences", Meaning("value", "account", "Wilron Biosciences"))
    lexicon.add("Wilron", Meaning("value", "account", "Wilron Biosciences"))
    assert lexicon.mended("show the rounds of Winron Health") == "show the rounds of Winron Health"


@pytest.fixture
def shown():
    last = Call(tool="find_records", arguments={"table": "account"})
    return Memory(calls=[last], records=Records(table="account", ids=IDS))


def _picked(world, memory, text, best="find_records"):
    return nth(Clause(text, world), memory, memory.calls[-1], Guess(best, 0.9))


@pytest.mark.parametrize(
    ("text", "place"),
    [("open the second one", 1), ("who owns the 3rd one?", 2), ("tell me about number 1", 0),
     ("the last of them", 2), ("show me the first account", 0)],
)  # fmt: skip
def test_a_record_is_picked_by_its_place(world, shown, text, place):
    where = [{"field": "id", "op": "is", "value": IDS[place]}]
    assert _picked(world, shown, text) == ("find_records", {"table": "account", "where": where})


def test_what_belongs_to_a_record_is_found_by_its_place(world, shown):
    where = [{"field": "account", "op": "is", "value": "acc_b"}]
    found = _picked(world, shown, "what contacts do we have at the second one")
    assert found == ("find_records", {"table": "contact", "where": where})


def test_a_job_on_a_record_is_done_on_the_one_that_is_pointed_at(world, shown):
    assert _picked(world, shown, "export the last one", "export_list") == (
        "export_list", {"records": ["acc_c"]}
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["the fifth one", "the second quarter", "the first three", "and the owners?"]
)
def test_what_is_no_place_in_the_list_picks_nothing(world, shown, text):
    assert _picked(world, shown, text) is None


def test_the_first_one_of_a_list_is_no_person(shown):
    shown.leads = {"owner": "Kyle Allen"}
    assert called("contacts at the first one", shown) == "contacts at the first one"
