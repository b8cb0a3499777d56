"""Which sources, regions or products close fastest, with deals that are still open counted."""

from typing import Annotated, Literal

from store.errors import BadInput
from tools.arguments import DimensionName, Filters, Period, choice, flag
from tools.contract import Context, Result, tool
from tools.parts.calendars import calendar_for
from tools.parts.cohorts.reading import read_lives
from tools.parts.cohorts.speed import Told, result
from tools.parts.dimensions import Dimension, dimension
from tools.parts.periods import resolve
from tools.parts.query import conditions, in_words


@tool(effect="reads")
def compare_closing_speed(
    ctx: Context,
    by: list[DimensionName] = ["source"],  # noqa: B006 - pydantic copies a default
    *,
    period: Period = "the last 24 months",
    where: Filters = [],  # noqa: B006 - as above
    until: Annotated[
        Literal["closed", "won", "lost"],
        choice(
            won=("won", "win", "wins", "win fastest", "winning", "to win", "closed won"),
            lost=("lost", "lose", "loses", "losing", "to lose", "closed lost"),
            closed=("close", "closes", "closed", "closing", "decided", "a decision"),
        ),
    ] = "closed",
    curves: Annotated[
        bool,
        flag("kaplan-meier", "kaplan meier", "survival curve", "survival curves", "curves",
             "closing curves", "curve"),
    ] = False,
) -> Result:  # fmt: skip
    """Say which sources, campaigns, regions or products close fastest, and whether it is chance.

    Kaplan-Meier: the day by which half of a group's deals have closed, with a 95 % interval, where
    deals that are still open count for as long as they have been open; a log-rank test says whether
    the groups differ by more than chance.

    Args:
        by: What to compare: source, region, segment, product, owner ...; one dimension.
        period: When the deals were created.
        where: Conditions that choose the deals.
        until: What ends a deal's time: closed either way, won, or lost.
        curves: Whether to show each group's Kaplan-Meier curve as well.

    Raises:
        BadInput: A name, period or condition cannot be read.
    """
    split = _split(by)
    span = resolve(period, ctx.today, calendar_for(ctx.workspace))
    known = conditions(ctx, "opportunity", where)
    lives = read_lives(ctx, span, where, split)
    who = f" ({in_words(known)})" if known else ""
    filters = [f.model_dump() for f in where]
    return result(Told(ctx, span, who, split, until, lives, filters, curves))


def _split(by: list[str]) -> Dimension:
    named = [dimension(name) for name in by] or [dimension("source")]
    if len(named) > 1 or named[0].grain or "opportunity" not in named[0].paths:
        raise BadInput(
            "Closing speed is compared along one dimension of deals that is not time.",
            hint="Ask by source, region, segment, product, owner or type; compare_cohorts compares"
            " deals of different months.",
        )
    if named[0].name in {"status", "loss_reason", "stage", "forecast_category"}:
        raise BadInput(
            f"A deal's {named[0].label} changes with its age, so it cannot explain its speed.",
            hint="Compare what a deal has from the start: source, region, segment or product.",
        )
    return named[0]
