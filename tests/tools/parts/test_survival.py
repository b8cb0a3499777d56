"""Survival curves: against scipy, against sums by hand, and by their laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tools.parts.survival import Seen, kaplan_meier, log_rank, share_by

seen = st.builds(Seen, st.integers(0, 60), st.sampled_from([0, 1, 2]))
some = st.lists(seen, min_size=1, max_size=60)


@given(some)
def test_the_curve_equals_scipys(things):
    ended = [s.days for s in things if s.end == 1]
    censored = [s.days for s in things if s.end != 1]
    if not ended:
        assert kaplan_meier(things).steps == ()
        return
    theirs = stats.ecdf(stats.CensoredData(ended, right=censored)).sf
    ours = {s.day: s.survival for s in kaplan_meier(things).steps}
    for day, survival in ours.items():
        at = np.flatnonzero(theirs.quantiles == day)[0]
        assert survival == pytest.approx(theirs.probabilities[at], abs=1e-12)


@given(some, st.integers(0, 60))
def test_without_other_ends_the_share_by_a_day_is_one_less_the_curve(things, day):
    two_ways = [s for s in things if s.end != 2]
    share = share_by(two_ways, day)
    if share is None:
        assert all(s.days < day for s in two_ways)
        return
    left = [s.survival for s in kaplan_meier(two_ways).steps if s.day <= day]
    assert share == pytest.approx(1 - (left[-1] if left else 1), abs=1e-12)


@given(st.lists(st.builds(Seen, st.integers(0, 60), st.sampled_from([1, 2])), min_size=1))
def test_when_all_have_ended_the_share_is_a_plain_count(things):
    day = max(s.days for s in things)
    plain = sum(s.end == 1 for s in things) / len(things)
    assert share_by(things, day) == pytest.approx(plain, abs=1e-12)


@given(some, some)
def test_the_log_rank_of_two_groups_equals_scipys(one, two):
    found = log_rank({"one": one, "two": two})
    if found is None:
        return
    theirs = stats.logrank(_censored(one), _censored(two))
    assert found.chi2 == pytest.approx(theirs.statistic**2, rel=1e-6, abs=1e-9)
    assert found.p == pytest.approx(theirs.pvalue, rel=1e-6, abs=1e-9)


def _censored(things):
    return stats.CensoredData([s.days for s in things if s.end == 1],
                              right=[s.days for s in things if s.end != 1])  # fmt: skip


@given(st.lists(some, min_size=3, max_size=4))
def test_the_log_rank_of_several_groups_equals_sums_day_by_day(groups):
    named = {str(n): g for n, g in enumerate(groups)}
    found = log_rank(named)
    if found is None:
        return
    k = len(groups)
    gap, cov = np.zeros(k), np.zeros((k, k))
    for day in {s.days for g in groups for s in g if s.end == 1}:
        risk = np.array([sum(s.days >= day for s in g) for g in groups], float)
        died = np.array([sum(s.days == day and s.end == 1 for s in g) for g in groups], float)
        n, d = risk.sum(), died.sum()
        gap += died - d * risk / n
        if n > 1:
            share = risk / n
            cov += d * (n - d) / (n - 1) * (np.diag(share) - np.outer(share, share))
    # One group less gives the same statistic: their gaps add up to nothing.
    expected = gap @ np.linalg.pinv(cov) @ gap
    assert found.chi2 == pytest.approx(expected, rel=1e-6, abs=1e-8)
    assert found.p == pytest.approx(stats.chi2.sf(expected, found.freedom), rel=1e-6, abs=1e-9)


def test_a_group_that_left_before_anything_ended_adds_no_rounding_to_the_log_rank():
    one = [Seen(0, 0)]
    two = [Seen(0, 0), Seen(0, 1), *[Seen(1, 0)] * 3, *[Seen(1, 1)] * 3]
    found = log_rank({"one": one, "two": two})
    assert found is not None
    assert found.chi2 == pytest.approx(0.125)


def test_open_things_count_for_as_long_as_they_were_seen():
    over = [Seen(10, 1)] * 5
    still = [Seen(40, 0)] * 5
    assert kaplan_meier(over).median == 10
    assert kaplan_meier(over + still).median == 10
    assert kaplan_meier(over + still + [Seen(40, 0)]).median is None


def test_the_interval_of_the_median_is_the_textbooks():
    # 6-MP arm of Freireich (1963): median 23 weeks, 95 % from 13 on, by log-log.
    ended, censored = (
        (6, 6, 6, 7, 10, 13, 16, 22, 23),
        (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35),
    )
    curve = kaplan_meier([*(Seen(d, 1) for d in ended), *(Seen(d, 0) for d in censored)])
    assert (curve.n, curve.ended, curve.median) == (21, 9, 23)
    assert curve.interval() == (13, None)


def test_groups_that_nothing_tells_apart_are_not_compared():
    assert log_rank({"one": [Seen(3, 1)]}) is None
    assert log_rank({"one": [Seen(3, 0)], "two": [Seen(4, 0)]}) is None
    assert log_rank({"one": [Seen(3, 1)], "two": []}) is None
