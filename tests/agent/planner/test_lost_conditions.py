"""Conditions that were lost, inverted or put on another field: each is read as it is said."""

from datetime import date

import pytest

from agent.planner.reading.filling import fill
from agent.planner.words.clause import Clause, World
from agent.planner.words.idioms import plainly
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.memory import Memory
from agent.planner.words.vocabulary import declared

VALUES = (
    ("status", "open"), ("status", "won"), ("status", "lost"), ("region", "APAC"),
    ("region", "EMEA"), ("loss_reason", "No decision"), ("state", "OR"), ("state", "WA"),
    ("type", "new"), ("country", "France"), ("owner", "Frances Klein"),
    ("owner", "Nicholas Smith"), ("stage", "Proposal"),
    ("account", "Bolt"),
)  # fmt: skip


@pytest.fixture(scope="module")
def read():
    lexicon = Lexicon()
    declared(lexicon)
    for name, value in VALUES:
        lexicon.add(value, Meaning("value", name, value))
    lexicon.add("Smith", Meaning("value", "owner", "Nicholas Smith", 0.8))
    lexicon.add("France", Meaning("value", "owner", "Frances Klein", 0.8))

    def arguments(text, tool="find_records"):
        clause = Clause(plainly(text), World(lexicon, date(2026, 11, 20)))
        return fill(clause, tool, Memory()).calls[0].arguments

    return arguments


def _short(conditions):
    """What conditions ask for, alternatives side by side."""
    return [
        tuple(_short(c["either"])) if c["field"] == "either" else (c["field"], c["op"], c["value"])
        for c in conditions
    ]


def _missing(field):
    return (field, "missing", None)


def _present(field):
    return (field, "present", None)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("accounts with no website or no phone", [(_missing("website"), _missing("phone"))]),
        ("accounts with no website or phone", [_missing("website"), _missing("phone")]),
        ("accounts with website or phone missing", [(_missing("website"), _missing("phone"))]),
        ("contacts with email OR phone missing", [(_missing("email"), _missing("phone"))]),
        ("contacts with email and phone missing", [_missing("email"), _missing("phone")]),
        ("contacts with an email and phone missing", [_present("email"), _missing("phone")]),
        ("contacts with no phone and an email", [_missing("phone"), _present("email")]),
        ("contacts without a phone and an email", [_missing("phone"), _missing("email")]),
        ("contacts with title CFO and an email", [("title", "is", "CFO"), _present("email")]),
        ("contacts with no phone and title CFO", [("title", "is", "CFO"), _missing("phone")]),
        ("deals with no close date and amount over 50k",
         [_missing("expected_close_on"), ("amount_cents", "gt", 50e3)]),
    ],
)  # fmt: skip
def test_each_field_of_a_list_is_missing_or_there_as_said(read, text, where):
    assert _short(read(text)["where"]) == where


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("contacts in OR", ["OR"]),
        ("accounts in WA or OR", ["WA", "OR"]),
        ("contacts with email OR phone missing", []),
    ],
)
def test_or_in_capitals_is_a_state_only_where_a_place_stands(read, text, states):
    found = (v for f, _, v in map(_flat, read(text)["where"]) if f == "state")
    assert [v for value in found for v in ([value] if isinstance(value, str) else value)] == states


def _flat(condition):
    return condition["field"], condition["op"], condition["value"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("deals not in APAC won", [("region", "is_not", "APAC"), ("status", "is", "won")]),
        ("open deals not in EMEA or APAC",
         [("region", "is_not", ["EMEA", "APAC"]), ("status", "is", "open")]),
        ("deals not of type new", [("type", "is_not", "new")]),
        ("lost deals with loss reason No decision in EMEA, APAC",
         [("loss_reason", "is", "No decision"), ("region", "is", ["EMEA", "APAC"]),
          ("status", "is", "lost")]),
    ],
)  # fmt: skip
def test_a_denial_turns_the_phrase_behind_it_and_no_other(read, text, where):
    assert _short(read(text)["where"]) == where


@pytest.mark.parametrize(
    ("text", "field", "others"),
    [
        ("open deals not closing this month", "expected_close_on", 3),
        ("deals not closing in November", "expected_close_on", 3),
        ("accounts not created this month", "created_on", 2),
    ],
)
def test_a_day_that_is_denied_lies_before_or_after(read, text, field, others):
    given = read(text)
    [sides] = [c["either"] for c in given["where"] if c["field"] == "either"]
    assert "period" not in given
    assert {c["field"] for c in sides} == {field}
    assert [c["op"] for c in sides] == ["before", "after", "missing"][:others]
    assert [c["value"] for c in sides][:2] == ["2026-11-01", "2026-11-30"]


@pytest.mark.parametrize(
    "text", ["deals closing this month", "deals that did not close this month"]
)
def test_what_was_to_close_in_a_time_is_still_of_that_time(read, text):
    assert read(text)["period"] == "2026-11-01..2026-11-30"


@pytest.mark.parametrize(
    ("text", "pushes"),
    [
        ("deals with amount over 75k pushed more than once", ("push_count", "gt", 1)),
        ("deals over 75k pushed at least 3 times", ("push_count", "gte", 3)),
        ("pushed deals over 75k", ("push_count", "gte", 1)),
    ],
)
def test_an_amount_beside_pushes_stays_the_amount(read, text, pushes):
    assert _short(read(text)["where"]) == [pushes, ("amount_cents", "gt", 75e3)]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("contacts whose phone contains 000000", ("phone", "contains", "000000")),
        ("accounts with name containing Health", ("name", "contains", "Health")),
        ("contacts with last name Smith", ("last_name", "is", "Smith")),
        ("contacts with first name Anna", ("first_name", "is", "Anna")),
        ("active products", ("active", "is", True)),
        ("contacts with title containing sales manager", ("title", "contains", "sales manager")),
        ("deals of accounts with over 500 employees", ("account.employee_count", "gt", 500)),
        ("accounts with over 500 employees", ("employee_count", "gt", 500)),
    ],
)
def test_how_a_field_reads_is_the_only_condition(read, text, condition):
    given = read(text)
    assert _short(given["where"]) == [condition]
    assert "fields" not in given


def test_the_most_active_are_not_only_those_still_here(read):
    assert "where" not in read("most active reps")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("accounts in France, showing owner", ["owner_id"]),
        ("show account Bolt, showing owner", ["owner_id"]),
        ("products showing list price", ["list_price_cents"]),
    ],
)
def test_a_lone_column_is_shown_and_chooses_nothing(read, text, fields):
    given = read(text)
    assert given["fields"] == fields
    assert given["table"] != "user"
    assert all(c["field"] == "country" for c in given.get("where", []) if c["value"] != "Bolt")


def test_a_sum_with_a_comma_is_read_whole_inside_a_link(read):
    given = read("accounts with open deals with amount over 50,000", "query_records")
    [link] = given["links"]
    assert ("amount_cents", "gt", 50e3) in _short(link["where"])


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("number of open deals with a meeting", "open"),
        ("number of won deals without contacts", "won"),
    ],
)
def test_the_status_of_counted_deals_is_kept_beside_a_link(read, text, status):
    assert ("status", "is", status) in _short(read(text, "query_records")["where"])


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("find fintech companies including those already in the CRM", "include_crm"),
        ("find fintech companies that are already in the CRM", "only_crm"),
    ],
)
def test_including_what_is_known_is_not_only_what_is_known(read, text, flag):
    given = read(text, "build_list")
    assert [name for name in ("include_crm", "only_crm") if given.get(name)] == [flag]
