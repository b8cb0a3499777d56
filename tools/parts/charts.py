"""Vega-Lite charts with their data inside: one specification for the page, files and terminal."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tools.result import Chart

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
BARS_AT_MOST = 30
POINTS_AT_MOST = 400
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}
TALL = 0.6
"""A walk whose lowest point is above this share of its highest starts its axis above zero."""
KINDS = ["total", "rise", "fall", "won"]

Point = tuple[str, Decimal | None]


def bars(title: str, axis: str, unit: str, points: Sequence[Point]) -> Chart | None:
    """Horizontal bars in the order given; None when there is nothing to compare."""
    data = _data(points[:BARS_AT_MOST])
    if len(data) < 2:  # noqa: PLR2004 - one bar compares with nothing
        return None
    encoding = {
        "y": {"field": "name", "type": "nominal", "sort": None, "title": axis},
        "x": {"field": "value", "type": "quantitative", "title": title, **value_axis(unit)},
    }
    return Chart(title=title, spec=_spec("bar", data, encoding, unit))


def line(title: str, axis: str, unit: str, points: Sequence[Point]) -> Chart | None:
    """A line through time, in the order given."""
    data = _data(points[:POINTS_AT_MOST])
    if len(data) < 2:  # noqa: PLR2004 - one point makes no line
        return None
    encoding = {
        "x": {"field": "name", "type": "ordinal", "sort": None, "title": axis},
        "y": {"field": "value", "type": "quantitative", "title": title, **value_axis(unit)},
    }
    return Chart(title=title, spec=_spec({"type": "line", "point": True}, data, encoding, unit))


def lines(
    title: str, axis: str, unit: str, points: Sequence[tuple[str, str, Decimal | None]]
) -> Chart | None:
    """Lines through time, one for each series: `(name, series, value)`."""
    data = [
        {"name": name, "series": series, "value": float(value)}
        for name, series, value in points[:POINTS_AT_MOST]
        if value is not None
    ]
    if len(data) < 2:  # noqa: PLR2004 - as above
        return None
    encoding = {
        "x": {"field": "name", "type": "ordinal", "sort": None, "title": axis},
        "y": {"field": "value", "type": "quantitative", "title": title, **value_axis(unit)},
        "color": {"field": "series", "type": "nominal", "title": None},
    }
    return Chart(title=title, spec=_spec({"type": "line", "point": True}, data, encoding, unit))


def waterfall(
    title: str, axis: str, unit: str, before: Decimal, steps: Sequence[tuple[str, Decimal]],
    *, won: str = "", ends: tuple[str, str] = ("before", "after"),
) -> Chart:  # fmt: skip
    """A walk from `before`: each step hangs where the one before it ended, the last is a total.

    Args:
        title: What walks.
        axis: What the bars are in, for the upright axis.
        unit: The unit of the bars.
        before: Where it starts.
        steps: What each bar is called, and how far it goes up or down; those of no height are not
            drawn.
        won: The step that takes away what was won: no loss, so it has a colour of its own.
        ends: What the first and the last bar are called.

    The axis starts above zero where the steps would be too small to see otherwise.
    """
    data: list[dict[str, Any]] = [_hung(ends[0], Decimal(0), before, "total")]
    running = before
    for name, height in steps:
        after = running + height
        kind = "won" if name == won else "fall" if height < 0 else "rise"
        if height:
            data.append(_hung(name, running, after, kind))
        running = after
    data.append(_hung(ends[1], Decimal(0), running, "total"))
    floor = _floor([point["to"] for point in data])
    scale = {"scale": {"domainMin": floor}} if floor else {}
    axis = f"{axis}, cut off below" if floor else axis
    encoding = {
        "x": {"field": "name", "type": "ordinal", "sort": None, "title": None},
        "y": {"field": "to", "type": "quantitative", "title": axis, **value_axis(unit), **scale},
        "y2": {"field": "from"},
        "color": {"field": "kind", "type": "nominal", "title": None, "legend": None,
                  "scale": {"domain": KINDS}},
    }  # fmt: skip
    return Chart(title=title, spec=_spec({"type": "bar", "clip": True}, data, encoding, unit))


def value_axis(unit: str) -> dict[str, Any]:
    """How an axis of values is labelled: money with its sign, thousands as K, shares in percent.

    >>> value_axis("USD")["axis"]["labelExpr"]
    "replace(replace(format(datum.value, '$~s'), 'G', 'B'), 'k', 'K')"
    """
    if unit == "rate":
        return {"axis": {"format": ".0%"}}
    # Vega knows one currency sign; another one stands before the bare number.
    money = len(unit) == 3 and unit.isupper()  # noqa: PLR2004 - ISO codes have three letters
    form = "$~s" if money else "~s"
    expression = f"replace(replace(format(datum.value, '{form}'), 'G', 'B'), 'k', 'K')"
    if money and unit != "USD":
        expression = f"replace({expression}, '$', '{SYMBOLS.get(unit, unit + ' ')}')"
    return {"axis": {"format": "~s", "labelExpr": expression}}


def _floor(tops: Sequence[float]) -> float | None:
    """Where the axis starts when the steps would be slivers on top of tall totals.

    >>> _floor([40.0, 45.0, 41.0]), _floor([10.0, 50.0])
    (37.5, None)
    """
    low, high = min(tops), max(tops)
    if low <= TALL * high:
        return None
    return low - (high - low) / 2


def _hung(name: str, start: Decimal, end: Decimal, kind: str) -> dict[str, Any]:
    return {"name": name, "from": float(start), "to": float(end), "kind": kind}


def _data(points: Sequence[Point]) -> list[dict[str, Any]]:
    return [{"name": name, "value": float(value)} for name, value in points if value is not None]


def _spec(
    mark: str | dict[str, Any], data: list[dict[str, Any]], encoding: dict[str, Any], unit: str
) -> dict[str, Any]:
    return {"$schema": SCHEMA, "usermeta": {"unit": unit}, "mark": mark,
            "data": {"values": data}, "encoding": encoding}  # fmt: skip
