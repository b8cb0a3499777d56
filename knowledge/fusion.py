"""Meaning and wording, made into one score.

Two signals are known of each candidate: the cosine of its vector with the question's, and its
wording, the share of the question's rare words that stand in it. They are added with the wording
squared, so that a passage that holds nearly all of the question's words (a rule's number, a name)
wins outright, while a few words in common hardly disturb the ranking by meaning.
`docs/decisions/0004-retrieval.md` has the measurements, beside reciprocal rank fusion.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Shares = NDArray[np.float64]

WORDING_WEIGHT = 1.2


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of one candidate; `cosine` is `None` where meaning is not searched."""

    wording: float
    cosine: float | None

    @property
    def score(self) -> float:
        """From 0 to 1; comparable between the passages of one search only.

        >>> Signals(wording=1.0, cosine=1.0).score, Signals(wording=0.5, cosine=None).score
        (1.0, 0.5)
        """
        if self.cosine is None:
            return self.wording
        near = max(self.cosine, 0.0)
        return (near + WORDING_WEIGHT * self.wording**2) / (1 + WORDING_WEIGHT)


def rarity(passages: int, holding: int) -> float:
    """How much a word tells: its inverse document frequency (Robertson and Zaragoza 2009, 3.1).

    Args:
        passages: All passages.
        holding: Those that hold the word.
    """
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))


def wording(passages: int, held: Mapping[str, Numbers]) -> tuple[Numbers, Shares]:
    """The passages that hold a word of the question, and the share of the rarity each holds.

    Args:
        passages: All passages.
        held: For each word of the question, the numbers of the passages that hold it, each once.

    >>> numbers, shares = wording(9, {"refund": np.array([1]), "client": np.array([1, 2])})
    >>> numbers.tolist(), shares.round(2).tolist()
    ([1, 2], [1.0, 0.42])
    """
    rarities = {word: rarity(passages, len(holding)) for word, holding in held.items()}
    whole = sum(rarities.values())
    shares = np.zeros(1 + max((int(each.max(initial=0)) for each in held.values()), default=0))
    for word, holding in held.items():
        shares[holding] += rarities[word] / whole
    numbers = np.flatnonzero(shares)
    return numbers, np.minimum(shares[numbers], 1.0)


def highest(numbers: Numbers, shares: Shares, limit: int) -> dict[int, float]:
    """The `limit` passages with the greatest share; of equals, the earlier."""
    best = np.lexsort((numbers, -shares))[:limit]
    return {int(numbers[at]): float(shares[at]) for at in best}


def contenders(shares: Mapping[str, float], cosines: Mapping[str, float], k: int) -> list[str]:
    """The passages without a cosine that could still be among the best `k`.

    Those that were not among the nearest are no nearer than the last of the nearest; at that
    cosine their wording must lift them above the best `k` that are fully known.

    Args:
        shares: The wording of each passage.
        cosines: The cosine of the nearest passages.
        k: How many passages are wanted.
    """
    known = sorted((Signals(shares.get(i, 0.0), cosine).score for i, cosine in cosines.items()))
    bar = known[-k] if len(known) >= k else -1.0
    most = min(cosines.values(), default=1.0)
    rest = [each for each in shares if each not in cosines]
    return [each for each in rest if Signals(shares[each], most).score >= bar]
