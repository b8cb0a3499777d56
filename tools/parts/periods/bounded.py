"""Periods between two ends, since one, or up to one."""

import re
from dataclasses import replace
from datetime import date, timedelta

from tools.parts.calendars import add_years
from tools.parts.periods.grammar import Now, one, reads
from tools.parts.periods.span import Span, spanning, written_day
from tools.parts.periods.words import SUB

_UNIT = "week|month|quarter|year"


@reads(r"(?P<a>\d{4}-\d{2}-\d{2})?\.\.(?P<b>\d{4}-\d{2}-\d{2})?")
def key(match: re.Match[str], now: Now) -> Span | None:
    """`2017-10-01..2017-12-31`, the form that a span's key has."""
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
    return spanning(start, end, now.calendar)


@reads(
    r"(?:between|from|in between) (?:the )?(?:(?:start|beginning) of (?:the )?)?"
    rf"(?P<a>{SUB}) (?:and|to|until|till|through|thru|-) (?:the )?(?:(?:end|close) of (?:the )?)?"
    rf"(?P<b>{SUB}|(?<=end of )(?:(?:this|next) )?(?:{_UNIT})|(?<=end of the )(?:{_UNIT}))"
    rf"|(?P<a2>{SUB}) ?(?:to|through|thru|until|till|\.\.|-) ?(?P<b2>{SUB})"
)
def between(match: re.Match[str], now: Now) -> Span | None:
    """`from January to March 2017`, `between Q1 and Q3`."""
    opening, closing = match["a"] or match["a2"], match["b"] or match["b2"]
    near = one(opening, now)
    today = near is not None and near.start == near.end == now.today
    unit = f"this {closing}" if re.fullmatch(_UNIT, closing) else closing
    last = _to_come(unit, replace(now, ahead=now.ahead or today))
    past = replace(now, today=last.end, ahead=False) if last else now
    told = near is not None and (near.relative or opening.endswith(" year"))
    first = near if told else one(opening, past)
    wrong = next((span for span in (first, last) if span is not None and span.fault), None)
    if wrong is not None:
        return wrong
    if first is None or last is None or first.start is None or first.start > last.end:
        return None
    return spanning(first.start, last.end, now.calendar)


def _to_come(said: str, now: Now) -> Span | None:
    """The end of a stretch: in what is to come, a day without a year lies no year behind."""
    last = one(said, now)
    if last is None or not now.ahead or last.start is None or last.end >= now.today:
        return last
    if last.fault or last.relative or re.search(r"\d{4}", said):
        return last
    return spanning(add_years(last.start, 1), add_years(last.end, 1), now.calendar)


@reads(
    r"(?:since|starting|after|as of last|from(?= [\w ,]{2,30} on(?:wards?)?\b)) "
    r"(?:(?:the )?(?P<edge>start|beginning|first(?: day)?|1st|(?P<end>end|close)) of )?(?:the )?"
    rf"(?P<sub>{SUB}|(?:last|this|the) (?:{_UNIT})|(?P<unit>{_UNIT})(?! (?:ago|before)))"
)
def since(match: re.Match[str], now: Now) -> Span | None:
    """`since Monday`, `after 1 March`, `since the end of August`: up to today."""
    # What something has lasted since lies behind, whatever else the words are about.
    unit = match["unit"] or re.sub(r"^the ", "", match["sub"])
    named = f"this {unit}" if re.fullmatch(_UNIT, unit) else match["sub"]
    after = match[0].startswith("after")
    sub = one(named, replace(now, ahead=now.ahead and after))
    if sub is None or sub.start is None:
        return sub if sub is not None and sub.fault else None
    start = sub.end if match["end"] else sub.start
    if after:
        first = bool(match["edge"]) and not match["end"]
        start = (sub.start if first else sub.end) + timedelta(days=1)
    if start > now.today:
        return _from_then(start) if after and now.ahead else None
    return Span(start, now.today, f"since {written_day(start)}", relative=True)


def _from_then(start: date) -> Span:
    """What is to come from a day on, however late: `closing after 14 January`."""
    before = start - timedelta(days=1)
    return Span(start, date(LAST_YEAR, 12, 31), f"after {written_day(before)}", relative=True)


LAST_YEAR = 2099
"""The end of what is to come: no business record is dated later."""


@reads(
    r"(?:by|until|up to|through|before|till)(?: the)? "
    rf"(?:(?:end|close) of (?:the )?(?P<unit>{_UNIT})|(?P<turn>month|quarter|year)[- ]end"
    rf"|(?P<end>(?:end|close) of )?(?:the )?"
    rf"(?P<sub>{SUB}|(?:this|next|last) (?:{_UNIT})))"
)
def by(match: re.Match[str], now: Now) -> Span | None:
    """`by the end of the month`, `before October 2017`."""
    unit = match["unit"] or match["turn"]
    named = f"this {unit}" if unit else match["sub"]
    # "Created before June" is about the last one, "by June" about the one to come.
    sub = one(named, replace(now, ahead=now.ahead or not match[0].startswith("before")))
    if sub is None or sub.start is None:
        return sub if sub is not None and sub.fault else None
    # Before the end of November is as good as by it.
    before = match[0].startswith("before") and not (match["end"] or unit)
    end = sub.start - timedelta(days=1) if before else sub.end
    if end >= now.today and now.ahead:
        return Span(now.today, end, f"by {written_day(end)}", relative=True)
    if match["turn"]:
        return sub  # a result "by year end" is that of the year
    return Span(None, end, f"up to {written_day(end)}", relative=True)
