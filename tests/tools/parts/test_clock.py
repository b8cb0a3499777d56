"""Days and hours of a time zone are the same on either database as Python knows them."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select

from tests.makers import NOW
from tools.parts.calendars import Calendar
from tools.parts.clock import local_day, wall_minutes, worked_minutes
from tools.parts.metrics.sql import first_day, period_start
from tools.parts.paths import table_of

ZONES = ("UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def instants(n=300, seed=3):
    dice = random.Random(seed)
    first = datetime(2000, 1, 2, tzinfo=UTC)
    found = [first + timedelta(minutes=dice.randrange(60 * 24 * 365 * 39)) for _ in range(n)]
    # the minutes around a change of clocks in New York, and in Berlin
    for change in (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)):
        found += [change + timedelta(minutes=m) for m in (-1, 0, 1, 59, 60, 61)]
    return found


def asked(session, pairs, *expressions):
    """The expressions over pairs of instants, row by row."""
    lead = table_of("lead")
    session.execute(
        insert(lead),
        [{"workspace_id": "main", "id": f"{n:05}", "version": 1, "state": "live",
          "recorded_at": NOW, "changed_at": NOW, "created_at": a, "responded_at": b}
         for n, (a, b) in enumerate(pairs)],
    )  # fmt: skip
    return session.execute(
        select(*(make(lead.c) for make in expressions)).order_by(lead.c.id)
    ).all()


def wall(instant, zone):
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@pytest.mark.parametrize("zone", ZONES)
def test_the_day_and_the_clock_of_an_instant_are_those_of_the_zone(session, zone):
    given = instants()
    found = asked(
        session, [(i, i) for i in given], lambda c: local_day(c.created_at, zone),
        lambda c: wall_minutes(c.created_at, zone),
    )  # fmt: skip
    for instant, (day, minutes) in zip(given, found, strict=True):
        there = wall(instant, zone)
        assert (day if isinstance(day, date) else date.fromisoformat(day)) == there.date()
        assert minutes == (there - EPOCH) // timedelta(minutes=1)


def worked(first, second):
    """Minutes of weekdays from 9 to 17 between two clocks, one by one."""
    n = 0
    while first < second:
        n += first.weekday() < 5 and 9 <= first.hour < 17
        first += timedelta(minutes=1)
    return n


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_business_minutes_are_those_that_one_counts(session, zone):
    dice = random.Random(8)
    starts = instants(25, seed=5)
    pairs = [(a, a + timedelta(minutes=dice.randrange(60 * 24 * 9))) for a in starts]
    found = asked(
        session, pairs,
        lambda c: worked_minutes(wall_minutes(c.responded_at, zone))
        - worked_minutes(wall_minutes(c.created_at, zone)),
    )  # fmt: skip
    for (a, b), (minutes,) in zip(pairs, found, strict=True):
        assert minutes == worked(wall(a, zone), wall(b, zone))


@pytest.mark.parametrize(
    "calendar", [Calendar(1), Calendar(2), Calendar(2, "4-5-4"), Calendar(7, "4-4-5")]
)
@pytest.mark.parametrize("grain", ["month", "quarter", "year"])
def test_a_day_falls_into_the_period_that_the_calendar_says(session, calendar, grain):
    pairs = [(i, i) for i in instants(120)]
    found = asked(
        session, pairs, lambda c: period_start(local_day(c.created_at, "UTC"), grain, calendar)
    )
    for (instant, _), (key,) in zip(pairs, found, strict=True):
        first, _, _ = calendar.holding(instant.date(), grain)
        assert first_day(key) == first
