"""A question about a metric, understood: which figure, over which rows, split how, and when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from store.errors import BadInput
from tools.arguments import Filter, Link
from tools.context import Context
from tools.parts.calendars import calendar_for
from tools.parts.dimensions import DIMENSIONS, Dimension, dimension, named
from tools.parts.links import linked
from tools.parts.metrics import METRICS, Metric, Variant, find_metric, variant_of
from tools.parts.metrics.slices import Slice
from tools.parts.periods import Span, resolve
from tools.parts.query import Condition, conditions, in_words
from tools.parts.sight import of_people_seen


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be measured."""

    ctx: Context
    metric: Metric
    variant: Variant
    cut: Slice
    read: tuple[Condition, ...]
    period_given: bool
    by_asked: bool = True
    beyond: tuple[str, ...] = ()
    """The conditions on linked records, in words."""

    @property
    def unit(self) -> str:
        """The unit as a figure carries it: money becomes the workspace's currency."""
        unit = self.variant.unit or self.metric.unit
        return unit.replace("money", self.ctx.workspace.currency)

    @property
    def by(self) -> tuple[Dimension, ...]:
        return self.cut.by

    @property
    def noun(self) -> tuple[str, str]:
        """What the rows behind it are called: one, several."""
        return self.variant.noun or self.metric.noun

    @property
    def label(self) -> str:
        """The variant's name at the beginning of a sentence."""
        return self.variant.label[0].upper() + self.variant.label[1:]

    @property
    def who(self) -> str:
        """The conditions in words, in front of which a reply puts a comma; empty without any."""
        said = ", ".join([*([in_words(self.read)] if self.read else []), *self.beyond])
        return f" ({said})" if said else ""

    @property
    def given(self) -> list[dict[str, Any]]:
        """The conditions as receipts keep them."""
        return [each.model_dump() for each in (*self.cut.filters, *self.cut.links)]

    @property
    def when(self) -> str:
        """The period as a phrase: `in Q4 2017 (1 Oct 2017 to 31 Dec 2017)`."""
        span, ctx = self.cut.span, self.ctx
        if span.start is None and span.end >= ctx.today and self.metric.name.startswith("count_"):
            return "in the store"
        if self.metric.stock and not self.metric.ahead and span.end >= ctx.today:
            return "today"
        return phrase(span, stock=self.metric.stock, today=ctx.today)

    def over(self, span: Span) -> "Asked":
        """The same question about another period."""
        return replace(self, cut=replace(self.cut, span=span), period_given=True)

    def period(self) -> dict[str, Any]:
        """The period as receipts and facts keep it."""
        span = self.cut.span
        return {**span.kept(), "key": span.key, "dates": span.dates}


def understand(
    ctx: Context,
    metric: str,
    by: Sequence[str] = (),
    where: Sequence[Filter] = (),
    period: str | None = None,
    variant: str | None = None,
    *,
    links: Sequence[Link] = (),
) -> Asked:
    """Read a question about a metric.

    Raises:
        BadInput: A name, a period or a condition cannot be read, or does not apply.
        NotFound: A condition names a value that is not in the store.
    """
    found = _by_outcome(find_metric(metric), where, period)
    if "quotas" in found.required:
        where = of_people_seen(ctx, where)
    split = [dimension(name) for name in dict.fromkeys(by)]
    chosen = variant_of(found, variant)
    parts = {d.name for d in split}
    grouped = variant is None and not parts.isdisjoint(chosen.grouped)
    if chosen.per is not None and (grouped or chosen.per[0] in parts):
        chosen = variant_of(found, chosen.per[1])
    if not split and found.natural_by:
        split = [DIMENSIONS[found.natural_by]]
    for each in split:
        _applies(found, chosen, each)
    cut = Slice(ctx, span_of(ctx, found, period), tuple(where), tuple(split), tuple(links))
    read = tuple(conditions(ctx, found.table, where))
    beyond = tuple(each.text for each in linked(ctx, found.table, links))
    return Asked(ctx, found, chosen, cut, read, period is not None, bool(by), beyond)


def _by_outcome(metric: Metric, where: Sequence[Filter], period: str | None) -> Metric:
    """A count of deals that only closed ones can meet, in a period, is one of deals closed in it.

    Deals are counted by the day they were created; those lost for a reason, by the day they closed.
    """
    if metric.name != "count_deals" or period is None:
        return metric
    for given in where:
        said = str(given.value).casefold()
        if named(given.field) is DIMENSIONS["loss_reason"] and given.op != "missing":
            return METRICS["deals_lost"]
        if named(given.field) is DIMENSIONS["status"] and given.op == "is":
            return {"won": METRICS["deals_won"], "lost": METRICS["deals_lost"]}.get(said, metric)
    return metric


def usual_beside(metric: Metric, compare_to: str) -> str | None:
    """The period when only the one to compare with is named; a level is that of today."""
    if metric.stock or metric.default_period is not None:
        return None
    return "year to date" if re.search(r"\byear|yoy|y/y", compare_to) else "last quarter"


def span_of(ctx: Context, metric: Metric, period: str | None) -> Span:
    """The period asked for, the metric's own, or all time."""
    words = period or metric.default_period
    if words is None:
        return Span(None, ctx.today, "all time to date", "all")
    return resolve(words, ctx.today, calendar_for(ctx.workspace), ahead=metric.ahead)


def phrase(span: Span, *, stock: bool, today: date) -> str:
    """How a sentence says when; a level is said for a day, a flow for a period."""
    if span.start is None and span.end >= today:
        return "today" if stock else "over all time to date"
    dates = "" if span.label == span.dates or span.grain == "range" else f" ({span.dates})"
    if stock and span.end < today:
        return f"at the end of {span.label}{dates}"
    if stock:
        return f"expected to close in {span.label}{dates}"
    named = span.label
    if span.label == span.dates:
        named = f"on {named}" if span.start == span.end else f"from {named}"
    elif not named.startswith(("since ", "by ", "up to ")):
        named = f"in {named}"
    return f"{named}{dates}"


def _applies(metric: Metric, variant: Variant, split: Dimension) -> None:
    if split.name == "age_band" and metric.table == "opportunity" and not metric.stock:
        raise BadInput(
            f"{metric.label.capitalize()} cannot be split by age: only open deals have one.",
            hint="Ask for the open pipeline or the open deals by age, or for the sales cycle.",
        )
    if split.grain:
        if all(part.day == "recorded_at" for part in variant.parts):
            raise BadInput(f"{metric.label.capitalize()} carry no day to split them by.")
        return
    for part in variant.parts:
        if part.table not in split.paths:
            fit = [d.name for d in DIMENSIONS.values() if part.table in d.paths or d.grain]
            raise BadInput(
                f"{metric.label.capitalize()} cannot be broken down by {split.label}.",
                hint=f"It can be by: {', '.join(fit)}.",
            )
