"""The course of one deal: the stages it passes, when it ends, and how its close date slips.

Nothing here knows what day it is today; `store.demo.deals` cuts the courses off there.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from store.demo.dice import Dice
from store.demo.making import next_quarter, weekday
from store.demo.stages import STAGES, Pace

REWORKED = 0.05
"""The share of moves out of Proposal or Negotiation that go back one stage."""
SKIPPED = 0.06
"""The share of deals that jump over Discovery."""


@dataclass(slots=True)
class Course:
    """Stage entries in order, the day it ends and how; `ends_on` is None for one left to rot."""

    entries: list[tuple[int, date]]
    ends_on: date | None = None
    won: bool = False
    quiet_from: date | None = None
    expected: list[tuple[date, date]] = field(default_factory=list)

    def expected_at(self, day: date) -> date:
        """The close date that the CRM showed on a day."""
        known = [value for since, value in self.expected if since <= day]
        return known[-1] if known else self.expected[0][1]

    def pushes(self, day: date) -> int:
        """How often the close date had moved later by that day."""
        values = [value for since, value in self.expected if since <= day]
        return sum(later > sooner for sooner, later in pairwise(values))


def run_course(dice: Dice, pace: Pace, created_on: date, lift: float, quiet: float) -> Course:
    """Let a deal run from its first day.

    Args:
        dice: The stream of chance.
        pace: How deals of its segment move.
        created_on: The first day.
        lift: How much likelier than usual it is to go on at each stage.
        quiet: The chance that it is forgotten on the way.
    """
    course, stage, day = Course([(0, created_on)]), 0, created_on
    forgotten = dice.whole(0, 3) if dice.chance(quiet) else None
    while True:
        day = weekday(day + timedelta(days=max(1, round(dice.around(pace.days[stage], 0.6)))))
        if stage == forgotten:
            course.quiet_from = max(day, course.entries[-1][1])
            return course
        if not dice.chance(min(pace.advance[stage] * lift, 0.97)):
            course.ends_on = max(day, course.entries[-1][1])
            return course
        if stage == len(STAGES) - 1:
            course.ends_on, course.won = _pulled_in(dice, day, course.entries[-1][1]), True
            return course
        stage = _next_stage(dice, stage)
        day = max(day, course.entries[-1][1])
        course.entries.append((stage, day))


def _next_stage(dice: Dice, stage: int) -> int:
    if stage > 1 and dice.chance(REWORKED):
        return stage - 1
    return 2 if stage == 0 and dice.chance(SKIPPED) else stage + 1


def _pulled_in(dice: Dice, day: date, not_before: date) -> date:
    """The quarter-end effect: wins near the end of a quarter gather in its last days."""
    end = next_quarter(day) - timedelta(days=1)
    left = (end - day).days
    late = end - timedelta(days=dice.whole(0, 9))
    if 9 < left <= 40 and dice.chance(0.4):
        return max(weekday(late), not_before)
    start = next_quarter(day - timedelta(days=92))
    if (day - start).days < 18 and dice.chance(0.35):
        return max(weekday(start - timedelta(days=dice.whole(1, 6))), not_before)
    return day


def expect(dice: Dice, pace: Pace, course: Course, until: date) -> None:
    """Fill in what the CRM expected: a first hopeful date, pushed whenever it has passed."""
    created = course.entries[0][1]
    hope = created + timedelta(days=round(sum(pace.days) * dice.share(0.8, 1.5)))
    since, value = created, _rounded(dice, hope)
    course.expected.append((since, value))
    end = min(course.ends_on or until, course.quiet_from or until, until)
    while value < end:
        since = min(value + timedelta(days=dice.whole(0, 5)), end)
        value = _rounded(dice, since + timedelta(days=dice.whole(12, 50)))
        course.expected.append((since, value))


def _rounded(dice: Dice, day: date) -> date:
    """People like the last day of a month or of a quarter."""
    if dice.chance(0.25):
        return next_quarter(day) - timedelta(days=1)
    if dice.chance(0.35):
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return day
