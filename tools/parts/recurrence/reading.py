"""A recurrence in a sentence: `every other Tuesday at 9`, `on the last Friday of the month`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tools.parts.recurrence.hours import NIGHT, OURS, Clock, find_clock, find_zone
from tools.parts.recurrence.rule import Rule

MORNING = (9, 0)
"""When something is done for which no time of day is said."""
_DAYS = (
    ("sunday", "sun"), ("monday", "mon"), ("tuesday", "tues", "tue"), ("wednesday", "weds", "wed"),
    ("thursday", "thurs", "thur", "thu"), ("friday", "fri"), ("saturday", "sat"),
)  # fmt: skip
_NUMBER = {name: n for n, names in enumerate(_DAYS) for name in names}
_DAY = rf"(?:{'|'.join(sorted(_NUMBER, key=len, reverse=True))})"
_DAYLIST = rf"{_DAY}s?(?:(?:,? (?:and|or|&) |, ?|/){_DAY}s?)*"
_DAYS_LIST = rf"{_DAY}s(?:(?:,? (?:and|&) |, ?){_DAY}s)*"
_WORKDAY = r"(?:week ?days?|work(?:ing)? ?days?|business days?)"
_EVERY = r"(?:every(?: single)?|each)"
_RATHER = r",? ?\b(?:say|preferably|ideally|best) "
_PARTS = {"morning": (8, 0), "afternoon": (15, 0), "evening": (18, 0), "night": (22, 0)}
_PART = rf"(?: (?P<part>{'|'.join(_PARTS)})s?)?"
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
        "last": 0}  # fmt: skip
_ORDINAL = rf"(?:{'|'.join(_NTH)})"
_OF_MONTH = (
    rf"(?: (?:of|in) (?:{_EVERY}|the|a) (?P<unit>month|quarter)| (?P<unit2>monthly|quarterly))"
)
_DATE = r"(?:[12]?\d|3[01])(?:st|nd|rd|th)"
_SMALL = {"two": 2, "three": 3, "four": 4, "six": 6, "other": 2, "second": 2}
_NTH_DAY = rf"(?P<nth>{_ORDINAL}) (?P<what>{_DAY}|{_WORKDAY}|day)"
_DATES = rf"(?P<dates>{_DATE}(?:(?: and|,| &) (?:the )?{_DATE})*)"
_MONTHLY = rf"(?:(?:{_EVERY}|once a) (?P<unit>month|quarter)|(?P<unit2>monthly|quarterly))"
_END = r"(?P<end>end|close|last day|start|beginning|first day)"
_COUNT = rf"(?P<count>\d{{1,2}}|{'|'.join(_SMALL)})"
_NOT_IN_EVERY_MONTH = 29
"""From this date on, the last day of the month is meant: cron would skip short months."""


@dataclass(frozen=True, slots=True)
class Found:
    """A recurrence in a text.

    Attributes:
        rule: When.
        zone: The IANA zone that the words name, if they do.
        pieces: Where its words stand; what is left is what is to be done.
        assumed: What was not said and is assumed, in words.
        plain: Whether the words name a day or a time, and not only `every month`.
    """

    rule: Rule
    zone: str | None
    pieces: tuple[tuple[int, int], ...]
    assumed: tuple[str, ...] = ()
    plain: bool = True


@dataclass(frozen=True, slots=True)
class _Days:
    """The part of cron that says which days; `clock` is the time of day that its words imply."""

    day: str = "*"
    month: str = "*"
    weekday: str = "*"
    weeks: int = 1
    first_weekday: bool = False
    clock: tuple[int, int] | None = None
    every: tuple[int, str] | None = None
    plain: bool = True


def find(text: str, today: date, fiscal_start_month: int = 1) -> Found | None:
    """The recurrence that a text names; None when it names none.

    Args:
        text: A sentence.
        today: Every other week counts from the first such day after today.
        fiscal_start_month: Quarters begin with it.
    """
    for pattern, read in _FORMS:
        match = pattern.search(text)
        if match is None:
            continue
        days = read(match, fiscal_start_month)
        if days is not None:
            return _whole(text, match, days, today)
    return None


def _whole(text: str, match: re.Match[str], days: _Days, today: date) -> Found:
    """The days with the time and the zone that stand anywhere else in the text."""
    hidden = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
    clock = find_clock(hidden, night=NIGHT.search(match[0]) is not None)
    zone = find_zone(text)
    ours = OURS.search(text)
    pieces = [match.span()]
    if clock is not None and days.every is None:
        pieces.append((clock.start, clock.end))
    pieces += [zone[1:]] if zone else []
    pieces += [ours.span()] if ours else []
    rule = _rule(days, clock, today)
    return Found(
        rule, zone[0] if zone else None, tuple(sorted(pieces)), _assumed(days, clock),
        days.plain or clock is not None,
    )  # fmt: skip


def _assumed(days: _Days, clock: Clock | None) -> tuple[str, ...]:
    if days.every is not None:
        return ()
    if clock is None:
        return () if days.clock else ("no time was said, so it is 09:00",)
    if clock.assumed:
        return (f"{clock.hour - 12} is taken for {clock.hour}:{clock.minute:02}",)
    return ()


def _rule(days: _Days, clock: Clock | None, today: date) -> Rule:
    if days.every is not None:
        count, unit = days.every
        step = f"*/{count}" if count > 1 else "*"
        return Rule(f"{step} * * * *" if unit == "minute" else f"0 {step} * * *")
    hour, minute = (clock.hour, clock.minute) if clock else days.clock or MORNING
    line = f"{minute} {hour} {days.day} {days.month} {days.weekday}"
    if days.weeks == 1:
        return Rule(line, first_weekday=days.first_weekday)
    first = int(days.weekday[0]) if days.weekday != "*" else 1
    ahead = (first - 1 - today.weekday()) % 7
    return Rule(line, days.weeks, today + timedelta(days=ahead or 7))


def _numbers(text: str) -> str:
    """`Mondays and Thursdays` -> `1,4`."""
    found = re.findall(_DAY, text.lower())
    return ",".join(str(n) for n in sorted({_NUMBER[name] for name in found}))


def _part(match: re.Match[str]) -> tuple[int, int] | None:
    part = match.groupdict().get("part")
    return _PARTS[part.lower()] if part else None


def _many(text: str) -> int:
    return _SMALL.get(text.lower()) or int(text)


def _months(match: re.Match[str], fiscal: int, *, last: bool = False) -> str:
    """The months: every one, or those with which quarters begin or end."""
    said = (match.groupdict().get("unit") or match.groupdict().get("unit2") or "month").lower()
    if not said.startswith("quarter"):
        return "*"
    first = fiscal + 2 if last else fiscal
    return ",".join(str(n) for n in sorted((first - 1 + 3 * k) % 12 + 1 for k in range(4)))


def _nth_day(match: re.Match[str], fiscal: int) -> _Days:
    nth, what = _NTH[match["nth"].lower()], match["what"].lower()
    months = _months(match, fiscal, last=nth == 0)
    if what in _NUMBER or what.rstrip("s") in _NUMBER:
        day = _numbers(what)
        return _Days(month=months, weekday=f"{day}L" if nth == 0 else f"{day}#{nth}",
                     clock=_part(match))  # fmt: skip
    if what == "day":
        return _Days(day="L" if nth == 0 else str(nth), month=months)
    if nth == 0:
        return _Days(day="LW", month=months)
    return _Days(day="1-3", month=months, first_weekday=True)


def _nth_is_known(match: re.Match[str], fiscal: int) -> _Days | None:
    what = match["what"].lower()
    working = what not in {"day", *_NUMBER}
    if working and _NTH[match["nth"].lower()] > 1:
        return None
    return _nth_day(match, fiscal)


def _dates(match: re.Match[str], fiscal: int) -> _Days | None:
    days = sorted({int(re.sub(r"\D", "", d)) for d in re.findall(_DATE, match["dates"].lower())})
    if len(days) == 1 and days[0] >= _NOT_IN_EVERY_MONTH:
        return _Days(day="L", month=_months(match, fiscal))
    return _Days(day=",".join(map(str, days)), month=_months(match, fiscal))


def _month_end(match: re.Match[str], fiscal: int) -> _Days:
    end = match["end"].lower() in {"end", "close", "last day"}
    return _Days(day="L" if end else "1", month=_months(match, fiscal, last=end))


def _weeks(match: re.Match[str], _fiscal: int) -> _Days:
    days, count = match["days"], match.groupdict().get("count")
    return _Days(weekday=_numbers(days) if days else "1", weeks=_many(count) if count else 2,
                 clock=_part(match))  # fmt: skip


def _weekdays(match: re.Match[str], _fiscal: int) -> _Days:
    return _Days(weekday=_numbers(match["days"]), clock=_part(match))


def _workdays(match: re.Match[str], _fiscal: int) -> _Days:
    return _Days(weekday="1-5", clock=_part(match))


def _daily(match: re.Match[str], _fiscal: int) -> _Days:
    part = re.search(rf"{'|'.join(_PARTS)}", match[0].lower())
    return _Days(clock=_PARTS[part[0]] if part else None)


def _often(match: re.Match[str], _fiscal: int) -> _Days | None:
    count = _many(match["count"]) if match.groupdict().get("count") else 1
    unit = "minute" if match[0].lower().rstrip("s").endswith("minute") else "hour"
    whole = 60 if unit == "minute" else 24
    return _Days(every=(count, unit)) if count and whole % count == 0 else None


def _weekly(_match: re.Match[str], _fiscal: int) -> _Days:
    return _Days(weekday="1", plain=False)


def _monthly(_match: re.Match[str], _fiscal: int) -> _Days:
    return _Days(day="1", plain=False)


def _quarterly(_match: re.Match[str], fiscal: int) -> _Days:
    months = ",".join(str(n) for n in sorted((fiscal - 1 + 3 * k) % 12 + 1 for k in range(4)))
    return _Days(day="1", month=months, plain=False)


def _yearly(_match: re.Match[str], fiscal: int) -> _Days:
    return _Days(day="1", month=str(fiscal), plain=False)


_Reader = Callable[[re.Match[str], int], _Days | None]
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(rf"\b{words}(?![\w-])", re.IGNORECASE), read)
    for words, read in (
        (rf"(?:on |in )?(?:the |{_EVERY} )?{_NTH_DAY}{_PART}{_OF_MONTH}", _nth_is_known),
        (rf"(?:on |by )?(?:the |{_EVERY} )?{_DATES}(?: day)?{_OF_MONTH}", _dates),
        (rf"(?:{_MONTHLY}|(?:twice|two times) a month),? (?:on )?the {_DATES}", _dates),
        (rf"{_MONTHLY},? on the {_NTH_DAY}", _nth_is_known),
        (rf"(?:at|on|by) (?:the )?{_END} of (?:{_EVERY}|the|a) (?P<unit>month|quarter)",
         _month_end),
        (rf"(?:on )?the (?P<end>first) of (?:{_EVERY}|the|a) (?P<unit>month|quarter)", _month_end),
        (rf"{_EVERY} (?P<unit>month|quarter)[- ](?P<end>end|start)", _month_end),
        (rf"(?:on )?{_EVERY} (?:other|second|2nd) (?P<days>{_DAYLIST}){_PART}", _weeks),
        (rf"(?:on )?(?P<days>{_DAYLIST}){_PART},? (?:every|each) (?:other|second) week", _weeks),
        (rf"{_EVERY} {_COUNT} weeks?(?:,? on (?P<days>{_DAYLIST}))?{_PART}", _weeks),
        (rf"(?:bi-?weekly|fortnightly|every fortnight)(?:,? on (?P<days>{_DAYLIST}))?{_PART}",
         _weeks),
        (rf"(?:on )?{_EVERY} (?P<days>{_DAYLIST}){_PART}", _weekdays),
        (rf"(?:weekly|{_EVERY} week|once a week),? (?:on|(?={_DAY})) ?(?P<days>{_DAYLIST}){_PART}",
         _weekdays),
        (rf"(?:on|for|to) (?P<days>{_DAY}s(?:(?:,? (?:and|&) |, ?){_DAY}s)*){_PART}", _weekdays),
        (rf"(?:on )?(?P<days>{_DAY}) (?P<part>{'|'.join(_PARTS)})s", _weekdays),
        (rf"(?:on |for )?(?:{_EVERY} {_WORKDAY}|(?<=on )(?:week|work|business )days){_PART}",
         _workdays),
        (rf"(?:{_RATHER}(?:on )?|^|(?<=, ))(?P<days>{_DAYS_LIST}){_PART}", _weekdays),
        (rf"(?<=, )(?:on )?{_WORKDAY}s?(?: only)?", _workdays),
        (rf"{_EVERY} (?:day|morning|afternoon|evening|night)|daily|nightly|once a day", _daily),
        (rf"every {_COUNT} (?:hours?|minutes?)|every (?:hour|minute)|hourly|once an hour", _often),
        (r"weekly|(?:every|each) (?:single )?week|once a week", _weekly),
        (r"monthly|(?:every|each) (?:single )?month|once a month", _monthly),
        (r"quarterly|(?:every|each) quarter|once a quarter", _quarterly),
        (r"yearly|annually|(?:every|each) year|once a year", _yearly),
    )
)  # fmt: skip
"""Forms of words from the most telling on, each with what it says of the days."""
