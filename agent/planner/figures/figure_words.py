"""Whether the words of a request can be about a figure that was guessed from their meaning."""

from collections import defaultdict
from functools import cache

from agent.planner.conditions.unread import SAYS_NOTHING, SHORTEST
from agent.planner.words.clause import Clause
from agent.planner.words.text import key
from tools.parts.metrics import METRICS

TELLING = 2
"""A word that so few metrics have tells which is meant: `cost`, `churn`."""


def fits(metric: str, words: tuple[str, ...]) -> bool:
    """Whether a guess has a word of the request, and none of them tells of another figure.

    >>> fits("lead_conversion_rate", ("cost", "per", "lead"))
    False
    >>> fits("lead_conversion_rate", ("how", "well", "do", "lead", "turn", "out"))
    True
    """
    own = [_meant(word) for word in words if word not in SAYS_NOTHING and len(word) >= SHORTEST]
    return any(metric in names for names in own) and not any(
        names and len(names) <= TELLING and metric not in names for names in own
    )


def timeless(clause: Clause) -> tuple[str, ...]:
    """The words of a request in look-up form, without those of its periods."""
    return tuple(
        form for token, form in zip(clause.tokens, clause.norms, strict=True)
        if all(token.end <= p.start or token.start >= p.end for p in clause.periods)
    )  # fmt: skip


def _meant(word: str) -> frozenset[str]:
    return _tellers().get(word, frozenset())


@cache
def _tellers() -> dict[str, frozenset[str]]:
    """For each word, the metrics that it stands in the words of."""
    found: dict[str, set[str]] = defaultdict(set)
    for metric in METRICS.values():
        for phrase in (metric.label, *metric.words):
            for word in key(phrase):
                found[word].add(metric.name)
    return {word: frozenset(names) for word, names in found.items()}
