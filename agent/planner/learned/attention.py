"""The parts of a transformer that reading needs, in numpy (Vaswani et al. 2017).

Every array of states has one row a word, and matrices multiply from the right.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from agent.planner.learned.learning import Matrix

Weights = Mapping[str, Matrix]
"""Matrices and vectors by their names in the training."""
TINY = 1e-5
ROOT_HALF = 0.7071067811865476


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of the weights: `Part(all, "layers.0.").linear(x, "up")`."""

    weights: Weights
    name: str = ""

    def __getitem__(self, name: str) -> Matrix:
        return self.weights[f"{self.name}{name}"]

    def within(self, name: str) -> "Part":
        """A part of this part."""
        return Part(self.weights, f"{self.name}{name}.")

    def linear(self, states: Matrix, name: str) -> Matrix:
        """The states times the named matrix, plus its bias."""
        turned: Matrix = states @ self[f"{name}.weight"]
        return turned + self[f"{name}.bias"]

    def normalised(self, states: Matrix, name: str, tiny: float = TINY) -> Matrix:
        """Each row with mean 0 and spread 1, then scaled and moved as learned."""
        centred = states - states.mean(-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(-1, keepdims=True) + tiny)
        scaled: Matrix = centred / spread * self[f"{name}.weight"]
        return scaled + self[f"{name}.bias"]

    def widened(self, states: Matrix) -> Matrix:
        """The feed-forward part: up to more values, bent, and down again."""
        return self.linear(bent(self.linear(states, "up")), "down")


def bent(states: Matrix) -> Matrix:
    """GELU, exactly (Hendrycks and Gimpel 2016)."""
    from scipy.special import erf  # half a second of imports that `--help` must not pay

    return np.asarray(states * (0.5 + 0.5 * erf(states * ROOT_HALF)), np.float32)


def attended(query: Matrix, keys: Matrix, values: Matrix, heads: int) -> Matrix:
    """Scaled dot-product attention over `heads` equal shares of the columns.

    Args:
        query: `(..., asking, width)`.
        keys: `(..., asked, width)`; what stands before the last two axes as in `query`, or nothing.
        values: The same shape as `keys`.
        heads: How many shares; the width is a multiple of it.
    """
    scores = _shared(query, heads) @ np.swapaxes(_shared(keys, heads), -1, -2)
    mixed = softmax(scores * (heads / query.shape[-1]) ** 0.5) @ _shared(values, heads)
    together = np.swapaxes(mixed, -2, -3)
    return np.asarray(together.reshape(*together.shape[:-2], -1), np.float32)


def softmax(scores: Matrix) -> Matrix:
    """Shares that sum to one along the last axis."""
    raised = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(raised / raised.sum(-1, keepdims=True), np.float32)


def log_softmax(scores: Matrix) -> Matrix:
    """The logarithms of `softmax`."""
    moved = scores - scores.max(-1, keepdims=True)
    return np.asarray(moved - np.log(np.exp(moved).sum(-1, keepdims=True)), np.float32)


def _shared(states: Matrix, heads: int) -> Matrix:
    return np.swapaxes(states.reshape(*states.shape[:-1], heads, -1), -2, -3)
