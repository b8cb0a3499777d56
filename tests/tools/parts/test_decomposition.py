from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import BadInput
from tools.parts.decomposition import (
    Ratio,
    contributions,
    log_parts,
    mix_and_within,
    settled,
    volume_and_size,
)

CENT = Decimal("0.01")
amounts = st.decimals(min_value=0, max_value=10**9, places=2)
names = st.sampled_from(["East", "West", "North", "South", "(no region)"])
ratios = st.integers(0, 500).flatmap(
    lambda bottom: st.builds(
        Ratio, st.integers(0, bottom).map(Decimal), st.just(bottom).map(Decimal)
    )
)


@given(st.dictionaries(names, amounts), st.dictionaries(names, amounts))
def test_contributions_add_up_to_the_change_of_the_sum(now, then):
    parts = contributions(now, then)
    assert sum(parts.values(), Fraction(0)) == Fraction(sum(now.values())) - Fraction(
        sum(then.values())
    )


@given(st.dictionaries(names, ratios, min_size=1), st.dictionaries(names, ratios, min_size=1))
def test_mix_and_within_add_up_to_the_change_of_the_rate(now, then):
    if not sum(r.bottom for r in now.values()) or not sum(r.bottom for r in then.values()):
        with pytest.raises(BadInput):
            mix_and_within(now, then)
        return
    parts = mix_and_within(now, then)

    def rate(groups):
        return Fraction(sum(g.top for g in groups.values())) / Fraction(
            sum(g.bottom for g in groups.values())
        )

    assert sum((p.whole for p in parts.values()), Fraction(0)) == rate(now) - rate(then)


@given(ratios, ratios)
def test_volume_and_size_add_up_to_the_change_of_the_amount(now, then):
    assert sum(volume_and_size(now, then)) == Fraction(now.top) - Fraction(then.top)


def test_equal_weights_leave_only_what_happened_within():
    now = {"a": Ratio(Decimal(2), Decimal(10)), "b": Ratio(Decimal(9), Decimal(10))}
    then = {"a": Ratio(Decimal(6), Decimal(10)), "b": Ratio(Decimal(9), Decimal(10))}
    parts = mix_and_within(now, then)
    assert parts["a"].within == Fraction(-1, 5)
    assert parts["a"].mix == parts["b"].whole == 0


def test_equal_rates_leave_only_mix():
    now = {"a": Ratio(Decimal(8), Decimal(10)), "b": Ratio(Decimal(9), Decimal(90))}
    then = {"a": Ratio(Decimal(72), Decimal(90)), "b": Ratio(Decimal(1), Decimal(10))}
    parts = mix_and_within(now, then)
    assert parts["a"].within == parts["b"].within == 0
    assert parts["a"].mix < 0


factors = st.decimals(min_value=Decimal("0.01"), max_value=10**5, places=2)


@given(factors, factors, factors, factors, factors, factors)
def test_log_parts_add_up_to_the_change_of_the_product(a0, b0, c0, a1, b1, c1):
    powers = {"a": 1, "b": 1, "c": -1}
    parts = log_parts({"a": a1, "b": b1, "c": c1}, {"a": a0, "b": b0, "c": c0}, powers)
    change = a1 * b1 / c1 - a0 * b0 / c0
    assert abs(sum(parts.values(), Fraction(0)) - Fraction(change)) < Fraction(1, 10**6)
    assert (parts["a"] > 0) == (a1 > a0)
    assert (parts["c"] > 0) == (c1 < c0)


def test_a_factor_of_nothing_cannot_be_split():
    with pytest.raises(BadInput):
        log_parts({"a": Decimal(0)}, {"a": Decimal(1)}, {"a": 1})


@given(st.lists(st.fractions(min_value=-(10**6), max_value=10**6), min_size=1, max_size=40))
def test_rounded_parts_add_up_to_the_rounded_whole_and_none_moves_by_a_step(parts):
    rounded = settled(parts, CENT)
    assert sum(rounded) == round(sum(parts, Fraction(0)) / Fraction(CENT)) * CENT
    assert all(abs(Fraction(r) - p) < Fraction(CENT) for r, p in zip(rounded, parts, strict=True))
