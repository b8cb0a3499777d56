"""Seeded chance: every part of the demo company draws from its own stream.

Each part has its own stream, so a change to one part does not move the others.
"""

import math
import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Dice:
    """A stream of chance that repeats for the same seed and name."""

    def __init__(self, seed: int, name: str) -> None:
        self._random = random.Random(f"{seed}:{name}")

    def chance(self, share: float) -> bool:
        """True in `share` of the calls."""
        return self._random.random() < share

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, all alike."""
        return options[int(self._random.random() * len(options))]

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._random.random() * (high - low + 1))

    def share(self, low: float, high: float) -> float:
        """A number between the two."""
        return low + self._random.random() * (high - low)

    def around(self, median: float, spread: float) -> float:
        """A positive number, log-normal about its median."""
        return median * math.exp(self._random.gauss(0.0, spread))

    def count(self, mean: float) -> int:
        """How many of something happen when `mean` do on average (Poisson)."""
        if mean > 50:
            return max(0, round(self._random.gauss(mean, math.sqrt(mean))))
        left, n = math.exp(-mean), 0
        product = self._random.random()
        while product > left:
            product *= self._random.random()
            n += 1
        return n

    def sample(self, options: Sequence[T], n: int) -> list[T]:
        """`n` different options, or all of them when there are fewer."""
        return self._random.sample(options, min(n, len(options)))

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """The options in another order."""
        return self.sample(options, len(options))

    def weighted(self, table: "Weights[T]") -> T:
        """One of the options, each by its weight."""
        return self._random.choices(table.options, cum_weights=table.sums)[0]

    def day(self, first: date, last: date) -> date:
        """A day between the two, both included."""
        return first + timedelta(days=self.whole(0, max((last - first).days, 0)))

    def digits(self, n: int) -> str:
        """`n` decimal digits."""
        return f"{int(self._random.random() * 10**n):0{n}d}"


class Weights(Generic[T]):
    """Options and how often each comes."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self.options = list(weights)
        self.sums = list(accumulate(weights.values()))
