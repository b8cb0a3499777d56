from decimal import Decimal

import pytest

from agent.guard import unsupported
from tools.result import Figure, Result, Table

WON = Figure(id="rec_aaaa", metric="won_revenue", label="Won revenue",
             value=Decimal("2355928.40"), unit="USD", text="$2,355,928", n=1087)  # fmt: skip
RATE = Figure(id="rec_bbbb", metric="win_rate", label="Win rate", value=Decimal("0.6315"),
              unit="rate", text="63.2 %")  # fmt: skip
RESULT = Result(say="Won $2,355,928 from 1,087 deals.", figures=[WON, RATE])


@pytest.mark.parametrize(
    "reply",
    ["We won $2.4M.", "$2,355,928", "2.36 million", "63%", "63.2 %", "0.63", "1,087 deals", "1.1k"],
)
def test_a_figure_of_the_run_may_go_out_in_any_form(reply: str) -> None:
    assert unsupported(reply, [RESULT], "") == []


@pytest.mark.parametrize(
    ("reply", "loose"),
    [
        ("We won $2.5M.", ["$2.5M"]),
        ("The win rate is 64 %.", ["64 %"]),
        ("twelve deals", ["twelve"]),
        ("12 deals", ["12"]),
        ("up $300,000", ["$300,000"]),
    ],
)
def test_a_figure_that_no_tool_returned_is_found(reply: str, loose: list[str]) -> None:
    assert unsupported(reply, [RESULT], "") == loose


def test_people_may_be_told_their_own_numbers() -> None:
    assert unsupported("You asked for 100.", [RESULT], "Build a list of 100") == []


def test_cells_and_totals_of_tables_support_figures() -> None:
    table = Table(name="t", columns=["a"], rows=[[Decimal("41.5")]], total=52)
    assert unsupported("41.5 of 52", [Result(say="", tables=[table])], "") == []


def test_a_whole_count_is_not_a_rounding() -> None:
    result = Result(say="", facts={"value": 51.7})
    assert unsupported("52 companies", [result], "") == ["52"]


def test_ids_dates_and_list_marks_are_not_figures() -> None:
    assert unsupported("1. see rec_abcd23 of 2017-10-01 in Q4", [RESULT], "") == []
