"""A recurrence as it is kept: a line of cron, and the two things that cron cannot say.

`0 16 * * 5` is every Friday at 16:00; `0 9 * * 2 every 2 weeks from 2026-11-24` is every other
Tuesday; `0 9 1-3 * * first weekday` is the first weekday of each month. The times are those of a
zone's clocks: what is due at 02:30 is done once on the night that has 02:30 twice, and at 03:00 on
the night that has none (the rule of Vixie's cron, which cronsim follows).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import islice, pairwise
from zoneinfo import ZoneInfo, available_timezones

from store.errors import BadInput

SHORTEST = timedelta(minutes=5)
"""Nothing runs more often than this."""
SOME = 400
"""Times looked at to see how close they come to each other: a year of days and more."""
_KEPT = re.compile(
    r"(?P<cron>\S+ \S+ \S+ \S+ \S+)"
    r"(?: every (?P<weeks>[1-9]\d?) weeks from (?P<anchor>\d{4}-\d\d-\d\d))?"
    r"(?P<first> first weekday)?"
)
_EXAMPLE = "For example `0 16 * * 5` for every Friday at 16:00."


@dataclass(frozen=True, slots=True)
class Rule:
    """When: `cron` on the clocks of a zone; of those weeks every so many; or the first weekday."""

    cron: str
    weeks: int = 1
    anchor: date | None = None
    first_weekday: bool = False

    def __str__(self) -> str:
        weeks = f" every {self.weeks} weeks from {self.anchor}" if self.anchor else ""
        return f"{self.cron}{weeks}{' first weekday' if self.first_weekday else ''}"

    def holds_on(self, day: date) -> bool:
        """Whether a day that cron names is one of those meant."""
        if self.anchor is not None and (_monday(day) - _monday(self.anchor)).days % (
            7 * self.weeks
        ):
            return False
        if not self.first_weekday:
            return True
        first = day.replace(day=1).weekday()
        return day.day == (1 if first < 5 else 8 - first)  # noqa: PLR2004 - 5 is Saturday


def rule_of(text: str) -> Rule:
    """The rule that a kept text is.

    Raises:
        BadInput: It is none, names no time that ever comes, or comes too often.

    >>> str(rule_of("0 9 * * 2 every 2 weeks from 2026-11-24"))
    '0 9 * * 2 every 2 weeks from 2026-11-24'
    """
    match = _KEPT.fullmatch(" ".join(text.split()))
    if match is None:
        raise BadInput(f"{text!r} is no recurrence.", hint=_EXAMPLE)
    anchor = date.fromisoformat(match["anchor"]) if match["anchor"] else None
    rule = Rule(match["cron"], int(match["weeks"] or 1), anchor, bool(match["first"]))
    _check(rule)
    return rule


@cache
def zones() -> frozenset[str]:
    """The names of all time zones; they are read from many files, so only once."""
    return frozenset(available_timezones())


def zone_of(name: str) -> ZoneInfo:
    """The time zone with an IANA name.

    Raises:
        BadInput: There is none.
    """
    if name not in zones():
        raise BadInput(f"There is no time zone {name!r}.", hint="For example Europe/Berlin.")
    return ZoneInfo(name)


def next_times(rule: Rule, zone: str, after: datetime, count: int = 3) -> list[datetime]:
    """The next times after an instant, in UTC."""
    return list(islice(_times(rule, zone, after), count))


def due(rule: Rule, zone: str, after: datetime, until: datetime) -> list[datetime]:
    """The times after one instant up to another, that one included; in UTC, oldest first."""
    found = []
    for at in _times(rule, zone, after):
        if at > until:
            break
        found.append(at)
    return found


def _times(rule: Rule, zone: str, after: datetime) -> Iterator[datetime]:
    from cronsim import CronSim

    clocks = zone_of(zone)
    last = after.astimezone(UTC)
    for at in CronSim(rule.cron, after.astimezone(clocks)):
        instant = at.astimezone(UTC)
        # On the autumn night cronsim may name a time of the hour that was there already.
        if instant > last and rule.holds_on(at.date()):
            last = instant
            yield instant


def _check(rule: Rule) -> None:
    from cronsim import CronSimError

    try:
        times = next_times(rule, "UTC", datetime(2026, 1, 1, tzinfo=UTC), SOME)
    except (CronSimError, StopIteration, RuntimeError) as error:
        raise BadInput(f"{rule.cron!r} is no line of cron: {error}.", hint=_EXAMPLE) from error
    if not times:
        raise BadInput(f"{rule} names no time that ever comes.", hint=_EXAMPLE)
    gaps = (later - earlier for earlier, later in pairwise(times))
    if min(gaps, default=SHORTEST) < SHORTEST:
        raise BadInput(
            f"{rule} comes more often than every {SHORTEST.seconds // 60} minutes.",
            hint="Choose a longer pause between two runs.",
        )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
