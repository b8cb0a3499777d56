"""Amounts in another currency are converted by the rate of their own day, or left out and said."""

from datetime import date
from decimal import Decimal

import pytest

from tests.tools.numbers.world import context
from tools.numbers.measure import measure

E8 = 10**8


@pytest.fixture
def rates(make):
    """A euro is $1.10 from January, $1.20 from July."""
    make("exchange_rate", currency="EUR", rate_on=date(2026, 1, 1), rate_e8=110 * E8 // 100)
    make("exchange_rate", currency="EUR", rate_on=date(2026, 7, 1), rate_e8=120 * E8 // 100)


@pytest.fixture
def won(make):
    def one(closed, **fields):
        usual = {"status": "won", "closed_on": closed, "currency": "EUR", "amount_cents": 1_000_00}
        return make("opportunity", **{"created_on": date(2026, 1, 5), **usual, **fields})

    return one


def test_each_deal_is_converted_by_the_rate_of_the_day_it_closed(rates, won, session):
    won(date(2026, 6, 30))
    won(date(2026, 7, 1))
    won(date(2026, 8, 1), currency="USD")
    result = measure(context(session), "won_revenue", period="2026")
    assert result.figures[0].value == 1_100 + 1_200 + 1_000
    assert "2 deals in EUR converted to USD by rates of 1 Jan 2026 to 1 Jul 2026." in result.notes


def test_a_deal_before_the_first_rate_is_left_out_and_counted(rates, won, session):
    won(date(2025, 12, 31), created_on=date(2025, 1, 1))
    won(date(2025, 12, 31), currency="USD", created_on=date(2025, 1, 1))
    won(date(2025, 12, 31), currency="CHF", created_on=date(2025, 1, 1))
    result = measure(context(session), "won_revenue", period="2025")
    assert result.figures[0].value == 1_000
    assert "2 of 3 deals are in another currency and are left out." in result.notes


def test_the_open_pipeline_is_converted_by_the_rate_of_the_day_looked_at(rates, won, session):
    won(None, status="open", closed_on=None)
    then = measure(context(session, today=date(2026, 3, 1)), "open_pipeline").figures[0]
    now = measure(context(session), "open_pipeline").figures[0]
    assert (then.value, now.value) == (1_100, 1_200)


def test_halves_of_a_cent_are_rounded_up_and_the_groups_add_up(make, won, session):
    make("exchange_rate", currency="EUR", rate_on=date(2026, 1, 1), rate_e8=E8 // 2)
    for region in ("East", "West"):
        won(date(2026, 3, 1), amount_cents=1, region=region)
    result = measure(context(session), "won_revenue", by=["region"], period="2026")
    assert result.figures[0].value == Decimal("0.02")
    assert [row[1] for row in result.tables[0].rows] == [Decimal("0.01")] * 2


def test_quotas_in_another_currency_are_converted_too(rates, make, session):
    rep = make("user", name="Ana Ruiz")
    make("quota", user_id=rep.id, amount_cents=500_00, currency="EUR",
         starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30))  # fmt: skip
    assert measure(context(session), "quota", period="2026-Q3").figures[0].value == 600


def test_without_rates_nothing_is_converted(won, session):
    won(date(2026, 3, 1))
    result = measure(context(session), "won_revenue", period="2026")
    assert result.figures[0].value is None or result.figures[0].value == 0
    assert any("another currency" in note for note in result.notes)
