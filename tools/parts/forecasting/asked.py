"""What is asked of a forecast: a period that lies ahead, conditions, and the quota beside it."""

from datetime import timedelta
from decimal import Decimal

from store.errors import BadInput, NotFound
from tools.arguments import Filter
from tools.context import Context
from tools.parts.calendars import calendar_for
from tools.parts.metrics.quotas import quotas
from tools.parts.metrics.slices import Slice
from tools.parts.periods import Span, resolve
from tools.parts.sight import covers

FARTHEST = 731
"""Days ahead beyond which the past says nothing of the future."""
WITH_QUOTA = frozenset({"month", "quarter", "half", "year"})
"""Periods that people have quotas for."""


def period_ahead(ctx: Context, text: str) -> Span:
    """The period that a text means, when it has a first day and is not too far off.

    Raises:
        BadInput: It cannot be read, has no first day, or lies too far ahead.
    """
    span = resolve(text, ctx.today, calendar_for(ctx.workspace), ahead=True)
    if span.start is None:
        raise BadInput(f"{text!r} has no first day.", hint="Ask for a quarter, a month or a year.")
    if span.end > ctx.today + timedelta(days=FARTHEST):
        raise BadInput(
            f"{span.label} lies too far ahead to forecast from deals.",
            hint="Ask for a period that ends within two years.",
        )
    return span


def without_status(where: list[Filter]) -> list[Filter]:
    """The conditions, without the status: a forecast is of deals that will be won anyway."""
    return [given for given in where if given.field.casefold() != "status"]


def quota_of(ctx: Context, span: Span, filters: list[Filter]) -> Decimal | None:
    """The quota of the period; None when none is kept or it cannot be limited in the same way."""
    if span.grain not in WITH_QUOTA or not covers(ctx, filters):
        return None
    try:
        found = quotas(Slice(ctx, span, tuple(filters)))
    except (BadInput, NotFound):  # quotas are of reps and teams, not of products or industries
        return None
    return sum(found.values(), Decimal(0)) or None
