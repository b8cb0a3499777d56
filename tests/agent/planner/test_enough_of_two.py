"""Conditions of which one is enough, ids, names and days of the records that are asked for."""

from datetime import date

import pytest

from agent.planner.reading.filling import fill
from agent.planner.words.clause import Clause, World
from agent.planner.words.courtesy import heart
from agent.planner.words.idioms import plainly
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.memory import Memory
from agent.planner.words.splitting import steps
from agent.planner.words.vocabulary import declared


@pytest.fixture(scope="module")
def read():
    lexicon = Lexicon(absent=frozenset())
    declared(lexicon)
    for name, value in (("status", "ipo"), ("status", "acquired"), ("city", "London"),
                        ("owner", "Henry Nolan"), ("status", "Contacted")):  # fmt: skip
        lexicon.add(value, Meaning("value", name, value))

    def filled(text, tool="build_list"):
        clause = Clause(plainly(heart(text)), World(lexicon, date(2026, 11, 20)))
        return fill(clause, tool, Memory()).calls[0].arguments

    return filled


def either(arguments):
    """What each side of the only alternatives asks for."""
    [condition] = [c for c in arguments["where"] if c["field"] == "either"]
    return [(c["field"], c["op"], c["value"]) for c in condition["either"]]


def test_a_sum_raised_or_a_state_is_one_condition_and_no_argument(read):
    arguments = read("companies that raised over 100M or went public")
    assert either(arguments) == [("raised_cents", "gt", 100e6), ("status", "is", "ipo")]
    assert "raised" not in arguments


def test_two_years_of_founding_are_alternatives(read):
    arguments = read("companies founded before 2000 or after 2011")
    assert either(arguments) == [("founded_year", "lte", 1999), ("founded_year", "gte", 2012)]
    assert "founded" not in arguments


def test_lines_of_business_side_by_side_stay_one_argument(read):
    arguments = read("fintech or healthcare companies founded after 2005")
    assert arguments["industry"] == ["fintech", "healthcare"]
    assert "where" not in arguments


def test_one_funding_round_is_no_number_of_companies(read):
    arguments = read("companies that were acquired and had only one funding round")
    assert "count" not in arguments
    assert {"field": "funding_rounds", "op": "is", "value": 1} in arguments["where"]


def test_a_short_id_names_a_record(read):
    arguments = read("show the record acc_123", "find_records")
    assert arguments["table"] == "account"
    assert arguments["where"] == [{"field": "id", "op": "is", "value": "acc_123"}]


def test_a_name_behind_called_is_no_call(read):
    arguments = read("merge the duplicate contacts called Ivo Marsh", "merge_duplicates")
    assert arguments["tables"] == ["contact"]


def test_what_somebody_asked_of_theirs_is_asked_of_them():
    said = heart("Henry Nolan asked which of his accounts have a meeting")
    assert said == "which of Henry Nolan's accounts have a meeting"


def test_the_first_of_a_month_is_a_day(read):
    arguments = read("deals created after the first of June 2026", "find_records")
    assert arguments["period"].startswith("2026-06-02..")


def test_showing_and_not_merging_is_no_step_of_its_own():
    assert len(steps("Are there two records for one person in leads? show, don't merge")) == 1


def test_colleagues_still_here_are_active(read):
    arguments = read("users who are still with us", "find_records")
    assert arguments["where"] == [{"field": "active", "op": "is", "value": True}]


def test_people_at_operating_companies_leave_out_the_others(read):
    arguments = read("CTOs at operating companies in London", "find_people")
    assert arguments["operating_only"] is True
