"""A figure of the business: whole, broken down, ranked, compared, or as shares."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from store.errors import BadInput
from tools.arguments import (
    Bound,
    DimensionName,
    DivisorName,
    Filters,
    GroupBound,
    Links,
    MetricName,
    Period,
    Rank,
    Ranking,
    VariantName,
    flag,
)
from tools.contract import Context, Result, tool
from tools.parts.calendars import calendar_for
from tools.parts.formats import written
from tools.parts.measuring import adding
from tools.parts.measuring.asked import Asked, phrase, understand, usual_beside
from tools.parts.measuring.bounding import kept, missed, told, verdict
from tools.parts.measuring.dividing import quotient
from tools.parts.measuring.groups import Group, beside, grouped, ranked, shared, whole_of
from tools.parts.measuring.receipts import (
    GROUPS_WITH_RECEIPTS,
    Backing,
    Derived,
    backing,
    figure,
    worth_saying,
)
from tools.parts.measuring.steps import steps, walk
from tools.parts.measuring.tables import chart, difference_unit, moved, table
from tools.parts.measuring.wording import (
    NAMED_AT_MOST,
    about,
    compared,
    groups_are,
    groups_sentence,
    hidden,
    one,
    sentence,
)
from tools.parts.metrics import find_metric
from tools.parts.metrics.shape import Answer
from tools.parts.metrics.slices import compute
from tools.parts.periods import Span, earlier
from tools.result import Figure


@tool(effect="reads")
def measure(
    ctx: Context,
    metric: MetricName,
    *,
    by: list[DimensionName] = [],  # noqa: B006 - pydantic copies a default
    where: Filters = [],  # noqa: B006 - as above
    links: Links = [],  # noqa: B006 - as above
    period: Period | None = None,
    compare_to: Period | None = None,
    rank: Rank | None = None,
    having: GroupBound | None = None,
    share: Annotated[bool, flag(*adding.SHARE_WORDS)] = False,
    running: Annotated[bool, flag(*adding.RUNNING_WORDS)] = False,
    variant: VariantName | None = None,
    per: DivisorName | None = None,
) -> Result:
    """Compute one figure of the business, with its definition and a receipt.

    It can be broken down, filtered, limited to a period, compared with another, ranked, divided by
    another figure, or shown as shares of the whole. Ask for several figures with several calls.

    Args:
        metric: What to compute, by its name in the registry: won_revenue, win_rate, open_pipeline,
            sales_cycle, count_contacts ...
        by: Dimensions to break it down by: owner, team, region, product, industry, month ... or a
            size in bands: `age_band`, `amount_band: 10000, 50000`, `employee_band: 250`.
        where: Conditions that choose the records.
        links: Conditions on what the records are linked to: deals with more than three contacts,
            deals without a meeting.
        period: When; without it, all time to date, or today for what is open.
        compare_to: Another period to set beside it: `previous`, `same period last year`, `Q1 2017`.
            Without a period of its own, the last whole quarter, or the year to date beside a year.
        rank: Only the first or last so many groups.
        having: Only groups whose own figure is within these: win rate below 0.3, more than 10 won.
        share: Whether to show each group's share of the whole; with conditions and no breakdown,
            the share that meets them.
        running: Whether to show the running total beside a breakdown by time.
        variant: A named variant of the metric, such as median or by_value.
        per: A count or sum to divide it by: deals_won for activities per won deal, count_accounts
            for contacts per account.

    Raises:
        BadInput: A name, period or condition cannot be read or does not apply.
        NotFound: A condition names a value that is not in the store.
    """
    if compare_to is not None and period is None:
        period = usual_beside(find_metric(metric), compare_to)
    asked = (
        understand(ctx, metric, by, where, period, variant, links=links)
        if per is None
        else quotient(ctx, metric, per, by=by, where=where, period=period, variant=variant)
    )
    if per is not None and links:
        raise BadInput(
            "A figure divided by another takes no conditions on linked records.",
            hint="Ask for each of the two figures with the links, or leave `per` out.",
        )
    if share and not asked.metric.additive:
        raise BadInput(
            f"Shares of {asked.metric.label} make no sense: its groups do not add up to the whole.",
            hint="Break it down instead, or ask for shares of won_revenue or deals_won.",
        )
    if running:
        adding.can_run(asked)
    found = _look(asked, compare_to, share=share)
    if not found.groups:
        return _alone(found, having)
    return _split(found, rank, having, running=running)


@dataclass(frozen=True, slots=True)
class _Found:
    """All that was read; figures are made of it afterwards, so that no read waits on a write."""

    asked: Asked
    whole: Answer | None
    behind: Backing
    groups: tuple[Group, ...] = ()
    other: "_Found | None" = None
    everything: "_Found | None" = None


def _look(asked: Asked, compare_to: str | None, *, share: bool) -> _Found:
    whole = worth_saying(asked, whole_of(asked))
    groups = grouped(asked) if asked.by else []
    if not groups and whole is None:
        whole = compute(asked.cut.whole(), asked.metric, asked.variant)[()]
    other = everything = None
    if compare_to is not None:
        span = earlier(_since(asked), compare_to, calendar_for(asked.ctx.workspace))
        other = _look(asked.over(span), None, share=False)
        if groups:
            groups = beside(groups, other.groups, timed=any(d.grain for d in asked.by))
    if share and groups:
        groups = shared(groups, whole.value if whole else None)
    elif share and asked.given:
        everything = _look(_without_conditions(asked), None, share=False)
    return _Found(asked, whole, backing(asked, whole), tuple(groups), other, everything)


def _since(asked: Asked) -> Span:
    """The period that another is counted back from; a level of today is one of this day."""
    span, today = asked.cut.span, asked.ctx.today
    return replace(span, start=today) if asked.metric.stock and span.start is None else span


def _without_conditions(asked: Asked) -> Asked:
    return replace(
        asked, cut=replace(asked.cut, filters=(), links=(), _read={}), read=(), beyond=()
    )


def _alone(found: _Found, having: Bound | None = None) -> Result:
    says, figures = _headline(found)
    if having is not None and not found.asked.by:
        says.append(verdict(found.asked, found.whole, having))
    behind = found.behind
    tables, more = steps(found.asked, found.whole)
    drawn = walk(found.asked, found.whole)
    return Result(
        say=" ".join(says), reading=_reading(found.asked), figures=[*figures, *more],
        tables=tables, charts=[drawn] if drawn else [],
        notes=[*behind.exclusions, *behind.caveats], facts=_facts(found),
    )  # fmt: skip


def _headline(found: _Found) -> tuple[list[str], list[Figure]]:
    """The value over all rows, beside the other period's or the whole's if that was asked for."""
    asked, whole = found.asked, found.whole
    if whole is None:
        return [f"{about(asked)}."], []
    shown = figure(asked, whole, about(asked), found.behind)
    says, figures = [sentence(asked, whole, shown)], [shown]
    if found.other is not None and found.other.whole is not None:
        more = _comparison(found, found.other, found.other.whole, shown)
        figures += list(more.values())
        says.append(compared(_then(found.other.asked), more))
    if found.everything is not None and found.everything.whole is not None:
        total, part = _part_of(asked, whole, found.everything, found.everything.whole)
        figures += [total, part]
        says.append(f"That is {part.text} of the {total.text} in all.")
    return says, figures


def _split(
    found: _Found, rank: Ranking | None, having: Bound | None, *, running: bool = False
) -> Result:
    asked, groups, behind = found.asked, list(found.groups), found.behind
    total, notes = len(groups), [*behind.exclusions, *behind.caveats]
    sums = adding.running_totals(groups) if running else None
    says, figures = _headline(found)
    if having is not None:
        groups, within = kept(asked, groups, having)
        figures.append(within)
        are = f"{groups_are(asked, total)} {told(asked.unit, having)}"
        says.append(f"{within.text} of {total:,} {are}.")
        notes += missed(asked, having)
    if rank is not None:
        groups, ties = ranked(groups, rank)
        if ties:
            notes.append(f"{ties:,} more tie with the last one shown.")
    if groups or having is None:
        says.append(groups_sentence(asked, groups, rank))
    for group in groups[:GROUPS_WITH_RECEIPTS]:
        label = f"{about(asked)}, {', '.join(group.names)}"
        figures.append(figure(asked, group.answer, label, behind, group))
    then = None if found.other is None else found.other.asked.cut.span.label
    drawn = chart(asked, groups)
    return Result(
        say=" ".join(says), reading=_reading(asked), figures=figures,
        tables=[table(asked, groups, then, total, sums)],
        charts=[drawn] if drawn else [],
        notes=[*notes, *hidden(groups, total)],
        facts=_facts(found) | {"best": one(asked, groups[0]) if groups else None},
    )  # fmt: skip


def _then(other: Asked) -> str:
    return phrase(other.cut.span, stock=other.metric.stock, today=other.ctx.today)


def _comparison(found: _Found, other: _Found, then: Answer, shown: Figure) -> dict[str, Figure]:
    asked, now = found.asked, found.whole or Answer(None, 0)
    before = figure(other.asked, then, about(other.asked), other.behind)
    difference, change = moved(now, then)
    inputs = {"now": str(shown.value), "then": str(before.value)}
    lacking = None if difference is not None else "one of the two periods has no value"
    nothing = lacking or (None if change is not None else "there was nothing to compare with")
    unit = difference_unit(asked.unit)
    return {
        "other": before,
        "difference": Derived(
            "difference", "difference", difference, unit, "now - then", inputs, lacking
        ).figure(asked),
        "change": Derived(
            "change", "change", change, "rate", "(now - then) / then", inputs, nothing
        ).figure(asked),
    }


def _part_of(
    asked: Asked, part: Answer, everything: _Found, whole: Answer
) -> tuple[Figure, Figure]:
    share = part.value / whole.value if part.value is not None and whole.value else None
    inputs = {"part": str(part.value), "whole": str(whole.value)}
    reason = None if share is not None else "there is no whole to take a share of"
    total = figure(everything.asked, whole, about(everything.asked), everything.behind)
    said = Derived("share", "share of the whole", share, "rate", "part / whole", inputs, reason)
    return total, said.figure(asked)


def _reading(asked: Asked) -> str:
    """How the question was taken, where it could have been taken otherwise."""
    meant = asked.variant.definition
    first = meant[0] if meant[1:2].isupper() else meant[0].lower()
    parts = [f"{asked.variant.label}: {first}{meant[1:].rstrip('.')}"]
    others = [v.label for v in asked.metric.variants if v is not asked.variant]
    if others:
        parts.append(f"other variants are {', '.join(others)}")
    if not asked.period_given:
        now = asked.metric.stock and asked.metric.default_period is None
        when = "today" if now else asked.cut.span.label
        parts.append(f"no period was named, so {when}")
    return "; ".join(parts) + "."


def _facts(found: _Found) -> dict[str, Any]:
    asked, whole, other = found.asked, found.whole, found.other
    value = None if whole is None else whole.value
    return {
        "metric": asked.metric.name,
        "variant": asked.variant.name,
        "by": [d.name for d in asked.by] if asked.by_asked else [],
        "where": [f.model_dump() for f in asked.cut.filters],
        "links": [each.model_dump() for each in asked.cut.links],
        "period": asked.period() if asked.period_given else None,
        "compare_to": other.asked.cut.span.key if other else None,
        "value": None if value is None else str(value),
        "n": whole.n if whole else None,
        "parts": {k: str(v) for k, v in whole.inputs.items()} if whole else {},
        "groups": len(found.groups),
        "more": max(0, len(found.groups) - NAMED_AT_MOST),
        "text": written(value, asked.unit) if value is not None else None,
    }
