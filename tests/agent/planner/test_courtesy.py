"""What is said around a request is taken off; what is asked is kept to the word."""

import pytest

from agent.planner.words.courtesy import heart


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Hi there! Hope you're having a good Friday :) could you tell me what we won in May?",
         "what we won in May?"),
        ("Karen wants to see which deals slipped in Central.", "which deals slipped in Central."),
        ("I should be grateful for a list of all open deals", "a list of all open deals"),
        ("um can you tell me how many calls we made please", "how many calls we made"),
        ("Just out of curiosity, how old is our pipeline?", "how old is our pipeline?"),
        ("Which of Kyle's deals have gone quiet? He's lovely but forgets to log things.",
         "Which of Kyle's deals have gone quiet?"),
        ("Nora Edwards wants to see her open deals", "Nora Edwards's open deals"),
        ("Nora Edwards needs all deals and their owners", "all deals and their owners"),
        ("Henry Nolan asked which of his accounts have no deal",
         "which of Henry Nolan's accounts have no deal"),
        ("Dana wants to know how many leads she has", "how many leads Dana has"),
        ("It might be worth looking at whether events beat webinars", "events beat webinars"),
    ],
)  # fmt: skip
def test_greetings_hedges_and_errands_are_no_part_of_the_request(said: str, meant: str) -> None:
    assert heart(said) == meant


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Will we make the number?", "Will we make the number?"),
        ("I don't want the Texas ones", "I don't want the Texas ones"),
        ("I think we should not merge those", "we should not merge those"),
        ("could you put them right?", "put them right?"),
        ("approve please", "approve please"),
        ("no, not those", "no, not those"),
    ],
)
def test_what_carries_the_meaning_stays(said: str, kept: str) -> None:
    assert heart(said) == kept


def test_an_errand_for_somebody_is_not_about_them() -> None:
    assert heart("Sheila asks for stale deals in East") == "stale deals in East"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Mr. Harper's office needs the revenue per product", "the revenue per product"),
        ("quick one for Helena: how much did we sell", "how much did we sell"),
        ("Nora says she'd like to see the open deals", "the open deals"),
        ("The board will probably ask how many deals we won", "how many deals we won"),
        ("which region did best? I have a little bet on East", "which region did best?"),
        ("for West: won revenue by month", "for West: won revenue by month"),
        ("Show me the deals. Nobody touched them in 30 days.",
         "Show me the deals. Nobody touched them in 30 days."),
    ],
)  # fmt: skip
def test_who_asks_is_left_out_and_what_is_asked_stays(said, meant) -> None:
    assert heart(said) == meant
