"""A small network that chooses among names by the words and the meaning of a sentence.

One hidden layer over two views: hashed words, which are few and sparse, and a sentence embedding,
which is short and dense. It is trained by Adam (Kingma and Ba, 2015) with dropout on a processor in
a few seconds. On sentences that nobody had tuned to it chose 2 % more tools right than a softmax
regression over the same views (`docs/decisions/0014-learned-choice.md`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Matrix = NDArray[np.float32]

HIDDEN = 160
DROPPED = 0.5
"""The share of hidden units that each step leaves out."""
BATCH = 128
ROUNDS, STEPS = 15, 1500
"""Times that every example is seen, and more of them where they make fewer steps than this."""
RATE = 2e-3
KEPT, KEPT_SQUARES = 0.9, 0.99
"""How much of the running means of slopes and of their squares a step keeps."""
DECAY = 1e-5
TINY = 1e-8
"""Keeps the division sound where nothing has varied."""


@dataclass(frozen=True, slots=True)
class Network:
    """Weights: words to hidden, meaning to hidden, and hidden (with a constant) to the choices."""

    words: Matrix
    meaning: Matrix
    choices: Matrix

    def chances(self, words: Mapping[int, float], meaning: Matrix) -> Matrix:
        """The chance of each choice, in all 1, for the words of one sentence and its meaning."""
        sizes = np.fromiter(words.values(), np.float32, len(words))
        # A sentence has a few dozen of the thousands of words, so only their rows are looked up.
        raw = sizes @ self.words[list(words)] + meaning @ self.meaning
        chances: Matrix = _soft(_with_one(np.maximum(raw, 0)) @ self.choices)[0]
        return chances


def learned(words: "csr_array", meaning: Matrix, answers: NDArray[np.int64], count: int) -> Network:
    """A network trained to give each row its answer.

    Args:
        words: One sparse row for each example.
        meaning: One dense row for each example; no columns where there is no sentence model.
        answers: The number of the right choice of each row.
        count: How many choices there are.
    """
    chance = np.random.default_rng(0)
    network = _begun(chance, words.shape[1], meaning.shape[1], count)
    weight = _weights(answers, count)
    rows = len(answers)
    rounds = max(ROUNDS, -(-STEPS * BATCH // rows))
    climb = _Climb((network.words, network.meaning, network.choices))
    for number in range(rounds):
        order = chance.permutation(rows)
        for start in range(0, rows, BATCH):
            at = order[start : start + BATCH]
            slopes = _slopes(network, words[at], meaning[at], answers[at], weight[at], chance)
            climb.step(slopes, RATE * (1 - number / rounds))
    return network


def _begun(chance: np.random.Generator, words: int, meaning: int, count: int) -> Network:
    def drawn(rows: int, columns: int, spread: float) -> Matrix:
        return (chance.standard_normal((rows, columns)) * spread).astype(np.float32)

    return Network(
        drawn(words, HIDDEN, 0.05),
        drawn(meaning, HIDDEN, max(1, meaning) ** -0.5),
        drawn(HIDDEN + 1, count, HIDDEN**-0.5),
    )


def _weights(answers: NDArray[np.int64], count: int) -> Matrix:
    """A choice with few examples counts for more than their share, and less than an equal one."""
    share = 1 / np.sqrt(np.maximum(np.bincount(answers, minlength=count), 1))
    weight = share[answers]
    return np.asarray(weight / weight.mean(), np.float32)


def _slopes(
    network: Network, words: "csr_array", meaning: Matrix, answers: NDArray[np.int64],
    weight: Matrix, chance: np.random.Generator,
) -> tuple[Matrix, Matrix, Matrix]:  # fmt: skip
    raw = words @ network.words + meaning @ network.meaning
    live = (raw > 0) * (chance.random(raw.shape) > DROPPED).astype(np.float32) / (1 - DROPPED)
    hidden = _with_one(raw * live)
    off = _soft(hidden @ network.choices)
    off[np.arange(len(answers)), answers] -= 1
    off *= weight[:, None] / len(answers)
    back = (off @ network.choices[:-1].T) * live
    return np.asarray(words.T @ back), meaning.T @ back, hidden.T @ off


class _Climb:
    """Adam: steps along slopes that are scaled by how much they have varied."""

    def __init__(self, parts: tuple[Matrix, ...]) -> None:
        self._parts = parts
        self._means = [np.zeros_like(part) for part in parts]
        self._squares = [np.zeros_like(part) for part in parts]
        self._steps = 0

    def step(self, slopes: tuple[Matrix, ...], rate: float) -> None:
        """Move each part of the network in place."""
        self._steps += 1
        young, young_squares = 1 - KEPT**self._steps, 1 - KEPT_SQUARES**self._steps
        for at, part in enumerate(self._parts):
            slope = slopes[at] + DECAY * part
            mean, square = self._means[at], self._squares[at]
            np.add(KEPT * mean, (1 - KEPT) * slope, out=mean)
            np.add(KEPT_SQUARES * square, (1 - KEPT_SQUARES) * slope**2, out=square)
            np.subtract(
                part, rate * (mean / young) / (np.sqrt(square / young_squares) + TINY), out=part
            )


def _with_one(hidden: Matrix) -> Matrix:
    return np.hstack([hidden, np.ones((len(hidden), 1), np.float32)])


def _soft(scores: Matrix) -> Matrix:
    raised = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True), np.float32)
