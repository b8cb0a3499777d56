"""Sentences as vectors, computed on this machine from weights that are already installed.

Nothing is downloaded. Where the weights are absent or altered, `load` says so once and gives
`None`, and the index finds passages by their words alone.
"""

import logging
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge import network, weights
from store.errors import NotReady

Vectors = NDArray[np.float32]

TOKENS = 256
BATCH = 32
THREADS = 2
LOG = logging.getLogger("pitcrew.knowledge")


class Embedder(Protocol):
    """What the index needs of a sentence model."""

    name: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 for each text."""
        ...


class MiniLM:
    """all-MiniLM-L6-v2 on onnxruntime: 384 values a text, texts cut at 256 tokens."""

    name = f"minilm-{weights.WEIGHTS[:8]}-{network.REVISION}"

    def __init__(self, found: weights.Weights, graph: Path) -> None:
        import onnxruntime  # a third of a second that `--help` must not pay
        from tokenizers import Tokenizer

        self.tokenizer = Tokenizer.from_file(str(found.tokenizer))
        self.tokenizer.enable_truncation(TOKENS)
        self.tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.inter_op_num_threads = 1
        # Spinning threads would make an idle server burn a core between questions.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = onnxruntime.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"]
        )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 for each text, in the order given.

        Texts of like length run together, so that a long one does not pad out all the others.
        """
        tokens = [found.ids for found in self.tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(tokens)), key=lambda at: len(tokens[at]))
        out = np.zeros((len(tokens), network.WIDTH), np.float32)
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            out[chosen] = self._run([tokens[at] for at in chosen])
        return out

    def pieces(self, word: str) -> list[int]:
        """The numbers of the pieces that a word is made of."""
        found: list[int] = self.tokenizer.encode(word, add_special_tokens=False).ids
        return found

    def middle(self, pieces: Sequence[int]) -> Vectors:
        """One row of `network.WIDTH` a piece of one text: its state halfway up the network."""
        ids = np.array([pieces], np.int64)
        whole: Vectors = self.session.run(["middle"], {"ids": ids, "mask": np.ones_like(ids)})[0]
        return np.asarray(whole[0], np.float32)

    def _run(self, tokens: list[list[int]]) -> Vectors:
        ids = np.zeros((len(tokens), max(len(each) for each in tokens)), np.int64)
        mask = np.zeros_like(ids)
        for row, each in enumerate(tokens):
            ids[row, : len(each)] = each
            mask[row, : len(each)] = 1
        unit: Vectors = self.session.run(["unit"], {"ids": ids, "mask": mask})[0]
        return unit


@cache
def load(cache_folder: Path | None = None) -> MiniLM | None:
    """The model, its graph kept in `cache_folder`; `None`, with one warning, where it cannot run.

    Args:
        cache_folder: Where the built graph is kept. Without it, the user's own cache folder.
    """
    try:
        found = weights.find()
        graph = (cache_folder or _own_cache()) / f"{MiniLM.name}.{network.GRAPH}.onnx"
        if not graph.exists():
            found.check_tensors()
            network.save(found.tensors, graph)
        return MiniLM(found, graph)
    except NotReady as error:
        LOG.warning("%s %s", error.message, error.hint)
        return None


def available() -> bool:
    """Whether the model's files are installed; reads no weights."""
    try:
        weights.find()
    except NotReady:
        return False
    return True


def embed(texts: Sequence[str]) -> Vectors:
    """One row of length 1 for each text, by the model in the user's own cache folder.

    Raises:
        NotReady: The model is not installed or not the published one.
    """
    model = load()
    if model is None:
        raise NotReady("There is no sentence model on this machine.", hint=weights.HINT)
    return model.embed(texts)


def _own_cache() -> Path:
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "pitcrew"
