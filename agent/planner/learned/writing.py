"""The network that writes plain requests: what it has read, and what may come next.

A transformer decoder whose next word comes from a small vocabulary or from the wording itself
(Vaswani et al. 2017; See et al. 2017). What was worked out for the words before is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from agent.planner.learned.attention import Part, attended, log_softmax
from agent.planner.learned.learning import Matrix

HEADS = 4
NOWHERE = -1
"""The place of a word that was not copied."""

Kept = tuple[Matrix, Matrix]
"""The keys and values of the words so far, `(beginnings, words, width)`."""


@dataclass(slots=True)
class Writing:
    """One plain request in the making, with all the beginnings that are followed.

    Attributes:
        part: The weights of the writer.
        memory: What was read, one row a word of the wording.
    """

    part: Part
    memory: Matrix
    length: int = field(default=0, init=False)
    _kept: list[Kept] = field(default_factory=list, init=False)
    _read: list[Kept] = field(init=False)

    def __post_init__(self) -> None:
        layers = self._layers()
        self._read = [(a.linear(self.memory, "ck"), a.linear(self.memory, "cv")) for a in layers]

    def step(
        self, rows: Sequence[int], last: Sequence[int], at: Sequence[int]
    ) -> tuple[Matrix, Matrix]:
        """What may come next, as logarithms of chances.

        Args:
            rows: For each beginning, which one of the step before it goes on from.
            last: Its last word's number in the vocabulary.
            at: Where in the wording that word was copied from, or `NOWHERE`.

        Returns:
            One row a beginning: a column for each word of the vocabulary, and one for each word of
            the wording. Together they sum to one.
        """
        states = self._last(last, at)
        kept = [(keys[list(rows)], values[list(rows)]) for keys, values in self._kept]
        self._kept = []
        for number, layer in enumerate(self._layers()):
            before = kept[number] if kept else None
            states = states + self._looked_back(layer, states, before)
            asked = layer.linear(layer.normalised(states, "n2"), "cq")[:, None]
            states = states + layer.linear(attended(asked, *self._read[number], HEADS)[:, 0], "co")
            states = states + layer.widened(layer.normalised(states, "n3"))
        self.length += 1
        return self._chances(self.part.normalised(states, "norm"))

    def _layers(self) -> list[Part]:
        count = sum(name.endswith(".ck.weight") for name in self.part.weights)
        return [self.part.within(f"layers.{number}") for number in range(count)]

    def _last(self, last: Sequence[int], at: Sequence[int]) -> Matrix:
        """The last words as states: which they are, what they were copied from, how far along."""
        places = np.array(at)
        copied = self.memory[np.maximum(places, 0)] * (places > NOWHERE)[:, None]
        known = self.part["emb.weight"][list(last)] + self.part["pos"][self.length]
        return np.asarray(known + copied @ self.part["took.weight"], np.float32)

    def _looked_back(self, layer: Part, states: Matrix, before: Kept | None) -> Matrix:
        """What the words so far say about the next one; the last word's share of it is kept."""
        seen = layer.normalised(states, "n1")
        keys, values = layer.linear(seen, "k")[:, None], layer.linear(seen, "v")[:, None]
        if before is not None:
            keys = np.concatenate([before[0], keys], axis=1)
            values = np.concatenate([before[1], values], axis=1)
        self._kept.append((keys, values))
        asked = layer.linear(seen, "q")[:, None]
        return layer.linear(attended(asked, keys, values, HEADS)[:, 0], "o")

    def _chances(self, states: Matrix) -> tuple[Matrix, Matrix]:
        words = self.part.linear(states, "out") @ self.part["emb.weight"].T + self.part["bias"]
        asked, answers = self.part.linear(states, "ptr_q"), self.part.linear(self.memory, "ptr_k")
        places = asked @ answers.T / np.float32(states.shape[-1] ** 0.5)
        # Whether the next word is written or copied is a choice of its own.
        gate = self.part.linear(states, "gate")
        return (
            log_softmax(words) - np.logaddexp(0, -gate),
            log_softmax(places) - np.logaddexp(0, gate),
        )
