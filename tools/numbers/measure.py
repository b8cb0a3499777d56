"""A figure of the business: whole, broken down, ranked, compared, or as shares."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from store.errors import BadInput
from tools.arguments import (
    DimensionName,
    Filters,
    MetricName,
    Period,
    Rank,
    Ranking,
    VariantName,
    flag,
)
from tools.contract import Context, Result, tool
from tools.parts.formats import written
from tools.parts.measuring.asked import Asked, phrase, understand
from tools.parts.measuring.groups import Group, beside, grouped, ranked, shared, whole_of
from tools.parts.measuring.receipts import (
    GROUPS_WITH_RECEIPTS,
    Backing,
    backing,
    derived,
    figure,
    outside,
)
from tools.parts.measuring.tables import chart, difference_unit, moved, table
from tools.parts.measuring.wording import about, compared, groups_sentence, one, sentence
from tools.parts.metrics.shape import Answer
from tools.parts.metrics.slices import compute
from tools.parts.periods import earlier
from tools.result import Figure

SHARE_WORDS = ("share", "percent of total", "% of total", "proportion", "what portion",
               "what percentage of", "as a percentage", "percentage of the total", "split",
               "what fraction", "mix")  # fmt: skip


@tool(effect="reads")
def measure(
    ctx: Context,
    metric: MetricName,
    by: list[DimensionName] = [],  # noqa: B006 - pydantic copies a default
    where: Filters = [],  # noqa: B006 - as above
    period: Period | None = None,
    compare_to: Period | None = None,
    rank: Rank | None = None,
    share: Annotated[bool, flag(*SHARE_WORDS)] = False,  # noqa: FBT002 - tools are called by name
    variant: VariantName | None = None,
) -> Result:
    """Compute one figure of the business, with its definition and a receipt.

    It can be broken down, filtered, limited to a period, compared with another period, ranked, or
    shown as shares of the whole. Ask for several figures with several calls.

    Args:
        metric: What to compute, by its name in the registry: won_revenue, win_rate, open_pipeline,
            sales_cycle, count_contacts ...
        by: Dimensions to break it down by: owner, team, region, product, industry, month ...
        where: Conditions that choose the records.
        period: When; without it, all time to date, or today for what is open.
        compare_to: Another period to set beside it: `previous`, `same period last year`, `Q1 2017`.
        rank: Only the first or last so many groups.
        share: Whether to show each group's share of the whole; with conditions and no breakdown,
            the share that meets them.
        variant: A named variant of the metric, such as median or by_value.

    Raises:
        BadInput: A name, period or condition cannot be read or does not apply.
        NotFound: A condition names a value that is not in the store.
    """
    asked = understand(ctx, metric, by, where, period, variant)
    if share and not asked.metric.additive:
        raise BadInput(
            f"Shares of {asked.metric.label} make no sense: its groups do not add up to the whole.",
            hint="Break it down instead, or ask for shares of won_revenue or deals_won.",
        )
    whole = _worth_saying(asked, whole_of(asked))
    behind = backing(asked, whole)
    if not asked.by:
        return _alone(asked, whole or Answer(None, 0), behind, compare_to, share=share)
    return _split(asked, whole, behind, compare_to, rank, share=share)


def _worth_saying(asked: Asked, whole: Answer | None) -> Answer | None:
    """No value when the store's records do not reach the period: nothing is not zero."""
    if whole is None or whole.n or whole.reason:
        return whole
    reason = outside(asked, asked.cut.moment)
    return whole if reason is None else replace(whole, value=None, reason=reason)


def _alone(
    asked: Asked, whole: Answer, behind: Backing, compare_to: str | None, *, share: bool
) -> Result:
    other = _other(asked, compare_to)
    then = None if other is None else _worth_saying(other, whole_of(other))
    then_behind = None if other is None else backing(other, then)
    everything = _everything(asked) if share and asked.cut.filters else None
    headline = figure(asked, whole, about(asked), behind)
    figures, says = [headline], [sentence(asked, whole, headline)]
    if other is not None and then is not None and then_behind is not None:
        more = _comparison(asked, whole, other, then, then_behind, headline)
        figures += list(more.values())
        says.append(compared(asked, _then(other), more))
    if everything is not None:
        part = _part_of(asked, whole, everything)
        figures += part
        says.append(f"That is {part[-1].text} of the {part[0].text} in all.")
    return Result(
        say=" ".join(says), reading=_reading(asked), figures=figures,
        notes=[*behind.exclusions, *behind.caveats], facts=_facts(asked, whole, compare_to),
    )  # fmt: skip


def _split(  # noqa: PLR0913 - a breakdown is all of these
    asked: Asked, whole: Answer | None, behind: Backing, compare_to: str | None,
    rank: Ranking | None, *, share: bool,
) -> Result:  # fmt: skip
    groups = grouped(asked)
    if not groups and whole is None:
        nothing = compute(asked.cut.whole(), asked.metric, asked.variant)[()]
        return _alone(asked, nothing, behind, None, share=False)
    other = _other(asked, compare_to)
    if other is not None:
        groups = beside(groups, grouped(other), timed=any(d.grain for d in asked.by))
    if share:
        groups = shared(groups, whole.value if whole else None)
    total, notes = len(groups), [*behind.exclusions, *behind.caveats]
    if rank is not None:
        groups, ties = ranked(groups, rank)
        if ties:
            notes.append(f"{ties:,} more tie with the last one shown.")
    figures = [figure(asked, whole, about(asked), behind)] if whole is not None else []
    says = [sentence(asked, whole, figures[0])] if whole is not None and rank is None else []
    if whole is None or rank is not None:
        says.append(f"{about(asked)}.")
    says.append(groups_sentence(asked, groups, rank))
    for group in groups[:GROUPS_WITH_RECEIPTS]:
        label = f"{about(asked)}, {', '.join(group.names)}"
        figures.append(figure(asked, group.answer, label, behind, group))
    shown = table(asked, groups, None if other is None else other.cut.span.label, total)
    drawn = chart(asked, groups)
    return Result(
        say=" ".join(says), reading=_reading(asked), figures=figures, tables=[shown],
        charts=[drawn] if drawn else [], notes=[*notes, *_hidden(groups, total, rank)],
        facts=_facts(asked, whole, compare_to) | {"best": one(asked, groups[0]) if groups else None},
    )  # fmt: skip


def _other(asked: Asked, compare_to: str | None) -> Asked | None:
    if compare_to is None:
        return None
    span = asked.cut.span
    return asked.over(earlier(span, compare_to, asked.ctx.workspace.fiscal_start_month))


def _then(other: Asked) -> str:
    return phrase(other.cut.span, stock=other.metric.stock, today=other.ctx.today)


def _comparison(  # noqa: PLR0913 - two answers, their questions and what is shown
    asked: Asked, now: Answer, other: Asked, then: Answer, then_behind: Backing, headline: Figure
) -> dict[str, Figure]:
    before = figure(other, then, about(other), then_behind)
    difference, change = moved(now, then)
    inputs = {"now": str(headline.value), "then": str(before.value)}
    reason = None if difference is not None else "one of the two periods has no value"
    return {
        "other": before,
        "difference": derived(
            asked, difference, difference_unit(asked.unit), f"{asked.label}: difference",
            "difference = now - then", inputs, reason,
        ),
        "change": derived(
            asked, change, "rate", f"{asked.label}: change", "change = (now - then) / then", inputs,
            None if change is not None else reason or "there was nothing to compare with",
        ),
    }  # fmt: skip


def _everything(asked: Asked) -> Asked:
    return replace(asked, cut=replace(asked.cut, filters=(), _read={}), read=())


def _part_of(asked: Asked, part: Answer, everything: Asked) -> list[Figure]:
    whole = whole_of(everything) or Answer(None, 0)
    behind = backing(everything, whole)
    share = part.value / whole.value if part.value is not None and whole.value else None
    total = figure(everything, whole, about(everything), behind)
    inputs = {"part": str(part.value), "whole": str(whole.value)}
    reason = None if share is not None else "there is no whole to take a share of"
    return [total, derived(asked, share, "rate", f"{asked.label}: share of the whole",
                           "share = part / whole", inputs, reason)]  # fmt: skip


def _reading(asked: Asked) -> str:
    """How the question was taken, where it could have been taken otherwise."""
    parts = [f"{asked.variant.label}: {asked.variant.definition[0].lower()}"
             f"{asked.variant.definition[1:].rstrip('.')}"]  # fmt: skip
    others = [v.label for v in asked.metric.variants if v is not asked.variant]
    if others:
        parts.append(f"other variants are {', '.join(others)}")
    if not asked.period_given:
        now = asked.metric.stock and asked.metric.default_period is None
        when = "today" if now else asked.cut.span.label
        parts.append(f"no period was named, so {when}")
    return "; ".join(parts) + "."


def _facts(asked: Asked, whole: Answer | None, compare_to: str | None) -> dict[str, Any]:
    value = None if whole is None else whole.value
    return {
        "metric": asked.metric.name, "variant": asked.variant.name,
        "by": [d.name for d in asked.by] if asked.by_asked else [],
        "where": [f.model_dump() for f in asked.cut.filters],
        "period": asked.period() if asked.period_given else None, "compare_to": compare_to,
        "value": None if value is None else str(value), "n": whole.n if whole else None,
        "text": written(value, asked.unit) if value is not None else None,
    }  # fmt: skip


def _hidden(groups: Sequence[Group], total: int, rank: Ranking | None) -> list[str]:
    notes = []
    without = sum(1 for g in groups if g.answer.value is None)
    if without:
        notes.append(f"{without:,} groups have no value: {_first_reason(groups)}.")
    if rank is not None and total > len(groups):
        notes.append(f"{len(groups):,} of {total:,} groups are shown.")
    if len(groups) > GROUPS_WITH_RECEIPTS:
        notes.append(f"The first {GROUPS_WITH_RECEIPTS} rows have receipts of their own.")
    return notes


def _first_reason(groups: Sequence[Group]) -> str:
    return next((g.answer.reason or "" for g in groups if g.answer.value is None), "")
