"""The words that mean something here: metrics, dimensions, tables, fields, and values in the store.

Nothing in this module knows a sentence or a tool. It gathers names and synonyms from the metric
registry, the dimensions, the schema and the store's own rows, and finds them in a request.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agent.planner.words.text import SHORT_FORMS, Token, key, norm, tokens

COMPANIES = {"account": "prospect_company", "prospect_company": "account"}
"""Companies are accounts or prospects."""
_EXTREMES = frozenset({"biggest", "largest", "smallest"})
"""`The biggest deal` is one deal, not how big deals are."""
LONG = 6
"""Letters; a word this long bears two slips."""
LARGE = 60
"""A dimension with more values than this is matched by capitalised or whole names only."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase may stand for: `name` of a metric, dimension, table or field, or a value.

    For a value, `name` is the dimension and `value` the stored text.
    """

    slot: str
    name: str
    value: str | None = None
    weight: float = 1.0
    shy: bool = False
    """Whether it counts only when written like a name: the phrase is also an ordinary word."""
    tables: frozenset[str] = frozenset()
    """Whose values these are, where each table has its own: a new deal is of a type, a new account
    is not. Empty where it makes no difference."""


@dataclass(frozen=True, slots=True)
class Sense:
    """A phrase found in a request, with everything that it may mean."""

    start: int
    end: int
    first: int
    last: int
    text: str
    meanings: tuple[Meaning, ...]
    corrected: bool = False


@dataclass(slots=True)
class Lexicon:
    """Phrases and their meanings, looked up by look-up form."""

    phrases: dict[tuple[str, ...], list[Meaning]] = field(default_factory=lambda: defaultdict(list))
    words: set[str] = field(default_factory=set)
    ordinary: frozenset[str] = frozenset()
    usual: frozenset[str] = frozenset()
    """Words as requests spell them: a slip in one of them is mended too."""
    absent: frozenset[str] = frozenset()
    """Tables of companies that hold no row here."""
    longest: int = 1
    instead: dict[str, str] = field(default_factory=dict)
    """Figures that another one stands for here: with no accounts, companies are prospects."""
    _spellings: list[str] = field(default_factory=list)
    _tails: dict[tuple[str, ...], list[tuple[str, ...]]] = field(default_factory=dict)
    _corrections: dict[str, str | None] = field(default_factory=dict)
    _held: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def add(self, phrase: str, meaning: Meaning) -> None:
        """Let a phrase mean something more."""
        form = key(phrase)
        if not form or meaning in self.phrases[form]:
            return
        self.phrases[form].append(meaning)
        self.words.update(form)
        self.longest = max(self.longest, min(len(form), 8))

    def add_words(self, words: Iterable[str]) -> None:
        """Words that are spelled right but name nothing by themselves."""
        self.words.update(norm(w) for w in words)

    def find(self, tokens: list[Token]) -> list[Sense]:
        """Every phrase of the request that means something; overlapping ones included."""
        forms = [t.norm for t in tokens]
        fixed = [self.spelled(form) for form in forms]
        return list(self._senses(tokens, forms, fixed))

    def spelled(self, word: str) -> str:
        """The word itself, or the one word of ours that it misspells."""
        known = word in self.words or word in self.ordinary or word in self.usual
        if known or len(word) < 4 or not word.isalpha():  # noqa: PLR2004 - shorter words have too many neighbours
            return word
        if word not in self._corrections:
            self._corrections[word] = self._nearest(word)
        return self._corrections[word] or word

    def mended(self, text: str) -> str:
        """The text with its misspelled words put right, where only one word of ours is near."""
        parts, end = [], 0
        said = tokens(text)
        for number, token in enumerate(said):
            if self._opens_name(said[number : number + 4]):
                continue
            right = SHORT_FORMS.get(token.text) or self.spelled(token.norm)
            if right != token.norm and not self._is_of_another_name(
                said[number - 1 : number + 2], right
            ):
                written = right.capitalize() if token.is_name else right
                parts += [text[end : token.start], written]
                end = token.end
        return "".join([*parts, text[end:]])

    def values_of(self, dimension: str) -> list[str]:
        """The stored values of a dimension, as a question may list them."""
        found = {
            m.value
            for ms in self.phrases.values()
            for m in ms
            if m.slot == "value" and m.name == dimension and m.value
        }
        return sorted(found)

    def here(self, table: str | None) -> str | None:
        """The table of companies that is meant, where one of the two holds none."""
        other = COMPANIES.get(table or "")
        return other if other and table in self.absent and other not in self.absent else table

    def held_by(self, dimension: str, table: str) -> list[str]:
        """The stored values of a dimension that records of a table have; found out once."""
        if (dimension, table) not in self._held:
            own = (m for ms in self.phrases.values() for m in ms if table in m.tables)
            found = {m.value for m in own if m.slot == "value" and m.name == dimension}
            self._held[dimension, table] = sorted(value for value in found if value)
        return self._held[dimension, table]

    def _senses(self, tokens: list[Token], forms: list[str], fixed: list[str]) -> Iterator[Sense]:
        for first in range(len(tokens)):
            for last in range(first, min(len(tokens), first + self.longest)):
                exact, near = tuple(forms[first : last + 1]), tuple(fixed[first : last + 1])
                meanings = self.phrases.get(exact) or self.phrases.get(near)
                meanings = meanings or self._misspelled(exact, tokens[first])
                if not meanings:
                    continue
                named = any(t.is_name for t in tokens[first : last + 1])
                kept = tuple(
                    m for m in meanings
                    if _counts(m, tokens[first].text, named=named)
                    and not (first == last and _is_plural(m, tokens[first].text))
                )  # fmt: skip
                if last > first and tokens[first].text.lower() in _EXTREMES:
                    kept = tuple(m for m in kept if m.slot != "metric")
                if kept:
                    start, end = tokens[first].start, tokens[last].end
                    text = " ".join(t.text for t in tokens[first : last + 1])
                    yield Sense(start, end, first, last, text, kept, exact not in self.phrases)

    def _is_of_another_name(self, said: list[Token], right: str) -> bool:
        """Whether a word is part of a name that is none of ours: `Winron Health`, beside Wilron."""
        if len(said) < 3 or not (said[1].is_name and said[2].is_name):  # noqa: PLR2004 - with a word before and behind
            return False
        return not any(form[:2] == (right, said[2].norm) for form in self.phrases)

    def _opens_name(self, said: list[Token]) -> bool:
        """Whether words open a name of several words, with a slip in the first."""
        return any(
            self._misspelled(tuple(t.norm for t in said[:count]), said[0])
            for count in range(2, len(said) + 1)
        )

    def _misspelled(self, form: tuple[str, ...], first: Token) -> list[Meaning] | None:
        """The name of several words that a phrase spells wrongly in its first: `Leder Pro`."""
        if len(form) < 2 or not first.is_name or form[0] in self.words:  # noqa: PLR2004 - one word is no phrase
            return None
        if not self._tails:
            self._tails.update({f[1:]: [] for f in self.phrases if len(f) > 1})
            for known in self.phrases:
                if len(known) > 1:
                    self._tails[known[1:]].append(known)
        slips = 1 if len(form[0]) < LONG else 2
        near = [
            f
            for f in self._tails.get(form[1:], [])
            if f[0][0] == form[0][0] and OSA.distance(f[0], form[0]) <= slips
        ]
        return self.phrases[near[0]] if len(near) == 1 else None

    def _nearest(self, word: str) -> str | None:
        if not self._spellings:
            known = self.words | self.usual
            self._spellings = sorted(w for w in known if len(w) > 3 and w.isalpha())  # noqa: PLR2004 - see `spelled`
        allowed = 1 if len(word) < 7 else 2  # noqa: PLR2004 - longer words bear two slips
        found = process.extract(
            word, self._spellings, scorer=OSA.distance, score_cutoff=allowed, limit=2
        )
        # A slip seldom changes the first letter; two equally near words are a coin toss.
        found = [f for f in found if f[0][0] == word[0]]
        if len(found) > 1 and found[0][1] == found[1][1]:
            # Of two that are equally near, a doubled letter is what is forgotten: "acount".
            found = [f for f in found if _undoubled(f[0]) == _undoubled(word)][:1]
        if not found:
            return None
        return str(found[0][0])


def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1", r"\1", word)


def _is_plural(meaning: Meaning, text: str) -> bool:
    """Whether a word is a place's name with an s: Frances is not France."""
    ends = text.lower().endswith("s") and not text.lower().endswith("'s")
    placed = meaning.slot == "value" and meaning.name in _PLACES
    return ends and placed and not (meaning.value or "").lower().endswith("s")


_PLACES = frozenset({"country", "state", "city", "region"})


def _counts(meaning: Meaning, text: str, *, named: bool) -> bool:
    """Whether the words are written as the meaning needs: a code such as `IN` in capitals."""
    value = meaning.value or ""
    if value and (len(value) <= 2 or (len(value) == 3 and value.isupper())):  # noqa: PLR2004 - state and country codes: `IN`, `CAN`
        return text == value and text.isupper()
    return named or not meaning.shy


_MARK = re.compile(r"[,:;?!] ")


def is_joint(text: str, sense: Sense) -> bool:
    """Whether `OR` in capitals joins two conditions, and is no code of Oregon: `email OR phone`."""
    behind = text[sense.end :].strip()
    return sense.text == "OR" and bool(behind) and not _PLACED.search(text[: sense.start])


_PLACED = re.compile(r"(?i)(?:^|[,/(=:]|\b(?:in|from|of|at|and|or|not|for|near|state|is|to)) ?$")
"""What stands before the code of a state."""


def in_one(text: str, sense: Sense) -> bool:
    """Whether no mark parts a phrase: `revenue, win rate` holds no `revenue win`."""
    return not _MARK.search(text, sense.start, sense.end) or all(
        m.slot == "value" for m in sense.meanings
    )
