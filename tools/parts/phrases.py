"""Known phrases found in a sentence: the longest first, whole words only, with where they stand."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")

WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['\u2019][^\W_]+)*\+?|&")
"""One word: initials with dots, letters and digits, an optional plus (`c+`), or an ampersand."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a sentence: as written, as compared, and where it stands."""

    raw: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A phrase found in a sentence; `text[start:end]` is how it was written."""

    start: int
    end: int
    text: str
    value: T


Guard = Callable[[str, list[Token], int, int], bool]
"""Whether the words from one index up to another really mean the phrase in that sentence."""


def tokens(text: str) -> list[Token]:
    """The words of a sentence in order.

    >>> [t.key for t in tokens("U.S. firms in São Paulo & Cork")]
    ['us', 'firms', 'in', 'sao', 'paulo', 'and', 'cork']
    """
    return [Token(m[0], plain(m[0]), m.start(), m.end()) for m in WORD.finditer(text)]


def word_set(text: str) -> frozenset[str]:
    """Words given in one string, separated by spaces."""
    return frozenset(text.split())


def plain(word: str) -> str:
    """A word as it is compared: no case, accents, dots or apostrophes; `&` is `and`."""
    if word == "&":
        return "and"
    if not word.isascii():
        marked = unicodedata.normalize("NFKD", word)
        word = "".join(c for c in marked if not unicodedata.combining(c))
    return word.casefold().replace(".", "").replace("'", "").replace("\u2019", "")


@lru_cache(maxsize=50_000)
def phrase_key(text: str) -> str:
    """A whole phrase as it is compared.

    >>> phrase_key("Ben & Jerry's"), phrase_key("e-commerce")
    ('ben and jerrys', 'e commerce')
    """
    return " ".join(token.key for token in tokens(text))


class PhraseBook(Generic[T]):
    """Phrases and what each means."""

    def __init__(self, phrases: Mapping[str, T]) -> None:
        self._meaning = {phrase_key(phrase): value for phrase, value in phrases.items()}
        self._longest: dict[str, int] = {}
        for key in self._meaning:
            first, length = key.split(" ", 1)[0], key.count(" ") + 1
            self._longest[first] = max(length, self._longest.get(first, 0))

    def get(self, phrase: str) -> T | None:
        """What the whole phrase means, if it is known."""
        return self._meaning.get(phrase_key(phrase))

    def phrases(self) -> dict[str, T]:
        """Every phrase as it is compared, and what it means."""
        return dict(self._meaning)

    def find(self, text: str, guard: Guard | None = None) -> list[Found[T]]:
        """Every known phrase in a sentence, none overlapping another.

        Args:
            text: The sentence.
            guard: Asked about each phrase found; a phrase that it denies is left out.
        """
        return list(self._scan(text, tokens(text), guard))

    def reach(self, words: list[Token], at: int) -> int | None:
        """The end of the longest known phrase that begins at the word `at`; None when none does."""
        reach = min(self._longest.get(words[at].key, 0), len(words) - at)
        ends = range(at + reach, at, -1)
        return next((end for end in ends if _joined(words, at, end) in self._meaning), None)

    def _scan(self, text: str, words: list[Token], guard: Guard | None) -> Iterator[Found[T]]:
        at = 0
        while at < len(words):
            end = self._longest_at(text, words, at, guard)
            if end is None:
                at += 1
                continue
            start, stop = words[at].start, words[end - 1].end
            yield Found(start, stop, text[start:stop], self._meaning[_joined(words, at, end)])
            at = end

    def _longest_at(
        self, text: str, words: list[Token], at: int, guard: Guard | None
    ) -> int | None:
        reach = min(self._longest.get(words[at].key, 0), len(words) - at)
        for end in range(at + reach, at, -1):
            known = _joined(words, at, end) in self._meaning
            if known and (guard is None or guard(text, words, at, end)):
                return end
        return None


def _joined(words: list[Token], at: int, end: int) -> str:
    return " ".join(word.key for word in words[at:end])
