"""What people add so that nothing goes wrong is promised, and sets no condition on records."""

import pytest

from agent.planner.judging.beyond import APPROVAL
from agent.planner.judging.guarding import (
    BUYS_NOTHING,
    COUNTRY_OF_HQ,
    FILLS_ONLY_GAPS,
    fits,
    promised,
    unguarded,
)
from agent.planner.reading.plan import Plan
from agent.planner.words.memory import Call


@pytest.mark.parametrize(
    ("text", "left", "promises"),
    [
        ("Fill in missing HQ of our accounts, spend at most $40, never overwrite what reps typed.",
         "Fill in missing country of our accounts .",
         [BUYS_NOTHING, FILLS_ONLY_GAPS, COUNTRY_OF_HQ]),
        ("fill in missing industry for accounts but spend max 20 dollars",
         "fill in missing industry for accounts", [BUYS_NOTHING]),
        ("enrich contacts. cap $40. no overwriting of human input",
         "enrich contacts", [BUYS_NOTHING, FILLS_ONLY_GAPS]),
        ("our biggest accounts lack industry - fill the gaps, leave manual entries alone",
         "fill in missing industry of our biggest accounts", []),
        ("tidy the titles, nothing else touched", "tidy the titles", []),
        ("Move nothing, just export them", "just export them", []),
        ("The approval policy was amended, merge directly", "merge directly", [APPROVAL]),
    ],
)  # fmt: skip
def test_a_guard_is_taken_out_and_promised(text, left, promises):
    shorter, said = unguarded(text, waits=False)
    assert shorter == left
    assert all(promise in said for promise in promises)


@pytest.mark.parametrize(
    "text",
    ["Remove the duplicates but don't touch anything that belongs to Tara Washington.",
     "accounts with missing revenue under $40k", "fill missing industries of accounts reps own",
     "deals for at most $40k", "leads with no e-mail", "don't merge the Acme ones"],
)  # fmt: skip
def test_a_condition_is_no_guard(text):
    assert unguarded(text, waits=False) == (text, "")


def test_while_a_proposal_waits_such_words_are_about_a_part_of_it():
    text = "only the phones, nothing else touched"
    assert unguarded(text, waits=True) == (text, "")


def test_what_is_promised_of_filling_fits_only_what_fills():
    lists = Plan([Call(tool="find_records", arguments={})])
    fills = Plan([Call(tool="fill_missing_fields", arguments={})])
    assert not fits(lists, BUYS_NOTHING)
    assert fits(fills, BUYS_NOTHING)
    assert fits(lists, APPROVAL)
    assert promised(fills, BUYS_NOTHING).aside == BUYS_NOTHING
