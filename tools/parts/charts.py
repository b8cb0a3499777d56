"""Small Vega-Lite charts with their data inside."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tools.result import Chart

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
BARS_AT_MOST = 30
POINTS_AT_MOST = 400

Point = tuple[str, Decimal | None]


def bars(title: str, axis: str, unit: str, points: Sequence[Point]) -> Chart | None:
    """Horizontal bars, the longest first; None when there is nothing to compare."""
    data = _data(points[:BARS_AT_MOST])
    if len(data) < 2:  # noqa: PLR2004 - one bar compares with nothing
        return None
    encoding = {
        "y": {"field": "name", "type": "nominal", "sort": None, "title": axis},
        "x": {"field": "value", "type": "quantitative", "title": title, **_axis(unit)},
    }
    return Chart(title=title, spec=_spec("bar", data, encoding))


def line(title: str, axis: str, unit: str, points: Sequence[Point]) -> Chart | None:
    """A line through time, in the order given."""
    data = _data(points[:POINTS_AT_MOST])
    if len(data) < 2:  # noqa: PLR2004 - one point makes no line
        return None
    encoding = {
        "x": {"field": "name", "type": "ordinal", "sort": None, "title": axis},
        "y": {"field": "value", "type": "quantitative", "title": title, **_axis(unit)},
    }
    return Chart(title=title, spec=_spec({"type": "line", "point": True}, data, encoding))


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
        "y": {"field": "value", "type": "quantitative", "title": title, **_axis(unit)},
        "color": {"field": "series", "type": "nominal", "title": None},
    }
    return Chart(title=title, spec=_spec({"type": "line", "point": True}, data, encoding))


def _data(points: Sequence[Point]) -> list[dict[str, Any]]:
    return [{"name": name, "value": float(value)} for name, value in points if value is not None]


def _axis(unit: str) -> dict[str, Any]:
    if unit == "rate":
        return {"axis": {"format": ".0%"}}
    return {"axis": {"format": "~s"}}


def _spec(
    mark: str | dict[str, Any], data: list[dict[str, Any]], encoding: dict[str, Any]
) -> dict[str, Any]:
    return {"$schema": SCHEMA, "mark": mark, "data": {"values": data}, "encoding": encoding}
