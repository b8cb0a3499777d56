"""One part of a request, with everything recognised in it and what has been used so far."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from agent.planner.amounts import Amount, amounts
from agent.planner.lexicon import Lexicon, Meaning, Sense
from agent.planner.text import Token, tokens
from tools.parts import funding, geography, industries, periods, titles
from tools.parts.phrases import Found

NEGATIONS = frozenset(
    {"not", "never", "except", "exclude", "no", "non-", "outside", "without", "minus", "but", "non",
     "beside", "ignore", "skip", "isn't", "aren't"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """What a reading depends on besides the words."""

    lexicon: Lexicon
    today: date
    fiscal_start_month: int = 1
    currency: str = "USD"


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
    metric: str | None = None
    implied_period: str | None = None
    anchor: str | None = None
    claimed: list[tuple[int, int]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    _found: dict[str, Any] = field(default_factory=dict)

    def fresh(self) -> "Clause":
        """The same words with nothing claimed yet; what was recognised is kept."""
        return Clause(self.text, self.world, self.ahead, _found=self._found)

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
            lambda: periods.find(self.text, w.today, w.fiscal_start_month, ahead=self.ahead),
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
        found: list[Found[Any]] = self.remember("industries", lambda: industries.find(self.text))
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
        """Whether the words just before turn the phrase into its opposite."""
        return bool(NEGATIONS & set(self.before(start, 3))) or bool(
            re.search(
                r"\b(other than|\w+n't|not|leave out|leaving out|take out|remove|drop|don't touch)"
                r"( (?!only\b)\w+){0,3} ?$",
                self.low[:start],
            )
        )

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
                r"|there(?! (?:is|are|any))"
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

    def left_over(self) -> list[Token]:
        """The words that no reader used."""
        return [t for t in self.tokens if self.is_free(t.start, t.end)]

    def _choose(self) -> list[Sense]:
        taken = [(p.start, p.end) for p in self.periods]
        found = self.world.lexicon.find(self.tokens)
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
