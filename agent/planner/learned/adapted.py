"""The shipped training of `Rewording`, joined with the sentence model that it was made for.

What is shipped is the writer and, for each matrix of the sentence model's upper layers, a change of
low rank (Hu et al. 2021): a fiftieth of the room that the layers themselves would take.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from agent.planner.learned.attention import Weights
from agent.planner.learned.learning import Matrix
from agent.planner.learned.rewording import UPPER, Reader, Rewording

MATRICES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "o": "attention.output.dense", "up": "intermediate.dense", "down": "output.dense",
}  # fmt: skip
"""The matrices of a layer, and their names in the sentence model."""
NORMS = {"n1": "attention.output.LayerNorm", "n2": "output.LayerNorm"}


def rewording(kept: Path, tensors: Path, reader: Reader) -> Rewording:
    """The trained network.

    Args:
        kept: The shipped training.
        tensors: The sentence model's weights.
        reader: The sentence model at work.
    """
    with np.load(kept, allow_pickle=False) as found:
        vocabulary = [str(word) for word in found["vocabulary"]]
        trained = {name: found[name].astype(np.float32, order="C") for name in found.files
                   if name != "vocabulary"}  # fmt: skip
    return Rewording(vocabulary, {**trained, **dict(_upper(tensors, trained))}, reader)


def _upper(tensors: Path, trained: Weights) -> Iterator[tuple[str, Matrix]]:
    """The upper layers of the sentence model, each matrix with its change."""
    from safetensors import safe_open  # only the three layers are read of 90 MB

    with safe_open(tensors, "numpy") as model:
        for number in UPPER:
            own, theirs = f"enc.layers.{number}", f"encoder.layer.{number}"
            for name, said in MATRICES.items():
                change = trained[f"{own}.{name}.a"] @ trained[f"{own}.{name}.b"]
                base = model.get_tensor(f"{theirs}.{said}.weight").T
                yield f"{own}.{name}.weight", np.ascontiguousarray(base + change)
                yield f"{own}.{name}.bias", model.get_tensor(f"{theirs}.{said}.bias")
            for name, said in NORMS.items():
                for kind in ("weight", "bias"):
                    yield f"{own}.{name}.{kind}", model.get_tensor(f"{theirs}.{said}.{kind}")
