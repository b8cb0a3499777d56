"""Which two periods, or which two moments, a change is between."""

from dataclasses import replace
from datetime import date, timedelta

from store.people import Workspace
from tools.parts.calendars import calendar_for
from tools.parts.measuring.asked import Asked
from tools.parts.metrics import Metric
from tools.parts.periods import Span, earlier, resolve, written_day


def both(now: Asked, compare_to: str | None) -> tuple[Asked, Asked]:
    """The question about the later and about the earlier period.

    A stock is compared with itself: all that is open at one moment with all that was open at the
    other, never with what is due in a period.
    """
    calendar = calendar_for(now.ctx.workspace)
    span = earlier(now.cut.span, compare_to or "previous", calendar)
    whole = replace(now, cut=now.cut.whole())
    if not now.metric.stock:
        return whole, whole.over(span)
    return whole.over(_moment(now.cut.span, now)), whole.over(_moment(span, now))


def period_of(asked: str | None, metric: Metric, today: date, workspace: Workspace) -> str:
    """The period asked for; of a level, this quarter up to now; else the latest whole quarter.

    What happens in a period can only be compared when it is over.
    """
    if asked is not None:
        return asked
    if metric.stock or metric.name == "pipeline_coverage":
        return "this quarter"
    this = resolve("this quarter", today, calendar_for(workspace))
    return "this quarter" if this.end == today else "last quarter"


def _moment(span: Span, asked: Asked) -> Span:
    """The moment that a period stands for: its end, or today; of one that lasts, its beginning."""
    today = asked.ctx.today
    if span.end < today:
        return span
    if span.start is None or span.grain != "range" or span is asked.cut.span:
        return Span(None, today, "today", "all")
    day = span.start - timedelta(days=1)
    return Span(day, day, written_day(day))
