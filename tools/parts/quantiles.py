"""A quantile of whole numbers, exactly."""

from collections.abc import Sequence
from fractions import Fraction


def quantile(values: Sequence[int], share: Fraction) -> Fraction | None:
    """A quantile, between the two nearest values where none stands there.

    >>> quantile([1, 2, 10], Fraction(1, 2)), quantile([], Fraction(1, 2))
    (Fraction(2, 1), None)
    """
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
