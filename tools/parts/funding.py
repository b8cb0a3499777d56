"""Stages of funding, as people say them and as data sources write them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tools.parts.phrases import Found, PhraseBook, Token, phrase_key

ORDER = (
    "pre-seed", "angel", "seed", "series-a", "series-b", "series-c", "series-c+", "series-d",
    "series-e", "series-f", "series-g", "series-h", "private-equity", "post-ipo",
)  # fmt: skip
"""Kinds of round from early to late; the rest (venture, debt ...) have no place in the order."""

LABELS = {
    "pre-seed": "pre-seed", "angel": "angel", "seed": "seed", "series-c+": "Series C or later",
    "private-equity": "private equity", "post-ipo": "post-IPO", "venture": "venture round",
    "crowdfunding": "crowdfunding", "debt": "debt", "grant": "grant", "convertible": "convertible",
    **{f"series-{letter}": f"Series {letter.upper()}" for letter in "abcdefgh"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Funding:
    """A stage as it was asked for: its name, and the kinds of round that count."""

    label: str
    stages: frozenset[str]


@dataclass(frozen=True, slots=True)
class StageMatch:
    """The values of a data source that answer a stage, and what must be said about it."""

    values: tuple[str, ...]
    note: str = ""


def _one(stage: str) -> Funding:
    return Funding(LABELS[stage], frozenset({stage}))


def _from(stage: str, *, label: str) -> Funding:
    return Funding(label, frozenset(ORDER[ORDER.index(stage) :]) - {"post-ipo", "private-equity"})


def _letters() -> dict[str, Funding]:
    """Series A to H in the orders people write them: `series b`, `b round`, `b or later`."""
    phrases: dict[str, Funding] = {}
    for letter in "abcdefgh":
        stage, name = f"series-{letter}", f"Series {letter.upper()}"
        phrases |= dict.fromkeys(
            (f"series {letter}", f"serie {letter}", f"series {letter}s", f"series{letter}",
             f"{letter} round", f"{letter} rounds", f"round {letter}"),
            _one(stage),
        )  # fmt: skip
        phrases |= dict.fromkeys(
            (f"series {letter}+", f"series {letter} or later", f"series {letter} and later",
             f"series {letter} or above", f"series {letter} and above", f"series {letter} plus",
             f"series {letter} and up", f"series {letter} or beyond",
             f"series {letter} and beyond", f"at least series {letter}",
             f"series {letter} onwards", f"{letter} round or later"),
            _from(stage, label=f"{name} or later"),
        )  # fmt: skip
    return phrases


_EARLY = Funding("early stage", frozenset({"pre-seed", "angel", "seed", "series-a"}))
_LATE = Funding(
    "late stage",
    frozenset(ORDER[ORDER.index("series-c") :]) - {"post-ipo"},
)
_PHRASES: dict[str, Funding] = {
    **_letters(),
    **dict.fromkeys(("pre-seed", "preseed", "pre seed round"), _one("pre-seed")),
    **dict.fromkeys(("seed", "seed round", "seed stage", "seed funded", "seed funding"),
                    _one("seed")),
    **dict.fromkeys(("angel", "angel round", "angel funded", "angel backed", "angel stage"),
                    _one("angel")),
    **dict.fromkeys(("venture", "venture round", "vc round"), _one("venture")),
    **dict.fromkeys(("private equity", "pe backed", "private equity backed"),
                    _one("private-equity")),
    **dict.fromkeys(("post ipo", "publicly traded"), _one("post-ipo")),
    **dict.fromkeys(("crowdfunding", "crowdfunded", "crowd funded"), _one("crowdfunding")),
    **dict.fromkeys(("debt", "debt round", "debt financing"), _one("debt")),
    **dict.fromkeys(("grant", "grant funded"), _one("grant")),
    **dict.fromkeys(("convertible", "convertible note"), _one("convertible")),
    **dict.fromkeys(("early stage",), _EARLY),
    **dict.fromkeys(("late stage", "later stage", "growth stage"), _LATE),
}  # fmt: skip
_BOOK = PhraseBook(_PHRASES)
_QUIET = {"debt", "grant", "convertible", "venture"}
"""Words that mean a stage only when somebody asks for one, not in passing."""
_SPOKEN = PhraseBook({p: v for p, v in _PHRASES.items() if p not in _QUIET})
_PAIR = re.compile(
    r"\bseries[\s-]+([a-h])\s*(?:/|,|\bor\b|\band\b|&|-|\bto\b)\s*(?:series[\s-]+)?([a-h])\b(?!\+)",
    re.IGNORECASE,
)


def resolve(text: str) -> Funding | None:
    """The stage that a phrase names.

    >>> resolve("Series B").label, resolve("series-c+").label, resolve("B round").label
    ('Series B', 'Series C or later', 'Series B')
    >>> resolve("blue") is None
    True
    """
    return _BOOK.get(text)


def find(text: str) -> list[Found[Funding]]:
    """Every stage named in a sentence; `Series A or B` names two.

    >>> [(f.text, f.value.label) for f in find("raised a series b in 2012")]
    [('series b', 'Series B')]
    >>> [f.value.label for f in find("Series A or B startups")]
    ['Series A', 'Series B']
    """
    pairs = [found for match in _PAIR.finditer(text) for found in _both(text, match)]
    taken = [(m.start(), m.end()) for m in _PAIR.finditer(text)]
    alone = [
        found
        for found in _SPOKEN.find(text, _not_an_article)
        if not any(found.start < end and start < found.end for start, end in taken)
    ]
    return sorted([*pairs, *alone], key=lambda found: found.start)


def _not_an_article(text: str, words: list[Token], at: int, end: int) -> bool:  # noqa: ARG001 - a guard's signature
    """`a round` is no Series A; `A round` is."""
    return words[at].raw != "a"


def _both(text: str, match: re.Match[str]) -> list[Found[Funding]]:
    first, second = match.start(1), match.start(2)
    return [
        Found(match.start(), first + 1, text[match.start() : first + 1], _one(_series(match[1]))),
        Found(second, match.end(), text[second : match.end()], _one(_series(match[2]))),
    ]


def _series(letter: str) -> str:
    return f"series-{letter.lower()}"


def canonical(value: str) -> str:
    """A source's own word for a kind of round, as this module spells it.

    >>> canonical("Series B"), canonical("series_a"), canonical("series-c+"), canonical("Seed")
    ('series-b', 'series-a', 'series-c+', 'seed')
    """
    key = phrase_key(value)
    if key in {"series c+", "series c plus"}:
        return "series-c+"
    meant = _BOOK.get(key)
    if meant is not None and len(meant.stages) == 1:
        return next(iter(meant.stages))
    return key.replace(" ", "-")


def answering(asked: Funding, known: Iterable[str]) -> StageMatch:
    """Which of a source's own values answer the stage asked for.

    A source may not tell `Series D` from later ones (`series-c+`) or `seed` from `angel`; the
    nearest value is then taken, and the note says so.

    >>> answering(resolve("Series D"), ["series-a", "series-c+"]).values
    ('series-c+',)
    """
    values = sorted(set(known))
    exact = tuple(value for value in values if canonical(value) in asked.stages)
    late = asked.stages & {f"series-{letter}" for letter in "cdefgh"}
    blurred = tuple(v for v in values if canonical(v) == "series-c+" and v not in exact)
    if late and blurred:
        exact += blurred
    if any(canonical(v) == "series-c+" for v in exact) and "series-b" not in asked.stages:
        named = asked.label if asked.label != LABELS["series-c+"] else ""
        if named and "later" not in named and asked != _LATE:
            return StageMatch(exact, f"The data keeps Series C and later in one value (series-c+): "
                              f"{named} cannot be told apart from the rest.")  # fmt: skip
        return StageMatch(exact)
    if not exact and asked.stages == {"seed"}:
        angel = tuple(value for value in values if canonical(value) == "angel")
        note = "The data has no seed rounds of their own; angel rounds are the nearest."
        return StageMatch(angel, note if angel else "")
    return StageMatch(exact)
