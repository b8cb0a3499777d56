"""Splitting a change into parts that add up to it exactly.

Sums split into what each group contributed. Rates and means split, group by group, into *mix* (the
group's weight moved) and *within* (its own rate moved). Products split by logarithms. Everything
is computed in fractions and rounded once, by largest remainder, so that the parts shown add up to
the change shown.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TypeVar

from store.errors import BadInput

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A numerator and a denominator."""

    top: Decimal
    bottom: Decimal


@dataclass(frozen=True, slots=True)
class Moved:
    """What one group added to the change of a rate."""

    within: Fraction
    mix: Fraction

    @property
    def whole(self) -> Fraction:
        return self.within + self.mix


def contributions(now: Mapping[K, Decimal], then: Mapping[K, Decimal]) -> dict[K, Fraction]:
    """What each group added to the change of a sum; a group that is new or gone counts in full.

    >>> found = contributions({"East": Decimal(7)}, {"East": Decimal(9), "West": Decimal(4)})
    >>> found == {"East": -2, "West": -4}
    True
    """
    nothing = Decimal(0)
    keys = dict.fromkeys([*now, *then])
    return {key: Fraction(now.get(key, nothing)) - Fraction(then.get(key, nothing)) for key in keys}


def mix_and_within(now: Mapping[K, Ratio], then: Mapping[K, Ratio]) -> dict[K, Moved]:
    """What each group added to the change of the rate of all groups together.

    With weights w and rates r, before and after, and R the rates of the whole:
    within = (w0 + w1) / 2 * (r1 - r0) and mix = (w1 - w0) * ((r0 + r1) / 2 - (R0 + R1) / 2).
    A group that is new or gone has no change of its own rate: it is all mix.

    Raises:
        BadInput: One of the periods has nothing to divide by.

    Source: Bennet (1920), "The theory of measurement of changes in cost of living"; the mean of the
        rates is taken off so that a group gains only by outweighing worse ones.
    """
    whole_now, whole_then = _whole(now), _whole(then)
    middle = (_rate(whole_now) + _rate(whole_then)) / 2
    found = {}
    for key in dict.fromkeys([*now, *then]):
        weight0 = _weight(then.get(key), whole_then)
        weight1 = _weight(now.get(key), whole_now)
        rate0, rate1 = _rates(then.get(key), now.get(key))
        found[key] = Moved(
            within=(weight0 + weight1) / 2 * (rate1 - rate0),
            mix=(weight1 - weight0) * ((rate0 + rate1) / 2 - middle),
        )
    return found


def volume_and_size(now: Ratio, then: Ratio) -> tuple[Fraction, Fraction]:
    """The change of an amount, split into more or fewer things and bigger or smaller things.

    Args:
        now: The amount and how many things it is of.
        then: The same, before.

    >>> volume_and_size(Ratio(Decimal(60), Decimal(6)), Ratio(Decimal(50), Decimal(10)))
    (Fraction(-30, 1), Fraction(40, 1))
    """
    size0, size1 = _rates(then, now)
    count0, count1 = Fraction(then.bottom), Fraction(now.bottom)
    return (count1 - count0) * (size0 + size1) / 2, (size1 - size0) * (count0 + count1) / 2


def log_parts(
    now: Mapping[str, Decimal], then: Mapping[str, Decimal], powers: Mapping[str, int]
) -> dict[str, Fraction]:
    """The change of a product of factors, split by the logarithms of what each did.

    Args:
        now: Each factor.
        then: Each factor before.
        powers: 1 for a factor that multiplies, -1 for one that divides.

    Raises:
        BadInput: A factor is not positive, so that it has no logarithm.

    Source: the logarithmic mean Divisia index, Ang (2005), Energy Policy 33(7).
    """
    for values in (now, then):
        for name in powers:
            if values[name] <= 0:
                raise BadInput(f"{name} is {values[name]}: only positive factors can be split.")
    product_now, product_then = _product(now, powers), _product(then, powers)
    change = product_now - product_then
    logs = {name: power * (now[name] / then[name]).ln() for name, power in powers.items()}
    whole = sum(logs.values(), Decimal(0))
    mean = product_then if abs(whole) < Decimal("1e-20") else change / whole
    return {name: Fraction(log * mean) for name, log in logs.items()}


def settled(parts: Sequence[Fraction], step: Decimal) -> list[Decimal]:
    """The parts rounded to `step`, adding up to their rounded sum.

    >>> settled([Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)], Decimal("0.01"))
    [Decimal('0.34'), Decimal('0.33'), Decimal('0.33')]
    """
    unit = Fraction(step)
    floors = [floor(part / unit) for part in parts]
    missing = round(sum(parts, Fraction(0)) / unit) - sum(floors)
    rests = sorted(range(len(parts)), key=lambda i: (floors[i] - parts[i] / unit, i))
    for i in rests[:missing]:
        floors[i] += 1
    return [n * step for n in floors]


def _whole(groups: Mapping[K, Ratio]) -> Ratio:
    whole = Ratio(
        sum((g.top for g in groups.values()), Decimal(0)),
        sum((g.bottom for g in groups.values()), Decimal(0)),
    )
    if whole.bottom == 0:
        raise BadInput("One of the two periods has nothing to divide by.",
                       hint="Choose periods that both have records.")  # fmt: skip
    return whole


def _rate(ratio: Ratio) -> Fraction:
    return Fraction(ratio.top) / Fraction(ratio.bottom)


def _weight(group: Ratio | None, whole: Ratio) -> Fraction:
    return Fraction(0) if group is None else Fraction(group.bottom) / Fraction(whole.bottom)


def _rates(then: Ratio | None, now: Ratio | None) -> tuple[Fraction, Fraction]:
    """Both rates; a group without one period is taken to have had the other's rate."""
    there = [_rate(r) if r is not None and r.bottom else None for r in (then, now)]
    known = next((rate for rate in there if rate is not None), Fraction(0))
    return (known if there[0] is None else there[0]), (known if there[1] is None else there[1])


def _product(values: Mapping[str, Decimal], powers: Mapping[str, int]) -> Decimal:
    product = Decimal(1)
    for name, power in powers.items():
        product *= values[name] ** power
    return product
