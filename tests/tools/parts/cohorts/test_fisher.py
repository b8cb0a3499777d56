"""The exact test equals scipy's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tools.parts.cohorts.fisher import fisher_exact

pairs = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(pairs, pairs)
def test_it_equals_scipys(one, two):
    table = [[one[0], one[1] - one[0]], [two[0], two[1] - two[0]]]
    assert fisher_exact(*one, *two) == pytest.approx(stats.fisher_exact(table).pvalue, abs=1e-9)


def test_alike_shares_are_never_surprising():
    assert fisher_exact(5, 10, 5, 10) == pytest.approx(1)
