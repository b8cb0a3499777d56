"""A median's change is split over groups without a rest."""

from fractions import Fraction
from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.parts.dimensions import DIMENSIONS
from tools.parts.why.pieces import OTHERS, of_quantile
from tools.parts.why.quantiles import STATISTICS, quantile, shapley, trimmed

values = st.lists(st.integers(0, 10**9), max_size=12)
sides = st.dictionaries(st.sampled_from(["East", "West", "North", "South"]), values, max_size=4)


def pooled(side):
    return [v for some in side.values() for v in some]


@settings(deadline=None)
@given(sides, sides, st.sampled_from(sorted(STATISTICS)))
def test_the_parts_add_up_to_the_change(before, after, name):
    of = STATISTICS[name]
    parts = shapley(before, after, of)
    assert sum(parts.values(), Fraction(0)) == of(pooled(after)) - of(pooled(before))


@given(sides)
def test_groups_that_did_not_change_have_no_part(side):
    assert all(part == 0 for part in shapley(side, side, quantile(1, 2)).values())


@given(st.lists(st.integers(0, 10**6), min_size=1))
def test_quantiles_are_those_of_the_textbooks(some):
    assert quantile(1, 2)(some) == Fraction(median(some)).limit_denominator(2)
    assert float(quantile(9, 10)(some)) == pytest.approx(np.percentile(some, 90))


def test_the_trimmed_mean_leaves_out_a_tenth_at_each_end():
    assert trimmed(1, 10)([1000, *range(1, 9), -5000]) == Fraction(9, 2)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcdefghijkl"), st.lists(st.integers(0, 99), min_size=1),
                       min_size=9), st.integers(1, 99))  # fmt: skip
def test_many_groups_are_told_by_name_or_together_and_add_up(before, more):
    from decimal import Decimal

    after = {name: [v + more for v in some] for name, some in before.items()}
    found = of_quantile(DIMENSIONS["region"], after, before, quantile(1, 2), (1, Decimal("0.01")))
    assert found.total == more
    assert sum(p.change for p in found.pieces) == more
    assert OTHERS in {p.name for p in found.pieces}
    assert not any(p.stands_out for p in found.pieces if p.name == OTHERS)
