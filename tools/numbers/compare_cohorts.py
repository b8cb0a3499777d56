"""Cohorts of deals, or of reps, compared at the same age."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Literal

from store.errors import NotReady
from tools.arguments import Filters, Period, choice
from tools.contract import Context, Result, tool
from tools.parts.calendars import Calendar, calendar_for
from tools.parts.cohorts.reading import Life, read_lives, read_reps, wins_of
from tools.parts.cohorts.table import Cohort, deal_cohorts, rep_cohorts
from tools.parts.cohorts.telling import Told, result
from tools.parts.periods import Span, resolve
from tools.parts.query import conditions, in_words

DEAL_MONTHS, REP_MONTHS = 6, 12
LONG = 550
"""Days beyond which cohorts are quarters unless months are asked for."""
Of = Literal["deals", "reps"]
Show = Literal["won", "closed", "revenue"]
Every = Literal["month", "quarter", "year"]


@tool(effect="reads")
def compare_cohorts(
    ctx: Context,
    period: Period | None = None,
    *,
    of: Annotated[
        Of,
        choice(
            reps=("rep cohort", "rep cohorts", "new reps", "new hires", "new hire", "reps", "hires",
                  "ramp", "ramping", "ramp up", "sellers", "start cohort", "started"),
            deals=("deals", "deal cohorts", "opportunities"),
        ),
    ] = "deals",
    show: Annotated[
        Show,
        choice(
            won=("won", "win rate", "win", "wins", "conversion"),
            closed=("closed", "close", "decided"),
            revenue=("revenue", "won revenue", "bookings", "amount", "value"),
        ),
    ] = "won",
    every: Annotated[
        Every | None,
        choice(
            month=("monthly", "by month", "per month", "month by month", "each month",
                   "monthly cohorts", "month"),
            quarter=("quarterly", "by quarter", "per quarter", "quarterly cohorts", "quarter"),
            year=("yearly", "by year", "annual", "yearly cohorts"),
        ),
    ] = None,
    where: Filters = [],  # noqa: B006 - pydantic copies a default
) -> Result:  # fmt: skip
    """Compare cohorts at the same age: deals by when they were created, or reps by when they began.

    A triangle: each row a cohort, each column an age in months, each cell the share of the deals
    won (or closed, or the revenue a deal) by that age, or what a rep won in that month of tenure.
    Ages that have not come are blank, and the latest cohort is tested against the earlier ones.

    Args:
        period: When the deals were created, or the reps started; without it the last 12 months, for
            reps the last 24.
        of: Cohorts of deals or of reps.
        show: What a cell of deals is: won, closed, or won revenue.
        every: What a cohort is: a month, a quarter or a year.
        where: Conditions that choose the deals, or the reps.

    Raises:
        BadInput: A period or condition cannot be read.
        NotReady: Nothing began in the period.
    """
    calendar = calendar_for(ctx.workspace)
    words = period or ("the last 24 months" if of == "reps" else "the last 12 months")
    span = resolve(words, ctx.today, calendar)
    if period is None and span.start is not None:  # a month in part is no cohort
        span = replace(span, start=calendar.holding(span.start, "month")[0])
    grain = every or _grain(span, of)
    table = "user" if of == "reps" else "opportunity"
    known = conditions(ctx, table, where)
    notes: list[str] = []
    cohorts = (
        _of_reps(ctx, span, where, grain, calendar) if of == "reps"
        else _of_deals(ctx, span, where, (grain, show), calendar, notes)
    )  # fmt: skip
    if not cohorts:
        began = "No rep started" if of == "reps" else "No deal was created"
        raise NotReady(f"{began} in {span.label} that was asked for.",
                       hint="Name a longer period, or fewer conditions.")  # fmt: skip
    months = REP_MONTHS if of == "reps" else DEAL_MONTHS
    who = f" ({in_words(known)})" if known else ""
    filters = [f.model_dump() for f in where]
    return result(Told(ctx, span, who, of, show, cohorts, months, notes, filters))


def _grain(span: Span, of: Of) -> Every:
    """Quarters for reps, who are few, and for long periods."""
    long = span.days is None or span.days > LONG
    return "quarter" if of == "reps" or long else "month"


def _of_deals(
    ctx: Context, span: Span, where: Filters, how: tuple[str, Show], calendar: Calendar,
    notes: list[str],
) -> list[Cohort]:  # fmt: skip
    grain, show = how
    read = read_lives(ctx, span, where, None)
    if read.undated:
        notes.append(f"Left out for want of a first or last day: {read.undated:,}.")
    if read.backwards:
        notes.append(f"Left out as they close before they begin: {read.backwards:,}.")
    return deal_cohorts(read.lives, grain, calendar, ctx.today, _counts(show), DEAL_MONTHS,
                        money=show == "revenue")  # fmt: skip


def _counts(show: Show) -> Callable[[Life], int | None]:
    """What a deal that has ended counts."""
    if show == "closed":
        return lambda life: 1 if life.status != "open" else None
    if show == "revenue":
        return lambda life: life.cents if life.status == "won" else None
    return lambda life: 1 if life.status == "won" else None


def _of_reps(
    ctx: Context, span: Span, where: Filters, grain: str, calendar: Calendar
) -> list[Cohort]:
    reps = read_reps(ctx, span, where)
    return rep_cohorts(reps, wins_of(ctx, reps), grain, calendar, ctx.today, REP_MONTHS)
