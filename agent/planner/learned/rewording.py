"""A free wording in plain words: a small network that was taught by pairs of them.

People ask in endless ways and the readers know plain ones. The network reads the wording with the
sentence model's lower layers and upper layers that were adapted to it (Hu et al. 2021), and writes
the plain request word by word; each word is one of the few hundred that plain requests are made of,
or is copied from the wording, so that names, numbers and dates come out as they went in. What it
writes is only a proposal: the readers read it as they would anything else.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from typing import TYPE_CHECKING, Protocol

import numpy as np

from agent.planner.learned.attention import Part, Weights, attended
from agent.planner.learned.learning import Matrix
from agent.planner.learned.writing import NOWHERE, Writing

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

UPPER, HEADS, TINY = (3, 4, 5), 12, 1e-12
"""The sentence model's layers that were adapted, their heads, and what keeps a division sound."""
LONGEST, MOST = 60, 48
"""Words of a wording that are read, and of a plain request that are written."""
LONGEST_WORD = 8
"""Pieces of one word that are read."""
FIRST_PIECE, LAST_PIECE, UNKNOWN_PIECE = 101, 102, 100
BREADTH = 5
"""Beginnings that are followed at a time, and plain requests that are given."""
NEVER = 1e-12
"""A chance that has a logarithm, for words that cannot come."""
BLANK, BEGIN, END, OTHER = range(4)
"""The marks that a vocabulary begins with; `OTHER` stands for a word that is only copied."""

_POSSESSIVE = re.compile(r"(\w)[’']s\b")
_WORD = re.compile(r"[^\W_]+(?:[.,:/@&+_-](?=[^\W_])[^\W_]+)*|['’]s\b|[^\w\s]|_")
_AFTER, _BEFORE = frozenset([*",;%?.:)!", "'s", "’s"]), frozenset("($€£'\"")


class Reader(Protocol):
    """What is needed of the sentence model."""

    def pieces(self, word: str) -> list[int]:
        """The numbers of the pieces that a word is made of."""
        ...

    def middle(self, pieces: Sequence[int]) -> Matrix:
        """One row a piece: its state after the layers below `UPPER`."""
        ...


@dataclass(frozen=True, slots=True)
class Reworded:
    """A plain request, and the logarithm of its chance."""

    text: str
    chance: float


@dataclass(frozen=True, slots=True)
class _Begun:
    """The beginning of a plain request."""

    chance: float = 0.0
    words: tuple[str, ...] = ()
    last: int = BEGIN
    """The last word's place in the vocabulary."""
    at: int = NOWHERE
    """Where in the wording the last word was copied from."""
    row: int = 0
    """Which beginning of the step before it goes on from."""


class Rewording:
    """Writes plain requests for free wordings.

    Args:
        vocabulary: The words that are written without being copied, after the four marks.
        weights: The matrices of the training, and the sentence model's own upper layers.
        reader: The sentence model.
    """

    def __init__(self, vocabulary: Sequence[str], weights: Weights, reader: Reader) -> None:
        self._vocabulary = tuple(vocabulary)
        self._places = {word.lower(): place for place, word in enumerate(vocabulary)}
        self._part = Part(weights)
        self._reader = reader

    def __call__(self, text: str, least: float) -> list[Reworded]:
        """The plain requests for a wording, the best first.

        Args:
            text: What was said.
            least: The logarithm of the chance that a plain request must have; the higher, the
                sooner it is done, for a beginning that is less likely is not followed.
        """
        said = words(text)[:LONGEST]
        if not said:
            return []
        with _blas().limit(limits=1, user_api="blas"):
            done = self._written(_Source(said, self._places), self._read(said), least)
        best = nlargest(BREADTH, done, key=lambda each: each.chance)
        return [Reworded(joined(each.words), each.chance) for each in best]

    def _written(self, source: "_Source", memory: Matrix, least: float) -> list[_Begun]:
        """What was written to its end."""
        writing = Writing(self._part, memory)
        begun, done = [_Begun()], list[_Begun]()
        while begun and writing.length < MOST and not _settled(begun, done):
            best = [b for b in self._longer(source, begun, writing) if b.chance > least]
            done += [each for each in best if each.last == END]
            begun = [each for each in best if each.last != END][:BREADTH]
        return done

    def is_plain(self, text: str) -> bool:
        """Whether a text is of the words of plain requests, of names and of numbers alone."""
        first, *others = words(text) or [""]
        return self._is_known(first) and all(
            self._is_known(word) or word[0].isupper() for word in others
        )

    def _is_known(self, word: str) -> bool:
        return word.lower() in self._places or not word.isalpha()

    def _read(self, said: Sequence[str]) -> Matrix:
        """One row a word of the wording: what it means where it stands."""
        pieces, spans = [FIRST_PIECE], list[tuple[int, int]]()
        for word in said:
            found = self._reader.pieces(word)[:LONGEST_WORD] or [UNKNOWN_PIECE]
            spans.append((len(pieces), len(pieces) + len(found)))
            pieces += found
        states = self._reader.middle([*pieces, LAST_PIECE])
        for number in UPPER:
            states = _upper(self._part.within(f"enc.layers.{number}"), states)
        meant = np.stack([states[start:end].mean(0) for start, end in spans])
        return self._part.normalised(self._part.linear(meant, "mem"), "memnorm")

    def _longer(self, source: "_Source", begun: Sequence[_Begun], writing: Writing) -> list[_Begun]:
        """The likeliest beginnings that are one word longer, the best first."""
        written, copied = writing.step(
            [each.row for each in begun], [each.last for each in begun], [each.at for each in begun]
        )
        chances = np.log(source.together(np.exp(written), np.exp(copied)) + NEVER)
        chances += np.array([[each.chance] for each in begun], np.float32)
        flat = chances.ravel()
        likely = np.argpartition(-flat, 2 * BREADTH)[: 2 * BREADTH]
        rows, columns = np.divmod(likely[np.argsort(-flat[likely])], chances.shape[1])
        return [
            self._one(source, begun[row], int(row), int(column), float(chances[row, column]))
            for row, column in zip(rows, columns, strict=True)
        ]

    def _one(
        self, source: "_Source", before: _Begun, row: int, column: int, chance: float
    ) -> _Begun:
        """A beginning with the word of one column after it."""
        if column == END:
            return _Begun(chance, before.words, END, NOWHERE, row)
        at = source.place(column, before.at)
        word = self._vocabulary[column] if at == NOWHERE else source.said[at]
        number = column if column < len(self._vocabulary) else OTHER
        return _Begun(chance, (*before.words, word), number, at, row)


class _Source:
    """The words of a wording, each once, as columns after those of the vocabulary."""

    def __init__(self, said: Sequence[str], numbers: Mapping[str, int]) -> None:
        self.said = said
        self._places: dict[int, list[int]] = defaultdict(list)
        self._count = count = len(numbers)
        columns: dict[str, int] = {}
        for place, word in enumerate(said):
            low = word.lower()
            column = numbers.get(low) or columns.setdefault(low, count + len(columns))
            self._places[column].append(place)
        self._gathers = np.zeros((len(said), count + len(columns)), np.float32)
        for column, places in self._places.items():
            self._gathers[places, column] = 1

    def together(self, written: Matrix, copied: Matrix) -> Matrix:
        """The chance of each column, whether it is written or copied."""
        written[:, [BLANK, BEGIN, OTHER]] = 0
        chances: Matrix = copied @ self._gathers
        chances[:, : self._count] += written
        return chances

    def place(self, column: int, before: int) -> int:
        """Where a column's word is copied from: after the last one if it can be, else near it."""
        places = self._places.get(column)
        if not places:
            return NOWHERE
        return min(places, key=lambda at: (at != before + 1 or before < 0, abs(at - before)))


@cache
def _blas() -> "ThreadpoolController":
    """What tells numpy how many processors to use.

    Matrices as small as these gain nothing from a second one, and lose much where it is busy.
    """
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def words(text: str) -> list[str]:
    """The words and signs of a text; `'s` is a word of its own."""
    return _WORD.findall(_POSSESSIVE.sub(r"\1 's", text))


def joined(said: Sequence[str]) -> str:
    """Words and signs as one text."""
    text = ""
    for word in said:
        close = word in _AFTER or text[-1:] in _BEFORE
        text += word if close or not text else f" {word}"
    return text


def _settled(begun: Sequence[_Begun], done: Sequence[_Begun]) -> bool:
    """Whether no beginning can still come among the best."""
    if len(done) < BREADTH:
        return False
    return max(b.chance for b in begun) < nlargest(BREADTH, (d.chance for d in done))[-1]


def _upper(layer: Part, states: Matrix) -> Matrix:
    """A layer of the sentence model, as it was adapted."""
    asked, keys, values = (layer.linear(states, name) for name in ("q", "k", "v"))
    mixed = layer.linear(attended(asked, keys, values, HEADS), "o")
    states = layer.normalised(states + mixed, "n1", TINY)
    return layer.normalised(states + layer.widened(states), "n2", TINY)
