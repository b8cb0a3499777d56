"""What a rule of the grammar is, and how rules are tried on a text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from tools.parts.calendars import Calendar
from tools.parts.periods.span import Found, Span


@dataclass(frozen=True, slots=True)
class Now:
    """What the grammar needs to know of the world, and the rules themselves: some hold others."""

    today: date
    calendar: Calendar
    ahead: bool
    rules: tuple["Rule", ...]


Reader = Callable[[re.Match[str], Now], Span | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, and what reads its matches; None: this match is no period after all."""

    pattern: str
    read: Reader


def reads(pattern: str) -> Callable[[Reader], Rule]:
    """Make a rule of the function below."""
    return lambda read: Rule(pattern, read)


def found_in(text: str, now: Now) -> list[Found]:
    """Every period in a cleaned text, in order, without overlaps; the longest reading wins."""
    # Of readings of the same length the earlier rule's stands: the sort keeps their order.
    candidates = sorted(_matches(text, now), key=lambda f: (f.start, -f.end))
    chosen: list[Found] = []
    for found in candidates:
        if not chosen or found.start >= chosen[-1].end:
            chosen.append(found)
    return chosen


def one(text: str, now: Now) -> Span | None:
    """The only period in a text; None when there are several, or none."""
    found = found_in(clean(text), now)
    return found[0].span if len(found) == 1 else None


def clean(text: str) -> str:
    """The text as the patterns expect it, each character where it was."""
    plain = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return plain.replace("\N{EN DASH}", "-").replace("_", " ")


def _matches(text: str, now: Now) -> Iterator[Found]:
    for rule in now.rules:
        for match in _compiled(rule.pattern).finditer(text):
            span = rule.read(match, now)
            if span is not None:
                yield Found(match.start(), match.end(), span)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w$€£.-])(?:{pattern})(?![\w-]|\.\d)")
