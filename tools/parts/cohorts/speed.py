"""How fast groups of deals close, as a result: medians with intervals, and the test of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tools.context import Context
from tools.parts import charts
from tools.parts.cohorts.curves import curve_chart, curve_table
from tools.parts.cohorts.reading import Life, Lives
from tools.parts.dimensions import Dimension
from tools.parts.formats import written
from tools.parts.periods import Span
from tools.parts.survival import Curve, LogRank, Seen, kaplan_meier, log_rank, share_by
from tools.result import Cell, Chart, Figure, Result, Table

FEWEST = 10
"""Ends below which a group is shown and not ranked."""
GROUPS_AT_MOST = 40
SIGNIFICANT = 0.05
BY_DAY = 90
"""The age at which shares are set side by side."""
ENDS = {"closed": "closed", "won": "been won", "lost": "been lost"}


@dataclass(frozen=True, slots=True)
class Told:
    """All that a comparison is made of."""

    ctx: Context
    span: Span
    who: str
    by: Dimension
    until: str
    lives: Lives
    filters: list[dict[str, Any]]
    curves: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """One group's curve, the share ended by the day, and whether it has enough ends."""

    name: str
    curve: Curve
    by_day: float | None
    won_by_day: float | None

    @property
    def enough(self) -> bool:
        return self.curve.ended >= FEWEST


def seen_of(told: Told, lives: Sequence[Life], end: str) -> list[Seen]:
    """Each deal as it was watched: `end` is what ends its time, any other end is another end."""
    watched = []
    for life in lives:
        days = ((life.ended or told.ctx.today) - life.began).days
        asked = life.status != "open" and end in {"closed", life.status}
        watched.append(Seen(max(days, 0), 1 if asked else (0 if life.status == "open" else 2)))
    return watched


def result(told: Told) -> Result:
    """The comparison as a reply shows it."""
    lives = _grouped(told)
    groups = [_group(told, name, some) for name, some in lives.items()]
    groups.sort(key=_order)
    ranked = [g for g in groups if g.enough]
    tested = log_rank({g.name: seen_of(told, lives[g.name], told.until) for g in ranked})
    figures = _figures(told, ranked, tested)
    tables = [_table(told, groups)] if groups else []
    drawn = [_chart(told, groups)]
    if told.curves:
        curves = {g.name: g.curve for g in ranked}
        tables.append(curve_table(told.by.label, told.until, curves))
        drawn.insert(0, curve_chart(told.until, curves))
    return Result(
        say=_say(told, ranked, tested, figures), reading=_reading(told), figures=figures,
        tables=tables, charts=[one for one in drawn if one is not None],
        notes=_notes(told, groups), facts=_facts(told, groups, tested),
    )  # fmt: skip


def _grouped(told: Told) -> dict[str, list[Life]]:
    groups: dict[str, list[Life]] = {}
    for life in told.lives.lives:
        groups.setdefault(life.group or f"(no {told.by.label})", []).append(life)
    return groups


def _group(told: Told, name: str, lives: Sequence[Life]) -> Group:
    watched = seen_of(told, lives, told.until)
    won = seen_of(told, lives, "won")
    curve = kaplan_meier(watched)
    return Group(name, curve, share_by(watched, BY_DAY), share_by(won, BY_DAY))


def _order(group: Group) -> tuple[bool, float, float, str]:
    median = group.curve.median
    return (
        not group.enough, median if median is not None else float("inf"),
        -(group.by_day or 0.0), group.name,
    )  # fmt: skip


def _figures(told: Told, ranked: Sequence[Group], tested: LogRank | None) -> list[Figure]:
    made = [_median(told, g) for g in ranked[:GROUPS_AT_MOST]]
    best = max((g for g in ranked if g.won_by_day is not None), default=None,
               key=lambda g: (g.won_by_day or 0.0, g.name))  # fmt: skip
    if best is not None and told.until == "closed":
        made.append(told.ctx.figure(
            "won_by_day", _share(best.won_by_day), "rate",
            label=f"Most are won by day {BY_DAY} of {told.by.label} {best.name}",
            definition="The share of the group's deals that is won by that age, with lost deals as"
                       " lost and open ones counted for as long as they have been open.",
            formula="Aalen-Johansen cumulative incidence", n=best.curve.n,
            period=told.span.kept(), filters=[*told.filters, _filter(told, best)],
        ))  # fmt: skip
    if tested is not None:
        made.append(told.ctx.figure(
            "closing_speed_chance", Decimal(str(round(tested.p, 6))), "rate",
            label=f"Chance of such differences by {told.by.label}",
            definition="The chance of differences at least as large between groups that close alike"
                       " (log-rank test).",
            formula="P(chi-squared >= statistic)", n=tested.n, variant=told.until,
            inputs={"chi2": round(tested.chi2, 4), "degrees_of_freedom": tested.freedom,
                    "ended": tested.ended},
            period=told.span.kept(), filters=told.filters,
        ))  # fmt: skip
    return made


def _median(told: Told, group: Group) -> Figure:
    low, high = group.curve.interval()
    median = group.curve.median
    reason = None if median is not None else (
        f"fewer than half of its deals have {ENDS[told.until]} so far")  # fmt: skip
    return told.ctx.figure(
        "closing_speed", None if median is None else Decimal(median), "days",
        label=f"Median days until {told.until}, {told.by.label} {group.name}",
        definition=f"The day by which half of the deals have {ENDS[told.until]}, with deals that"
                   " are still open counted for as long as they have been open.",
        formula="first day on which the Kaplan-Meier curve is at most 1/2", n=group.curve.n,
        variant=told.until, inputs={"ended": group.curve.ended, "low": low, "high": high},
        period=told.span.kept(), filters=[*told.filters, _filter(told, group)], reason=reason,
        caveats=_censoring(told),
    )  # fmt: skip


def _filter(told: Told, group: Group) -> dict[str, Any]:
    missing = group.name == f"(no {told.by.label})"
    return {"field": told.by.name, "op": "missing" if missing else "is",
            "value": None if missing else group.name}  # fmt: skip


def _censoring(told: Told) -> list[str]:
    if told.until == "closed":
        return []
    other = "lost" if told.until == "won" else "won"
    return [f"A deal that was {other} counts until that day and then no more."]


def _say(
    told: Told, ranked: Sequence[Group], tested: LogRank | None, figures: Sequence[Figure]
) -> str:
    if not ranked:
        return (
            f"No {told.by.label} has {FEWEST} deals{told.who} created in {told.span.label} that"
            f" have {ENDS[told.until]}: too few to compare their speed."
        )
    timed = [g for g in ranked if g.curve.median is not None]
    if not timed:
        return (
            f"By {told.by.label}, no group{told.who} has come to half of its deals having"
            f" {ENDS[told.until]} yet, so there is no median to compare.{_tested(tested, figures)}"
        )
    fast = f"{timed[0].name} deals{told.who} close fastest"
    if told.until != "closed":
        fast = f"{timed[0].name} deals{told.who} are {told.until} fastest"
    head = f"By {told.by.label}, {fast}: half have {ENDS[told.until]} within {_interval(timed[0])}"
    if len(timed) > 1:
        head += f"; {timed[-1].name} ones are slowest, with {_interval(timed[-1])}"
    return f"{head}.{_tested(tested, figures)}{_winners(told, figures)}"


def _winners(told: Told, figures: Sequence[Figure]) -> str:
    """Closing fast is not winning: who wins most by the same age."""
    best = next((f for f in figures if f.metric == "won_by_day"), None)
    if best is None or told.until != "closed":
        return ""
    return f" Closing fast is not winning: {best.label[0].lower()}{best.label[1:]}, {best.text}."


def _interval(group: Group) -> str:
    low, high = group.curve.interval()
    median = written(Decimal(group.curve.median or 0), "days")
    if low is None and high is None:
        return f"{median} (n = {group.curve.n:,})"
    ends = f"{low if low is not None else 0} to {high if high is not None else 'open'}"
    return f"{median} (95 % interval {ends}; n = {group.curve.n:,})"


def _tested(tested: LogRank | None, figures: Sequence[Figure]) -> str:
    if tested is None:
        return ""
    made = next(f for f in figures if f.metric == "closing_speed_chance")
    small = tested.p < 0.001  # noqa: PLR2004 - what a tenth of a percent can show
    chance = "below 0.1 %" if small else f"= {made.text}"
    if tested.p <= SIGNIFICANT:
        return f" The groups differ by more than chance (log-rank p {chance})."
    return (
        f" Differences like these come up by chance in {made.text} of cases (log-rank), so do not"
        " read much into the order."
    )


def _reading(told: Told) -> str:
    return (
        f"deals created in {told.span.label}, from their first day until they are {told.until};"
        " deals that are still open count for as long as they have been open (Kaplan-Meier)"
    )


def _notes(told: Told, groups: Sequence[Group]) -> list[str]:
    notes = list(_censoring(told))
    few = [g.name for g in groups if not g.enough]
    if few:
        shown = ", ".join(few[:8]) + (" ..." if len(few) > 8 else "")  # noqa: PLR2004 - a line of names
        notes.append(f"Fewer than {FEWEST} deals have {ENDS[told.until]}, not ranked: {shown}.")
    if told.lives.undated:
        notes.append(f"Left out for want of a first or last day: {told.lives.undated:,}.")
    if told.lives.backwards:
        notes.append(f"Left out as they close before they begin: {told.lives.backwards:,}.")
    return notes


def _table(told: Told, groups: Sequence[Group]) -> Table:
    apart = told.until != "won"

    def won(group: Group) -> list[Cell]:
        return [_share(group.won_by_day)] if apart else []

    rows: list[list[Cell]] = []
    for g in groups:
        low, high = g.curve.interval()
        rows.append([
            g.name, g.curve.n, g.curve.ended, g.curve.median if g.enough else None,
            low if g.enough else None, high if g.enough else None, _share(g.by_day),
            *won(g),
        ])  # fmt: skip
    return Table(
        name="closing_speed", title=f"Days until {told.until}, by {told.by.label}",
        columns=[told.by.label, "deals", told.until, "median days", "95 % from", "95 % to",
                 f"{told.until} by day {BY_DAY}", *([f"won by day {BY_DAY}"] if apart else [])],
        units=["text", "count", "count", "days", "days", "days", "rate", *["rate"] * apart],
        rows=rows[:GROUPS_AT_MOST], total=len(rows),
    )  # fmt: skip


def _share(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(round(value, 4)))


def _chart(told: Told, groups: Sequence[Group]) -> Chart | None:
    points = [
        (g.name, Decimal(g.curve.median)) for g in groups if g.enough and g.curve.median is not None
    ]
    return charts.bars(f"Median days until {told.until}", told.by.label, "days", points)


def _facts(told: Told, groups: Sequence[Group], tested: LogRank | None) -> dict[str, Any]:
    return {
        "by": told.by.name, "until": told.until, "period": told.span.key, "where": told.filters,
        "medians": {g.name: g.curve.median for g in groups if g.enough},
        "p": None if tested is None else round(tested.p, 6),
        "chi2": None if tested is None else round(tested.chi2, 6),
        "n": sum(g.curve.n for g in groups),
    }  # fmt: skip
