"""The matching engine: candidate pairs, evidence, learnt weights, clusters, tiers and traces."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tools.parts.matching import companies as companies_module
from tools.parts.matching import people as people_module
from tools.parts.matching.blocking import Keep, packed
from tools.parts.matching.clusters import components
from tools.parts.matching.encode import Codes, Flags, Floats
from tools.parts.matching.grouping import SAFE, USUAL, Couples, Grouping, Scored, Tiers, numbers
from tools.parts.matching.hearing import Accepted, listened
from tools.parts.matching.kinds import kind_of
from tools.parts.matching.outcome import Compares, Judged, Matches, Subject
from tools.parts.matching.weights import Evidence, Model, learn, score, shift

_BATCH = 1 << 17
_TEACHING = 250_000


@dataclass(frozen=True)
class Said:
    """What people said of pairs of rows: that they are two, or one; and pairs merged before."""

    apart: Couples = ()
    together: Couples = ()
    accepted: Sequence[Accepted] = ()


Scorer = Callable[[Subject, Model, Codes, Codes], Scored]
"""Scores pairs under a model: their bits, which contradict each other, which are guarded."""


def scored_here(subject: Compares, model: Model, left: Codes, right: Codes) -> Scored:
    """Score pairs in this process, a batch at a time."""
    parts = []
    for n in range(0, max(len(left), 1), _BATCH):
        found = subject.compare(left[n : n + _BATCH], right[n : n + _BATCH])
        bits = score(found.respects, model)
        parts.append((bits, found.conflict, found.guarded | _lifted(found, model, bits)))
    bits, conflict, guarded = (np.concatenate(x) for x in zip(*parts, strict=True))
    return bits, conflict, guarded


def _lifted(found: Evidence, model: Model, bits: Floats) -> Flags:
    """Pairs that score so well by other pairs' approval alone: not to be merged unseen."""
    if not model.heard:
        return np.zeros(len(bits), np.bool_)
    more = shift(found.respects, model)
    return np.asarray((more > 0) & (bits - more < SAFE))


def match_people(
    frame: pl.DataFrame, apart: Couples = (), *, together: Couples = (), tiers: Tiers = USUAL,
    scorer: Scorer = scored_here,
) -> Matches:  # fmt: skip
    """Match people.

    Args:
        frame: Any of `people.FIELDS`, as text.
        apart: Pairs of rows that somebody said are different people.
        together: Pairs of rows that somebody said are one person; the weights learn from both.
        tiers: Where the tiers begin.
        scorer: Where pairs are scored.
    """
    subject = kind_of(frame, of_companies=False).read(frame, None)
    return matched(subject, Said(apart, together), tiers, marks(frame), scorer)


def match_companies(
    frame: pl.DataFrame, apart: Couples = (), *, together: Couples = (), tiers: Tiers = USUAL,
    scorer: Scorer = scored_here,
) -> Matches:  # fmt: skip
    """Match companies.

    Args:
        frame: Any of `companies.FIELDS`, as text.
        apart: Pairs of rows that somebody said are different companies.
        together: Pairs of rows that somebody said are one; the weights learn from both.
        tiers: Where the tiers begin.
        scorer: Where pairs are scored.
    """
    subject = kind_of(frame, of_companies=True).read(frame, None)
    return matched(subject, Said(apart, together), tiers, marks(frame), scorer)


def marks(frame: pl.DataFrame) -> NDArray[np.uint64]:
    """A number for each record that depends on what it holds, and not on where it stands."""
    told = fields_of(frame)
    if not told:
        return np.zeros(frame.height, np.uint64)
    return frame.select(told).hash_rows(seed=7).to_numpy()


def fields_of(frame: pl.DataFrame) -> list[str]:
    """The columns of a frame that are compared."""
    known = {*people_module.FIELDS, *companies_module.FIELDS}
    return sorted(known.intersection(frame.columns))


def matched(
    subject: Subject, said: Said, tiers: Tiers, mark: NDArray[np.uint64],
    scorer: Scorer = scored_here, keep: Keep | None = None,
) -> Matches:  # fmt: skip
    """Match records, and learn what that takes from them.

    Args:
        subject: The records.
        said: What people said of pairs of them.
        tiers: Where the tiers begin.
        mark: For each record, what decides between links of one strength.
        scorer: Where pairs are scored.
        keep: Told of the keys that candidate pairs are found by.
    """
    left, right = subject.candidates(keep)
    step = max(1, len(left) // _TEACHING)
    subject = subject.taught(left[::step], right[::step], step)
    model = _listened(subject, _learn(subject, left, right, step, said), said)
    judged = Judged(left, right, *scorer(subject, model, left, right))
    return settled(subject, model, judged, grouping(subject, model, said, tiers, mark, scorer))


def grouping(
    subject: Subject, model: Model, said: Said, tiers: Tiers, mark: NDArray[np.uint64],
    scorer: Scorer = scored_here,
) -> Grouping:  # fmt: skip
    """How pairs of these records become groups."""
    return Grouping(lambda a, b: scorer(subject, model, a, b), numbers(said.apart), tiers, mark)


def settled(subject: Compares, model: Model, judged: Judged, grouping: Grouping) -> Matches:
    """The groups that judged pairs make."""
    safe, likely = grouping.grouped(judged)
    return Matches(subject, model, lambda: judged, grouping.links, safe, likely)


def _listened(subject: Subject, model: Model, said: Said) -> Model:
    """The model with people's decisions on other pairs heard."""
    if not (said.apart or said.accepted):
        return model
    pairs = numbers(said.apart)
    left, right = (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)
    group = components(subject.size, left, right)[left]
    return listened(model, subject.compare(left, right).respects, group, said.accepted)


def _learn(subject: Subject, left: Codes, right: Codes, step: int, said: Said) -> Model:
    """The model of every step-th pair, and of all pairs that people have spoken of."""
    every = packed(left, right)
    apart, together = numbers(said.apart), numbers(said.together)
    chosen = np.zeros(len(left), np.bool_)
    chosen[::step] = True
    told = np.full(len(left), np.nan, np.float32)
    told[np.isin(every, apart)] = 0
    told[np.isin(every, together)] = 1
    chosen |= ~np.isnan(told)
    found = subject.compare(left[chosen], right[chosen])
    return learn(found.respects, found.seeds, found.others, subject.size, step, told[chosen])
