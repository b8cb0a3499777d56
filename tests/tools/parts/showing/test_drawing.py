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


def said(drawn: str) -> list[str]:
    root = ET.fromstring(drawn)  # noqa: S314 - our own text
    return [each.text for each in root.iter() if each.tag.endswith("text") and each.text]


def test_bars_carry_their_values_as_a_reply_writes_them():
    words = said(svg(chart()))
    assert {"$2,500,000,000", "$5"} <= set(words)


def test_each_bar_of_a_walk_carries_how_far_it_goes_and_a_cut_axis_says_so():
    steps = [("new", Decimal(30)), ("lost", Decimal("-20.5"))]
    words = said(svg(charts.waterfall("Open", "pipeline", "USD", Decimal(1000), steps)))
    assert {"$1,000", "$30", "-$20.50", "$1,010"} <= set(words)
    assert "pipeline, cut off below" in words
    far = said(svg(charts.waterfall("Open", "pipeline", "USD", Decimal(10), steps)))
    assert "pipeline" in far


def test_a_picture_that_leaves_the_page_carries_its_title():
    assert "Won" in said(svg(chart(), titled=True))
    assert "Won" not in said(svg(chart()))


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
