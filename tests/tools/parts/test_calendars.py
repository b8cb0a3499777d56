"""A year of any first month, or of 52 and 53 weeks, has no gap and no overlap."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.parts.calendars import PATTERNS, Calendar
from tools.parts.periods import earlier, resolve

calendars = st.builds(Calendar, st.integers(1, 12), st.sampled_from([None, *PATTERNS]))
days = st.dates(date(1999, 1, 1), date(2044, 1, 1))


@given(calendars, days, st.sampled_from(["month", "quarter", "half", "year"]))
def test_each_day_lies_in_one_period_and_the_next_begins_the_day_after(calendar, day, grain):
    first, last, label = calendar.holding(day, grain)
    assert first <= day <= last
    assert calendar.holding(first, grain) == (first, last, label)
    assert calendar.holding(last + timedelta(days=1), grain)[0] == last + timedelta(days=1)


@given(st.integers(1, 12), st.sampled_from(PATTERNS), st.integers(2000, 2040))
def test_a_year_by_weeks_has_52_or_53_of_them_and_quarters_of_13(month, weeks, year):
    calendar = Calendar(month, weeks)
    first, last, _ = calendar.year(year)
    length = (last - first).days + 1
    assert length in {364, 371}
    assert first.weekday() == 0
    assert abs((first - date(year - int(month != 1), month, 1)).days) <= 3
    quarters = [calendar.quarter(year, n) for n in (1, 2, 3, 4)]
    lengths = [(b - a).days + 1 for a, b, _ in quarters]
    assert lengths == [91, 91, 91, length - 273]


@given(st.sampled_from(PATTERNS), st.integers(2000, 2040), st.integers(1, 4))
def test_the_periods_of_a_quarter_are_as_long_as_the_pattern_says(weeks, year, quarter):
    calendar = Calendar(2, weeks)
    spans = [calendar.month(year, 3 * (quarter - 1) + n) for n in (1, 2, 3)]
    lengths = [((b - a).days + 1) // 7 for a, b, _ in spans]
    wanted = [int(n) for n in weeks.split("-")]
    assert lengths[:2] == wanted[:2]
    assert lengths[2] in ({wanted[2], wanted[2] + 1} if quarter == 4 else {wanted[2]})


def test_the_year_has_a_53rd_week_when_the_next_begins_that_much_later():
    calendar = Calendar(2, "4-5-4")
    assert calendar.year(2025)[:2] == (date(2024, 1, 29), date(2025, 2, 2))
    assert calendar.year(2026)[:2] == (date(2025, 2, 3), date(2026, 2, 1))


@pytest.mark.parametrize(
    ("text", "label"),
    [("this quarter", "fiscal Q4 2027"), ("last quarter", "fiscal Q3 2027"),
     ("P3", "fiscal P3 2027"), ("FY2026", "FY2026"), ("this month", "fiscal P10 2027")],
)  # fmt: skip
def test_words_mean_the_periods_of_the_companys_own_calendar(text, label):
    span = resolve(text, date(2026, 11, 20), Calendar(2, "4-4-5"))
    assert span.label == label


def test_the_period_before_and_a_year_ago_keep_to_the_weeks():
    calendar = Calendar(2, "4-4-5")
    quarter = resolve("Q1", date(2026, 11, 20), calendar)
    assert earlier(quarter, "previous", calendar).label == "fiscal Q4 2026"
    assert earlier(quarter, "same period last year", calendar).label == "fiscal Q1 2026"
