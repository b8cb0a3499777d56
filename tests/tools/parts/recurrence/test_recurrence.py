"""Recurrences: read from sentences, kept as text, and turned into times on the clocks of a zone."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import BadInput
from tools.parts.recurrence import Rule, due, find, next_times, rule_of, said

EARLY = datetime(2015, 1, 1, tzinfo=UTC)
SUNDAY = date(2026, 11, 22)
READ = {
    "every Friday at 4pm": "0 16 * * 5",
    "run it every Monday 8am Berlin time": "0 8 * * 1",
    "every other Tuesday at 9": "0 9 * * 2 every 2 weeks from 2026-11-24",
    "on the first Monday of each month at 16:00": "0 16 * * 1#1",
    "monthly on the 1st": "0 9 1 * *",
    "on the 1st and 15th of each month at noon": "0 12 1,15 * *",
    "the last Friday of every month": "0 9 * * 5L",
    "first business day of the month": "0 9 1-3 * * first weekday",
    "last business day of the quarter at 6pm": "0 18 LW 3,6,9,12 *",
    "at the end of each month": "0 9 L * *",
    "on the 31st of every month": "0 9 L * *",
    "hourly": "0 * * * *",
    "every 2 hours": "0 */2 * * *",
    "every 15 minutes": "*/15 * * * *",
    "quarterly": "0 9 1 1,4,7,10 *",
    "every weekday at 9 in the morning": "0 9 * * 1-5",
    "each morning": "0 8 * * *",
    "every night": "0 22 * * *",
    "on Mondays and Thursdays at half past eight": "30 8 * * 1,4",
    "every mon, wed and fri at 10:15": "15 10 * * 1,3,5",
    "Friday afternoons": "0 15 * * 5",
    "weekly on Friday at 5": "0 17 * * 5",
    "every 3 weeks on Monday": "0 9 * * 1 every 3 weeks from 2026-11-23",
    "at quarter to seven in the evening every Sunday": "45 18 * * 0",
}


@pytest.mark.parametrize(("text", "rule"), READ.items())
def test_words_are_read_as_the_rule_that_they_mean(text: str, rule: str) -> None:
    found = find(text, SUNDAY)
    assert found is not None
    assert str(found.rule) == rule


@pytest.mark.parametrize(
    "text", ["what did we win last quarter", "deals over 50k", "the first Monday", "at 4pm", ""]
)
def test_other_words_are_no_recurrence(text: str) -> None:
    assert find(text, SUNDAY) is None


def test_quarters_are_those_of_the_fiscal_year() -> None:
    found = find("quarterly", SUNDAY, fiscal_start_month=2)
    assert found is not None
    assert found.rule.cron == "0 9 1 2,5,8,11 *"


def test_a_zone_is_read_from_a_city_or_a_short_name() -> None:
    zones = [find(f"daily at 8am {words}", SUNDAY) for words in ("New York time", "CET", "UTC")]
    assert [z and z.zone for z in zones] == ["America/New_York", "Europe/Berlin", "UTC"]


def test_what_is_assumed_is_said() -> None:
    for text in ("every Friday", "every Friday at 4"):
        found = find(text, SUNDAY)
        assert found is not None
        assert found.assumed
    said_in_full = find("every Friday at 16:00", SUNDAY)
    assert said_in_full is not None
    assert not said_in_full.assumed


@settings(max_examples=50, deadline=None)
@given(
    hour=st.integers(0, 23), minute=st.integers(0, 59),
    days=st.lists(st.integers(0, 6), min_size=1, max_size=6, unique=True),
)  # fmt: skip
def test_what_is_said_of_a_rule_is_read_as_the_same_rule(
    hour: int, minute: int, days: list[int]
) -> None:
    rule = Rule(f"{minute} {hour} * * {','.join(map(str, sorted(days)))}")
    found = find(said(rule), SUNDAY)
    assert found is not None
    assert found.rule == rule


@settings(max_examples=50, deadline=None)
@given(
    day=st.sampled_from(["first", "second", "third", "last"]),
    name=st.sampled_from(["Monday", "Wednesday", "Sunday"]), hour=st.integers(0, 23),
)  # fmt: skip
def test_a_day_of_the_month_is_read_back_and_falls_on_that_day(
    day: str, name: str, hour: int
) -> None:
    found = find(f"on the {day} {name} of the month at {hour:02}:30", SUNDAY)
    assert found is not None
    again = find(said(found.rule), SUNDAY)
    assert again is not None
    assert again.rule == found.rule
    for at in next_times(found.rule, "UTC", datetime(2026, 1, 1, tzinfo=UTC), 4):
        assert f"{at:%A %H:%M}" == f"{name} {hour:02}:30"
        weeks = {"first": (1, 7), "second": (8, 14), "third": (15, 21), "last": (22, 31)}[day]
        assert weeks[0] <= at.day <= weeks[1]


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from([
        "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe",
        "Africa/Cairo", "Pacific/Apia", "Asia/Tehran", "Europe/Dublin", "America/St_Johns", "UTC",
    ]),
    hour=st.integers(0, 23), minute=st.sampled_from([0, 30, 45]),
    after=st.integers(0, 11 * 365 * 24).map(lambda hours: EARLY + timedelta(hours=hours)),
)  # fmt: skip
def test_a_daily_time_comes_once_on_every_day_whatever_the_clocks_do(
    zone: str, hour: int, minute: int, after: datetime
) -> None:
    times = next_times(Rule(f"{minute} {hour} * * *"), zone, after, 400)
    days = [at.astimezone(ZoneInfo(zone)).date() for at in times]
    assert len(set(days)) == len(days)
    assert times == sorted(times)
    assert (days[-1] - days[0]).days == len(days) - 1 or zone == "Pacific/Apia"


def test_half_past_two_comes_once_when_the_clocks_go_back_and_once_when_they_go_forward() -> None:
    rule = Rule("30 2 * * *")
    autumn = due(rule, "Europe/Berlin", _berlin(2026, 10, 24, 12), _berlin(2026, 10, 26, 0))
    assert [at.isoformat() for at in autumn] == ["2026-10-25T00:30:00+00:00"]
    spring = due(rule, "Europe/Berlin", _berlin(2026, 3, 28, 12), _berlin(2026, 3, 30, 0))
    assert [at.isoformat() for at in spring] == ["2026-03-29T01:00:00+00:00"]


def test_what_is_hourly_comes_every_hour_when_the_clocks_change() -> None:
    times = due(Rule("0 * * * *"), "Europe/Berlin", _berlin(2026, 10, 24, 12),
                _berlin(2026, 10, 25, 12))  # fmt: skip
    assert len(times) == 25
    assert {b - a for a, b in pairwise(times)} == {timedelta(hours=1)}


@settings(max_examples=50, deadline=None)
@given(after=st.integers(0, 15 * 365).map(lambda days: EARLY + timedelta(days=days)))
def test_every_other_week_leaves_out_the_one_between(after: datetime) -> None:
    rule = rule_of("0 9 * * 2,4 every 2 weeks from 2026-11-24")
    times = next_times(rule, "Europe/Berlin", after, 6)
    weeks = {(at.date() - date(2026, 11, 23)).days // 7 for at in times}
    assert {week % 2 for week in weeks} == {0}


def test_the_first_weekday_is_never_at_a_weekend() -> None:
    rule = rule_of("0 9 1-3 * * first weekday")
    times = next_times(rule, "UTC", datetime(2026, 1, 1, tzinfo=UTC), 24)
    assert len({(at.year, at.month) for at in times}) == 24
    assert {at.weekday() for at in times} <= {0, 1, 2, 3, 4}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("often", "no recurrence"), ("* * * * *", "more often"), ("*/2 * * * *", "more often"),
        ("0 9 31 2 *", "no line of cron"), ("61 9 * * *", "no line of cron"),
        ("0 9 * * MON-FOO", "no line of cron"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        rule_of(text)


def _berlin(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZoneInfo("Europe/Berlin"))
