"""Conditions of a list: the day that a period is about, what is missing, and lists of values."""

from datetime import date

import pytest

from agent.planner.clause import Clause, World
from agent.planner.filling import fill
from agent.planner.idioms import plainly
from agent.planner.lexicon import Lexicon, Meaning
from agent.planner.memory import Memory
from agent.planner.vocabulary import declared


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


def test_one_of_two_fields_or_both_is_asked_about(read):
    doubts = read("accounts that lack a phone or a website").doubts
    assert ["both" in doubt.text for doubt in doubts] == [True]


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
