"""Norms and signs: what counts, what does not, and what speaks for a deal."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.parts.staleness import Norm, OpenDeal, Yardstick, judge, norm

TODAY = date(2026, 11, 20)
DEAL = OpenDeal("opp_1", "Proposal", None, None, None, None, None, "call", 100)
BY = Yardstick(TODAY, 30, Norm(100, 200, 50), {"Proposal": Norm(20, 60, 40)}, activity_known=True)


def ago(days):
    return TODAY - timedelta(days=days)


@given(st.lists(st.integers(0, 500), min_size=20, max_size=200))
def test_nine_in_ten_won_deals_are_within_the_norm(days):
    found = norm(days)
    within = sum(day <= found.usual for day in days)
    assert within >= 0.9 * len(days)
    assert sum(day < found.usual for day in days) < 0.9 * len(days)
    assert found.longest == max(days)


@pytest.mark.parametrize(
    ("change", "stale"),
    [
        ({"opened_on": ago(201)}, True), ({"opened_on": ago(101)}, True),
        ({"opened_on": ago(100), "last_activity_on": ago(20)}, False),
        ({"last_activity_on": ago(30)}, True), ({"last_activity_on": ago(29)}, False),
        ({"last_activity_on": ago(20), "close_on": ago(5)}, False),
        ({"last_activity_on": ago(20), "close_on": ago(5), "pushes": 3}, True),
        ({"last_activity_on": ago(20), "close_on": ago(31)}, True),
        ({"last_activity_on": ago(20), "stage_since": ago(21)}, True),
        ({"last_activity_on": ago(20), "stage_since": ago(20)}, False),
        ({"opened_on": ago(300), "last_activity_on": ago(14)}, False),
        ({"opened_on": ago(29)}, False),
    ],
)  # fmt: skip
def test_signs_add_up_and_recent_activity_stops_them(change, stale):
    assert judge(replace(DEAL, **change), BY).stale is stale


def test_what_is_missing_is_told_but_makes_no_deal_stale():
    bare = replace(DEAL, next_step=None, amount_cents=None, last_activity_on=ago(20))
    found = judge(bare, BY)
    assert found.remarks == ("no next step", "no amount", "no close date")
    assert not found.stale


def test_without_any_activity_on_record_nothing_is_called_quiet():
    assert not judge(DEAL, replace(BY, activity_known=False)).reasons
