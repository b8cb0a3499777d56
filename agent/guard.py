"""The number guard: a figure in a reply is one that a tool of the same run returned.

It reads every number in the reply, in any form (`45 %`, `0.45`, `$1.2M`, `twelve`), and looks for
it among the numbers of the run's results and of the person's own message. A rounded figure is
supported by the exact one when rounding to the written precision gives it.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from tools.result import Result

_SCALE = {"k": 3, "thousand": 3, "m": 6, "mm": 6, "mn": 6, "million": 6, "b": 9, "bn": 9,
          "billion": 9}  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred")
_TO_NINETEEN = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_SPELLED = {
    **{word: Decimal(n) for n, word in enumerate(_TO_NINETEEN)},
    **{word: Decimal(10 * n) for n, word in enumerate(_TENS, 2)},
    "half": Decimal("0.5"),
    "dozen": Decimal(12),
}
_COUNTED = 1000
"""Below it, people count; above, they round."""
_FREE_WORDS = frozenset({"one", "two", "half"})
"""Words that are seldom figures: "the first one", "two things"."""
_NUMBER = re.compile(
    r"(?<![\w.])(?P<sign>[-\N{MINUS SIGN}\N{EN DASH}](?=[$€£\d]))?[$€£]?"
    r"(?P<num>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s?(?P<scale>k|mm|mn|m|bn|b|thousand|million|billion)\b)?(?P<percent>\s?%|\s?percent)?",
    re.IGNORECASE,
)
_WORDS = re.compile(rf"\b(?:{'|'.join(_SPELLED)})\b", re.IGNORECASE)
_ID = re.compile(r"\b[a-z]{2,4}_[a-z2-7]{4,16}\b|\b\d{4}-\d{2}-\d{2}\b|\b[QH][1-4]\b")
_LIST_MARK = re.compile(r"(?m)^\s*\d{1,2}[.)]\s")


def unsupported(reply: str, results: Iterable[Result], asked: str) -> list[str]:
    """The figures of a reply that nothing supports, as they are written there.

    Args:
        reply: The text that would go out.
        results: What the run's tools returned.
        asked: The person's own message; they may be told their own numbers.
    """
    known = {abs(n) for result in results for n in _numbers_of(result)}
    known |= {abs(value) for _, value, _ in _figures(asked)}
    return [text for text, value, step in _figures(reply) if not _is_known(abs(value), step, known)]


def _is_known(value: Decimal, step: Decimal, known: set[Decimal]) -> bool:
    if value in known or value / 100 in known:
        return True
    return any(
        abs(number * factor - value) <= step / 2
        for number in known
        for factor in (1, 100)
        if number * factor != 0
    )


def _figures(text: str) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Each number: as written, its value, and the size of its last written digit."""
    plain = _LIST_MARK.sub(" ", _ID.sub(" ", text))
    for match in _NUMBER.finditer(plain):
        digits = match["num"].replace(",", "")
        scale = _SCALE.get((match["scale"] or "").lower(), 0)
        value = Decimal(digits).scaleb(scale)
        places = len(digits.partition(".")[2])
        step = Decimal(1).scaleb(scale - places)
        # A whole number is exact: "52 companies" is not a rounding of 51.7.
        exact = places == 0 and scale == 0 and not match["percent"] and value < _COUNTED
        yield match[0].strip(), value, Decimal(0) if exact else step
    for match in _WORDS.finditer(plain):
        word = match[0].lower()
        if word not in _FREE_WORDS:
            yield match[0], _SPELLED[word], Decimal(0)


def _numbers_of(result: Result) -> Iterator[Decimal]:
    yield from (f.value for f in result.figures if f.value is not None)
    yield from (Decimal(f.n) for f in result.figures if f.n is not None)
    for table in result.tables:
        yield Decimal(table.total)
        for row in table.rows:
            for cell in row:
                yield from _in(cell)
    for text in (result.say, result.reading, *result.notes, *(f.text for f in result.figures)):
        yield from (value for _, value, _ in _figures(text))
    yield from _in(result.facts)
    for shown in result.change_sets:
        yield from _in(shown.counts)
        yield from (value for _, value, _ in _figures(shown.summary))


def _in(value: Any) -> Iterator[Decimal]:
    """Every number inside a value."""
    if isinstance(value, bool):
        return
    if isinstance(value, int | float | Decimal):
        number = Decimal(str(value))
        if number.is_finite():
            yield number
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _in(part)
    elif isinstance(value, str):
        yield from (number for _, number, _ in _figures(value))
