"""Weights of evidence, learnt from the records themselves (Fellegi and Sunter, 1969).

A pair's score is log2 of its odds of being one entity: the prior odds, plus, for each respect in
which the two were compared, log2 m - log2 u. `u`, the chance of such an agreement between two
different entities, is computed (a rare name agrees by chance more rarely than a common one).
`m`, its chance within one entity, is learnt: pairs that agree in one view of the record, such as
the mailbox, teach what agreement in the other views looks like.

Source:
    I. Fellegi and A. Sunter, "A theory for record linkage", JASA 64 (1969).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tools.parts.matching.encode import POPULATION, Flags, Floats, Levels

_ROUNDS = 5
_OVERLOOKED = 1.4
"""For each match that is sure, how many there are, doubtful ones counted."""
_BELIEF = 60.0
"""Pairs that the prior shares count for; so a list of ten records is judged by them alone."""
_TWINS_PER_RECORD = 0.15
"""Duplicates that a record of a CRM has, before the data say more."""
ALL = ""
"""Under this name stands what people's decisions say of all pairs alike."""
HEARD = "people"
"""The respect in which a pair is like others that people decided on."""
_UP, _DOWN, _SAID = 2.0, 4.0, 0.05
"""Bits that people's decisions on other pairs may add to a pair and take from it at most, and from
which on that is said."""


@dataclass(frozen=True)
class Respect:
    """How pairs compare in one respect.

    `level` 0 is "cannot tell" and weighs nothing. `chance` is log2 u of each pair's own level.
    `taught` says how much each pair teaches this respect's `m`. `ceiling` caps a level's weight.
    """

    name: str
    words: tuple[str, ...]
    level: Levels
    chance: Floats
    prior: tuple[float, ...]
    taught: Floats
    ceiling: Mapping[int, float]


@dataclass(frozen=True)
class Evidence:
    """The respects of some pairs, and what is known of them beside."""

    respects: tuple[Respect, ...]
    seeds: Flags
    others: Flags
    conflict: Flags
    guarded: Flags


@dataclass(frozen=True)
class Model:
    """What was learnt: log2 m of every level of every respect, and log2 of the prior odds.

    `heard` is what people's decisions on other pairs add to each level, and to `ALL` pairs.
    """

    log_m: Mapping[str, Floats]
    prior: float
    heard: Mapping[str, Floats] = field(default_factory=dict)


def fixed(name: str, words: tuple[str, ...], level: Levels, bits: tuple[float, ...]) -> Respect:
    """A respect too rare to learn: each level weighs what it says."""
    share = np.array([1.0, *([1.0] * (len(bits) - 1))])
    even = np.log2(1 / max(len(bits) - 1, 1))
    chance = (even - np.array(bits, np.float32))[level]
    return Respect(name, words, level, chance.astype(np.float32), tuple(share * [0, *share[1:]]),
                   np.zeros(len(level), np.float32), {})  # fmt: skip


def weight(respect: Respect, log_m: Floats) -> Floats:
    """The bits that each pair gains or loses in this respect."""
    bits = log_m[respect.level] - respect.chance
    for level, most in respect.ceiling.items():
        np.minimum(bits, np.float32(most), out=bits, where=respect.level == level)
    return np.where(respect.level == 0, np.float32(0), bits).astype(np.float32)


def score(respects: Sequence[Respect], model: Model) -> Floats:
    """log2 of each pair's odds of being one entity."""
    total = np.full(len(respects[0].level), model.prior, np.float32)
    for _, bits in weights(respects, model):
        total += bits
    return total


def weights(respects: Sequence[Respect], model: Model) -> Iterator[tuple[Respect, Floats]]:
    """Each respect and the bits that the pairs gain or lose in it, people's decisions last."""
    for respect in respects:
        yield respect, weight(respect, model.log_m[respect.name])
    if model.heard:
        bits = shift(respects, model)
        words = ("", "like pairs that people decided on")
        level = (np.abs(bits) >= _SAID).astype(np.int8)
        yield Respect(HEARD, words, level, -bits, (), np.zeros(len(bits), np.float32), {}), bits


def shift(respects: Sequence[Respect], model: Model) -> Floats:
    """The bits that people's decisions on other pairs add to each pair."""
    if not model.heard:
        return np.zeros(len(respects[0].level), np.float32)
    total = np.full(len(respects[0].level), model.heard[ALL][0], np.float32)
    for respect in respects:
        total += model.heard[respect.name][respect.level]
    return np.clip(total, -_DOWN, _UP)


def learn(
    respects: Sequence[Respect], seeds: Flags, others: Flags, records: int, step: int = 1,
    told: Floats | None = None,
) -> Model:  # fmt: skip
    """Fit the weights to candidate pairs without a label.

    Args:
        respects: The evidence on each pair.
        seeds: Pairs that are almost surely one entity, to start from.
        others: Pairs that are almost surely two.
        records: How many records the pairs were drawn from.
        step: Every how manieth candidate pair is given.
        told: What people said of each pair: 1 one, 0 two, NaN nothing.
    """
    belief = np.where(seeds, 0.98, np.where(others, 0.01, 0.3)).astype(np.float32)
    belief = _heard(belief, told)
    model = Model({}, _prior(step * float(seeds.sum()), records))
    for _ in range(_ROUNDS):
        log_m = {r.name: _log_m(r, belief, told) for r in respects}
        model = Model(log_m, model.prior)
        belief = _heard(probability(score(respects, model)), told)
        model = Model(log_m, _prior(step * float(belief.sum()), records))
    return model


def _heard(belief: Floats, told: Floats | None) -> Floats:
    """People's word in place of what was thought."""
    return belief if told is None else np.where(np.isnan(told), belief, told).astype(np.float32)


def probability(bits: Floats) -> Floats:
    """The probability that a score stands for."""
    return (1 / (1 + np.exp2(-np.clip(bits, -40, 40)))).astype(np.float32)


def _log_m(respect: Respect, belief: Floats, told: Floats | None) -> Floats:
    prior = np.array(respect.prior)
    # What people have spoken of teaches every respect, whatever else the pair has in common.
    taught = respect.taught if told is None else np.where(np.isnan(told), respect.taught, 1)
    seen = np.bincount(respect.level, weights=belief * taught, minlength=len(prior))
    seen[0] = 0
    share: NDArray[np.float64] = (seen + _BELIEF * prior) / (seen.sum() + _BELIEF * prior.sum())
    return np.log2(np.maximum(share, 1e-9)).astype(np.float32)


def _prior(matches: float, records: int) -> float:
    size = max(records, POPULATION)
    expected = _OVERLOOKED * matches + _TWINS_PER_RECORD * (size - records) + 1
    share = expected / (size * (size - 1) / 2)
    return float(np.log2(share / (1 - share)))


def bits_of(chance: float) -> float:
    """The odds in bits that a probability stands for.

    >>> bits_of(0.5), round(bits_of(0.985))
    (0.0, 6)
    """
    kept = min(max(chance, 1e-9), 1 - 1e-9)
    return float(np.log2(kept / (1 - kept)))
