"""Charts as pictures: drawn here, with the house's letters, whatever a record is called."""

import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest

from store.errors import BadInput
from tools.parts import charts
from tools.parts.showing.drawing import png, svg
from tools.result import Chart

HOSTILE = "<script>alert(1)</script>"


def chart(name="East"):
    return charts.bars(
        "Won", "region", "USD", [(name, Decimal(2_500_000_000)), ("West", Decimal(5))]
    )


def test_a_name_of_a_record_stays_text():
    drawn = svg(chart(HOSTILE))
    root = ET.fromstring(drawn)  # noqa: S314 - our own text; a broken one is what is looked for
    assert not [each for each in root.iter() if each.tag.endswith("script")]
    assert any(HOSTILE in (each.text or "") for each in root.iter())


def test_thousand_millions_are_billions_on_the_axis_and_in_the_currency():
    assert "$2B" in svg(chart())


def test_a_png_is_twice_as_wide_as_the_chart():
    drawn = png(chart())
    assert drawn.startswith(b"\x89PNG")
    assert int.from_bytes(drawn[16:20], "big") > 2 * 640


def test_both_themes_are_drawn_in_their_own_colours():
    assert "#171a20" in svg(chart(), "dark")
    assert "#171a20" not in svg(chart(), "light")


@pytest.mark.parametrize(
    "spec",
    [
        {"mark": "bar", "data": {"url": "https://example.com/rows.csv"}, "encoding": {}},
        {"mark": "no such mark", "data": {"values": []}, "encoding": {}},
    ],
)
def test_what_is_fetched_or_cannot_be_drawn_is_refused_by_its_title(spec):
    with pytest.raises(BadInput, match="The chart 'Odd' cannot be drawn") as caught:
        svg(Chart(title="Odd", spec=spec))
    assert len(caught.value.message) < 200
    assert "{" not in caught.value.message
