"""Fields that a clean-up is to leave alone, and those that only say which records are meant."""

import pytest

from agent.planner.reading.filling import fill
from agent.planner.reading.plan import Plan, leads_up
from agent.planner.words.clause import Clause, World
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.memory import Call, Memory, Pending
from agent.planner.words.vocabulary import declared
from tests.makers import TODAY
from tools.result import Question


@pytest.fixture(scope="module")
def read():
    lexicon = Lexicon()
    declared(lexicon)
    lexicon.add("Webinar", Meaning("value", "source", "Webinar"))

    def filled(text, tool="normalise_fields"):
        clause = Clause(text, World(lexicon, TODAY))
        clause.of_fields = True
        return fill(clause, tool, Memory())

    return filled


@pytest.mark.parametrize(
    "text",
    [
        "clean up contacts but never touch emails",
        "clean up contacts, don't touch emails",
        "normalise contacts, leave emails alone",
        "normalise contacts except emails",
        "normalise contacts, everything but email addresses",
    ],
)
def test_what_is_to_be_left_alone_is_not_what_is_changed(read, text) -> None:
    fields = read(text).calls[0].arguments["fields"]
    assert "email" not in fields
    assert {"phone", "title", "country"} <= set(fields)


def test_every_field_of_a_list_that_is_spared_is_left_alone(read) -> None:
    fields = read("clean up contacts except phone numbers and emails").calls[0].arguments["fields"]
    assert {"email", "phone", "mobile"}.isdisjoint(fields)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("fix phone numbers and emails of contacts", ["phone", "email"]),
        ("I don't like how phone numbers look, fix them", ["phone"]),
        ("normalise countries, not regions", ["country"]),
        ("normalise phone numbers of contacts with source Webinar", ["phone"]),
        ("normalise phones of contacts whose source is Webinar", ["phone"]),
        ("fix lead sources", ["lead_source"]),
    ],
)
def test_fields_that_are_named_are_worked_on_and_no_others(read, text, fields) -> None:
    assert read(text).calls[0].arguments["fields"] == fields


def test_what_is_spared_is_asked_about_where_the_others_are_not_known(read) -> None:
    assert read("fill missing fields except industry", "fill_missing_fields").doubts


def test_records_that_lack_an_owner_are_merged_and_no_owner_is_preferred(read) -> None:
    made = read("merge duplicate accounts that have no owner", "merge_duplicates").calls[0]
    assert "prefer_for" not in made.arguments
    assert made.arguments["where"] == [{"field": "owner_id", "op": "missing", "value": None}]


@pytest.mark.parametrize(
    ("first", "skipped"),
    [("fix phone numbers of accounts of Lee", False), ("we have a board meeting soon", True)],
)
def test_an_order_that_is_not_sure_is_asked_about_and_not_passed_over(first, skipped) -> None:
    pending = Pending(call=Call(tool="x", arguments={}, text=first), slot="tool", asked_words=first)
    step = Plan(question=Question(text="Which?", slot="tool"), pending=pending)
    assert leads_up(step, Plan(), ["list stale deals"]) is skipped
