"""The matching engine: candidate pairs, evidence, learnt weights, clusters, tiers and traces."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tools.parts.matching import companies as companies_module
from tools.parts.matching import company_evidence, person_evidence, roster
from tools.parts.matching import people as people_module
from tools.parts.matching.blocking import Keep, Keys, Pairs, packed
from tools.parts.matching.clusters import NEVER, Links, cluster
from tools.parts.matching.companies import companies
from tools.parts.matching.encode import Codes, Flags, Floats
from tools.parts.matching.people import people
from tools.parts.matching.weights import (
    Evidence,
    Model,
    Respect,
    bits_of,
    learn,
    probability,
    score,
    weight,
)

LIKELY = 0.0
"""Bits: even odds. Groups from here on are worth a person's look."""
SAFE = 6.0
"""Bits: odds of 64 to 1, and no guard against it. Groups that may be merged as they are."""
_BATCH = 1 << 17
_TEACHING = 250_000

Tier = Literal["auto", "review"]


class Subject(Protocol):
    """A kind of record that can be matched."""

    @property
    def size(self) -> int: ...
    def keys(self) -> Keys: ...
    def candidates(self, keep: Keep | None = None) -> Pairs: ...
    def taught(self, left: Codes, right: Codes, step: int, /) -> "Subject": ...
    def compare(self, left: Codes, right: Codes) -> Evidence: ...


@dataclass(frozen=True)
class Reason:
    """One respect of a pair: what was seen, and the bits it adds to the odds."""

    respect: str
    words: str
    bits: float


@dataclass(frozen=True)
class Trace:
    """Why two records are taken for one, or not."""

    left: int
    right: int
    bits: float
    probability: float
    guarded: bool
    reasons: tuple[Reason, ...]

    @property
    def sentence(self) -> str:
        """The reasons in a line, strongest first.

        >>> Trace(0, 1, 9.0, 0.998, False, (Reason("e-mail", "same mailbox", 14.2),)).sentence
        'same mailbox (+14.2)'
        """
        return ", ".join(phrase(r.words, r.bits) for r in self.reasons)


def phrase(words: str, bits: float) -> str:
    """A reason and what it weighs; what weighs nothing is said without a number.

    >>> phrase("same mailbox", 14.2), phrase("perhaps moved jobs", 0.0)
    ('same mailbox (+14.2)', 'perhaps moved jobs')
    """
    return f"{words} ({bits:+.1f})" if bits else words


@dataclass(frozen=True)
class Cluster:
    """Records that are one entity, by their row numbers; all of them hold in its tier."""

    members: tuple[int, ...]
    tier: Tier


@dataclass(frozen=True)
class Matches:
    """The outcome: two labels for each record, one strict and one generous."""

    subject: Subject
    model: Model
    links: Links
    safe: NDArray[np.int64]
    likely: NDArray[np.int64]

    @cached_property
    def clusters(self) -> list[Cluster]:
        """Groups that are safe to merge, then groups to look at, larger first.

        A group to look at holds at least two records that are not already safely one.
        """
        safe = [Cluster(g, "auto") for g in _grouped(self.safe)]
        review = [
            Cluster(g, "review")
            for g in _grouped(self.likely)
            if len({int(self.safe[i]) for i in g}) > 1
        ]
        return safe + review

    def traces(self, members: Sequence[int]) -> list[Trace]:
        """Every pair among the records, explained, best first."""
        index = np.array(sorted(members), np.int32)
        i, j = np.triu_indices(len(index), 1)
        return self.explain(index[i], index[j])

    def explain(self, left: Codes, right: Codes) -> list[Trace]:
        """The given pairs, explained, best first."""
        found = self.subject.compare(left, right)
        bits = score(found.respects, self.model)
        weights = [weight(r, self.model.log_m[r.name]) for r in found.respects]
        traces = [
            Trace(
                int(left[n]), int(right[n]), float(bits[n]), float(probability(bits[n : n + 1])[0]),
                bool(found.guarded[n]), _reasons(found.respects, weights, n),
            )
            for n in range(len(left))
        ]  # fmt: skip
        return sorted(traces, key=lambda t: -t.bits)


Couples = Sequence[tuple[int, int]]
"""Pairs of row numbers."""


@dataclass(frozen=True)
class Tiers:
    """The odds, in bits, from which groups are shown, and from which they may be merged unseen."""

    likely: float = LIKELY
    safe: float = SAFE

    @classmethod
    def of(cls, review: float | None, auto: float | None) -> "Tiers":
        """The tiers that begin at these probabilities; None: where they begin usually.

        >>> Tiers.of(None, 0.999).safe > Tiers().safe
        True
        """
        likely = LIKELY if review is None else bits_of(review)
        return cls(likely, max(SAFE if auto is None else bits_of(auto), likely))


@dataclass(frozen=True)
class Said:
    """What people said of pairs of rows: that they are two, or one."""

    apart: Couples = ()
    together: Couples = ()


Scored = tuple[Floats, Flags, Flags]
Scorer = Callable[[Subject, Model, Codes, Codes], Scored]
"""Scores pairs under a model: their bits, which contradict each other, which are guarded."""


def scored_here(subject: Subject, model: Model, left: Codes, right: Codes) -> Scored:
    """Score pairs in this process, a batch at a time."""
    parts = []
    for n in range(0, max(len(left), 1), _BATCH):
        found = subject.compare(left[n : n + _BATCH], right[n : n + _BATCH])
        parts.append((score(found.respects, model), found.conflict, found.guarded))
    bits, conflict, guarded = (np.concatenate(x) for x in zip(*parts, strict=True))
    return bits, conflict, guarded


def match_people(
    frame: pl.DataFrame, apart: Couples = (), *, together: Couples = (), tiers: Tiers = Tiers(),
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
    said, mark = Said(apart, together), _marks(frame)
    if roster.suits(frame):
        return _match(roster.Subject(roster.roster(frame)), said, tiers, mark, scorer)
    return _match(person_evidence.Subject(people(frame)), said, tiers, mark, scorer)


def match_companies(
    frame: pl.DataFrame, apart: Couples = (), *, together: Couples = (), tiers: Tiers = Tiers(),
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
    said, mark = Said(apart, together), _marks(frame)
    return _match(company_evidence.Subject(companies(frame)), said, tiers, mark, scorer)


def _marks(frame: pl.DataFrame) -> NDArray[np.uint64]:
    """A number for each record that depends on what it holds, and not on where it stands."""
    told = [c for c in frame.columns if c in people_module.FIELDS or c in companies_module.FIELDS]
    if not told:
        return np.zeros(frame.height, np.uint64)
    return frame.select(sorted(told)).hash_rows(seed=7).to_numpy()


def _match(
    subject: Subject, said: Said, tiers: Tiers, mark: NDArray[np.uint64], scorer: Scorer
) -> Matches:
    left, right = subject.candidates()
    step = max(1, len(left) // _TEACHING)
    subject = subject.taught(left[::step], right[::step], step)
    model = _learn(subject, left, right, step, said)
    refused = _numbers(said.apart)

    def judge(a: Codes, b: Codes) -> Scored:
        bits, conflict, guarded = scorer(subject, model, a, b)
        never = np.isin(packed(a, b), refused)
        return np.where(never, np.float32(NEVER), bits), conflict | never, guarded | never

    bits, conflict, guarded = judge(left, right)
    links = Links(left, right, bits, conflict)
    likely = cluster(subject.size, links, tiers.likely, lambda a, b: judge(a, b)[:2], mark)
    strict = Links(left, right, *_strictly(bits, conflict, guarded, tiers))
    safe = cluster(
        subject.size, strict, tiers.safe, lambda a, b: _strictly(*judge(a, b), tiers), mark
    )
    return Matches(subject, model, links, safe, likely)


def _learn(subject: Subject, left: Codes, right: Codes, step: int, said: Said) -> Model:
    """The model of every step-th pair, and of all pairs that people have spoken of."""
    every = packed(left, right)
    apart, together = _numbers(said.apart), _numbers(said.together)
    chosen = np.zeros(len(left), np.bool_)
    chosen[::step] = True
    told = np.full(len(left), np.nan, np.float32)
    told[np.isin(every, apart)] = 0
    told[np.isin(every, together)] = 1
    chosen |= ~np.isnan(told)
    found = subject.compare(left[chosen], right[chosen])
    return learn(found.respects, found.seeds, found.others, subject.size, step, told[chosen])


def _strictly(bits: Floats, conflict: Flags, guarded: Flags, tiers: Tiers) -> tuple[Floats, Flags]:
    """What joins records that are merged unseen: no guarded pair, and never a contradiction."""
    contrary = conflict | (bits < LIKELY)
    never = np.where(conflict, np.float32(NEVER), bits)
    unsafe = np.minimum(never, np.float32(tiers.safe - 1))
    return np.where(guarded, unsafe, never).astype(np.float32), contrary


def _numbers(couples: Couples) -> NDArray[np.int64]:
    pairs = np.array(couples, np.int64).reshape(-1, 2)
    return packed(pairs[:, 0], pairs[:, 1])


def _grouped(label: NDArray[np.int64]) -> list[tuple[int, ...]]:
    order = np.argsort(label, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(order) else []
    groups = [tuple(part.tolist()) for part in parts if len(part) > 1]
    return sorted(groups, key=lambda g: (-len(g), g))


def _reasons(respects: Sequence[Respect], weights: Sequence[Floats], n: int) -> tuple[Reason, ...]:
    reasons = [
        Reason(r.name, r.words[r.level[n]], round(float(w[n]), 1))
        for r, w in zip(respects, weights, strict=True)
        if r.level[n] != 0
    ]
    # A caution weighs nothing and is said before the rest.
    return tuple(sorted(reasons, key=lambda reason: (reason.bits != 0, -abs(reason.bits))))
