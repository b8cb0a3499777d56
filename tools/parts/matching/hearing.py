"""What people's decisions say of pairs like those that they decided on.

Whoever accepts or refuses a doubtful pair tells how much its kind of evidence is worth here. That
is fitted to the decisions given what the pairs scored, so it does not matter that people are only
asked about doubtful pairs. Few decisions move little: what moves is held near nothing.

Source:
    S. le Cessie and J. van Houwelingen, "Ridge estimators in logistic regression", Applied
    Statistics 41 (1992).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tools.parts.matching.weights import ALL, Model, Respect, score

_SPREAD_OF_ALL, _SPREAD = 0.4, 0.3
"""Bits by which all pairs, and pairs of one level, are thought to be off before anybody spoke."""
_ROUNDS, _STEP, _NEAR = 30, 0.5, 1e-4
_FAR = 12.0
"""Bits from which on a score is taken as sure: no decision is thought more surprising."""


@dataclass(frozen=True)
class Accepted:
    """A doubtful pair that a person approved to be merged.

    Args:
        key: Which merge of which change set it was.
        bits: What the pair scored, before people's word.
        said: For each respect that could be compared, how the two compared.
        counts: For how much it counts: whoever approves many at once has not judged each.
    """

    key: str
    bits: float
    said: Mapping[str, str]
    counts: float = 1.0


Matrix = NDArray[np.float64]


def listened(
    model: Model, respects: Sequence[Respect], group: NDArray[np.int64],
    accepted: Sequence[Accepted],
) -> Model:  # fmt: skip
    """The model with what people's decisions add to each level of each respect.

    Args:
        model: What was learnt without them.
        respects: The evidence on the pairs that people said are two.
        group: For each of those pairs, which group of records it was said of; the pair that
            looked most like one counts, as the weakest link does of a group that was approved.
        accepted: The pairs that they approved.
    """
    base = replace(model, heard={})
    apart = score(respects, base).astype(np.float64)
    if len(apart) + len(accepted) == 0:
        return base
    starts = np.cumsum([1, *(len(r.words) for r in respects)])
    met = np.concatenate([_refused(respects, starts), _approved(respects, starts, accepted)])
    bits = np.r_[apart, [one.bits for one in accepted]]
    one = np.r_[np.zeros(len(apart)), np.ones(len(accepted))]
    counts = np.r_[_strongest(apart, group), [each.counts for each in accepted]]
    learnt = _fitted(met, np.clip(bits, -_FAR, _FAR), one, counts)
    heard = {
        r.name: learnt[start : start + len(r.words)].astype(np.float32)
        for r, start in zip(respects, starts, strict=False)
    }
    return replace(model, heard={ALL: learnt[:1].astype(np.float32)} | heard)


def _strongest(bits: Matrix, group: NDArray[np.int64]) -> Matrix:
    """1 for the pair of each group that scores best, 0 for its others."""
    order = np.lexsort((-bits, group))
    first = np.r_[True, np.diff(group[order]) != 0][: len(order)]
    counts = np.zeros(len(bits))
    counts[order[first]] = 1
    return counts


def _refused(respects: Sequence[Respect], starts: NDArray[np.int64]) -> Matrix:
    """A row for each pair said to be two: a column for all pairs, and one for each level."""
    size = len(respects[0].level)
    met = np.zeros((size, int(starts[-1])))
    met[:, 0] = 1
    for respect, start in zip(respects, starts, strict=False):
        met[np.arange(size), start + respect.level] = respect.level != 0
    return met


def _approved(
    respects: Sequence[Respect], starts: NDArray[np.int64], accepted: Sequence[Accepted]
) -> Matrix:
    """A row for each pair that was approved; words that are not in use any more say nothing."""
    met = np.zeros((len(accepted), int(starts[-1])))
    met[:, 0] = 1
    for row, one in zip(met, accepted, strict=True):
        for respect, start in zip(respects, starts, strict=False):
            words = one.said.get(respect.name)
            if words in respect.words[1:]:
                row[start + respect.words.index(words)] = 1
    return met


def _fitted(met: Matrix, bits: Matrix, one: Matrix, counts: Matrix) -> Matrix:
    """The bits of each column that make the decisions likeliest, held near nothing."""
    spread = np.full(met.shape[1], _SPREAD)
    spread[0] = _SPREAD_OF_ALL
    told = met.any(axis=0)
    seen, holding = met[:, told], np.diag(spread[told] ** -2.0)
    found = np.zeros(seen.shape[1])
    for _ in range(_ROUNDS):
        belief = 1 / (1 + np.exp2(-(bits + seen @ found)))
        slope = np.log(2) * seen.T @ (counts * (one - belief)) - holding @ found
        bend = np.log(2) ** 2 * (seen.T * (counts * belief * (1 - belief))) @ seen + holding
        step = np.clip(np.linalg.solve(bend, slope), -_STEP, _STEP)
        found += step
        if np.abs(step).max() < _NEAR:
            break
    whole = np.zeros(met.shape[1])
    whole[told] = found
    return whole
