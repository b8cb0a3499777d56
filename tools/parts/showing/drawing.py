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


def svg(chart: Chart, theme: Theme = "light", *, titled: bool = False) -> str:
    """The chart as SVG text; titled, when nothing around it says what it shows.

    Raises:
        BadInput: The specification cannot be drawn, or asks for data from elsewhere.
    """
    drawn: str = _drawn("vegalite_to_svg", chart, theme, titled=titled)
    return drawn


def png(chart: Chart, theme: Theme = "light", *, titled: bool = False) -> bytes:
    """The chart as a PNG file, twice as fine as it is large; titled, as above.

    Raises:
        BadInput: The specification cannot be drawn, or asks for data from elsewhere.
    """
    drawn: bytes = _drawn("vegalite_to_png", chart, theme, titled=titled, scale=SHARP)
    return drawn


def _drawn(way: str, chart: Chart, theme: Theme, *, titled: bool, **options: float) -> Any:
    try:
        return getattr(_engine(), way)(
            dressed(chart.spec, theme, chart.title if titled else ""),
            vl_version=VEGA_LITE,
            allowed_base_urls=[],
            **options,
        )
    except ValueError as error:
        raise BadInput(
            f"The chart {chart.title!r} cannot be drawn: {_why(str(error))}.",
            hint="A chart carries its data inside, under data.values.",
        ) from error


def _why(said: str) -> str:
    r"""The engine's reason in one line, without the whole specification behind it.

    >>> _why('Failed:\nError: Invalid specification {"mark": "pie"}\n    at <anonymous>')
    'invalid specification'
    """
    line = next((line.strip() for line in said.splitlines()[1:] if line.strip()), said)
    reason = line.removeprefix("Error: ").split("{", 1)[0].rstrip(" .:")
    return f"{reason[:1].lower()}{reason[1:]}"


@cache
def _engine() -> "ModuleType":
    """The drawing engine, which takes a second to load, with the house's letters."""
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert
