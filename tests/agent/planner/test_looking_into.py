"""Looks at a proposal that waits, which neither make it anew nor take anything from it."""

from datetime import date

import pytest

from agent.planner.talk.looking_into import looked_into
from agent.planner.words.clause import Clause, World
from agent.planner.words.lexicon import Lexicon
from agent.planner.words.memory import Call, Memory, ShownSet
from agent.planner.words.vocabulary import declared


@pytest.fixture(scope="module")
def words():
    lexicon = Lexicon()
    declared(lexicon)
    return lambda text: Clause(text, World(lexicon, date(2026, 11, 20)))


def _waiting(status: str = "draft") -> Memory:
    return Memory(sets=[ShownSet(id="cs_one", digest="d", status=status)])


MERGES = Call(tool="merge_duplicates", arguments={})


@pytest.mark.parametrize(
    "text",
    ["show me the contact ones", "what would change in job titles?", "which ones are in Germany?",
     "how sure are you", "how many contacts would you touch?", "what's left?",
     "which of them would survive?", "how many did you queue?", "let me see some examples"],
)  # fmt: skip
def test_a_question_about_the_proposal_looks_at_it(words, text):
    found = looked_into(words(text), _waiting(), MERGES)
    assert found is not None
    assert found[:2] == ("show_changes", {"change_set": "cs_one"})


def test_the_first_is_the_group_of_that_number(words):
    found = looked_into(words("why do you think the first is a duplicate?"), _waiting(), MERGES)
    assert found is not None
    assert found[1]["groups"] == [1]


@pytest.mark.parametrize(
    "text",
    ["not the contacts", "only the first three", "what did we win last quarter?", "approve it",
     "what about the doubtful ones", "keep the oldest instead"],
)  # fmt: skip
def test_a_part_another_way_or_another_question_is_no_look_at_it(words, text):
    assert looked_into(words(text), _waiting(), MERGES) is None


def test_without_a_proposal_there_is_nothing_to_look_into(words):
    text = words("show me the contact ones")
    assert looked_into(text, _waiting("rejected"), MERGES) is None
    assert looked_into(text, _waiting(), Call(tool="measure", arguments={})) is None
