"""When something was done: the instants of a stretch of days, and what was applied in them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from store.ledger import ChangeSet
from tools.context import Context
from tools.parts.calendars import calendar_for
from tools.parts.periods import Span, resolve


def instants(ctx: Context, span: Span) -> tuple[datetime, datetime]:
    """The first instant of a stretch of days and the first after it, in the workspace's zone.

    A stretch that reaches today reaches now: a run may be asked as of an earlier day, but what was
    done was done at its own time.
    """
    zone = ZoneInfo(ctx.workspace.timezone)
    start = span.start or date(1970, 1, 1)
    end = datetime.combine(span.end + timedelta(days=1), time.min, zone)
    if span.end >= ctx.today:
        end = max(end, ctx.now + timedelta(seconds=1))
    return datetime.combine(start, time.min, zone), end


def applied_in(
    ctx: Context, period: str, done: Sequence[ChangeSet]
) -> tuple[list[ChangeSet], Span]:
    """Of the change sets that were applied, those applied in a period, which is resolved too."""
    span = resolve(period, ctx.today, calendar_for(ctx.workspace))
    begin, end = instants(ctx, span)
    return [c for c in done if begin <= (c.approved_at or c.proposed_at) < end], span
