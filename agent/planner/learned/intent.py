"""Which tool a request is for: learned from the sentences that people ask for tools with.

A small network over three views of a sentence: its words with names and figures masked, the kinds
of thing recognised in it, and its meaning as a sentence embedding when the weights are there.
Training is kept in the deployment's folder; a new ask is a new training.
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from agent.planner.learned.learning import Matrix, Network, learned

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Embed = Callable[[Sequence[str]], Matrix]

BUCKETS = 4096
"""Hashed word features; the pairs of words that tell tools apart are fewer, so few collide."""
VERSION = 9
"""Raised when the features or the training change, so that an old training is not used."""
PARTS = ("words", "meaning", "choices")
"""The weights of a network, by the names that they are kept under."""
WORDS, KIND, MEANING = 2.2, 0.8, 4.0
"""How large the views are beside one another."""


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

    def __init__(self, tools: list[str], network: Network, embed: Embed | None) -> None:
        self._tools = tools
        self._network = network
        self._embed = embed

    def guess(self, text: str, masked: tuple[str, ...], kinds: frozenset[str]) -> list[Guess]:
        """Every tool with its chance, the likeliest first."""
        ask = Ask("", text, masked, kinds)
        chances = self._network.chances(_seen(ask), _meaning([ask], self._embed))
        return [Guess(self._tools[i], float(chances[i])) for i in np.argsort(-chances)]


def train(
    prepared: Callable[[], Sequence[Ask]], key: str, embed: Embed | None, kept: Path | None
) -> Intent:
    """An `Intent` that has learned the asks; the one kept from before when nothing has changed.

    Args:
        prepared: Gives the asks; called only when there is something to learn.
        key: Names everything that is learned from.
        embed: The sentence model, if there is one.
        kept: The file that the training is kept in.
    """
    found = kept and kept_at(kept, key, embed)
    if found:
        return found
    asks = prepared()
    tools = sorted({ask.tool for ask in asks})
    answers = np.array([tools.index(ask.tool) for ask in asks])
    network = learned(_words(asks), _meaning(asks, embed), answers, len(tools))
    if kept:
        _keep(kept, tools, network, _fingerprint(key, embed))
    return Intent(tools, network, embed)


def kept_at(path: Path, key: str, embed: Embed | None) -> Intent | None:
    """The training in a file, if it is of the same asks, features and sentence model."""
    if not path.exists():
        return None
    with np.load(path) as found:
        if str(found["key"]) != _fingerprint(key, embed):
            return None
        parts = (found[name].astype(np.float32) for name in PARTS)
        return Intent([str(tool) for tool in found["tools"]], Network(*parts), embed)


def _keep(kept: Path, tools: list[str], network: Network, key: str) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and renamed, so that another process never reads half a file.
    half = kept.with_suffix(f".{os.getpid()}.part.npz")
    # Half the digits are kept: they choose the same, in half the room.
    parts = {name: getattr(network, name).astype(np.float16) for name in PARTS}
    np.savez_compressed(half, key=key, tools=np.array(tools), **parts)
    half.replace(kept)


def _words(asks: Sequence[Ask]) -> "csr_array":
    from scipy.sparse import csr_array  # half a second of imports that `--help` must not pay

    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for ask in asks:
        seen = _seen(ask)
        columns += seen.keys()
        values += seen.values()
        ends.append(len(columns))
    shape = (len(asks), BUCKETS + 1)
    return csr_array((np.array(values, np.float32), columns, ends), shape=shape)


def _seen(ask: Ask) -> dict[int, float]:
    """The hashed features of a sentence with their sizes, and a constant."""
    marked = ("<start>", *ask.masked, "<end>")
    grams = {crc32(g.encode()) % BUCKETS for g in {*ask.masked, *map(" ".join, pairwise(marked))}}
    seen = dict.fromkeys(sorted(grams), WORDS / max(1.0, len(grams) ** 0.5))
    for kind in sorted(ask.kinds):
        seen[crc32(f"kind {kind}".encode()) % BUCKETS] = KIND
    seen[BUCKETS] = 1.0
    return seen


def _meaning(asks: Sequence[Ask], embed: Embed | None) -> Matrix:
    if embed is None:
        return np.zeros((len(asks), 0), np.float32)
    return np.asarray(MEANING * embed([ask.text for ask in asks]), np.float32)


def _fingerprint(key: str, embed: Embed | None) -> str:
    text = json.dumps([VERSION, BUCKETS, embed is not None, key])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
