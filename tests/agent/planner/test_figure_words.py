"""A guessed figure stands only where the words can be about it."""

import pytest

from agent.planner.figures.figure_words import fits


@pytest.mark.parametrize(
    ("metric", "words", "can"),
    [
        ("lead_conversion_rate", ("cost", "per", "lead"), False),
        ("arr_bridge", ("why", "be", "emea", "down"), False),
        ("deal_age", ("how", "old", "be", "the", "deal"), True),
    ],
)
def test_a_word_that_tells_of_another_figure_rules_a_guess_out(metric, words, can) -> None:
    assert fits(metric, words) is can
