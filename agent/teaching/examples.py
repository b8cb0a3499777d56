"""The pairs that are taught, varied a little each time that they are seen, and as numbers."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from agent.planner.learned.rewording import (
    FIRST_PIECE,
    LAST_PIECE,
    LONGEST,
    LONGEST_WORD,
    UNKNOWN_PIECE,
    words,
)
from knowledge.wordings import Wording

MARKS = ("<pad>", "<bos>", "<eos>", "<unk>")
"""What stands at `BLANK`, `BEGIN`, `END` and `OTHER` of a vocabulary."""
OFTEN, UNSAID = 3, 2
"""A word is written when so many plain requests hold it, so many of them not in the wording."""
UNKNOWN = -1
"""The number of a word that is not in the vocabulary."""

RENAMED, RECOUNTED = 0.6, 0.5
"""The shares of names and of amounts, in both halves of a pair, that others take the place of."""
LOWERED, UNENDED, ENDED, GREETED = 0.25, 0.10, 0.05, 0.05
"""The shares of wordings in small letters, without their last sign, with another, or greeted."""
SLIPPED, TURNED = 0.12, 0.5
"""The share of wordings with a slip, and of slips that turn letters round, else one is lost."""
TWO_AT_ONCE, PLAIN, PLAIN_AND_LOW = 0.05, 0.12, 0.06
"""The shares of two requests in one, and of wordings that are the plain request already."""
SHORT = 80
"""Characters; shorter wordings are also taught two at a time."""

AMOUNTS = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 45, 50, 60, 75, 90, 100, 120, 150,
           180, 200, 250, 300, 365, 400, 500)  # fmt: skip
BEFORE = ("hi, ", "please ", "can you give me ", "hey - ", "ok so ", "could you show me ")
AFTER = (".", "?", " please", " thanks", "!")
BETWEEN = (" and ", ". Also ", ", then ", "; ", " and also ", ", and ", "? And ", " - plus ",
           ". And then ", ", also ", " as well as ")  # fmt: skip
_AMOUNT = re.compile(r"(?<![\w.,/-])\d{1,3}(?![\w.,/%-])")
_LAST_SIGNS = ".?!"

Pair = tuple[str, str]
"""A wording and its plain request."""


@dataclass(frozen=True, slots=True)
class Example:
    """A pair as numbers.

    Attributes:
        pieces: The pieces of the wording, with those that mark its beginning and its end.
        spans: For each word of the wording, its first piece and the one after its last.
        plain: For each plain word its number in the vocabulary, or `UNKNOWN`, and the places in the
            wording that it can be copied from.
    """

    pieces: list[int]
    spans: list[tuple[int, int]]
    plain: list[tuple[int, list[int]]]

    @property
    def can_be_learned(self) -> bool:
        """Whether something is said, and every plain word can be written or copied."""
        return bool(self.spans) and all(number >= 0 or places for number, places in self.plain)

    @property
    def length(self) -> int:
        """How much there is to compute."""
        return len(self.pieces) + len(self.plain)


def vocabulary(pairs: Sequence[Pair]) -> list[str]:
    """The marks, and the words that plain requests hold again and again without being copied."""
    seen, unsaid = Counter[str](), Counter[str]()
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for said, plain in pairs:
        heard = {word.lower() for word in words(said)}
        for word in words(plain):
            seen[word.lower()] += 1
            unsaid[word.lower()] += word.lower() not in heard
            spelled[word.lower()][word] += 1
    chosen = (w for w, times in seen.most_common() if times >= OFTEN and unsaid[w] >= UNSAID)
    return [*MARKS, *(spelled[word].most_common(1)[0][0] for word in chosen)]


def coded(
    pair: Pair, vocabulary: Mapping[str, int], pieces_of: Callable[[str], Sequence[int]]
) -> Example:
    """A pair as numbers.

    Args:
        pair: A wording and its plain request.
        vocabulary: The number of each word that is written, by the word in small letters.
        pieces_of: The sentence model's pieces of a word.
    """
    said = words(pair[0])[:LONGEST]
    pieces, spans = [FIRST_PIECE], list[tuple[int, int]]()
    for word in said:
        found = pieces_of(word)[:LONGEST_WORD] or [UNKNOWN_PIECE]
        spans.append((len(pieces), len(pieces) + len(found)))
        pieces += found
    places: dict[str, list[int]] = defaultdict(list)
    for at, word in enumerate(said):
        places[word.lower()].append(at)
    plain = [word.lower() for word in words(pair[1])[:LONGEST]]
    written = [(vocabulary.get(word, UNKNOWN), places.get(word, [])) for word in plain]
    return Example([*pieces, LAST_PIECE], spans, written)


class Variety:
    """Changes pairs as people would: other names and amounts, no capitals, a slip, a courtesy.

    Args:
        names: Names by their kind; each may take the place of another of its kind.
        chance: What is changed, and into what.
    """

    def __init__(self, names: Mapping[str, Sequence[str]], chance: random.Random) -> None:
        self._names, self._chance = names, chance

    def round(self, wordings: Sequence[Wording]) -> list[Pair]:
        """All pairs once, each a little different from the last time."""
        single = [each for each in wordings if each.stands_alone and len(each.said) < SHORT]
        return [self._one(wording, single) for wording in wordings]

    def _one(self, wording: Wording, single: Sequence[Wording]) -> Pair:
        if single and self._happens(TWO_AT_ONCE):
            said, plain = self._two(self._chance.choice(single), self._chance.choice(single))
        else:
            said, plain = self._recounted(*self._renamed(wording.said, wording.plain))
            said = self._slipped(self._dressed(said))
        # What is plain already stays as it is.
        if self._happens(PLAIN_AND_LOW):
            return plain.lower(), plain
        return (plain, plain) if self._happens(PLAIN) else (said, plain)

    def _two(self, one: Wording, other: Wording) -> Pair:
        shouted = other.said[:2].isupper()
        second = other.said if shouted else other.said[:1].lower() + other.said[1:]
        said = f"{one.said.rstrip(_LAST_SIGNS)}{self._chance.choice(BETWEEN)}{second}"
        return said, f"{one.plain}; {other.plain}"

    def _renamed(self, said: str, plain: str) -> Pair:
        """Of each kind, one name in both gives way to another."""
        for others in self._names.values():
            shared = (name for name in others if name in said and name in plain)
            if name := next((each for each in shared if self._happens(RENAMED)), None):
                other = self._chance.choice(others)
                said, plain = said.replace(name, other), plain.replace(name, other)
        return said, plain

    def _recounted(self, said: str, plain: str) -> Pair:
        """Amounts in both give way to others, which neither holds yet."""
        shared = set(_AMOUNT.findall(said)) & set(_AMOUNT.findall(plain))
        for amount in sorted(shared):
            other = str(self._chance.choice(AMOUNTS))
            if self._happens(RECOUNTED) and other not in shared:
                said, plain = _recount(said, amount, other), _recount(plain, amount, other)
                shared.add(other)
        return said, plain

    def _dressed(self, said: str) -> str:
        ways: tuple[tuple[float, Callable[[], str]], ...] = (
            (LOWERED, said.lower),
            (UNENDED, lambda: said.rstrip(_LAST_SIGNS)),
            (ENDED, lambda: said + self._chance.choice(AFTER)),
            (GREETED, lambda: self._chance.choice(BEFORE) + said),
        )
        chance = self._chance.random()
        for share, way in ways:
            if chance < share:
                return way()
            chance -= share
        return said

    def _slipped(self, said: str) -> str:
        """Now and then two letters change places, or one is left out."""
        if not said or not self._happens(SLIPPED):
            return said
        at = self._chance.randrange(len(said))
        first, second = said[at : at + 1], said[at + 1 : at + 2]
        if not (first.isalpha() and second.isalpha()):
            return said
        made = second + first if self._happens(TURNED) else second
        return said[:at] + made + said[at + 2 :]

    def _happens(self, share: float) -> bool:
        return self._chance.random() < share


def _recount(text: str, amount: str, other: str) -> str:
    return _AMOUNT.sub(lambda found: other if found[0] == amount else found[0], text)
