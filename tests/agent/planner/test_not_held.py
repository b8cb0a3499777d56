"""Work that no data here is for is refused in its own words, and nothing else is."""

from datetime import date

import pytest

from agent.planner.judging.not_held import (
    NO_CASH,
    NO_LICENCES,
    NO_PAY,
    NO_ROUTING,
    NO_SUPPORT,
    NO_TERRITORIES,
    NO_WHAT_IF,
    not_held,
)
from agent.planner.judging.possible import possible
from agent.planner.learned.intent import Guess
from agent.planner.reading.checking_up import checked_up
from agent.planner.talk.focusing import focused
from agent.planner.talk.onward import moved, onward
from agent.planner.words.clause import Clause, World
from agent.planner.words.lexicon import Lexicon
from agent.planner.words.memory import Call, Memory
from agent.planner.words.vocabulary import declared


@pytest.fixture(scope="module")
def words():
    lexicon = Lexicon()
    declared(lexicon)
    return lambda text: Clause(text, World(lexicon, date(2026, 11, 20)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("how much commission does Maria get for Q3", NO_PAY),
        ("What would it cost if we paid 1.5x above 110 % and dropped the cap?", NO_PAY),
        ("Re-carve West so every rep has a fair shot", NO_TERRITORIES),
        ("split the accounts in Ohio evenly between the reps", NO_TERRITORIES),
        ("score last week's leads against our ICP", NO_ROUTING),
        ("what's our runway?", NO_CASH), ("show the support SLA for May", NO_SUPPORT),
        ("which software licences are unused", NO_LICENCES),
        ("what if the top deal slips", NO_WHAT_IF),
    ],
)  # fmt: skip
def test_what_is_not_held_is_said(words, text, said):
    assert not_held(words(text)) == said


@pytest.mark.parametrize(
    "text",
    ["split won revenue by rep", "lead response time by team", "quota attainment per rep in Q3",
     "accounts called Licence Works", "which leads has nobody contacted", "win rate by region",
     "the board pack with ARR and runway", "the pack for the leaders with CAC and runway",
      "balance of open and won deals"],
)  # fmt: skip
def test_what_is_held_is_not_refused(words, text):
    assert not not_held(words(text))


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("is our pipeline healthy",
         "open pipeline; pipeline coverage; find stale deals"),
        ("How healthy is our pipeline, and why did velocity drop?",
         "open pipeline; pipeline coverage; find stale deals, and why did velocity drop?"),
        ("how strong is this quarter's pipeline?",
         "open pipeline this quarter; pipeline coverage this quarter; find stale deals?"),
        ("health check on the pipeline for Q4",
         "open pipeline for Q4; pipeline coverage for Q4; find stale deals"),
    ],
)  # fmt: skip
def test_a_check_up_is_several_looks(text, looks):
    assert checked_up(text) == looks


def test_a_pipeline_that_is_split_is_no_check_up():
    for text in ("how is the pipeline by stage", "pipeline by region", "show the pipeline"):
        assert checked_up(text) == text


FORECAST = Call(tool="forecast", arguments={"period": "this quarter"})
LOG = Call(tool="what_changed", arguments={})


def test_a_follow_up_is_about_the_call_that_takes_it(words):
    both = Memory(calls=[FORECAST, LOG], made=2)
    assert focused(both, words("by team")).last == FORECAST
    assert focused(both, words("which deals does it hang on")).last == FORECAST
    assert focused(both, words("and for last month?")).last == LOG
    assert focused(Memory(calls=[FORECAST, LOG]), words("by team")).last == LOG


def test_after_a_forecast_what_moved_is_the_walk_of_the_pipeline(words):
    assert moved(words("what changed since last Monday?"), FORECAST) == ("pipeline_changes", {})
    assert moved(words("what did you change since Monday?"), FORECAST) is None
    assert moved(words("what changed since last Monday?"), LOG) is None


def test_what_a_forecast_hangs_on_is_in_the_forecast(words):
    memory = Memory(calls=[FORECAST])
    clause = words("which deals does it hang on")
    assert onward(clause, memory, FORECAST, best=Guess("find_stale_deals", 0.2)) == (
        "forecast",
        FORECAST.arguments,
    )


def test_a_pack_that_is_to_be_made_computes_no_figure_of_its_own(words):
    guesses = [Guess("measure", 0.5), Guess("exec_pack", 0.4)]
    made = possible(words("prepare Monday's exec pack: ARR bridge and runway"), guesses, Memory())
    assert [g.tool for g in made] == ["exec_pack"]
    asked = possible(words("which packages did we sell"), guesses, Memory())
    assert asked[0].tool == "measure"
