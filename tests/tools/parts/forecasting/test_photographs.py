"""How often the past was looked at is said when it was less often than weekly."""

from tests.tools.parts.forecasting.test_methods import invented
from tools.parts.forecasting import yields


def test_photographs_that_are_thinned_are_said_to_be(monkeypatch):
    book = invented()
    assert yields.said_of_photographs(book) is None
    monkeypatch.setattr(yields, "PAIRS_AT_MOST", 20 * int(book.is_open.sum()))
    assert yields.said_of_photographs(book).startswith(
        "Historical yield learned from 20 of 60 weekly looks at the past, one every 3 weeks"
    )
