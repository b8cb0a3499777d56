"""Charts: one specification that Vega-Lite, the page and the terminal all read."""

from decimal import Decimal

import pytest

from tools.parts import charts

POINTS = [("East", Decimal("1200000.50")), ("West", Decimal(-3)), ("None", None)]


def made():
    return {
        "bars": charts.bars("Won", "region", "USD", POINTS),
        "line": charts.line("Won", "month", "EUR", POINTS),
        "lines": charts.lines("Won", "month", "count", [(n, "a", v) for n, v in POINTS]),
        "waterfall": charts.waterfall("Walk", "pipeline", "USD", Decimal(10), [
            ("new", Decimal(5)), ("lost", Decimal(-12)),
        ]),
    }  # fmt: skip


@pytest.mark.parametrize("kind", made())
def test_a_chart_is_valid_vega_lite(kind):
    altair = pytest.importorskip("altair")
    altair.Chart.from_dict(made()[kind].spec)


@pytest.mark.parametrize("kind", ["bars", "line", "lines"])
def test_a_missing_value_is_left_out_and_never_drawn_as_zero(kind):
    rows = made()[kind].spec["data"]["values"]
    assert [row["name"] for row in rows] == ["East", "West"]


def test_one_value_is_no_chart():
    assert charts.bars("Won", "region", "USD", POINTS[:1]) is None


def test_a_walk_hangs_each_step_where_the_last_one_ended():
    rows = made()["waterfall"].spec["data"]["values"]
    assert [(r["name"], r["from"], r["to"], r["kind"]) for r in rows] == [
        ("before", 0.0, 10.0, "total"), ("new", 10.0, 15.0, "rise"),
        ("lost", 15.0, 3.0, "fall"), ("after", 0.0, 3.0, "total"),
    ]  # fmt: skip


def test_small_steps_on_tall_totals_start_the_axis_above_zero():
    walk = charts.waterfall("Walk", "pipeline", "USD", Decimal(100), [("new", Decimal(4))])
    assert walk.spec["encoding"]["y"]["scale"] == {"domainMin": 98.0}
    low = charts.waterfall("Walk", "pipeline", "USD", Decimal(10), [("new", Decimal(40))])
    assert "scale" not in low.spec["encoding"]["y"]


@pytest.mark.parametrize(("unit", "sign"), [("EUR", "'€'"), ("CHF", "'CHF '"), ("USD", "'$~s'")])
def test_money_on_an_axis_has_its_currency(unit, sign):
    assert sign in charts.value_axis(unit)["axis"]["labelExpr"]
