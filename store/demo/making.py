"""The demo company while it is being made: its dates, its tables so far, its planted truth."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from store.demo.dice import Dice
from store.identity import stable_id

Row = dict[str, Any]
COMPANY = {
    "name": "Tarnbrook",
    "timezone": "America/New_York",
    "currency": "USD",
    "country": "US",
    "fiscal_start_month": 1,
}
"""What the demo company is, as its workspace keeps it."""
LAST_DAY = date(2026, 11, 20)
"""The demo's own today, in the middle of a quarter; fixed, so that documents stay true."""
WARM_UP_DAYS = 1024
"""Deals begin this long before today: eight full quarters and time for a pipeline to build up."""


@dataclass(frozen=True, slots=True)
class World:
    """A made company: rows by table, and the truth that was planted in them.

    `rows` lack what the store sets itself (workspace, version, state, instants). `truth` is plain
    JSON: what a perfect clean-up, list or explanation finds.
    """

    seed: int
    scale: float
    today: date
    company: Row
    rows: dict[str, list[Row]]
    truth: Row

    def digest(self) -> str:
        """A hash of everything: the same seed, scale and day always give the same one."""
        content = json.dumps([self.company, self.rows, self.truth], sort_keys=True, default=str)
        return hashlib.sha256(content.encode()).hexdigest()


@dataclass(slots=True)
class Making:
    """The state that the parts of the generator share."""

    seed: int
    scale: float
    today: date
    rows: dict[str, list[Row]] = field(default_factory=dict)
    truth: Row = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    @property
    def first_day(self) -> date:
        """The day of the first deal: the start of a quarter."""
        return quarter_start(self.today - timedelta(days=WARM_UP_DAYS))

    def dice(self, name: str) -> Dice:
        """The stream of chance of one part."""
        return Dice(self.seed, name)

    def new_id(self, prefix: str) -> str:
        """The next id of a kind: repeatable, and telling nothing of the order of making."""
        n = self._numbers[prefix] = self._numbers.get(prefix, 0) + 1
        return stable_id(prefix, "demo", str(self.seed), str(n))

    def size(self, at_full: int, least: int = 1) -> int:
        """How many of something there are at this scale."""
        return max(least, round(at_full * self.scale))

    def claim(self, word: str) -> bool:
        """Whether `word` was still free; it is taken from now on."""
        if word in self.taken:
            return False
        self.taken.add(word)
        return True


def quarter_start(day: date) -> date:
    """The first day of the calendar quarter of `day`."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def next_quarter(day: date) -> date:
    """The first day of the quarter after the one of `day`."""
    return quarter_start(quarter_start(day) + timedelta(days=95))


def previous_quarter(day: date) -> date:
    """The first day of the quarter before the one of `day`."""
    return quarter_start(quarter_start(day) - timedelta(days=1))


def at_work(day: date, dice: Dice) -> datetime:
    """An instant in the office hours of a day, the same day in New York and in UTC."""
    return datetime.combine(day, time(dice.whole(14, 21), dice.whole(0, 59)), UTC)


def weekday(day: date) -> date:
    """The day itself, or the Friday before when it falls on a weekend.

    >>> weekday(date(2026, 11, 22)), weekday(date(2026, 11, 20))
    (datetime.date(2026, 11, 20), datetime.date(2026, 11, 20))
    """
    return day - timedelta(days=max(0, day.weekday() - 4))
