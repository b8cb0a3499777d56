"""A tiny network with weights of chance, to read and write with where no training is needed."""

from collections.abc import Sequence

import numpy as np

from agent.planner.learned.attention import Weights
from agent.planner.learned.learning import Matrix
from agent.planner.learned.rewording import UPPER, Rewording

READ, WROTE, PLACES = 24, 16, 64
VOCABULARY = ("<pad>", "<bos>", "<eos>", "<unk>", "won", "revenue", "by", "region", "EMEA", ",",
              "open", "deals", "rate", "owner")  # fmt: skip


class Reader:
    """A sentence model that knows words by their letters."""

    def pieces(self, word: str) -> list[int]:
        return [ord(letter) for letter in word if letter.isalnum()]

    def middle(self, pieces: Sequence[int]) -> Matrix:
        return np.stack([_drawn(piece, READ) for piece in pieces])


def weights(seed: int = 0, end: float = 0.0, gate: float = 0.0) -> Weights:
    """Weights of chance; `end` makes requests shorter and `gate` writes rather than copies."""
    made: dict[str, Matrix] = {}
    for number in UPPER:
        _linears(made, f"enc.layers.{number}.", {**dict.fromkeys("qkvo", (READ, READ)),
                 "up": (READ, 32), "down": (32, READ)}, ("n1", "n2"), READ)  # fmt: skip
    for number in range(2):
        square = dict.fromkeys(("q", "k", "v", "o", "cq", "ck", "cv", "co"), (WROTE, WROTE))
        _linears(made, f"layers.{number}.", {**square, "up": (WROTE, 32), "down": (32, WROTE)},
                 ("n1", "n2", "n3"), WROTE)  # fmt: skip
    _linears(made, "", {"mem": (READ, WROTE), "took": (WROTE, WROTE), "out": (WROTE, WROTE),
                        "ptr_q": (WROTE, WROTE), "ptr_k": (WROTE, WROTE), "gate": (WROTE, 1)},
             ("memnorm", "norm"), WROTE)  # fmt: skip
    made |= {"emb.weight": np.empty((len(VOCABULARY), WROTE)), "pos": np.empty((PLACES, WROTE)),
             "bias": np.empty(len(VOCABULARY))}  # fmt: skip
    drawn = {name: _drawn(seed + at, *each.shape) for at, (name, each) in enumerate(made.items())}
    drawn["bias"][2] += end
    drawn["gate.bias"] += gate
    return drawn


def network(seed: int = 0, end: float = 0.0, gate: float = 0.0) -> Rewording:
    return Rewording(VOCABULARY, weights(seed, end, gate), Reader())


def _linears(
    made: dict[str, Matrix], name: str, shapes: dict[str, tuple[int, int]],
    norms: Sequence[str], width: int,
) -> None:  # fmt: skip
    for each, shape in shapes.items():
        made[f"{name}{each}.weight"] = np.empty(shape)
        made[f"{name}{each}.bias"] = np.empty(shape[1])
    for each in norms:
        made[f"{name}{each}.weight"] = made[f"{name}{each}.bias"] = np.empty(width)


def _drawn(seed: int, *shape: int) -> Matrix:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32) * np.float32(0.5)
