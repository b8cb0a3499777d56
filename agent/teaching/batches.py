"""Examples as tensors, and how far a network is off them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from agent.planner.learned.rewording import BEGIN, BLANK, END, OTHER
from agent.planner.learned.writing import NOWHERE
from agent.teaching.examples import UNKNOWN, Example
from agent.teaching.network import FAR, Network

BATCH = 64
"""Examples a step."""
NEIGHBOURS = 20
"""Batches whose examples are sorted by length together, so that little of them is filling."""
NEVER = FAR / 10
"""Below this logarithm, a word can neither be written nor copied."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some examples side by side, filled up to the longest.

    Attributes:
        pieces: The pieces of each wording.
        real: Which of them are no filling.
        pool: The share of each piece in each word.
        said: Which words of the wordings are no filling.
        last: For each word that is to come, the number of the one before.
        at: Where that one was copied from.
        written: The number of the word that is to come, or `UNKNOWN`.
        copied: Which words of the wording it may be copied from.
        counts: Which words that are to come are no filling.
    """

    pieces: Tensor
    real: Tensor
    pool: Tensor
    said: Tensor
    last: Tensor
    at: Tensor
    written: Tensor
    copied: Tensor
    counts: Tensor


def batch(examples: Sequence[Example]) -> Batch:
    """Examples as tensors."""
    rows = len(examples)
    pieces = max(len(each.pieces) for each in examples)
    said = max(len(each.spans) for each in examples)
    plain = max(len(each.plain) for each in examples) + 1
    made = Batch(
        pieces=torch.full((rows, pieces), BLANK),
        real=torch.zeros(rows, pieces, dtype=torch.bool),
        pool=torch.zeros(rows, said, pieces),
        said=torch.zeros(rows, said, dtype=torch.bool),
        last=torch.full((rows, plain), BLANK),
        at=torch.full((rows, plain), NOWHERE),
        written=torch.full((rows, plain), UNKNOWN),
        copied=torch.zeros(rows, plain, said, dtype=torch.bool),
        counts=torch.zeros(rows, plain, dtype=torch.bool),
    )
    for row, example in enumerate(examples):
        _put_wording(made, row, example)
        _put_plain(made, row, example)
    return made


def _put_wording(made: Batch, row: int, example: Example) -> None:
    count = len(example.pieces)
    made.pieces[row, :count] = torch.tensor(example.pieces)
    made.real[row, :count] = True
    made.said[row, : len(example.spans)] = True
    for word, (start, end) in enumerate(example.spans):
        made.pool[row, word, start:end] = 1 / (end - start)


def _put_plain(made: Batch, row: int, example: Example) -> None:
    count = len(example.plain)
    made.counts[row, : count + 1] = True
    made.written[row, count] = END
    made.last[row, 0] = BEGIN
    before = NOWHERE - 1  # no word of the wording follows this place
    for word, (number, places) in enumerate(example.plain):
        made.written[row, word] = number
        made.last[row, word + 1] = OTHER if number == UNKNOWN else number
        if places:
            made.copied[row, word, places] = True
            before = min(places, key=lambda at: (at != before + 1, abs(at - before)))
            made.at[row, word + 1] = before


def chances(network: Network, made: Batch) -> Tensor:
    """The logarithm of the chance of each word that is to come, however it comes."""
    memory = network.read(made.pieces, made.real, made.pool)
    words, places = network.write(memory, made.said, made.last, made.at)
    number = made.written.clamp(min=0)[:, :, None]
    written = torch.gather(words, 2, number)[:, :, 0].masked_fill(made.written < 0, FAR)
    copied = torch.logsumexp(places.masked_fill(~made.copied, FAR), -1)
    return torch.logaddexp(written, copied)


def off(found: Tensor, made: Batch) -> Tensor:
    """How far the chances of the right words are from certain, by the word."""
    counts = made.counts & (found > NEVER)
    return -(found * counts).sum() / counts.sum()


def shuffled(examples: Sequence[Example], chance: random.Random) -> Iterator[list[Example]]:
    """All examples once in batches of like length, in an order of chance."""
    mixed = chance.sample(examples, len(examples))
    batches = []
    for start in range(0, len(mixed), BATCH * NEIGHBOURS):
        alike = sorted(mixed[start : start + BATCH * NEIGHBOURS], key=lambda each: each.length)
        batches += [alike[at : at + BATCH] for at in range(0, len(alike), BATCH)]
    chance.shuffle(batches)
    return iter(batches)
