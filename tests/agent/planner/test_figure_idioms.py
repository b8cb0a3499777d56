"""Turns of phrase about figures are put into plain words."""

import pytest

from agent.planner.words.idioms import plainly


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("retention for the last completed quarter", "retention for the last quarter"),
        ("how many calls and how many emails each team made",
         "how many calls each team made and how many emails each team made"),
        ("how many deals did we win and how many did we lose",
         "how many deals did we win and how many did we lose"),
        ("the median number of days to win, and the 90th percentile, for East",
         "the median and 90th percentile number of days to win, for East"),
        ("how our won revenue has moved week by week since May", "won revenue by week since May"),
        ("how our open pipeline has moved week by week since May",
         "how our open pipeline has moved week by week since May"),
        ("deals opened against deals finished", "created vs closed"),
        ("Acquired versus shut down: how do the counts compare",
         "how many companies are Acquired versus closed"),
        ("opps created each month of H1, what part has been won by now",
         "win rate of all created deals each month of H1"),
        ("shut down the schedule", "shut down the schedule"),
    ],
)  # fmt: skip
def test_a_turn_of_phrase_is_put_plainly(said: str, plain: str) -> None:
    assert plainly(said) == plain
