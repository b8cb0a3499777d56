"""Which tool a request is for: learned from the example asks in the playbooks.

A softmax regression over three views of a sentence: its words with names and figures masked, the
kinds of thing recognised in it, and its meaning as a sentence embedding when the weights are
there. Training takes about a second and is kept in the deployment's folder; a new playbook is a new
training.
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Matrix]

BUCKETS = 3000
"""Hashed word features; more than the asks have distinct pairs of words, so few collide."""
VERSION = 8
"""Raised when the features change, so that an old training is not used."""
DECAY = 0.1
"""Weight of the penalty: the best of six by five-fold cross-validation over the asks."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A tool and how likely it is the one that is asked for, from 0 to 1."""

    tool: str
    chance: float


@dataclass(frozen=True, slots=True)
class Ask:
    """An example sentence in the two forms that are learned from."""

    tool: str
    text: str
    masked: tuple[str, ...]
    kinds: frozenset[str]


class Intent:
    """A trained choice among tools."""

    def __init__(self, tools: list[str], weights: Matrix, embed: Embed | None) -> None:
        self._tools = tools
        self._weights = weights
        self._embed = embed

    def guess(self, text: str, masked: tuple[str, ...], kinds: frozenset[str]) -> list[Guess]:
        """Every tool with its chance, the likeliest first."""
        row = _features([Ask("", text, masked, kinds)], self._embed)
        scores = (row @ self._weights)[0]
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        order = np.argsort(-chances)
        return [Guess(self._tools[i], float(chances[i])) for i in order]


def train(
    prepared: Callable[[], Sequence[Ask]], key: str, embed: Embed | None, cache: Path | None
) -> Intent:
    """An `Intent` that has learned the asks; read from the cache when nothing has changed.

    Args:
        prepared: Gives the asks; called only when there is something to learn.
        key: Names everything that the asks and their masks come from.
        embed: The sentence model, if there is one.
        cache: Where trainings are kept.
    """
    kept = cache / f"intent-{_fingerprint(key, embed)}.npz" if cache else None
    if kept and kept.exists():
        with np.load(kept) as found:
            return Intent([str(tool) for tool in found["tools"]], found["weights"], embed)
    asks = prepared()
    tools = sorted({ask.tool for ask in asks})
    weights = _fit(_features(asks, embed), [tools.index(ask.tool) for ask in asks], len(tools))
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        # Written beside and renamed, so that another process never reads half a file.
        half = kept.with_suffix(f".{os.getpid()}.part.npz")
        np.savez(half, weights=weights, tools=np.array(tools))
        half.replace(kept)
    return Intent(tools, weights, embed)


def _fit(rows: Matrix, answers: list[int], classes: int) -> Matrix:
    """Softmax weights with an L2 penalty; an ask has few words, so they are kept sparse."""
    from scipy.optimize import minimize  # a second of imports that only a training pays
    from scipy.sparse import csr_array

    count, width = rows.shape
    words, dense = csr_array(rows[:, : BUCKETS + 1]), rows[:, BUCKETS + 1 :]
    wanted = np.zeros((count, classes), np.float32)
    wanted[np.arange(count), answers] = 1
    # A tool with few asks counts as much as one with many.
    share = 1 / np.sqrt(np.maximum(wanted.sum(0), 1))
    weight = share[answers] / share[answers].sum()
    penalty = DECAY / count

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        w = flat.reshape(width, classes).astype(np.float32)
        scores = words @ w[: BUCKETS + 1] + dense @ w[BUCKETS + 1 :]
        scores -= scores.max(1, keepdims=True)
        chances = np.exp(scores)
        chances /= chances.sum(1, keepdims=True)
        missed = -float(weight @ np.log(chances[np.arange(count), answers] + 1e-12))
        off = (chances - wanted) * weight[:, None]
        slope = np.vstack([words.T @ off, dense.T @ off]) + penalty * w
        return missed + penalty / 2 * float((w * w).sum()), slope.ravel().astype(np.float64)

    start = np.zeros(width * classes)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 80})
    return np.asarray(found.x.reshape(width, classes), np.float32)


def _features(asks: Sequence[Ask], embed: Embed | None) -> Matrix:
    words = np.zeros((len(asks), BUCKETS + 1), np.float32)
    for row, ask in enumerate(asks):
        marked = ("<start>", *ask.masked, "<end>")
        grams = {*ask.masked, *map(" ".join, pairwise(marked))}
        for gram in grams:
            words[row, crc32(gram.encode()) % BUCKETS] = 1
        words[row] *= 2.2 / max(1.0, float(np.sqrt(words[row].sum())))
        for kind in ask.kinds:
            words[row, crc32(f"kind {kind}".encode()) % BUCKETS] = 0.8
        words[row, BUCKETS] = 1
    if embed is None:
        return words
    return np.hstack([words, 4 * embed([ask.text for ask in asks])])


def _fingerprint(key: str, embed: Embed | None) -> str:
    text = json.dumps([VERSION, DECAY, BUCKETS, embed is not None, key])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
