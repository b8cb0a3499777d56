"""Seasons: `last summer`, `winter 2025`, by whole months as the weather services count them."""

import re
from datetime import date, timedelta

from tools.parts.calendars import add_months
from tools.parts.periods.grammar import Now, reads
from tools.parts.periods.span import Span
from tools.parts.periods.words import SEASONS, shift

_FIRST = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_LEADS = frozenset({"in", "during", "since", "by", "until", "over", "from", "to", "and", "between",
                    "before", "after", "the", "through", "till"})  # fmt: skip
_FALLING = re.compile(r" ?(?:in|of|into|to|from|back|behind|through|short)\b")


@reads(
    rf"(?P<rel>last |this |next )?(?P<s>{SEASONS}|fall)"
    r"(?:(?: of)? (?P<y>20\d{2})|(?: of)? (?P<ry>last|this|next) year)?"
)
def season(match: re.Match[str], now: Now) -> Span | None:
    """`last summer`, `winter 2025`; a season that nothing leads to may be a name."""
    year, which = match["y"] or match["ry"], (match["rel"] or "").strip()
    if not (year or which) and not _is_time(match):
        return None
    if match["s"] == "fall" and _is_verb(match):
        return None
    today = now.today.year
    if year:
        known = int(year) if year.isdigit() else today + shift(year)
        return _of_year(match["s"], known)
    spans = [_of_year(match["s"], today + y) for y in (1, 0, -1, -2)]
    if which == "next" or (now.ahead and which != "last"):
        to_come = [s for s in spans if _start(s) > now.today or (not which and s.end >= now.today)]
        return to_come[-1]
    if which == "last":
        return next(s for s in spans if s.end < now.today)
    return next(s for s in spans if _start(s) <= now.today)


def _is_time(match: re.Match[str]) -> bool:
    """Whether a bare season stands alone or where a time does: `since summer`."""
    before = match.string[: match.start()].split()
    return match[0] == match.string.strip() or bool(before and before[-1] in _LEADS)


def _is_verb(match: re.Match[str]) -> bool:
    """Whether `fall` is what something does: `the fall in revenue`, `did it fall last year`."""
    led = match["rel"] or _is_time(match)
    return not led or _FALLING.match(match.string[match.end() :]) is not None


def _start(span: Span) -> date:
    return span.start or span.end


def _of_year(name: str, year: int) -> Span:
    first = date(year, _FIRST[name], 1)
    last = add_months(first, 3) - timedelta(days=1)
    return Span(first, last, f"{name} {year}", "quarter")
