"""What a back-test calls: any shape of history gives the same forecast, and nothing leaks."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import polars as pl
import pytest

from evals.bench.forecasting import pipeline, series
from evals.forecasting import pipeline_exam, series_exam
from store.errors import BadInput

MONTHS = pd.period_range("2020-01", periods=48, freq="M")
VALUES = 100 * (1 + 0.3 * np.sin(np.arange(48) * np.pi / 6)) + np.arange(48)
DAY = date(2025, 11, 30)


def deals(seed=1, n=900):
    random = np.random.default_rng(seed)
    rows = []
    for k in range(n):
        first = date(2024, 1, 1) + timedelta(days=int(random.integers(0, 690)))
        last = first + timedelta(days=int(random.lognormal(3.4, 0.6)) + 1)
        over, won = last <= DAY, random.random() < 0.4
        rows.append({
            "opportunity_id": k, "engage_date": first, "close_date": last if over else None,
            "deal_stage": ("Won" if won else "Lost") if over else "Engaging",
            "close_value": float(random.integers(500, 5000)) if over and won else None,
            "product": ("A", "B")[k % 2], "account": "Acme" if over else None,
        })  # fmt: skip
    return [row for row in rows if row["engage_date"] <= DAY]


def test_every_shape_of_a_series_gives_the_same_forecast():
    plain = series(VALUES, None, 6, season=12)
    attributed = pd.Series(VALUES)
    attributed.attrs["season"] = 12
    dated = pd.Series(VALUES, index=MONTHS)
    starts = [period.start_time.date() for period in MONTHS]
    rows = [{"date": day, "value": value} for day, value in zip(starts, VALUES, strict=True)]
    for history in (attributed, dated, dated.to_timestamp(), pl.DataFrame(rows), rows[::-1],
                    pd.DataFrame(rows), dict(zip(starts, VALUES, strict=True))):  # fmt: skip
        for one, two in zip(series(history, None, 6), plain, strict=True):
            np.testing.assert_array_equal(one, two)


def test_a_series_does_not_look_past_its_day():
    dated = pd.Series(VALUES, index=MONTHS)
    later = dated.copy()
    later.iloc[40:] = 1e6
    one, two = (series(told, date(2023, 4, 30), 6) for told in (dated, later))
    np.testing.assert_array_equal(one[0], two[0])
    assert one[0].max() < 1e4


def test_a_series_without_numbers_is_refused():
    with pytest.raises(BadInput, match="no column of numbers"):
        series([{"date": DAY, "name": "x"}], None, 3)


def test_every_shape_of_deals_gives_the_same_forecast():
    rows = deals()
    plain = pipeline(rows, DAY, 31)
    frame = pd.DataFrame(rows)
    for column in ("engage_date", "close_date"):
        frame[column] = pd.to_datetime(frame[column])
    shapes = (frame, pl.DataFrame(rows), {"deals": frame, "window_start": pd.Timestamp(DAY)})
    for history in shapes:
        assert pipeline(history, pd.Timestamp(DAY), pd.Timestamp("2025-12-31")) == plain
    assert pipeline(rows, DAY.isoformat(), timedelta(days=31)) == plain
    point, low, high = plain
    assert 0 < low < point < high


def test_rows_of_later_and_a_telling_account_change_nothing():
    rows = deals()
    before = pipeline(rows, DAY, 31)
    later = {"engage_date": DAY + timedelta(days=3), "close_date": DAY + timedelta(days=9),
             "deal_stage": "Won", "close_value": 1e7, "product": "A"}  # fmt: skip
    filled = [row | {"account": "Acme"} for row in rows]
    won = [row | {"deal_stage": "Won", "close_date": DAY + timedelta(days=5), "close_value": 1e7}
           if row["deal_stage"] == "Engaging" else row for row in rows]  # fmt: skip
    undated = [*rows, later | {"engage_date": None}]
    for planted in ([*rows, later], filled, won, undated):
        assert pipeline(planted, DAY, 31) == before


def test_deals_without_days_are_refused():
    with pytest.raises(BadInput, match="no first or last days"):
        pipeline([{"deal": 1, "amount": 5.0}], DAY, 31)


@pytest.mark.slow
def test_the_public_series_are_met_better_than_the_targets(shared):
    m3 = series_exam.M3(shared / "data" / "m3")

    def own(known, season, horizon):
        return series(known, None, horizon, season=season)

    exams = {exam.name: exam for exam in series_exam.EXAMS}
    for name, mase in (("quarterly", 1.08), ("firms, 24 months", 0.9), ("firms, 36 months", 0.92)):
        marks = series_exam.examine(m3.cases(exams[name]), own)
        assert marks.mase <= mase
        assert marks.milliseconds <= 60
    assert 0.77 <= series_exam.examine(m3.cases(exams["quarterly"]), own).held <= 0.85


@pytest.mark.slow
def test_the_public_pipeline_is_met_better_than_the_naive_methods(shared):
    answers = pipeline_exam.examine(shared / "data" / "maven", pipeline, every=5)
    company = [a for a in answers if a.level == "company"]
    assert pipeline_exam.wape(company) < 0.08
    assert 0.7 <= pipeline_exam.coverage(answers) <= 0.95


def test_a_dated_series_is_read_oldest_first_however_it_comes():
    months = pd.date_range("2023-01-01", periods=12, freq="MS")
    ordered = pd.Series([20.0 + n * n for n in range(12)], index=months)
    backwards = ordered[::-1]
    expected = series(ordered, None, 2)[0]
    assert np.array_equal(series(backwards, None, 2)[0], expected)
    assert np.array_equal(series(dict(backwards.items()), None, 2)[0], expected)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_deals_without_any_amount_give_no_number(value):
    deal = {"engage_date": "2024-01-01", "close_date": "2024-02-01", "deal_stage": "Won",
            "close_value": value}  # fmt: skip
    with pytest.raises(BadInput, match="amount"):
        pipeline([deal], "2024-04-01", 30)


def test_a_horizon_before_the_day_is_refused():
    deal = {"engage_date": "2024-01-01", "close_date": "2024-02-01", "deal_stage": "Won",
            "close_value": 5.0}  # fmt: skip
    with pytest.raises(BadInput, match="horizon"):
        pipeline([deal], "2024-04-01", -5)
