"""The time a pack is about: a part of a quarter stands beside the same part of another."""

from datetime import date

import pytest

from store.errors import BadInput
from tests.tools.numbers.world import context
from tools.parts.showing.frame import frame


@pytest.fixture
def ctx(session):
    """A call made on Sunday 22 November 2026."""
    return context(session, date(2026, 11, 22))


def test_a_quarter_that_is_not_over_stands_beside_the_same_days_of_the_one_before(ctx):
    found = frame(ctx, "this quarter", [])
    assert found.results == "2026-10-01..2026-11-22"
    assert found.beside == "2026-07-01..2026-08-22"
    assert found.walk == "the last 7 days"
    assert not found.is_over


def test_a_quarter_that_is_over_stands_beside_the_whole_one_before_and_is_walked_through(ctx):
    found = frame(ctx, "Q3", [])
    assert (found.results, found.beside) == ("2026-07-01..2026-09-30", "2026-04-01..2026-06-30")
    assert found.walk == "2026-07-01..2026-09-30"
    assert found.is_over


@pytest.mark.parametrize("day", ["Monday", "today", "2026-11-02"])
def test_a_day_names_the_meeting_and_its_quarter_is_shown(ctx, day):
    found = frame(ctx, day, [])
    assert (found.label, found.walk) == ("Q4 2026", "the last 7 days")


def test_a_week_that_is_over_is_walked_through_in_its_quarter(ctx):
    found = frame(ctx, "last week", [])
    assert (found.label, found.walk) == ("Q4 2026", "2026-11-09..2026-11-15")


def test_on_the_last_day_of_a_longer_month_the_days_before_stay_in_theirs(session):
    found = frame(context(session, date(2026, 3, 31)), "this month", [])
    assert found.beside == "2026-02-01..2026-02-28"


def test_words_that_are_no_period_are_refused(ctx):
    with pytest.raises(BadInput):
        frame(ctx, "whenever it suits", [])
