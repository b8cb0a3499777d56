"""The series engine, on series whose laws are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import BadInput
from tools.parts.forecasting.series.engine import forecast_series
from tools.parts.forecasting.series.seasons import seasons_of

MONTHS = np.arange(72)
SHAPE = 1 + 0.4 * np.sin(2 * np.pi * MONTHS / 12)


def noisy(seed, n=60, season=12):
    random = np.random.default_rng(seed)
    shape = 1 + 0.3 * np.sin(2 * np.pi * np.arange(n) / season)
    return 100 * shape * random.lognormal(0, 0.1, n)


def test_a_steady_trend_goes_on():
    told = forecast_series(np.arange(10.0, 60.0), 1, 5)
    assert told.point == pytest.approx(np.arange(60.0, 65.0), rel=0.03)


def test_a_season_comes_again():
    values = 200 * SHAPE
    told = forecast_series(values[:60], 12, 12)
    assert told.point == pytest.approx(values[60:], rel=0.05)


def test_a_season_may_add_when_values_can_be_negative():
    values = 50 * (SHAPE - 1)
    told = forecast_series(values[:60], 12, 12)
    assert told.point == pytest.approx(values[60:], abs=4)


def test_chance_alone_makes_a_season_of_almost_nothing():
    random = np.random.default_rng(3)
    found = seasons_of(100 + random.normal(0, 5, 60), 12)
    assert found is None or np.ptp(found.index) < 0.06


def test_with_two_years_last_year_is_leaned_on():
    values = 200 * SHAPE[:24]
    told = forecast_series(values, 12, 12)
    flat = forecast_series(values, 1, 12)
    came = 200 * SHAPE[24:36]
    assert np.abs(told.point - came).mean() < 0.6 * np.abs(flat.point - came).mean()


def test_the_same_values_give_the_same_forecast():
    one, two = forecast_series(noisy(1), 12, 18), forecast_series(list(noisy(1)), 12, 18)
    np.testing.assert_array_equal(one.point, two.point)
    np.testing.assert_array_equal(one.high, two.high)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=50), st.sampled_from([1, 4, 12]),
       st.integers(1, 18))  # fmt: skip
def test_the_interval_holds_the_point_and_what_cannot_be_negative_is_not(values, season, horizon):
    told = forecast_series(values, season, horizon)
    assert len(told.point) == horizon
    assert (told.low <= told.point + 1e-9).all()
    assert (told.point <= told.high + 1e-9).all()
    assert (told.low >= 0).all()
    assert np.isfinite(told.high).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.floats(0.001, 1000))
def test_another_currency_is_the_same_forecast(seed, rate):
    one, two = forecast_series(noisy(seed), 12, 6), forecast_series(rate * noisy(seed), 12, 6)
    np.testing.assert_allclose(two.point, rate * one.point, rtol=1e-6)
    np.testing.assert_allclose(two.high, rate * one.high, rtol=1e-6)


def test_four_intervals_in_five_hold_what_came():
    held = []
    for seed in range(60):
        values = noisy(seed, 66)
        told = forecast_series(values[:60], 12, 6)
        held.append((told.low <= values[60:]) & (values[60:] <= told.high))
    assert 0.7 <= np.mean(held) <= 0.92


def test_a_gap_is_bridged():
    values = np.arange(10.0, 60.0)
    values[[0, 20, 21]] = np.nan
    assert forecast_series(values, 1, 3).point == pytest.approx([60, 61, 62], rel=0.03)


def test_a_handful_of_values_is_repeated_and_the_range_is_wide():
    told = forecast_series([100.0, 160.0], 12, 3)
    assert (told.point == 160).all()
    assert (np.diff(told.high) > 0).all()
    assert told.held is None


@pytest.mark.parametrize(("values", "horizon"), [([], 3), ([1.0, 2.0], 0), ([np.nan], 1)])
def test_nothing_to_forecast_is_refused(values, horizon):
    with pytest.raises(BadInput):
        forecast_series(values, 12, horizon)
