"""What single cells mean."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.files import dates, values
from connectors.files.dates import Evidence, Undecided
from connectors.files.survey import Marks
from connectors.files.values import KeptAsText, Reading, Unreadable

POINT, COMMA = Reading(), Reading(comma_decimal=True)


@pytest.mark.parametrize(
    ("cell", "how", "cents", "currency"),
    [
        ("1054", POINT, 105400, None),
        ("$1,234.50", POINT, 123450, None),
        ("1.234,50 €", COMMA, 123450, "EUR"),
        ("EUR 1.234,50", COMMA, 123450, "EUR"),
        ("(120)", POINT, -12000, None),
        ("-120.5", POINT, -12050, None),
        ("£2.5k", POINT, 250000, "GBP"),
        ("1.2M", POINT, 120_000_000, None),
        ("1 234 567", POINT, 123_456_700, None),
        ("1'234.50", POINT, 123450, None),
        ("1,00,000", POINT, None, None),
        ("1E+15", POINT, None, None),
        ("abc", POINT, None, None),
        ("1.2.3", POINT, None, None),
        ("12,34,5", COMMA, None, None),
    ],
)
def test_money_is_whole_cents_or_refused(cell, how, cents, currency):
    if cents is None:
        with pytest.raises(Unreadable):
            values.money(cell, how)
    else:
        assert values.money(cell, how) == (cents, currency)


@given(st.integers(-(10**12), 10**12))
def test_money_written_with_a_point_and_with_a_comma_is_the_same(cents):
    amount = Decimal(cents) / 100
    plain = f"{amount:,.2f}"
    swapped = plain.translate(str.maketrans(",.", ".,"))
    assert values.money(plain, POINT)[0] == cents
    assert values.money(swapped, COMMA)[0] == cents


@pytest.mark.parametrize("cell", ["5/18/27", "#########", "11-50", "1,001+", "<10"])
def test_what_a_field_cannot_hold_but_a_person_can_read_is_kept_aside(cell):
    read = values.money if cell[0] in "5#" else values.whole_number
    with pytest.raises(KeptAsText):
        read(cell, POINT)


def test_null_and_none_are_nothing_but_for_a_surname():
    assert values.text("None") is None
    assert values.text("Null", values.EMPTY_NAMES) == "Null"
    assert values.text("Select") is None


def test_text_is_brought_into_composed_unicode():
    assert values.text(" Zoe\u0308 ") == "Zoë"


def test_a_phone_that_excel_cut_short_is_recognised():
    assert values.damaged_by_excel("5.55123E+09")
    assert not values.damaged_by_excel("5551230000")
    assert values.phone("5551230000.0") == "5551230000"


@pytest.mark.parametrize(
    ("cell", "how", "day"),
    [
        ("2017-03-01", Reading(), date(2017, 3, 1)),
        ("20170301", Reading(), date(2017, 3, 1)),
        ("2017/3/1", Reading(), date(2017, 3, 1)),
        ("31/12/2017", Reading(day_first=True), date(2017, 12, 31)),
        ("12/31/2017", Reading(day_first=False), date(2017, 12, 31)),
        ("3.4.17", Reading(day_first=True), date(2017, 4, 3)),
        ("05/05/2017", Reading(), date(2017, 5, 5)),
        ("31 Dec 2017", Reading(), date(2017, 12, 31)),
        ("December 31st, 2017", Reading(), date(2017, 12, 31)),
        ("Sun, 31-Dec-17", Reading(), date(2017, 12, 31)),
        ("42795", Reading(), date(2017, 3, 1)),
        ("1488326400000", Reading(), date(2017, 3, 1)),
        ("2017-03-01T23:30:00-05:00", Reading(), date(2017, 3, 2)),
    ],
)
def test_a_day_is_read_however_it_is_written(cell, how, day):
    assert dates.day(cell, how) == day


@pytest.mark.parametrize("cell", ["2017-02-30", "31/12/2017", "soon", "12345678901", "2017-13-01"])
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(Unreadable):
        dates.day(cell, Reading(day_first=False))


@pytest.mark.parametrize(
    ("cell", "hour", "minute"),
    [
        ("2017-03-01 10:30", 15, 30),
        ("2017-03-01T10:30:00Z", 10, 30),
        ("2017-03-01 10:30:00 +02:00", 8, 30),
        ("03/01/2017 3:30 PM", 20, 30),
        ("3/1/2017, 12:05 am", 5, 5),
        ("42795.5", 17, 0),
    ],
)
def test_an_instant_without_an_offset_is_in_the_workspaces_time_zone(cell, hour, minute):
    zone = ZoneInfo("America/New_York")
    found = dates.instant(cell, Reading(day_first=False), zone)
    assert found == datetime(2017, 3, 1, hour, minute, tzinfo=UTC)


@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)))
def test_every_day_comes_back_from_every_way_to_write_it(day):
    assert dates.day(day.isoformat(), Reading()) == day
    assert dates.day(f"{day:%d/%m/%Y}", Reading(day_first=True)) == day
    assert dates.day(f"{day:%m/%d/%y}", Reading(day_first=False)) == day
    assert dates.day(f"{day:%d %b %Y}", Reading()) == day


def seen(*cells):
    evidence = Evidence()
    evidence.see(cells)
    return evidence


def test_one_value_can_decide_the_order_of_a_whole_column():
    assert seen("03/04/2017", "31/12/2017").decide() is True
    assert seen("03/04/2017", "12/31/2017").decide() is False
    assert seen("2017-01-01", "05/05/2017", "").decide() is None


def test_an_order_that_nothing_or_two_things_decide_is_not_guessed():
    with pytest.raises(Undecided, match="03/04/2017"):
        seen("03/04/2017", "05/06/2017").decide()
    with pytest.raises(Undecided, match="both orders"):
        seen("31/12/2017", "12/31/2017").decide()


def marks(*cells):
    found = Marks()
    found.see(cells)
    return found


def test_the_decimal_mark_is_found_for_the_whole_column():
    assert marks("1.234", "12,50").decide() is True
    assert marks("1.234", "0.5").decide() is False
    assert marks("1,234", "1200").decide() is False
    with pytest.raises(Undecided):
        marks("1.234").decide()
    with pytest.raises(Undecided):
        marks("12,50", "12.50").decide()


def test_a_share_and_a_currency_are_read_in_their_usual_spellings():
    assert values.share("85 %", POINT) == 0.85
    with pytest.raises(Unreadable):
        values.share("120", POINT)
    assert values.currency("usd") == "USD"
    with pytest.raises(Unreadable):
        values.currency("shells")
