"""The time that a dashboard or a pack is about: what is shown, set beside what, and since when."""

from dataclasses import dataclass
from datetime import date, timedelta

from tools.arguments import Filter
from tools.context import Context
from tools.parts.calendars import add_years, calendar_for
from tools.parts.periods import Span, earlier, resolve

WEEKLY = 14
"""A period of so many days or fewer names the meeting, not the results: the quarter is shown."""
LAST_WEEK = "the last 7 days"


@dataclass(frozen=True, slots=True)
class Frame:
    """Periods in the words that tools take.

    Attributes:
        span: The whole period.
        results: The period of results: the part of it that is over.
        beside: What the results are set beside: as many days of the period before.
        walk: The days of the pipeline walk.
        is_over: Whether the period has ended.
        whole: The period, or the one before it when it is not over: costs are booked late.
        where: Conditions on the deals.
    """

    span: Span
    results: str
    beside: str
    walk: str
    is_over: bool
    whole: str
    where: tuple[Filter, ...] = ()

    @property
    def year(self) -> str:
        """The twelve months up to the last day of the results."""
        _, _, last = self.results.partition("..")
        end = date.fromisoformat(last)
        return Span(add_years(end + timedelta(days=1), -1), end, "").key

    @property
    def label(self) -> str:
        """The period in words."""
        return self.span.label


def frame(ctx: Context, period: str, where: list[Filter]) -> Frame:
    """The frame around a period, as of today.

    A period that is not over is set beside the same days of the one before, since a part of a
    quarter compares badly with a whole one. A day or a week stands for the quarter it is in.

    Raises:
        BadInput: The period cannot be read.
    """
    calendar = calendar_for(ctx.workspace)
    span, walk = resolve(period, ctx.today, calendar), LAST_WEEK
    if span.days is not None and span.days <= WEEKLY:
        if span.end < ctx.today and span.days > 1:
            walk = span.key
        day = min(span.end, ctx.today)
        span = resolve("this quarter", day, calendar)
    before = earlier(span, "previous", calendar) if span.start is not None else span
    is_over = span.end < ctx.today
    if is_over:
        walk = span.key if walk == LAST_WEEK and span.start is not None else walk
        return Frame(span, span.key, before.key, walk, is_over, span.key, tuple(where))
    if span.start is None or before.start is None:
        return Frame(span, span.key, before.key, walk, is_over, span.key, tuple(where))
    elapsed = ctx.today - span.start
    same = Span(before.start, min(before.end, before.start + max(elapsed, timedelta(0))), "")
    so_far = Span(span.start, max(span.start, ctx.today), "")
    return Frame(span, so_far.key, same.key, walk, is_over, before.key, tuple(where))
