"""What changed in the pipeline between two days: a walk that adds up to the cent."""

from datetime import date, timedelta
from typing import Annotated, Literal

from store.errors import BadInput
from tools.arguments import DimensionName, Filters, Period, choice
from tools.contract import Context, Result, tool
from tools.parts.calendars import calendar_for
from tools.parts.dimensions import dimension
from tools.parts.periods import Span, resolve, written_day
from tools.parts.query import conditions, in_words
from tools.parts.waterfall.bars import Target, walk
from tools.parts.waterfall.groups import walks_by
from tools.parts.waterfall.reading import read_between
from tools.parts.waterfall.telling import result
from tools.parts.waterfall.told import Told

NO_OTHER = frozenset({"previous", "the previous one", "previous period"})
"""Words for the time before, which for a stretch of days is its own beginning."""


@tool(effect="reads")
def pipeline_changes(
    ctx: Context,
    period: Period = "the last 7 days",
    *,
    compare_to: Period | None = None,
    closing_in: Period | None = None,
    by: list[DimensionName] = [],  # noqa: B006 - pydantic copies a default
    where: Filters = [],  # noqa: B006 - as above
    counted: Annotated[
        Literal["amount", "deals"],
        choice(
            amount=("open pipeline", "pipeline", "pipe", "in dollars", "by amount"),
            deals=("number of open deals", "number of deals", "deal count", "by count",
                   "in deals", "open deals"),
        ),
    ] = "amount",
) -> Result:  # fmt: skip
    """Walk from an earlier pipeline to a later one: what came in, moved, was won, lost or removed.

    Open before + new + reopened + pulled in + up - down - pushed - won - lost - scrubbed = open
    after, to the cent. Each bar lists its deals. Close dates matter when the pipeline of a period
    is asked for, such as this quarter's.

    Args:
        period: The days in which it changed, such as `since last Monday`, `this month`, or
            `last quarter`.
        compare_to: An earlier moment to walk from, when it is not the day before the period:
            `the end of last quarter`.
        closing_in: Only the pipeline that is expected to close in this period, such as
            `this quarter`.
        by: Also show the walk by region, owner, team, product ...
        where: Conditions that choose the deals.
        counted: Whether the walk is in amounts or in numbers of deals.

    Raises:
        BadInput: A period cannot be read, or the two days are not in order.
        NotReady: The pipeline of one of the days cannot be told.
    """
    first, last, span = _moments(ctx, period, compare_to, closing_in)
    dimensions = tuple({d.name: d for d in map(dimension, by)}.values())
    if any(d.grain for d in dimensions):
        raise BadInput(
            "A walk between two days cannot be split by time.",
            hint="Ask for the walk of each month, or split it by region, owner ...",
        )
    target = None if span is None else Target(span.start, span.end)
    read = conditions(ctx, "opportunity", where)
    two = read_between(ctx, first, last, where, target)
    groups = walks_by(ctx, two.passages, dimensions, target) if dimensions else {}
    return result(Told(
        ctx, first, last, span, f" ({in_words(read)})" if read else "", two,
        walk(two.passages, target), dimensions, groups, [f.model_dump() for f in where], counted,
    ))  # fmt: skip


def _moments(
    ctx: Context, period: str, compare_to: str | None, closing_in: str | None
) -> tuple[date, date, Span | None]:
    """The two days at whose close the pipelines are taken, and the days in which they are due.

    A moment inside the period that is named makes that period the one deals are due in: `this
    quarter's pipeline since Monday`.
    """
    calendar = calendar_for(ctx.workspace)
    span = resolve(period, ctx.today, calendar)
    due = resolve(closing_in, ctx.today, calendar, ahead=True) if closing_in else None
    if compare_to is None or compare_to.casefold() in NO_OTHER:
        return *_in_order(ctx, _before(span), span.end), due
    other = resolve(compare_to, ctx.today, calendar)
    if other.start is not None and span.end < other.start:
        span, other = other, span  # two moments are walked in the order of time
    if other.end < ctx.today and (span.start is None or other.end < span.start):
        return *_in_order(ctx, other.end, span.end), due
    return *_in_order(ctx, _before(other), min(other.end, span.end)), due or span


def _before(span: Span) -> date:
    if span.start is None:
        raise BadInput(f"{span.label} has no first day to walk from.",
                       hint="Name a day or a period, such as since last Monday.")  # fmt: skip
    return span.start - timedelta(days=1)


def _in_order(ctx: Context, first: date, end: date) -> tuple[date, date]:
    last = min(end, ctx.today)
    if first >= last:
        raise BadInput(
            f"There is nothing between {written_day(first)} and {written_day(last)} to walk.",
            hint="Name a period that has begun, such as this month or since last Monday.",
        )
    return first, last
