"""Periods are read by the company's own calendar."""

from datetime import date

from agent.planner.conditions.when import read_period
from agent.planner.words.clause import Clause, World
from agent.planner.words.lexicon import Lexicon
from agent.planner.words.signature import Param
from tools.arguments import Slot
from tools.parts.calendars import Calendar

PERIOD = Param("period", Slot.PERIOD, many=False, required=False)
BY_WEEKS = Calendar(2, "4-4-5")


def read(text: str) -> str | None:
    world = World(Lexicon(), date(2026, 11, 20), BY_WEEKS)
    return read_period(Clause(text, world), PERIOD)


def test_a_quarter_of_a_calendar_by_weeks_is_thirteen_weeks() -> None:
    assert read("what did we win last quarter") == "2026-08-03..2026-11-01"


def test_a_period_of_the_fiscal_year_is_read_by_its_number() -> None:
    assert read("revenue in P10") == "2026-11-02..2026-11-29"


def test_quarter_over_quarter_is_by_weeks_as_well() -> None:
    assert read("how did revenue go qoq") == "2026-11-02..2027-01-31"
