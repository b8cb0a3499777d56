"""What a denial reaches: the phrase that is denied, and nothing beyond it."""

from datetime import date

import pytest

from agent.planner.words.clause import Clause, World
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.vocabulary import declared


@pytest.fixture(scope="module")
def world() -> World:
    lexicon = Lexicon()
    declared(lexicon)
    for region in ("West", "East"):
        lexicon.add(region, Meaning("value", "region", region))
    return World(lexicon, date(2026, 11, 20))


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("merge duplicate accounts except in the West", True),
        ("open deals outside the West region", True),
        ("fix phones, but don't touch accounts in the West", True),
        ("leave the people in the West out", True),
        ("everyone but the West", True),
        ("merge duplicate accounts but only in the West", False),
        ("contacts with no phone in the West", False),
        ("what explains the drop in West bookings", False),
        ("deals without an owner in the West", False),
    ],
)
def test_a_denial_reaches_the_phrase_that_it_denies(world, text, denied):
    clause = Clause(text, world)
    assert clause.negated(clause.low.index("west")) is denied
