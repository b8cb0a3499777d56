"""Who is going to reach their quota in a period that is not over, and who is not."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal

from store.errors import BadInput
from tools.arguments import Bound, Filter, Filters, GroupBound, Period, choice
from tools.contract import Context, Result, tool
from tools.parts.calendars import calendar_for
from tools.parts.dimensions import dimension
from tools.parts.forecasting.asked import period_ahead, without_status
from tools.parts.forecasting.attainment import LIKELY, Attainment, attainments
from tools.parts.forecasting.commits import read_commits
from tools.parts.forecasting.figures import major
from tools.parts.forecasting.outlook import Outlook, look_ahead
from tools.parts.forecasting.reading import read_deals
from tools.parts.measuring.bounding import holds, told
from tools.parts.metrics.quotas import quotas
from tools.parts.metrics.slices import Slice
from tools.parts.periods import Span
from tools.parts.sight import of_people_seen
from tools.result import Cell, Figure, Table

NAMED = 3
SHOWN = 200
QUOTA = frozenset({"quota", "quotas", "amount", "amount_cents"})
"""What a condition on having a quota is about; everyone who is looked at has one."""
CHANCE = ("The share of seeded draws in which the part reaches its quota: each open deal won or"
          " not, new deals, and one shock that all share.")  # fmt: skip


@tool(effect="reads")
def forecast_attainment(
    ctx: Context,
    period: Period = "this quarter",
    *,
    who: Annotated[
        Literal["owner", "team"],
        choice(
            owner=("rep", "reps", "by rep", "each rep", "per rep", "sellers", "by owner"),
            team=("team", "teams", "by team", "each team", "per team"),
        ),
    ] = "owner",
    only: Annotated[
        Literal["all", "likely", "unlikely"],
        choice(
            all=("everyone", "all reps", "every rep"),
            likely=("will hit", "will make", "on track", "likely to hit", "going to hit",
                    "going to make", "will reach", "safe"),
            unlikely=("will miss", "at risk", "won't hit", "won't make", "behind", "off track",
                      "going to miss", "unlikely", "will fall short", "not going to make",
                      "not make", "not hit", "not reach", "won't reach", "short of", "miss",
                      "missing", "not meet", "fail to", "worry about", "in danger", "fall behind"),
        ),
    ] = "all",
    where: Filters = [],  # noqa: B006 - pydantic copies a default
    having: GroupBound | None = None,
) -> Result:  # fmt: skip
    """Look ahead at quota attainment: each rep or team, won, expected, the chance to make it.

    The parts add up to the forecast of the whole; each chance comes from draws of the rep's own
    open and new deals, with one shock that all share. For attainment so far, without a forecast,
    measure quota_attainment.

    Args:
        period: When: `this quarter`, `Q4`, `this year`. It is not over yet.
        who: Whether reps or teams are looked at.
        only: Everyone, or those who are likely to make it, or unlikely.
        where: Conditions, such as a region or a team.
        having: Only those whose forecast is within these shares of their quota: below 1, above
            1.2. The figures stay those of everyone with a quota.

    Raises:
        BadInput: The period cannot be read, or nobody has a quota for it.
    """
    span = period_ahead(ctx, period)
    asked = [given for given in without_status(where) if not _of_quota(given)]
    if len(asked) < len(without_status(where)) and only == "all":
        only = "unlikely"  # "who is missing quota" is about missing it, not about having none
    asked = of_people_seen(ctx, asked)
    by = (dimension(who),)
    targets = {key: cents for key, cents in quotas(Slice(ctx, span, tuple(asked), by)).items()
               if key[0] is not None}  # fmt: skip
    if not targets:
        raise BadInput(
            f"Nobody has a quota for {span.label}.",
            hint=f"Import quotas of {'reps' if who == 'owner' else 'teams'} for it, or ask for"
            " another period.",
        )
    deals = read_deals(ctx, span, asked, by)
    commits = read_commits(ctx, deals, asked)
    outlook = look_ahead(deals, span, calendar_for(ctx.workspace), None, commits)
    everyone = attainments(deals, outlook, targets)
    figures = _figures(ctx, span, everyone, outlook)
    shown = [a for a in everyone if only == "all" or a.is_likely == (only == "likely")]
    if only == "unlikely":
        shown.reverse()
    say = _say(span, figures, shown, only, outlook)
    if having is not None:
        shown, figures["within"] = _bounded(ctx, span, shown, having)
        say += f" {_said_within(figures['within'], shown, having, outlook)}"
    return Result(
        say=say,
        reading=f"quotas of {span.label} ({span.dates}), by {by[0].label}",
        figures=list(figures.values()), tables=[_table(ctx, by[0].label, shown)],
        notes=_notes(outlook, everyone), facts={n: f.value for n, f in figures.items()},
    )  # fmt: skip


def _bounded(
    ctx: Context, span: Span, shown: Sequence[Attainment], having: Bound
) -> tuple[list[Attainment], Figure]:
    """Those whose forecast is such a share of their quota, and how many they are."""
    found = [a for a in shown if holds(_share(a.expected / a.quota), having)]
    about = f"forecast {told('rate', having)} of quota"
    return found, ctx.figure(
        "attainment_within", len(found), "count", label=f"With a {about}",
        definition=f"Those who are looked at and have a {about}.", formula=f"count of a {about}",
        n=len(shown), period=span.kept(), inputs={"looked at": len(shown)},
    )  # fmt: skip


def _said_within(
    counted: Figure, found: Sequence[Attainment], having: Bound, outlook: Outlook
) -> str:
    has = "has" if len(found) == 1 else "have"
    what = "forecast" if outlook.combined is not None else "total so far"
    names = ", ".join(str(a.key[0]) for a in found[:NAMED])
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return (
        f"{counted.text} of them {has} a {what} {told('rate', having)} of quota"
        f"{f': {names}{more}' if names else ''}."
    )


def _of_quota(given: Filter) -> bool:
    return given.op in {"missing", "present"} and given.field.casefold() in QUOTA


def _figures(
    ctx: Context, span: Span, everyone: Sequence[Attainment], outlook: Outlook
) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    n, span_of = len(everyone), span.kept()
    known = outlook.combined is not None or outlook.window is None
    why = None if known else "the data cannot carry a forecast"
    likely = sum(a.is_likely for a in everyone) if known else None
    hoped = round(sum(a.chance or 0.0 for a in everyone), 1) if known else None
    counts: tuple[tuple[str, int | Decimal | None, str, str], ...] = (
        ("with_quota", n, "With a quota", "Those who have a quota in the period."),
        ("reached", sum(a.is_reached for a in everyone), "Reached already",
         "Those whose wins in the period are at or above their quota."),
        ("likely", likely, "Likely to reach it",
         f"Those who have reached it, or whose chance to is {LIKELY:.0%} or more."),
        ("expected_to_reach", None if hoped is None else Decimal(str(hoped)),
         "Expected to reach it", "The sum of everyone's chance to reach their quota."),
    )  # fmt: skip
    for name, value, label, definition in counts:
        found[name] = ctx.figure(
            f"attainment_{name}", value, "count", label=label, definition=definition,
            formula=CHANCE if name in {"likely", "expected_to_reach"} else definition, n=n,
            period=span_of, reason=why if value is None else None,
        )  # fmt: skip
    money = ctx.workspace.currency
    for name, cents, label in (
        ("quota", sum(a.quota for a in everyone), "Quotas together"),
        ("expected", sum(a.expected for a in everyone), "Their forecast together"),
    ):
        found[name] = ctx.figure(
            f"attainment_{name}", major(cents) if known or name == "quota" else None, money,
            label=label, definition=f"{label}, of those who have a quota.", n=n,
            formula="sum over those with a quota", period=span_of,
            reason=None if known or name == "quota" else why,
        )  # fmt: skip
    return found


def _say(
    span: Span, figures: dict[str, Figure], shown: Sequence[Attainment], only: str,
    outlook: Outlook,
) -> str:  # fmt: skip
    text = {name: figure.text for name, figure in figures.items()}
    if outlook.window is None:
        return f"{span.label} is over: {text['reached']} of {text['with_quota']} reached quota."
    if outlook.combined is None:
        why = "; ".join(check.found for check in outlook.ready.failing)
        return (
            f"The data cannot carry a forecast for {span.label} yet: {why}. Of"
            f" {text['with_quota']} with a quota, {text['reached']} have reached it."
        )
    named = ", ".join(str(a.key[0]) for a in shown[:NAMED])
    more = f" and {len(shown) - NAMED} more" if len(shown) > NAMED else ""
    head = {
        "all": f"{span.label}: {text['likely']} of {text['with_quota']} with a quota are likely to"
               f" reach it; {text['reached']} have already.",
        "likely": f"{text['likely']} of {text['with_quota']} are likely to reach their quota for"
                  f" {span.label}: {named}{more}.",
        "unlikely": f"{len(shown)} of {text['with_quota']} are unlikely to reach their quota for"
                    f" {span.label}: {named}{more}.",
    }[only]  # fmt: skip
    if not shown and only != "all":
        head = f"Nobody with a quota for {span.label} is {only} to reach it."
    return (
        f"{head} Adding up everyone's chances, {text['expected_to_reach']} will make it. Together"
        f" they are forecast at {text['expected']} against {text['quota']}."
    )


def _table(ctx: Context, label: str, shown: Sequence[Attainment]) -> Table:
    rows: list[list[Cell]] = [
        [a.key[0], major(a.quota), major(a.done), major(a.to_come), major(a.expected),
         _share(a.expected / a.quota), _share(a.chance), major(a.needed), a.open_deals]
        for a in shown[:SHOWN]
    ]  # fmt: skip
    money = ctx.workspace.currency
    return Table(
        name="attainment", title=f"Quota and forecast by {label}",
        columns=[label, "quota", "won so far", "still to come", "forecast", "of quota",
                 "chance to reach it", "still needed", "open deals"],
        units=["text", *(money for _ in range(4)), "rate", "rate", money, "count"],
        rows=rows, total=len(shown),
    )  # fmt: skip


def _notes(outlook: Outlook, everyone: Sequence[Attainment]) -> list[str]:
    idle = sum(not a.open_deals and not a.is_reached for a in everyone)
    found = [f"{idle:,} with a quota have no open deal."] if idle else []
    if outlook.ready.verdict == "caution":
        found.append(f"Take it with caution: {'; '.join(c.found for c in outlook.ready.failing)}.")
    if outlook.combined is not None:
        found.append("A single rep's chance hangs on a handful of deals; it is rougher than the"
                     " forecast of all.")  # fmt: skip
    return found


def _share(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(round(value, 4)))
