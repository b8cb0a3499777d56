"""A time of day and a time zone in a sentence: `at 4pm`, `9 in the morning`, `Berlin time`."""

import re
from dataclasses import dataclass

from tools.parts.recurrence.rule import zones

_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_WORDS = {word: n for n, word in enumerate(_NUMBERS, 1)}
_HOUR = rf"(?P<hour>[01]?\d|2[0-4]|{'|'.join(_NUMBERS)})"
_PART = r"(?: (?:in the |at )?(?P<part>morning|afternoon|evening|night)s?)?"
_AT = r"(?:\b(?:at|by|from|around|@) ?(?:about )?)"
_CLOCK = re.compile(
    rf"(?:{_AT}|\b(?=\d{{1,2}}(?:[:.]\d\d)? ?(?:[ap]\.?m\b|h\b|o'clock)|\d{{1,2}}:\d\d"
    rf"|{_HOUR.replace('?P<hour>', '?:')} (?:in the|o'clock)))"
    rf"(?:(?P<half>half past|quarter past|quarter to) )?{_HOUR}"
    r"(?:[:.](?P<minute>[0-5]\d))?(?![\d%:.]*\d)(?: ?(?P<mark>[ap]\.?m\b\.?|h\b|hrs\b|hours\b"
    rf"|o'clock\b|uhr\b))?{_PART}(?!\w)(?! ?%)",
    re.IGNORECASE,
)
_NAMED = {
    r"(?:at )?(?:noon|midday|lunch ?time)": (12, 0), r"(?:at )?midnight": (0, 0),
    r"(?:at |by )?(?:the )?(?:end of (?:the )?(?:working )?day|close of business|eod|cob)":
        (17, 0),
    r"first thing(?: in the morning)?": (8, 0),
    r"in the early morning|early in the morning": (7, 0),
    r"in the morning": (8, 0), r"in the afternoon": (15, 0), r"in the evening": (18, 0),
    r"at night|overnight": (22, 0),
}  # fmt: skip
_BY_NAME = [(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), at) for words, at in _NAMED.items()]
_WORK_BEGINS, _NOON = 6, 12
NIGHT = re.compile(r"\b(?:nightly|overnight|every night|each night)\b", re.IGNORECASE)
_CITIES = {
    "berlin": "Europe/Berlin", "munich": "Europe/Berlin", "hamburg": "Europe/Berlin",
    "frankfurt": "Europe/Berlin", "german": "Europe/Berlin", "london": "Europe/London",
    "uk": "Europe/London", "british": "Europe/London", "paris": "Europe/Paris",
    "french": "Europe/Paris", "madrid": "Europe/Madrid", "amsterdam": "Europe/Amsterdam",
    "zurich": "Europe/Zurich", "vienna": "Europe/Vienna", "dublin": "Europe/Dublin",
    "new york": "America/New_York", "boston": "America/New_York", "eastern": "America/New_York",
    "chicago": "America/Chicago", "central": "America/Chicago", "denver": "America/Denver",
    "mountain": "America/Denver", "los angeles": "America/Los_Angeles", "la": "America/Los_Angeles",
    "san francisco": "America/Los_Angeles", "pacific": "America/Los_Angeles",
    "seattle": "America/Los_Angeles", "austin": "America/Chicago", "toronto": "America/Toronto",
    "sao paulo": "America/Sao_Paulo", "mumbai": "Asia/Kolkata", "india": "Asia/Kolkata",
    "indian": "Asia/Kolkata", "singapore": "Asia/Singapore", "tokyo": "Asia/Tokyo",
    "sydney": "Australia/Sydney", "dubai": "Asia/Dubai", "tel aviv": "Asia/Jerusalem",
}  # fmt: skip
_SHORT = {
    "utc": "UTC", "gmt": "UTC", "cet": "Europe/Berlin", "cest": "Europe/Berlin",
    "mez": "Europe/Berlin", "bst": "Europe/London", "et": "America/New_York",
    "est": "America/New_York", "edt": "America/New_York", "ct": "America/Chicago",
    "cst": "America/Chicago", "cdt": "America/Chicago", "mst": "America/Denver",
    "mdt": "America/Denver", "pt": "America/Los_Angeles", "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles", "ist": "Asia/Kolkata", "jst": "Asia/Tokyo",
}  # fmt: skip
_ZONE = re.compile(
    rf"(?:\bin )?\b(?P<city>{'|'.join(sorted(_CITIES, key=len, reverse=True))})"
    r"(?:'s)? (?:local )?time\b|(?:\bin )?\b(?P<iana>[A-Z][a-z]+/[A-Z]\w+(?:/[A-Z]\w+)?)\b"
    rf"(?: time\b)?|(?<=[\dm] )(?P<short>{'|'.join(_SHORT)})\b",
    re.IGNORECASE,
)
OURS = re.compile(r"\b(?:our|my|local|office|company) time\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in a text, where it stands, and whether half of the day was assumed."""

    hour: int
    minute: int
    start: int
    end: int
    assumed: bool = False


def find_clock(text: str, *, night: bool = False) -> Clock | None:
    """The first time of day that a text names.

    >>> found = find_clock("at 4pm"), find_clock("at half past eight"), find_clock("at 16:00")
    >>> [(at.hour, at.minute) for at in found]
    [(16, 0), (8, 30), (16, 0)]
    """
    for match in _CLOCK.finditer(text):
        found = _clock(match, night=night)
        if found is not None:
            return found
    for words, (hour, minute) in _BY_NAME:
        named = words.search(text)
        if named:
            return Clock(hour, minute, named.start(), named.end())
    return None


def find_zone(text: str) -> tuple[str, int, int] | None:
    """The first time zone that a text names, as IANA calls it, and where it stands.

    >>> find_zone("8am Berlin time")
    ('Europe/Berlin', 4, 15)
    """
    for match in _ZONE.finditer(text):
        name = (
            _CITIES[match["city"].lower()] if match["city"]
            else _SHORT[match["short"].lower()] if match["short"] else match["iana"]
        )  # fmt: skip
        if name in zones():
            return name, match.start(), match.end()
    return None


def _clock(match: re.Match[str], *, night: bool) -> Clock | None:
    said, mark = match["hour"].lower(), (match["mark"] or "").lower().replace(".", "")
    hour = _WORDS.get(said) or int(said)
    minute = int(match["minute"] or 0)
    half = {"half past": 30, "quarter past": 15, "quarter to": -15}.get(
        (match["half"] or "").lower(), 0
    )
    hour, minute, assumed = _of_the_day(
        hour, mark, match["part"], minute, exact=bool(match["minute"])
    )
    if assumed and (night or NIGHT.search(match.string)):
        hour, assumed = hour - _NOON, False  # "nightly at 2"
    total = hour * 60 + minute + half
    if not 0 <= total <= 24 * 60:
        return None
    return Clock(total // 60 % 24, total % 60, match.start(), match.end(), assumed)


def _of_the_day(
    hour: int, mark: str, part: str | None, minute: int, *, exact: bool
) -> tuple[int, int, bool]:
    """The hour from 0 to 24: `4pm` is 16, `4` alone is taken for the one in working hours."""
    late = mark == "pm" or (part or "").lower() in {"afternoon", "evening", "night"}
    if mark == "am" or (part or "").lower() == "morning":
        return hour % _NOON if hour == _NOON else hour, minute, False
    if late and hour < _NOON:
        return hour + _NOON, minute, False
    if not late and not mark and not exact and 0 < hour < _WORK_BEGINS:
        return hour + _NOON, minute, True
    return hour, minute, False
