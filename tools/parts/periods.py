"""Periods of time as people write them: one grammar for tools, doors and the planner.

A `Span` has both days included; an open start means "from the beginning". Quarters and years are
fiscal when the workspace's fiscal year does not start in January, and the label says so; the word
`calendar` overrides that. A month or quarter without a year is the latest that has begun, or with
`ahead` the next that has not ended.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from store.errors import BadInput
from tools.parts.calendars import (
    Calendar,
    add_months,
    add_years,
    days_of_unit,
    month_number,
    weekday_number,
)

_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DAYS = r"mon|tues?|wednes|thurs?|fri|satur|sun"
_COUNT = (
    r"\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|couple of|couple"
)
_COUNTS = {
    w: n
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {"a": 1, "an": 1, "couple": 2, "couple of": 2}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3,
             "4th": 4, "final": 4}  # fmt: skip
_DATE = (
    rf"(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}"
    rf"|(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})\.?(?:,? \d{{4}})?"
    rf"|(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,? \d{{4}})?"
    rf"|(?:last |this |next )?(?:{_DAYS})days?"
    rf"|today|yesterday|tomorrow|now)"
)
_SUB = (
    rf"(?:{_DATE}|q[1-4](?:[ -]?(?:fy)? ?'?\d{{2,4}})?|\d{{4}}[ -]?q[1-4]"
    rf"|(?:{_MONTHS})\.?(?:,? (?:of )?'?\d{{4}})?|\d{{4}}-\d{{2}}(?!\d)|(?:19|20)\d{{2}})"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both ends included; `start` None is the beginning of time."""

    start: date | None
    end: date
    label: str
    grain: str = "range"
    relative: bool = False

    @property
    def key(self) -> str:
        """The span in the one form that reads back to itself: `2017-10-01..2017-12-31`."""
        return f"{self.start.isoformat() if self.start else ''}..{self.end.isoformat()}"

    @property
    def days(self) -> int | None:
        """How many days it has; None when it has no start."""
        return None if self.start is None else (self.end - self.start).days + 1

    @property
    def dates(self) -> str:
        """The days in words: `1 Oct 2017 to 31 Dec 2017`."""
        if self.start is None:
            return f"up to {written_day(self.end)}"
        if self.start == self.end:
            return written_day(self.start)
        return f"{written_day(self.start)} to {written_day(self.end)}"


@dataclass(frozen=True, slots=True)
class Found:
    """A period in a sentence: the characters it takes and what they mean."""

    start: int
    end: int
    span: Span


@dataclass(frozen=True, slots=True)
class _Now:
    """What the grammar needs to know of the world."""

    today: date
    calendar: Calendar
    ahead: bool


_Reader = Callable[[re.Match[str], _Now], Span | None]
_GRAMMAR: list[tuple[str, _Reader]] = []


def resolve(text: str, today: date, fiscal_start_month: int = 1, *, ahead: bool = False) -> Span:
    """The period that `text` means, seen from `today`.

    Args:
        text: Words such as `last quarter`, `Q4 2017`, `2017-01-01..2017-06-30`, `since Monday`.
        today: The day to count from.
        fiscal_start_month: The month in which the company's year begins.
        ahead: Whether a month or quarter without a year is one that has not ended.

    Raises:
        BadInput: It is not a period this grammar reads.

    >>> resolve("last quarter", date(2017, 12, 31)).key
    '2017-07-01..2017-09-30'
    >>> resolve("Q1", date(2017, 12, 31), ahead=True).dates
    '1 Jan 2018 to 31 Mar 2018'
    """
    found = find(text, today, fiscal_start_month, ahead=ahead)
    clean = _clean(text)
    if found and len(found) == 1 and _covers(found[0], clean):
        return found[0].span
    raise BadInput(
        f"I cannot read {text!r} as a period of time.",
        hint="Try: last quarter, Q4 2017, March 2017, since Monday, 2017-01-01..2017-06-30.",
    )


def find(
    text: str, today: date, fiscal_start_month: int = 1, *, ahead: bool = False
) -> list[Found]:
    """Every period that a sentence names, in order, without overlaps; the longest reading wins."""
    now = _Now(today, Calendar(fiscal_start_month), ahead)
    candidates = sorted(_matches(_clean(text), now), key=lambda f: (f.start, -f.end))
    chosen: list[Found] = []
    for found in candidates:
        if not chosen or found.start >= chosen[-1].end:
            chosen.append(found)
    return chosen


def earlier(span: Span, text: str, fiscal_start_month: int = 1) -> Span:
    """The period to compare `span` with: `previous`, `same period last year`, or a named one.

    >>> earlier(resolve("Q4 2017", date(2017, 12, 31)), "previous").key
    '2017-07-01..2017-09-30'
    """
    if span.start is None:
        raise BadInput("All time cannot be compared with an earlier period.",
                       hint="Name a period, such as this quarter.")  # fmt: skip
    if re.search(r"year|yoy|y/y", text) and re.search(r"same|ago|over|yoy|earlier|y/y", text):
        return _named(add_years(span.start, -1), _year_earlier_end(span), fiscal_start_month)
    if re.fullmatch(r"(the )?(previous|prior|before|last)( one| period)?|.*(qoq|mom|wow).*", text):
        return _before(span, fiscal_start_month)
    return resolve(text, span.end, fiscal_start_month)


def written_day(day: date) -> str:
    """A day as it is written in replies: `31 Dec 2017`."""
    return f"{day.day} {day:%b %Y}"


def _clean(text: str) -> str:
    # Same length as the text, so that the characters found are the person's own.
    return text.lower().replace("’", "'").replace("–", "-").replace("_", " ")


def _covers(found: Found, clean: str) -> bool:
    outside = clean[: found.start] + clean[found.end :]
    return not re.sub(r"\b(in|during|for|the|of|over|on|at|within|period)\b|[\s.,?!]", "", outside)


def _matches(text: str, now: _Now) -> Iterator[Found]:
    for pattern, read in _compiled():
        for match in pattern.finditer(text):
            span = read(match, now)
            if span is not None:
                yield Found(match.start(), match.end(), span)


@cache
def _compiled() -> list[tuple[re.Pattern[str], _Reader]]:
    return [(re.compile(rf"(?<![\w$€£.-])(?:{p})(?![\w-]|\.\d)"), read) for p, read in _GRAMMAR]


def _reads(pattern: str) -> Callable[[_Reader], _Reader]:
    def keep(read: _Reader) -> _Reader:
        _GRAMMAR.append((pattern, read))
        return read

    return keep


def _before(span: Span, fiscal_start_month: int) -> Span:
    assert span.start is not None  # noqa: S101 - `earlier` has checked it
    months = _whole_months(span)
    if months:
        start = add_months(span.start, -months)
    else:
        start = span.start - timedelta(days=(span.end - span.start).days + 1)
    return _named(start, span.start - timedelta(days=1), fiscal_start_month)


def _year_earlier_end(span: Span) -> date:
    if _whole_months(span):
        return add_years(span.end + timedelta(days=1), -1) - timedelta(days=1)
    return add_years(span.end, -1)


def _whole_months(span: Span) -> int:
    assert span.start is not None  # noqa: S101 - callers have checked it
    after = span.end + timedelta(days=1)
    if span.start.day != 1 or after.day != 1:
        return 0
    return (after.year - span.start.year) * 12 + after.month - span.start.month


def _named(start: date, end: date, fiscal_start_month: int) -> Span:
    """The span with the best name there is for its days."""
    calendar = Calendar(fiscal_start_month)
    for grain in ("year", "quarter", "month"):
        first, last, label = calendar.holding(start, grain)
        if (first, last) == (start, end):
            return Span(start, end, label, grain)
    return Span(start, end, f"{written_day(start)} to {written_day(end)}")


@_reads(r"(?P<a>\d{4}-\d{2}-\d{2})?\.\.(?P<b>\d{4}-\d{2}-\d{2})?")
def _key(match: re.Match[str], now: _Now) -> Span | None:
    if not (match["a"] or match["b"]):
        return None
    try:
        start = date.fromisoformat(match["a"]) if match["a"] else None
        end = date.fromisoformat(match["b"]) if match["b"] else now.today
    except ValueError:
        return None
    if start is None:
        return Span(None, end, f"up to {written_day(end)}")
    if start > end:
        return None
    return _named(start, end, now.calendar.first_month)


@_reads(
    r"(?P<cal>calendar |fiscal )?(?P<which>this|current|the current|last|previous|prior|the last"
    r"|the previous|past|next|the next|coming|upcoming|the quarter|the month|the year|the week)"
    r"(?P<cal2> calendar| fiscal| full| whole| complete)?"
    r" (?P<unit>week|month|quarter|qtr|half|year|fy)(?:'s|s')?"
)
def _relative(match: re.Match[str], now: _Now) -> Span:
    which = match["which"].removeprefix("the ")
    step = {"last": -1, "previous": -1, "prior": -1, "past": -1, "next": 1, "coming": 1,
            "upcoming": 1}.get(which, 0)  # fmt: skip
    calendar = _calendar(f"{match['cal'] or ''}{match['cal2'] or ''}", now)
    grain = {"qtr": "quarter", "fy": "year"}.get(match["unit"], match["unit"])
    first, last, label = calendar.holding(now.today, grain)
    for _ in range(abs(step)):
        near = first - timedelta(days=1) if step < 0 else last + timedelta(days=1)
        first, last, label = calendar.holding(near, grain)
    return Span(first, last, label, grain, relative=True)


@_reads(
    r"(?:the )?(?:last|past|previous|prior|trailing|latest) (?P<n>" + _COUNT + r")"
    r"(?: full| complete| whole)? (?P<unit>day|week|month|quarter|qtr|year)s?|"
    r"(?P<n2>" + _COUNT + r") (?P<unit2>day|week|month|quarter|year)s back"
)
def _trailing(match: re.Match[str], now: _Now) -> Span:
    count = _count(match["n"] or match["n2"])
    unit = match["unit"] or match["unit2"]
    start = days_of_unit(now.today, unit, -count) + timedelta(days=1)
    label = f"the last {count} {unit}s" if count > 1 else f"the last {unit}"
    return Span(start, now.today, label, relative=True)


@_reads(
    r"(?:the |within the |in the )?(?:next|coming|following) (?P<n>" + _COUNT + r") "
    r"(?P<unit>day|week|month|quarter|year)s?"
)
def _coming(match: re.Match[str], now: _Now) -> Span:
    count, unit = _count(match["n"]), match["unit"]
    end = days_of_unit(now.today, unit, count)
    label = f"the next {count} {unit}{'s' if count > 1 else ''}"
    return Span(now.today + timedelta(days=1), end, label, relative=True)


@_reads(
    r"(?P<unit>year|quarter|month|week)[ -]to[ -]date|(?P<short>[yqm]td)|"
    r"so far (?:this|in the) (?P<unit2>year|quarter|month|week)|"
    r"this (?P<unit3>year|quarter|month|week) (?:so far|to date)"
)
def _to_date(match: re.Match[str], now: _Now) -> Span:
    short = {"ytd": "year", "qtd": "quarter", "mtd": "month"}.get(match["short"] or "")
    unit = short or match["unit"] or match["unit2"] or match["unit3"]
    first, _, label = now.calendar.holding(now.today, unit)
    return Span(first, now.today, f"{label} to date", relative=True)


@_reads(
    r"(?P<cal>calendar |fiscal |fy ?)?(?:q(?P<q>[1-4])|(?P<ord>first|second|third|fourth|final|1st"
    r"|2nd|3rd|4th) quarter)(?:[ ,-]{1,2}|,? of |,? in )?"
    r"(?:(?P<fy>fy ?)?'?(?P<y>\d{4}|\d{2}(?!\d))|(?P<rel>(?:of )?(?:last|this|next) year))?|"
    r"(?P<fy2>fy ?)?'?(?P<y2>\d{4}|\d{2})[ -]?q(?P<q2>[1-4])"
)
def _quarter(match: re.Match[str], now: _Now) -> Span | None:
    number = int(match["q"] or match["q2"] or _ORDINALS[match["ord"]])
    calendar = _calendar(match["cal"] or "", now)
    written = match["y"] or match["y2"]
    if match["rel"]:
        year: int | None = calendar.year_of(now.today) + _shift(match["rel"])
    else:
        year = _year(written) if written else None
    if written and year is None:
        return None
    first, last, label = _latest(
        lambda y: calendar.quarter(y, number), calendar.year_of(now.today), year, now
    )
    return Span(first, last, label, "quarter")


@_reads(
    r"(?:(?P<h>h[12])|(?P<ord>first|second) half)(?: of)?[ -]?"
    r"(?:'?(?P<y>\d{4}|\d{2}(?!\d))|(?P<rel>(?:last|this|next) year))?"
)
def _half(match: re.Match[str], now: _Now) -> Span | None:
    number = int(match["h"][1]) if match["h"] else _ORDINALS[match["ord"]]
    year = _year(match["y"]) if match["y"] else None
    if match["rel"]:
        year = now.calendar.year_of(now.today) + _shift(match["rel"])
    first, last, label = _latest(
        lambda y: now.calendar.half(y, number), now.calendar.year_of(now.today), year, now
    )
    return Span(first, last, label, "half")


@_reads(r"(?:(?P<cal>calendar |fiscal |financial )(?:year )?|(?P<fy>fy) ?'?)(?P<y>\d{4}|\d{2})|"
        r"(?:(?:the )?year )?(?P<plain>(?:19|20)\d{2})")  # fmt: skip
def _whole_year(match: re.Match[str], now: _Now) -> Span | None:
    year = _year(match["y"] or match["plain"])
    if year is None:
        return None
    calendar = _calendar("fiscal" if match["fy"] else match["cal"] or "", now)
    first, last, label = calendar.year(year)
    return Span(first, last, label, "year")


@_reads(
    rf"(?P<which>(?:early |mid |late )?)(?P<m>{_MONTHS})\.?(?:,? (?:of )?'?(?P<y>\d{{4}})"
    r"|(?P<rel>(?: of)? (?:last|this|next) year))?|(?P<iso>\d{4}-(?:0[1-9]|1[0-2]))"
)
def _month(match: re.Match[str], now: _Now) -> Span | None:
    calendar = Calendar(1)
    if match["iso"]:
        year, month = map(int, match["iso"].split("-"))
        first, last, label = calendar.month(year, month)
        return Span(first, last, label, "month")
    if match["m"] == "may" and not (match["y"] or match["rel"]):
        before = match.string[: match.start()].split()
        if match[0] != match.string.strip() and (not before or before[-1] not in _LEADS):
            return None  # the verb: "which deals may slip"
    month = month_number(match["m"])
    known = _year(match["y"]) if match["y"] else None
    if match["rel"]:
        known = now.today.year + _shift(match["rel"])
    first, last, label = _latest(lambda y: calendar.month(y, month), now.today.year, known, now)
    return Span(first, last, label, "month")


_LEADS = {"in", "during", "for", "of", "since", "until", "last", "this", "next", "by", "from", "to",
          "through", "and", "vs", "versus", "end", "over"}  # fmt: skip


@_reads(_DATE)
def _day(match: re.Match[str], now: _Now) -> Span | None:
    day = _read_day(match[0], now)
    if day is None:
        return None
    return Span(day, day, written_day(day), "day", relative=not any(map(str.isdigit, match[0])))


@_reads(
    rf"(?:between|from|in between) (?:the )?(?P<a>{_SUB}) (?:and|to|until|till|through|thru|-) "
    rf"(?:the )?(?P<b>{_SUB})|(?P<a2>{_SUB}) ?(?:to|through|thru|until|till|\.\.|-) ?(?P<b2>{_SUB})"
)
def _between(match: re.Match[str], now: _Now) -> Span | None:
    last = _one(match["b"] or match["b2"], now)
    first = _one(match["a"] or match["a2"], replace(now, today=last.end) if last else now)
    if first is None or last is None or first.start is None or first.start > last.end:
        return None
    return _named(first.start, last.end, now.calendar.first_month)


@_reads(
    rf"(?:since|starting|after|as of last|from(?= [\w ,]{{2,20}} on(?:wards?)?\b)) (?:the (?:start|beginning) of )?(?:the )?"
    rf"(?P<sub>{_SUB}|(?:last|this|the) (?:week|month|quarter|year))"
)
def _since(match: re.Match[str], now: _Now) -> Span | None:
    sub = _one(match["sub"], now)
    if sub is None or sub.start is None:
        return None
    start = sub.end + timedelta(days=1) if match[0].startswith("after") else sub.start
    if start > now.today:
        return None
    return Span(start, now.today, f"since {written_day(start)}", relative=True)


@_reads(
    rf"(?:by|until|up to|through|before|till)(?: the)? (?:end of (?:the )?(?P<unit>week|month|quarter"
    rf"|year)|(?:end of )?(?:the )?(?P<sub>{_SUB}|(?:this|next|last) (?:week|month|quarter|year)))"
)
def _by(match: re.Match[str], now: _Now) -> Span | None:
    named = f"this {match['unit']}" if match["unit"] else match["sub"]
    sub = _one(named, replace(now, ahead=True))
    if sub is None or sub.start is None:
        return None
    end = sub.start - timedelta(days=1) if match[0].startswith("before") else sub.end
    if end >= now.today and now.ahead:
        return Span(now.today, end, f"by {written_day(end)}", relative=True)
    return Span(None, end, f"up to {written_day(end)}", relative=True)


@_reads(r"all[ -]time|ever|overall to date|to date|lifetime|since (?:the )?(?:beginning|start)(?! of)"
        r"|in total to date|since we started")  # fmt: skip
def _all_time(match: re.Match[str], now: _Now) -> Span | None:
    return Span(None, now.today, "all time", "all")


@_reads(r"(?:the )?(?:end of (?:the )?|rest of (?:the |this )?|remainder of (?:the |this )?)"
        r"(?P<unit>week|month|quarter|year)|(?P<eo>eo[mqy])")  # fmt: skip
def _rest(match: re.Match[str], now: _Now) -> Span:
    unit = match["unit"] or {"eom": "month", "eoq": "quarter", "eoy": "year"}[match["eo"]]
    first, last, label = now.calendar.holding(now.today, unit)
    return Span(first, last, label, unit, relative=True)


def _one(text: str, now: _Now) -> Span | None:
    found = find(text, now.today, now.calendar.first_month, ahead=now.ahead)
    return found[0].span if len(found) == 1 else None


def _read_day(text: str, now: _Now) -> date | None:
    named = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1}
    if text in named:
        return now.today + timedelta(days=named[text])
    weekday = re.fullmatch(rf"(?P<rel>last |this |next )?(?P<d>{_DAYS})days?", text)
    if weekday:
        return _weekday(weekday["d"], (weekday["rel"] or "").strip(), now.today)
    try:
        return _dated(text, now)
    except ValueError:
        return None


def _dated(text: str, now: _Now) -> date | None:
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    if iso:
        return date(*map(int, iso.groups()))
    month = re.search(_MONTHS, text)
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    if month is None or not numbers:
        return None
    number = month_number(month[0])
    if len(numbers) > 1:
        return date(numbers[1], number, numbers[0])
    near = date(now.today.year, number, numbers[0])
    if near > now.today and not now.ahead:
        return date(now.today.year - 1, number, numbers[0])
    return near


def _weekday(name: str, relation: str, today: date) -> date:
    ago = (today.weekday() - weekday_number(name)) % 7
    if relation == "next":
        return today + timedelta(days=7 - ago)
    if relation == "last" and ago == 0:
        ago = 7
    return today - timedelta(days=ago)


def _latest(
    named: Callable[[int], tuple[date, date, str]], this_year: int, year: int | None, now: _Now
) -> tuple[date, date, str]:
    if year is not None:
        return named(year)
    if now.ahead:
        return next(n for y in (0, 1, 2) if (n := named(this_year - 1 + y))[1] >= now.today)
    return next(n for y in (1, 0, -1, -2) if (n := named(this_year + y))[0] <= now.today)


def _calendar(words: str, now: _Now) -> Calendar:
    return Calendar(1) if "calendar" in words else now.calendar


def _shift(words: str) -> int:
    return -1 if "last" in words else int("next" in words)


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _COUNTS[text]


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    year = int(text) if len(text) == 4 else 2000 + int(text)  # noqa: PLR2004 - a full year has four digits
    return year if 1900 < year < 2100 else None  # noqa: PLR2004 - years of business records
