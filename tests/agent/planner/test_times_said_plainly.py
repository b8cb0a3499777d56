"""Times in plain words: days by name, what has just ended, and what is still to come."""

from datetime import date

import pytest

from agent.planner.conditions.ahead import looks_ahead
from agent.planner.conditions.when import read_period
from agent.planner.reading.filling import fill
from agent.planner.words.clause import Clause, World
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.memory import Memory
from agent.planner.words.signature import Param
from agent.planner.words.vocabulary import declared
from tools.arguments import Slot
from tools.parts.periods import find

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def lexicon():
    made = Lexicon()
    declared(made)
    made.add("open", Meaning("value", "status", "open"))
    made.add("new", Meaning("value", "type", "new"))
    return made


def arguments(lexicon, tool, text):
    clause = Clause(text, World(lexicon, TODAY))
    clause.ahead = looks_ahead(clause, tool)
    return fill(clause, tool, Memory()).calls[0].arguments


@pytest.mark.parametrize(
    ("text", "behind", "to_come"),
    [
        ("since Easter", "2026-04-05..2026-11-20", "2026-04-05..2026-11-20"),
        ("since Labor Day", "2026-09-07..2026-11-20", "2026-09-07..2026-11-20"),
        ("on Black Friday", "2025-11-28..2025-11-28", "2026-11-27..2026-11-27"),
        ("before new year", "..2025-12-31", "2026-11-20..2026-12-31"),
        ("last Christmas", "2025-12-25..2025-12-25", "2025-12-25..2025-12-25"),
        ("Thanksgiving 2024", "2024-11-28..2024-11-28", "2024-11-28..2024-11-28"),
        ("by year end", "2026-01-01..2026-12-31", "2026-11-20..2026-12-31"),
        ("since FY24", "2024-01-01..2026-11-20", "2024-01-01..2026-11-20"),
        ("the year to March", "2025-04-01..2026-03-31", "2025-04-01..2026-03-31"),
        ("the next 2 quarters", "2027-01-01..2027-06-30", "2027-01-01..2027-06-30"),
        ("since the 1st", "2026-11-01..2026-11-20", "2026-11-01..2026-11-20"),
        ("by the 15th", "..2026-12-15", "2026-11-20..2026-12-15"),
        ("on the 31st", "2026-10-31..2026-10-31", "2026-12-31..2026-12-31"),
        ("on 14 January", "2026-01-14..2026-01-14", "2027-01-14..2027-01-14"),
        ("on 5 November", "2026-11-05..2026-11-05", "2026-11-05..2026-11-05"),
    ],
)
def test_a_time_is_found_behind_or_to_come(text, behind, to_come) -> None:
    assert [f.span.key for f in find(text, TODAY)] == [behind]
    assert [f.span.key for f in find(text, TODAY, ahead=True)] == [to_come]


@pytest.mark.parametrize(
    "text", ["new year deals", "the 90th percentile", "the 10th biggest deal", "on the 2nd deal"]
)
def test_what_only_looks_like_a_day_is_none(text) -> None:
    assert find(text, TODAY) == []


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("pipeline coverage in Q3", "2026-07-01..2026-09-30"),  # it has just ended
        ("pipeline coverage in Q1", "2027-01-01..2027-03-31"),
        ("open pipeline closing in Q3", "2027-07-01..2027-09-30"),
        ("open pipeline by year end", "2026-11-20..2026-12-31"),
    ],
)
def test_what_is_open_is_read_of_the_nearer_time(lexicon, text, period) -> None:
    assert arguments(lexicon, "measure", text)["period"] == period


@pytest.mark.parametrize(
    ("text", "earlier", "period"),
    [
        ("won revenue for July to September vs April to June",
         "2026-04-01..2026-06-30", "2026-07-01..2026-09-30"),
        ("open pipeline vs June", "2026-06-01..2026-06-30", "2026-11-01..2026-11-30"),
    ],
)  # fmt: skip
def test_two_stretches_are_set_side_by_side_whole(lexicon, text, earlier, period) -> None:
    found = arguments(lexicon, "measure", text)
    assert (found["compare_to"], found["period"]) == (earlier, period)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("open deals closing after 14 January", "2027-01-14"),
        ("open deals closing after 5 November", "2026-11-05"),
    ],
)
def test_what_closes_after_a_day_has_no_end(lexicon, text, day) -> None:
    found = arguments(lexicon, "find_records", text)
    assert {"field": "expected_close_on", "op": "after", "value": day} in found["where"]
    assert "period" not in found


def test_what_changed_today_is_of_today_and_a_level_is_as_it_stands(lexicon) -> None:
    assert arguments(lexicon, "pipeline_changes", "pipeline changes today")["period"] == (
        "2026-11-20..2026-11-20"
    )
    assert "period" not in arguments(lexicon, "measure", "open pipeline today")


def test_a_round_number_of_millions_is_no_year(lexicon) -> None:
    clause = Clause("won revenue above 2000 million by owner", World(lexicon, TODAY))
    assert read_period(clause, Param("period", Slot.PERIOD, many=False, required=False)) is None
    assert [a.low for a in clause.amounts] == [2e9]
