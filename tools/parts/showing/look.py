"""What charts and documents look like: one set of colours and letters, for light and dark."""

from pathlib import Path
from typing import Any, Literal

from tools.parts.showing.bar_values import with_values

Theme = Literal["light", "dark"]

FONTS = Path(__file__).parent / "fonts"
"""Inter, cut down to Latin, Greek and Cyrillic; its licence lies beside it."""
FONT = "Inter"
SERIES: dict[Theme, list[str]] = {
    "light": ["#2f5fd0", "#e8480c", "#12926a", "#8a5cd6", "#c79100", "#4a90a4"],
    "dark": ["#7aa2f7", "#ff7d47", "#4cc38a", "#b591f0", "#e2b04a", "#79bccf"],
}
WALK: dict[Theme, list[str]] = {
    "light": ["#8b93a3", "#12926a", "#d64545", "#2f5fd0"],
    "dark": ["#6b7484", "#4cc38a", "#f2776f", "#7aa2f7"],
}
"""Totals, rises, falls and what was won, of a waterfall."""
INK: dict[Theme, dict[str, str]] = {
    "light": {"ink": "#15181e", "soft": "#565c68", "line": "#e5e4df", "paper": "#ffffff"},
    "dark": {"ink": "#eceef2", "soft": "#a9b0bd", "line": "#292e38", "paper": "#171a20"},
}
ACCENT = "#e8480c"
WIDE, TALL, BAR = 640, 260, 24


def dressed(spec: dict[str, Any], theme: Theme = "light", title: str = "") -> dict[str, Any]:
    """The specification with the house's size, colours and letters around it.

    Args:
        spec: What a tool wrote.
        theme: For light or for dark paper.
        title: What stands above it; nothing where the page around it says so.
    """
    sideways = spec.get("encoding", {}).get("x", {}).get("type") == "quantitative"
    height: int | dict[str, int] = {"step": BAR} if sideways else TALL
    named = {"title": title} if title else {}
    return {**with_values(spec, INK[theme]["soft"]), **named, "width": WIDE, "height": height,
            "background": INK[theme]["paper"], "padding": 12,
            "config": _config(spec, theme)}  # fmt: skip


def _config(spec: dict[str, Any], theme: Theme) -> dict[str, Any]:
    ink = INK[theme]
    hung = "y2" in spec.get("encoding", {})
    colours = WALK[theme] if hung else SERIES[theme]
    words = {"labelFont": FONT, "titleFont": FONT, "labelColor": ink["soft"],
             "titleColor": ink["soft"], "labelFontSize": 12, "titleFontSize": 12,
             "titleFontWeight": "normal"}  # fmt: skip
    return {
        "font": FONT,
        "title": {"font": FONT, "color": ink["ink"], "fontSize": 14, "anchor": "start",
                  "fontWeight": 600, "offset": 12},
        "axis": {**words, "gridColor": ink["line"], "domainColor": ink["line"],
                 "tickColor": ink["line"], "labelLimit": 190, "labelAngle": 0,
                 "labelOverlap": "parity"},
        "axisQuantitative": {"tickCount": 6},
        "legend": {**words, "orient": "top", "symbolType": "square"},
        "view": {"stroke": None},
        "range": {"category": colours},
        "bar": {"color": colours[0], "cornerRadiusEnd": 3},
        "line": {"color": colours[0], "strokeWidth": 2.5},
        "point": {"color": colours[0], "filled": True, "size": 40},
        "rule": {"color": ink["ink"]},
    }  # fmt: skip
