"""One part of a request, with everything recognised in it and what has been used so far."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from agent.planner.learned.intent import Intent
from agent.planner.words.amounts import Amount, amounts, is_crowd
from agent.planner.words.lexicon import Lexicon, Meaning, Sense, in_one, is_joint
from agent.planner.words.negating import negated
from agent.planner.words.qualifying import dimensions_before, is_deed, names_other, says_which
from agent.planner.words.text import Token, tokens
from tools.parts import funding, geography, industries, periods, titles
from tools.parts.calendars import ORDINARY, Calendar
from tools.parts.metrics import METRICS
from tools.parts.phrases import Found

COUNTS = frozenset({"how", "number", "count", "total", "share", "many", "much"})
"""Words that make a phrase a figure and not the things counted."""


@dataclass(frozen=True, slots=True)
class World:
    """What a reading depends on besides the words."""

    lexicon: Lexicon
    today: date
    calendar: Calendar = ORDINARY
    currency: str = "USD"
    figures: Intent | None = None
    familiar: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """For each tool, the words that asks for it hold."""
    me: str | None = None
    """The name of whoever asks, when they own deals or have a quota."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that could be read in several ways, or not at all."""

    text: str
    options: tuple[str, ...] = ()


@dataclass(slots=True)
class Clause:
    """A sentence or a part of one.

    Readers claim the characters that they use; what is left unclaimed at the end tells how much of
    the request was understood.
    """

    text: str
    world: World
    ahead: bool = False
    subject: str | None = None
    asked: str | None = None
    """The table asked for, when its word was used up with conditions on linked records."""
    metric: str | None = None
    implied_period: str | None = None
    implied_by: str | None = None
    """The unit of several periods that are named side by side: `Q1, Q2 and Q3`."""
    pairs: bool = True
    """Whether the tool sets one period beside another by itself."""
    figure: bool = True
    """Whether the tool computes a figure, which can be set beside that of an earlier period."""
    anchor: str | None = None
    measured: bool = False  # a figure is computed of the records, and nothing is listed
    over: str | None = None
    """The figure that is divided by another: `calls` in `calls per won deal`."""
    guessed: bool = False
    """Whether the metric is a bold guess from words that nobody has listed for it."""
    bounded: bool = False
    """Whether the figure of each group is bounded: `reps under 50%`."""
    banded: str | None = None
    """The size that a figure is split by, in bands: `age_band: 31, 61`."""
    of_fields: bool = False
    """Whether fields are worked on: `emails` are addresses then, not what was sent."""
    claimed: list[tuple[int, int]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    _found: dict[str, Any] = field(default_factory=dict)

    def fresh(self) -> "Clause":
        """The same words with nothing claimed yet; what was recognised is kept."""
        return Clause(self.text, self.world, self.ahead, _found=self._found)

    def part(self, start: int, end: int, subject: str) -> "Clause":
        """Some of the words as a clause of their own, at the same characters; the rest is blank."""
        inner = " " * start + self.text[start:end] + " " * (len(self.text) - end)
        return Clause(inner, self.world, self.ahead, subject, claimed=list(self.claimed))

    def remember(self, name: str, make: Any) -> Any:
        """What `make` gives, worked out once for these words."""
        if name not in self._found:
            self._found[name] = make()
        return self._found[name]

    @property
    def tokens(self) -> list[Token]:
        """Its words."""
        found: list[Token] = self.remember("tokens", lambda: tokens(self.text))
        return found

    @property
    def norms(self) -> list[str]:
        """Its words in look-up form, with the spelling mended."""
        spelled = self.world.lexicon.spelled
        found: list[str] = self.remember("norms", lambda: [spelled(t.norm) for t in self.tokens])
        return found

    @property
    def low(self) -> str:
        """Its text in lower case, with plain apostrophes."""
        return self.text.lower().replace("’", "'")

    @property
    def periods(self) -> list[periods.Found]:
        """The stretches of time it names."""
        w = self.world
        found: list[periods.Found] = self.remember(
            f"periods{self.ahead}",
            lambda: [
                f
                for f in periods.find(self.text, w.today, w.calendar, ahead=self.ahead)
                if self.low[f.start : f.end] != "now" and not is_crowd(self.low, f.start, f.end)
            ],
        )
        return found

    @property
    def senses(self) -> list[Sense]:
        """Its known phrases: the longest first reading, without overlaps."""
        found: list[Sense] = self.remember("senses", self._choose)
        return found

    @property
    def amounts(self) -> list[Amount]:
        """Its numbers that are not part of a period or of a name."""
        found: list[Amount] = self.remember("amounts", lambda: list(self._numbers()))
        return found

    @property
    def places(self) -> list[Found[geography.Place]]:
        """The places it names."""
        found: list[Found[geography.Place]] = self.remember(
            "places", lambda: geography.find(self.text)
        )
        return found

    @property
    def rounds(self) -> list[Found[funding.Funding]]:
        """The funding stages it names."""
        found: list[Found[funding.Funding]] = self.remember(
            "rounds", lambda: funding.find(self.text)
        )
        return found

    @property
    def industries(self) -> list[Found[Any]]:
        """The industries it names."""
        found: list[Found[Any]] = self.remember(
            "industries",
            lambda: [i for i in industries.find(self.text)
                     if not names_other(self.senses, i.start, i.end)],
        )  # fmt: skip
        return found

    @property
    def titles(self) -> list[Found[Any]]:
        """The job titles it names."""
        found: list[Found[Any]] = self.remember("titles", lambda: titles.find(self.text))
        return found

    def is_free(self, start: int, end: int) -> bool:
        """Whether no reader has used these characters."""
        return all(end <= a or start >= b for a, b in self.claimed)

    def claim(self, start: int, end: int) -> None:
        """Mark characters as used."""
        self.claimed.append((start, end))

    def before(self, start: int, count: int = 3) -> list[str]:
        """The last words before a character, the nearest last."""
        return [n for t, n in zip(self.tokens, self.norms, strict=True) if t.end <= start][-count:]

    def after(self, end: int, count: int = 3) -> list[str]:
        """The first words after a character, the nearest first."""
        return [n for t, n in zip(self.tokens, self.norms, strict=True) if t.start >= end][:count]

    def negated(self, start: int) -> bool:
        """Whether the words just before turn the phrase into its opposite.

        `Not in Texas` does; `no phone in Texas` denies the phone, and `but only in Texas` nothing.
        """
        return negated(self.low, start, self.senses)

    def senses_of(self, slot: str) -> Iterator[tuple[Sense, Meaning]]:
        """Each free phrase that can be of this kind, with its best meaning of that kind."""
        for sense in self.senses:
            if self.is_free(sense.start, sense.end):
                for meaning in sense.meanings:
                    if meaning.slot == slot:
                        yield sense, meaning
                        break

    @property
    def points_back(self) -> bool:
        """Whether it refers to something said before: `them`, `that list`, `these deals`."""
        return bool(
            re.search(
                r"\b(it|that(?! (?:have|has|are|were|is|raised|we|closed|did|do))|this list|those"
                r"|these|them|their|they|same|the list|the results?|the above|ones?"
                r"|there(?! (?:is|are|any))|the (?:first|last|top) (?:\w+ )?(?:groups?|pairs?)"
                r"|(?:groups?|pairs?) \d+"
                r"|its)\b",
                self.timeless,
            )
        )

    @property
    def timeless(self) -> str:
        """Its text in lower case without the words of time: `this quarter` points at nothing."""
        text = re.sub(r"\b(?:the )?same (?:period|time|quarter|month|week|day)\b",
                      lambda m: " " * len(m[0]), self.low)  # fmt: skip
        for found in self.periods:
            text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
        return text

    def has(self, pattern: str) -> bool:
        """Whether the text holds the pattern, in lower case."""
        return re.search(pattern, self.low) is not None

    def things(self, sense: Sense) -> str | None:
        """The table whose rows a counted phrase names: `open deals`, but not `how many deals`."""
        if sense.first == sense.last or not any(m.slot == "metric" for m in sense.meanings):
            return None
        inner = self.norms[sense.first : sense.last + 1]
        if not COUNTS.isdisjoint(inner):
            return None
        phrases = self.world.lexicon.phrases
        tables = (m.name for n in inner for m in phrases.get((n,), []) if m.slot == "table")
        counted = {METRICS[m.name].table for m in sense.meanings
                   if m.slot == "metric" and METRICS[m.name].unit == "count"}  # fmt: skip
        return next((table for table in tables if table in counted), None)

    def named_tables(self) -> list[tuple[Sense, str]]:
        """Each free phrase that names rows of a table, counted ones included: `open deals`."""
        free = (s for s in self.senses if self.is_free(s.start, s.end))
        found = ((s, self.things(s) or _table_of(s)) for s in free)
        known = ((s, table) for s, table in found if table)
        return [
            (s, table) for s, table in known
            if not says_which(self.low, self.senses, s) and not is_deed(s)
        ]  # fmt: skip

    def dimensions_before(self, sense: Sense) -> set[str]:
        """The dimensions whose names lead to a phrase: `type is prospect`, `owner: Lee`."""
        return dimensions_before(self.low, self.senses, sense)

    def noun(self, sense: Sense, table: str) -> tuple[int, int]:
        """The characters of the table's word in a phrase: `open` in `open deals` stays unread."""
        phrases = self.world.lexicon.phrases
        for token, norm in zip(self.tokens[sense.first : sense.last + 1],
                               self.norms[sense.first : sense.last + 1], strict=True):  # fmt: skip
            if any(m.slot == "table" and m.name == table for m in phrases.get((norm,), [])):
                return token.start, token.end
        return sense.start, sense.end

    def left_over(self) -> list[Token]:
        """The words that no reader used."""
        return [t for t in self.tokens if self.is_free(t.start, t.end)]

    def _choose(self) -> list[Sense]:
        taken = [(p.start, p.end) for p in self.periods]
        known = (s for s in self.world.lexicon.find(self.tokens) if in_one(self.text, s))
        found = (s for s in known if not is_joint(self.text, s))
        chosen: list[Sense] = []
        for sense in sorted(found, key=lambda s: (s.first - s.last, s.corrected, s.first)):
            if all(sense.end <= a or sense.start >= b for a, b in taken):
                taken.append((sense.start, sense.end))
                chosen.append(sense)
        return sorted(chosen, key=lambda s: s.first)

    def _numbers(self) -> Iterator[Amount]:
        busy = [(p.start, p.end) for p in self.periods] + [
            (s.start, s.end) for s in self.senses if any(m.slot == "value" for m in s.meanings)
        ]
        for amount in amounts(self.text):
            if all(amount.end <= a or amount.start >= b for a, b in busy):
                yield amount


def _table_of(sense: Sense) -> str | None:
    return next((m.name for m in sense.meanings if m.slot == "table"), None)
