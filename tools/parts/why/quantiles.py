"""A change of a median split over groups, exactly: each group's mean step over all orders.

A median has no sum of parts. But turning one group after another from what it was to what it is
leads from the earlier median to the later one, and the mean of a group's step over all orders in
which the groups can be turned is its Shapley value: the parts add up to the change to the last
digit, and no order is preferred.

Source: Shapley (1953); used for distributions by Shorrocks (2013), J. Economic Inequality 11.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial

from tools.parts import quantiles

GROUPS_AT_MOST = 7
"""Groups that are turned one by one: 2 to this power values are computed; the rest are one."""

Statistic = Callable[[Sequence[int]], Fraction]


def shapley(
    before: Mapping[str, Sequence[int]], after: Mapping[str, Sequence[int]], of: Statistic
) -> dict[str, Fraction]:
    """Each group's part of the change of a statistic of all values together.

    >>> parts = shapley({"a": [1, 2], "b": [3]}, {"a": [1, 2], "b": [9]}, quantile(1, 2))
    >>> parts["a"], parts["b"]
    (Fraction(0, 1), Fraction(0, 1))
    >>> parts = shapley({"a": [1], "b": [3]}, {"a": [5], "b": [3]}, quantile(1, 2))
    >>> parts["a"]
    Fraction(2, 1)
    """
    names = list(dict.fromkeys([*before, *after]))
    value = {some: of(_pool(names, some, before, after)) for some in _subsets(names)}
    n = len(names)
    parts = {}
    for name in names:
        part = Fraction(0)
        for some, without in value.items():
            if name in some:
                continue
            weight = Fraction(factorial(len(some)) * factorial(n - len(some) - 1), factorial(n))
            part += weight * (value[some | {name}] - without)
        parts[name] = part
    return parts


def quantile(up: int, of: int) -> Statistic:
    """The quantile `up / of`, between the two nearest values where none stands there.

    >>> quantile(1, 2)([1, 2, 10]), quantile(9, 10)([0, 10])
    (Fraction(2, 1), Fraction(9, 1))
    """

    def value(values: Sequence[int]) -> Fraction:
        return quantiles.quantile(values, Fraction(up, of)) or Fraction(0)

    return value


def trimmed(up: int, of: int) -> Statistic:
    """The mean without the share `up / of` of the lowest and of the highest values.

    >>> trimmed(1, 10)([0, *[5] * 8, 100])
    Fraction(5, 1)
    """

    def value(values: Sequence[int]) -> Fraction:
        if not values:
            return Fraction(0)
        cut = len(values) * up // of
        kept = sorted(values)[cut : len(values) - cut]
        return Fraction(sum(kept), len(kept))

    return value


STATISTICS: dict[str, Statistic] = {
    "median": quantile(1, 2), "p90": quantile(9, 10), "trimmed": trimmed(1, 10),
}  # fmt: skip
"""By the fold of a metric's part."""


def _subsets(names: Sequence[str]) -> list[frozenset[str]]:
    return [frozenset(s) for k in range(len(names) + 1) for s in combinations(names, k)]


def _pool(
    names: Sequence[str], turned: frozenset[str], before: Mapping[str, Sequence[int]],
    after: Mapping[str, Sequence[int]],
) -> list[int]:  # fmt: skip
    return [v for name in names for v in (after if name in turned else before).get(name, ())]
