"""Why a figure changed: an exact split of the change, and whether a part is more than chance."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from store.errors import BadInput, NotFound, NotReady
from tools.arguments import DimensionName, Filter, Filters, MetricName, Period, VariantName
from tools.contract import Context, Result, tool
from tools.parts.dimensions import Dimension, dimension
from tools.parts.measuring.asked import Asked, phrase, understand
from tools.parts.measuring.groups import whole_of
from tools.parts.measuring.receipts import backing, worth_saying
from tools.parts.metrics import METRICS, find_metric, variant_of
from tools.parts.metrics.shape import Answer
from tools.parts.why.coverage import comparable
from tools.parts.why.economics import PRODUCTS
from tools.parts.why.factors import (
    DRILLED,
    LEAST_WITHIN,
    factors_of,
    leavers,
    left_between,
    notable_deals,
)
from tools.parts.why.flows import flows_of
from tools.parts.why.moments import both, period_of
from tools.parts.why.pieces import OTHERS, Piece
from tools.parts.why.reps import crossed
from tools.parts.why.searching import (
    SEARCHED,
    Search,
    along,
    explainable,
    narrowed,
    search,
    standard_error,
)
from tools.parts.why.telling import told
from tools.parts.why.told import Explained, Inside

CHANCE = Decimal("1.96")
"""Standard errors within which two rates are taken to differ by chance."""
NOTHING = Search([], [])
WHOLE = {"sales_velocity", *PRODUCTS}
"""Metrics that are told by their factors, not by where they changed."""


@tool(effect="reads")
def explain_change(
    ctx: Context,
    metric: MetricName,
    *,
    period: Period | None = None,
    compare_to: Period | None = None,
    by: list[DimensionName] = [],  # noqa: B006 - pydantic copies a default
    where: Filters = [],  # noqa: B006 - as above
    variant: VariantName | None = None,
) -> Result:
    """Say why a figure changed between two periods, in parts that add up to the change exactly.

    Sums are split into what each group contributed, rates and means into mix and within, medians
    into each group's mean step, won revenue and velocity into their factors, and stocks such as
    open pipeline into what came in and what left. Without a dimension, all are searched for the
    one along which a part stands out, and the search is tested against chance by shuffling.

    Args:
        metric: The figure that changed: won_revenue, deals_won, win_rate, deal_size, sales_cycle,
            open_pipeline, pipeline_coverage, quota_attainment, sales_velocity ...
        period: The period it changed in; without it, the latest whole quarter.
        compare_to: The period before; without it, the previous one of the same length.
        by: Dimensions to look along instead of searching.
        where: Conditions that choose the records.
        variant: A named variant of the metric, such as by_value.

    Raises:
        BadInput: A name, period or condition cannot be read, or the metric cannot be split.
        NotReady: One of the two periods has no value to compare.
    """
    when = period_of(period, find_metric(metric), ctx.today, ctx.workspace)
    asked = understand(ctx, metric, by, where, when, variant)
    asked = asked if asked.metric.name in WHOLE else explainable(asked)
    if any(d.grain for d in asked.by):
        raise BadInput(
            "A change between two periods cannot be split by time.",
            hint="Split it by region, owner, product ..., or ask for the figure by month.",
        )
    asked_by = [d.name for d in asked.by]
    now, then = comparable(*both(asked, compare_to))
    found = _look(now, then, asked_by)
    return _drilled(told(found), found)


def _drilled(result: Result, found: Explained) -> Result:
    """With the largest factor of velocity looked into: it is a figure with parts of its own."""
    mine = [f for f in found.factors if f.change * found.change > 0]
    largest = max(mine, key=lambda f: abs(f.change), default=None)
    if found.now.metric.name != "sales_velocity" or largest is None:
        return result
    if largest.name not in DRILLED:
        return result
    metric, variant = DRILLED[largest.name]
    sides = [replace(a, metric=METRICS[metric], variant=variant_of(METRICS[metric], variant))
             for a in (found.now, found.then)]  # fmt: skip
    deeper = told(_look(sides[0], sides[1], []))
    return result.model_copy(update={
        "say": f"{result.say} {deeper.say}", "figures": [*result.figures, *deeper.figures],
        "tables": [*result.tables, *deeper.tables], "notes": [*result.notes, *deeper.notes],
    })  # fmt: skip


def _look(now: Asked, then: Asked, by: Sequence[str]) -> Explained:
    values = _value(now), _value(then)
    change = (values[0].value or Decimal(0)) - (values[1].value or Decimal(0))
    found = NOTHING
    if now.metric.name not in WHOLE and change:
        if by:
            found = along(now, then, values, [dimension(name) for name in by])
        if not by or found.nameless:
            found = search(now, then, values, SEARCHED)
    return Explained(
        now, then, values, change, factors_of(now, then, *values),
        flows_of(now, then, change), found,
        _inside(now, then, found, alone=len(by) < 2),  # noqa: PLR2004 - of two none is asked more of
        notable_deals(now, then, values, change), leavers(now, then, change),
        [*_notes(now, then, values), *_uneven(now, found), *_nameless(now, by, found)],
    )  # fmt: skip


def _value(asked: Asked) -> Answer:
    """The figure of one period.

    Raises:
        NotReady: It has none.
    """
    answer = worth_saying(asked, whole_of(asked))
    if answer is None or answer.value is None:
        when = phrase(asked.cut.span, stock=asked.metric.stock, today=asked.ctx.today)
        why = answer.reason if answer else "it only has values by stage"
        raise NotReady(
            f"There is no {asked.variant.label}{asked.who} {when} to compare: {why}.",
            hint="Choose periods that both have records.",
        )
    return answer


def _inside(now: Asked, then: Asked, found: Search, *, alone: bool) -> list[Inside]:
    """Within each part that stands out, the part of it that stands out in turn."""
    if not alone or now.variant.shape == "own":
        return []
    looked = [_within(now, then, s.dimension, s.cause) for s in found.splits if s.cause]
    return [one for one in looked if one is not None]


def _within(now: Asked, then: Asked, along_it: Dimension, cause: Piece) -> Inside | None:
    if cause.missing or cause.name == OTHERS:
        return None
    others = [name for name in SEARCHED if name != along_it.name]
    inner = narrowed(now, along_it, cause), narrowed(then, along_it, cause)
    values = whole_of(inner[0]), whole_of(inner[1])
    if any(v is None or v.value is None for v in values):
        return None
    deeper = search(*inner, values, others, most=1)  # type: ignore[arg-type]  # both are there
    change = (values[0].value or Decimal(0)) - (values[1].value or Decimal(0))  # type: ignore[union-attr]  # as above
    first = deeper.splits[0] if deeper.splits else None
    if first is not None and (first.cause is None or first.cause.missing):
        first = None
    return Inside(
        cause, along_it, first, leavers(*inner, change, LEAST_WITHIN), _gone(now, along_it, cause)
    )


def _gone(now: Asked, along_it: Dimension, cause: Piece) -> dict[str, date]:
    """Who of a region, team or manager that fell has left in the period."""
    start, fell = now.cut.span.start, cause.change < 0
    if not (fell and start and "user" in along_it.paths and along_it.name != "owner"):
        return {}
    try:
        return left_between(now, start, [Filter(field=along_it.name, op="is", value=cause.name)])
    except NotFound:  # deals may name a region that nobody of the company is in
        return {}


def _notes(now: Asked, then: Asked, values: tuple[Answer, Answer]) -> list[str]:
    notes = [*backing(now, values[0]).exclusions]
    if now.metric.unit == "rate" and now.variant.shape == "ratio" and not now.variant.counted:
        difference = abs(values[0].value - values[1].value)  # type: ignore[operator]  # `_value` has checked both
        shares = [(Fraction(a.value), a.n) for a in values if a.value is not None]
        if difference <= CHANCE * standard_error(shares):
            notes.append(
                f"With {values[0].n:,} and {values[1].n:,} {now.noun[1]}, a change of this size"
                " may well be chance."
            )
    if now.metric.stock:
        return [*notes, *_as_they_stand(now, then)]
    notes += crossed(now, then)
    days = [a.cut.span.days for a in (now, then)]
    if days[0] != days[1] and None not in days and now.metric.additive:
        low, high = sorted(d for d in days if d is not None)
        if high - low > low // 20:
            notes.append(f"The periods differ in length: {days[0]} and {days[1]} days.")
    if now.cut.span.end > now.ctx.today:
        notes.append(f"{now.cut.span.label} is not over yet.")
    return notes


def _uneven(now: Asked, found: Search) -> list[str]:
    if not found.uneven:
        return []
    said = f"Not split by {' or '.join(found.uneven)}: {now.noun[1]} that reps share stand under"
    return [f"{said} each of them, so that those parts do not add up to the change."]


def _nameless(now: Asked, by: Sequence[str], found: Search) -> list[str]:
    if not by or not found.searched:
        return []
    named = " or ".join(dimension(name).label for name in by)
    return [f"None of the {now.noun[1]} has a {named}, so all dimensions were searched."]


def _as_they_stand(now: Asked, then: Asked) -> list[str]:
    if not (then.cut.moment.past or now.cut.moment.past) or now.metric.table != "opportunity":
        return []
    days = [each.cut.noted for each in (then, now) if each.cut.moment.past]
    if all(noted is not None and noted.root is not None for noted in days):
        return [noted.said for noted in days if noted is not None]
    said = (
        "Deals count with the amounts they carry now; ask what changed in the pipeline between the"
        " two days for amounts and close dates as they were."
    )
    return [said]
