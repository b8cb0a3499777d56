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


def wording(rarities: Mapping[str, float], held: Mapping[str, frozenset[int]]) -> dict[int, float]:
    """For each passage that holds any of the words: the share of their rarity that it holds.

    Args:
        rarities: How much each word of the question tells.
        held: For each word, the passages that hold it.
    """
    whole = sum(rarities.values())
    shares: dict[int, float] = {}
    for word, passages in held.items():
        for each in passages:
            shares[each] = shares.get(each, 0.0) + rarities[word] / whole
    return {each: min(share, 1.0) for each, share in shares.items()}
