"""Several rankings of the same passages, made into one."""

from collections.abc import Sequence

Key = tuple[str, str]
"""A passage: its shelf and its id."""

Ranking = Sequence[tuple[Key, float]]
"""Passages with the score that put them there, best first."""

DEPTH = 40
"""How far down each ranking counts."""
RANK_OFFSET = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Buettcher 2009)."""


def fuse(rankings: Sequence[Ranking], weights: Sequence[float]) -> dict[Key, float]:
    """Reciprocal rank fusion, scaled so that 1 is first in every ranking that counts."""
    scores: dict[Key, float] = {}
    whole = sum(weights) / (RANK_OFFSET + 1)
    for ranking, weight in zip(rankings, weights, strict=True):
        for rank, (each, _) in enumerate(ranking, start=1):
            scores[each] = scores.get(each, 0.0) + weight / (RANK_OFFSET + rank) / whole
    return scores


def merge(shelves: list[tuple[str, list[tuple[str, float]]]]) -> list[tuple[Key, float]]:
    """One ranking of what several shelves found, best first."""
    found = [((name, each), score) for name, ranking in shelves for each, score in ranking]
    return sorted(found, key=lambda each: (-each[1], each[0]))[:DEPTH]
