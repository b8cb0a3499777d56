"""What a period will bring in, how sure that is, and what it hangs on."""

from decimal import Decimal
from typing import Annotated, Literal

from store.errors import BadInput
from tools.arguments import DimensionName, Filters, Period, choice
from tools.contract import Context, Result, tool
from tools.parts.calendars import calendar_for
from tools.parts.dimensions import Dimension, dimension
from tools.parts.forecasting import tables, wording
from tools.parts.forecasting.asked import period_ahead, quota_of, without_status
from tools.parts.forecasting.commits import read_commits
from tools.parts.forecasting.figures import Teller
from tools.parts.forecasting.groups import Part, parts_in_time, parts_of
from tools.parts.forecasting.outlook import Outlook, look_ahead
from tools.parts.forecasting.reading import Deals, read_deals

OF_NOW = frozenset({"stage", "forecast_category"})
"""Dimensions of open deals; what does not exist yet has none."""
ALONE = frozenset({"historical_yield", "survival", "bookings", "run_rate"})
"""Methods that one can go by alone; the textbook's is only ever shown."""
Method = Literal[
    "combined", "historical_yield", "survival", "bookings", "run_rate", "stage_weighted"
]


@tool(effect="reads")
def forecast(
    ctx: Context,
    period: Period = "this quarter",
    *,
    by: list[DimensionName] = [],  # noqa: B006 - pydantic copies a default
    where: Filters = [],  # noqa: B006 - as above
    method: Annotated[
        Method,
        choice(
            combined=("all methods", "best estimate", "combined"),
            historical_yield=("historical yield", "by historical yield", "from the pipeline's age",
                              "yield method", "yield based"),
            survival=("survival", "survival model", "win and timing", "time to close model",
                      "by deal age"),
            bookings=("bookings time series", "time series", "as a time series",
                      "bookings series", "trend of bookings"),
            run_rate=("run rate", "at the current pace", "at this pace", "at our current rate"),
            stage_weighted=("stage weighted", "stage-weighted", "weighted pipeline",
                            "weighted by stage", "probability weighted", "weighted forecast",
                            "by the stages alone", "stages alone", "stage only", "stages only",
                            "going by the stages", "by stage weights"),
        ),
    ] = "combined",
) -> Result:  # fmt: skip
    """Forecast what will be won in a period, with a range, a back-test and what it hangs on.

    What is won already is added to what open deals and deals that do not exist yet are likely to
    bring by its last day, learned from the company's own closed deals. Says first whether the data
    can carry a forecast. Methods are shown side by side with their errors in past quarters.

    Args:
        period: When: `this quarter`, `next quarter`, `Q4`, `next 30 days`, `this year`.
        by: Break it down by team, region, owner, product, segment, stage, month ...; the parts add
            up to the whole.
        where: Conditions on the deals, such as a region or a team.
        method: Which method to go by; all together without it.

    Raises:
        BadInput: The period cannot be read or lies too far ahead, or a condition is about
            something that changes while a deal lives.
        NotFound: A condition names a value that is not in the store.
    """
    span = period_ahead(ctx, period)
    dimensions = tuple({d.name: d for d in map(dimension, by)}.values())
    timed = [d for d in dimensions if d.grain]
    _refuse_mixtures(dimensions, timed)
    asked = without_status(where)
    deals = read_deals(ctx, span, asked, () if timed else dimensions)
    only = method if method in ALONE else None
    commits = read_commits(ctx, deals, asked)
    outlook = look_ahead(deals, span, calendar_for(ctx.workspace), only, commits)
    parts = _parts(ctx, deals, outlook, dimensions)
    shown = [d.label for d in dimensions]
    return _answer(ctx, deals, outlook, method, (shown, parts, quota_of(ctx, span, asked)))


def _refuse_mixtures(dimensions: tuple[Dimension, ...], timed: list[Dimension]) -> None:
    names = {d.name for d in dimensions}
    if timed and len(dimensions) > 1:
        raise BadInput(f"A forecast by {timed[0].label} cannot be split further.",
                       hint="Ask for the two breakdowns one after the other.")  # fmt: skip
    if names & {"status", "loss_reason", "day"}:
        raise BadInput("A forecast cannot be broken down by what is not known before the end.",
                       hint="Break it down by team, region, owner, product, stage or month."
                       )  # fmt: skip
    if names & OF_NOW and len(names) > 1:
        raise BadInput("A forecast by stage cannot be split further: stages are of open deals.",
                       hint="Ask for the two breakdowns one after the other.")  # fmt: skip


def _parts(
    ctx: Context, deals: Deals, outlook: Outlook, dimensions: tuple[Dimension, ...]
) -> list[Part]:
    if not dimensions or (outlook.window is not None and outlook.combined is None):
        return []
    if dimensions[0].grain:
        return parts_in_time(deals, outlook, dimensions[0].grain, calendar_for(ctx.workspace))
    return parts_of(deals, outlook, of_now=dimensions[0].name in OF_NOW)


def _answer(
    ctx: Context, deals: Deals, outlook: Outlook, method: str,
    split: tuple[list[str], list[Part], Decimal | None],
) -> Result:  # fmt: skip
    names, parts, quota = split
    money, way = ctx.workspace.currency, method if method in ALONE else "combined"
    shown = []
    if parts:
        shown.append(tables.parts_table(names, parts, money))
    if outlook.combined is not None:
        shown += [tables.methods_table(outlook, way, money),
                  tables.swing_table(ctx, deals, outlook)]  # fmt: skip
    if outlook.past:
        shown.append(tables.past_table(outlook, money))
    if outlook.window is not None:
        shown += [tables.zombie_table(ctx, deals), tables.checks_table(outlook)]
    drawn = tables.chart(outlook, money)
    told = Teller(ctx, deals, outlook, way).tell(quota, parts)
    return Result(
        say=wording.say(ctx, outlook, told, method, parts),
        reading=wording.reading(outlook, deals, way),
        figures=list(told.by_name.values()), tables=shown, charts=[drawn] if drawn else [],
        notes=wording.notes(deals, outlook), facts=wording.facts(outlook, told),
    )  # fmt: skip
