"""What matching finds: groups in two tiers, and the reasons for each pair."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from tools.parts.matching.blocking import Keep, Keys, Pairs
from tools.parts.matching.clusters import Links
from tools.parts.matching.encode import Codes, Flags, Floats
from tools.parts.matching.weights import Evidence, Model, Respect, probability, score, weights

Tier = Literal["auto", "review"]


class Compares(Protocol):
    """Records of which any two can be compared."""

    def compare(self, left: Codes, right: Codes) -> Evidence: ...


class Subject(Compares, Protocol):
    """A kind of record that can be matched."""

    @property
    def size(self) -> int: ...
    def shared(self) -> Keys: ...
    def candidates(self, keep: Keep | None = None) -> Pairs: ...
    def taught(self, left: Codes, right: Codes, step: int, /) -> "Subject": ...


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
class Judged:
    """Candidate pairs and what was made of them, before people's word; ordered like links."""

    left: Codes
    right: Codes
    bits: Floats
    conflict: Flags
    guarded: Flags

    def at(self, some: NDArray[np.bool_] | NDArray[np.int64]) -> "Judged":
        """Some of the pairs, by flags or by their places."""
        return Judged(self.left[some], self.right[some], self.bits[some], self.conflict[some],
                      self.guarded[some])  # fmt: skip


@dataclass(frozen=True)
class Matches:
    """The outcome: two labels for each record, one strict and one generous."""

    subject: Compares
    model: Model
    pairs: Callable[[], Judged]
    follow: Callable[[Judged], Links]
    safe: NDArray[np.int64]
    likely: NDArray[np.int64]

    @cached_property
    def judged(self) -> Judged:
        """All candidate pairs."""
        return self.pairs()

    @cached_property
    def links(self) -> Links:
        """All candidate pairs with people's word kept to."""
        return self.follow(self.judged)

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
        weighed = list(weights(found.respects, self.model))
        traces = [
            Trace(
                int(left[n]), int(right[n]), float(bits[n]), float(probability(bits[n : n + 1])[0]),
                bool(found.guarded[n]), _reasons(weighed, n),
            )
            for n in range(len(left))
        ]  # fmt: skip
        return sorted(traces, key=lambda t: -t.bits)


def _grouped(label: NDArray[np.int64]) -> list[tuple[int, ...]]:
    order = np.argsort(label, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(order) else []
    groups = [tuple(part.tolist()) for part in parts if len(part) > 1]
    return sorted(groups, key=lambda g: (-len(g), g))


def _reasons(weighed: Sequence[tuple[Respect, Floats]], n: int) -> tuple[Reason, ...]:
    reasons = [
        Reason(r.name, r.words[r.level[n]], round(float(w[n]), 1))
        for r, w in weighed
        if r.level[n] != 0
    ]
    # A caution weighs nothing and is said before the rest.
    return tuple(sorted(reasons, key=lambda reason: (reason.bits != 0, -abs(reason.bits))))
