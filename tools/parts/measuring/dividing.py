"""One figure divided by another: activities per won deal, contacts per account.

The quotient takes the place of the first figure's own computation, so that breakdowns, rankings,
bounds and comparisons work on it as on any other figure.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from store.errors import BadInput, PitcrewError
from tools.arguments import Filter
from tools.context import Context
from tools.parts.measuring.asked import Asked, understand
from tools.parts.metrics import Metric, find_metric
from tools.parts.metrics.shape import Answer, Key, Variant
from tools.parts.metrics.slices import Slice, compute
from tools.parts.query import conditions, in_words


def quotient(
    ctx: Context, metric: str, per: str, *, by: Sequence[str] = (), where: Sequence[Filter] = (),
    period: str | None = None, variant: str | None = None,
) -> Asked:  # fmt: skip
    """Read a question about one figure for each of another.

    A condition narrows the figure whose rows have what it is about: both, or one of them.

    Raises:
        BadInput: A figure is no sum or count, or a condition applies to neither of the two.
        NotFound: A condition names a value that is not in the store.
    """
    over, under = _summed(metric), _summed(per)
    if over.name == under.name:
        raise BadInput(
            f"{over.label.capitalize()} cannot be divided by themselves.",
            hint="Name another figure in `per`, such as count_accounts or deals_won.",
        )
    first = [f for f in where if _fits(ctx, over, f)]
    second = [f for f in where if _fits(ctx, under, f)]
    for each in where:
        if each not in first and each not in second:
            conditions(ctx, over.table, [each])  # says what is wrong with it
    top = understand(ctx, metric, by, first, period, variant)
    bottom = understand(ctx, per, by, second, period, None)
    return _over(top, bottom, [f for f in second if f not in first])


def _summed(name: str) -> Metric:
    found = find_metric(name)
    if not found.additive:
        raise BadInput(
            f"{found.label.capitalize()} is no sum or count, so it cannot be divided.",
            hint="Divide counts and sums, such as won_revenue, deals_won or count_contacts.",
        )
    return found


def _fits(ctx: Context, metric: Metric, condition: Filter) -> bool:
    try:
        conditions(ctx, metric.table, [condition])
    except PitcrewError:
        return False
    return True


def _over(top: Asked, bottom: Asked, only_below: Sequence[Filter]) -> Asked:
    one = bottom.variant.label.replace(bottom.noun[1], bottom.noun[0])
    label = f"{top.variant.label} per {one}"
    shared = {c.text for c in bottom.read}
    lone = tuple(c for c in top.read if c.text not in shared)
    extra = tuple(conditions(bottom.ctx, bottom.metric.table, only_below))
    sides = ((top.noun[1], lone), (bottom.noun[1], extra))
    said = [f"The condition {in_words(cut)} is on the {kind} only." for kind, cut in sides if cut]
    variant = Variant(
        name="default", label=label, shape="own", parts=top.variant.parts,
        definition=f"{top.variant.label.capitalize()} divided by {bottom.variant.label}, both in"
                   " the same period.",
        formula=f"{top.metric.name} / {bottom.metric.name}",
        own=lambda cut: _divided(cut, top, bottom), noun=bottom.noun,
        caveats=(*top.variant.caveats, *bottom.variant.caveats, *said),
    )  # fmt: skip
    metric = replace(
        top.metric, name=f"{top.metric.name}_per_{bottom.metric.name}", label=label,
        variants=(variant,), additive=False, unit=_unit(top.metric, bottom.metric), steps=(),
        noun=bottom.noun,
    )  # fmt: skip
    return replace(top, metric=metric, variant=variant, read=(*top.read, *extra))


def _unit(top: Metric, bottom: Metric) -> str:
    if top.unit == bottom.unit == "money":
        return "ratio"
    return "money" if top.unit == "money" else "number"


def _divided(cut: Slice, top: Asked, bottom: Asked) -> dict[Key, Answer]:
    """The quotient of every group that has either of the two."""
    over = compute(_cut(top, cut), top.metric, top.variant)
    under = compute(_cut(bottom, cut), bottom.metric, bottom.variant)
    return {key: _one(over.get(key), under.get(key), top, bottom)
            for key in {**over, **under}}  # fmt: skip


def _cut(asked: Asked, cut: Slice) -> Slice:
    return replace(asked.cut, span=cut.span, by=cut.by)


def _one(over: Answer | None, under: Answer | None, top: Asked, bottom: Asked) -> Answer:
    """The quotient; a count of nothing is zero, and nothing is divided by zero."""
    n = under.value if under is not None else None
    value = over.value if over is not None else Decimal(0)
    inputs = {top.metric.name: value, bottom.metric.name: n}
    if not n:
        return Answer(None, 0, f"there are no {bottom.variant.label} to divide by", inputs)
    divided = None if value is None else value / n
    return Answer(divided, under.n if under else 0, over.reason if over else None, inputs)
