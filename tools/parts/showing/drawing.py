"""Charts as pictures: the page's own specification drawn to SVG and PNG, without a network."""

from functools import cache
from typing import TYPE_CHECKING, Any

from store.errors import BadInput
from tools.parts.showing.look import FONTS, Theme, dressed
from tools.result import Chart

if TYPE_CHECKING:
    from types import ModuleType

VEGA_LITE = "5.20"
SHARP = 2.0
"""Dots of a PNG for each of the chart's own: sharp on a phone and on paper."""


def svg(chart: Chart, theme: Theme = "light") -> str:
    """The chart as SVG text.

    Raises:
        BadInput: The specification cannot be drawn, or asks for data from elsewhere.
    """
    drawn: str = _drawn("vegalite_to_svg", chart, theme)
    return drawn


def png(chart: Chart, theme: Theme = "light") -> bytes:
    """The chart as a PNG file, twice as fine as it is large.

    Raises:
        BadInput: The specification cannot be drawn, or asks for data from elsewhere.
    """
    drawn: bytes = _drawn("vegalite_to_png", chart, theme, scale=SHARP)
    return drawn


def _drawn(way: str, chart: Chart, theme: Theme, **options: float) -> Any:
    try:
        return getattr(_engine(), way)(
            dressed(chart.spec, theme), vl_version=VEGA_LITE, allowed_base_urls=[], **options
        )
    except ValueError as error:
        why = next((line for line in str(error).splitlines()[1:] if line.strip()), str(error))
        raise BadInput(
            f"The chart {chart.title!r} cannot be drawn: {why.strip()}.",
            hint="A chart carries its data inside, under data.values.",
        ) from error


@cache
def _engine() -> "ModuleType":
    """The drawing engine, which takes a second to load, with the house's letters."""
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert
