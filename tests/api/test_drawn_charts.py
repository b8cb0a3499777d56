"""Charts on a terminal: bars as long as their values, and nothing where they would mislead."""

from decimal import Decimal
from io import StringIO

from rich.console import Console

from api.drawing.charts import chart, fitting
from tools.parts import charts
from tools.result import Chart

WIDE = 100


def lines(given: Chart | None) -> list[str]:
    assert given is not None
    out = Console(file=StringIO(), width=WIDE)
    drawn = chart(given, WIDE)
    assert drawn is not None
    out.print(drawn)
    return out.file.getvalue().splitlines()


def bars(*points: tuple[str, int]) -> Chart | None:
    return charts.bars("Won", "region", "USD", [(n, Decimal(v)) for n, v in points])


def blocks(line: str) -> int:
    return line.count("█")


def test_a_bar_is_as_long_as_its_value_and_says_it():
    title, east, west = lines(bars(("East", 1000), ("West", 500)))
    assert title == "Won"
    assert blocks(east) == 2 * blocks(west) > 10
    assert east.rstrip().endswith("$1,000")


def test_a_small_value_is_a_sliver_and_zero_is_nothing():
    _, _, small, none = lines(bars(("Big", 1_000_000), ("Small", 1), ("None", 0)))
    assert "▏" in small
    assert "▏" not in none
    assert blocks(none) == 0


def test_values_below_zero_are_drawn_on_one_axis_with_the_others():
    _, up, down = lines(bars(("Up", 100), ("Down", -100)))
    assert blocks(up) == blocks(down)
    assert up.index("█") > down.index("█")
    assert down.rstrip().endswith("-$100")


def test_a_step_of_a_walk_starts_where_the_last_one_ended():
    walk = charts.waterfall("Walk", "pipeline", "USD", Decimal(50), [
        ("new", Decimal(50)), ("lost", Decimal(-25)),
    ])  # fmt: skip
    _, before, new, lost, after = lines(walk)
    assert new.index("█") == before.rindex("█") + 1
    assert lost.rindex("█") == new.rindex("█")
    assert after.rstrip().endswith("$75")


def test_what_a_name_holds_is_shown_and_not_obeyed():
    drawn = "\n".join(lines(bars(("[red]East\x1b[2J", 5), ("West", 3))))
    assert "\x1b" not in drawn
    assert "[red]East·" in drawn


def test_charts_that_a_terminal_would_garble_are_left_out():
    many = bars(*((f"n{n}", n) for n in range(1, 40)))
    series = charts.lines("L", "month", "USD", [("Jan", s, Decimal(1)) for s in ("a", "b")])
    assert many is not None
    assert series is not None
    assert len(many.spec["data"]["values"]) == 30
    assert fitting([series], WIDE) == []


def test_what_is_still_to_come_stands_on_what_is_won_and_is_told_apart():
    x, y = {"field": "period", "type": "ordinal"}, {"field": "amount", "type": "quantitative"}
    rows = [("Q3", "won", 100), ("Q4", "won", 50), ("Q4", "still to come", 50)]
    bar = {
        "mark": "bar",
        "encoding": {"x": x, "y": y, "color": {"field": "part"}},
        "data": {"values": [dict(zip(("period", "part", "amount"), r, strict=True)) for r in rows]},
    }
    rule = {"mark": "rule", "data": {"values": [{"period": "Q4", "low": 80, "high": 120}]}}
    spec = {"usermeta": {"unit": "USD"}, "layer": [bar, rule]}
    _, past, now = lines(Chart(title="Forecast", spec=spec))
    assert blocks(past) == blocks(now) + now.count("░")
    assert blocks(now) == now.count("░") > 5
    assert now.rstrip().endswith("$100")
