"""Conditions of a list: the day that a period is about, what is missing, and lists of values."""

from datetime import date

import pytest

from agent.planner.reading.filling import fill
from agent.planner.words.clause import Clause, World
from agent.planner.words.idioms import plainly
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.memory import Memory
from agent.planner.words.vocabulary import declared


@pytest.fixture(scope="module")
def read():
    lexicon = Lexicon()
    declared(lexicon)
    for status in ("open", "won", "lost"):
        lexicon.add(status, Meaning("value", "status", status))
    lexicon.add("email", Meaning("value", "type", "email"))

    def filled(text, tool="find_records"):
        clause = Clause(plainly(text), World(lexicon, date(2026, 11, 20)))
        return fill(clause, tool, Memory())

    return filled


def _is(field, value, op="is"):
    return {"field": field, "op": op, "value": value}


@pytest.mark.parametrize(
    ("text", "period", "where"),
    [
        ("open deals created last month", None,
         [_is("status", "open"), _is("created_on", ["2026-10-01", "2026-10-31"], "between")]),
        ("won deals from last month", "2026-10-01..2026-10-31", [_is("status", "won")]),
        ("deals due next month", "2026-12-01..2026-12-31", [_is("status", "open")]),
        ("deals expected to close after 15 December", None,
         [_is("expected_close_on", "2026-12-15", "after")]),
        ("leads created in July that converted in August", "2026-07-01..2026-07-31",
         [_is("converted_on", ["2026-08-01", "2026-08-31"], "between")]),
        ("contacts last touched before June", None,
         [_is("last_activity_on", "2026-06-01", "before")]),
        ("reps who joined in 2024", "2024-01-01..2024-12-31", []),
    ],
)  # fmt: skip
def test_a_period_is_about_the_day_that_its_words_name(read, text, period, where):
    given = read(text).calls[0].arguments
    assert (given.get("period"), given.get("where", [])) == (period, where)


def test_what_has_not_happened_since_a_day_is_a_condition_on_the_last_activity(read):
    given = read("deals with no activity since 1 October", "find_stale_deals").calls[0].arguments
    assert given["where"] == [_is("last_activity_on", "2026-10-01", "before")]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("contacts missing both email and phone", [("email", "missing"), ("phone", "missing")]),
        ("accounts with neither a phone nor a website",
         [("phone", "missing"), ("website", "missing")]),
        ("contacts with both an email and a phone", [("email", "present"), ("phone", "present")]),
        ("contacts that have an email but no phone", [("email", "present"), ("phone", "missing")]),
    ],
)  # fmt: skip
def test_a_list_of_fields_is_missing_or_present_as_one(read, text, where):
    given = read(text).calls[0].arguments["where"]
    assert [(c["field"], c["op"]) for c in given] == where


@pytest.mark.parametrize(
    "text",
    [
        "accounts that lack a phone or a website",
        "accounts missing a phone or a website",
        "accounts without a phone or without a website",
        "accounts whose phone is blank or whose website is blank",
    ],
)
def test_either_of_two_fields_may_be_the_one_that_is_missing(read, text):
    filled = read(text)
    lacking = [{"field": f, "op": "missing", "value": None} for f in ("phone", "website")]
    assert filled.calls[0].arguments["where"] == [
        {"field": "either", "op": "is", "value": None, "either": lacking}
    ]
    assert not filled.doubts


@pytest.mark.parametrize(
    ("text", "fields", "rest"),
    [
        ("open deals over 100k or pushed more than twice", ["amount_cents", "push_count"],
         ["status"]),
        ("leads with a score above 80 or without a phone", ["score", "phone"], []),
        ("won deals without a product or with amount blank", ["product", "amount_cents"],
         ["status"]),
    ],
)  # fmt: skip
def test_either_of_two_conditions_is_enough(read, text, fields, rest):
    given = {c["field"]: c for c in read(text).calls[0].arguments["where"]}
    assert [c["field"] for c in given.pop("either")["either"]] == fields
    assert list(given) == rest


@pytest.mark.parametrize(
    "text", ["contacts without an email or a phone", "deals won or lost", "contacts with no email"]
)
def test_an_or_within_one_condition_makes_no_other(read, text):
    given = read(text).calls[0].arguments["where"]
    assert "either" not in [c["field"] for c in given]


@pytest.mark.parametrize(
    ("text", "value"),
    [("deals won or lost last month", ["won", "lost"]), ("both open and lost deals",
                                                        ["open", "lost"])],
)  # fmt: skip
def test_values_of_one_field_are_one_condition(read, text, value):
    where = read(text).calls[0].arguments["where"]
    assert [sorted(c["value"]) for c in where if c["field"] == "status"] == [sorted(value)]


def test_a_word_that_is_a_field_of_the_records_is_no_value_of_others(read):
    assert "where" not in read("contacts with the same email").calls[0].arguments


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("open deals pushed more than twice", _is("push_count", 2, "gt")),
        ("deals that slipped at least three times", _is("push_count", 3, "gte")),
        ("deals postponed once", _is("push_count", 1, "gte")),
    ],
)
def test_how_often_a_deal_was_pushed_is_read(read, text, condition):
    assert condition in read(text).calls[0].arguments["where"]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("fill in missing industries", ["industry"]),
        ("complete the country of leads from their phone number", ["country"]),
    ],
)
def test_what_is_missing_is_what_to_fill_and_its_source_is_not(read, text, fields):
    filled = fill(_working(read(text).clause), "fill_missing_fields", Memory())
    assert filled.calls[0].arguments["fields"] == fields
    assert "where" not in filled.calls[0].arguments


def _working(clause):
    fresh = clause.fresh()
    fresh.of_fields = True
    return fresh


@pytest.mark.parametrize(
    ("text", "count", "employees"),
    [
        ("companies in Spain, max 30", 30, None),
        ("find 40 companies with up to 50 employees", 40, {"at_most": 50.0}),
        ("up to 25 firms in Ohio", 25, None),
    ],
)
def test_a_limit_on_how_many_are_wanted_is_no_size(read, text, count, employees):
    given = read(text, "build_list").calls[0].arguments
    assert (given.get("count"), given.get("employees")) == (count, employees)


def test_people_behind_a_number_are_those_who_work_there(read):
    given = read("accounts with more than 500 people", "query_records").calls[0].arguments
    assert given["where"] == [_is("employee_count", 500.0, "gt")]
    assert "links" not in given
