"""Computing a metric over some rows, whole or grouped by dimensions, in few queries.

Counts and sums of one table are one grouped query; a median or a percentile is one of its own. No
row is loaded.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, select

from tools.arguments import Filter, Link
from tools.context import Context
from tools.parts.attribution import (
    SeenDeals,
    Standing,
    shared_deals,
    shares_deals,
    standing_of,
)
from tools.parts.comparing import CENTS
from tools.parts.dimensions import Dimension, named
from tools.parts.links import linked
from tools.parts.metrics.grouping import Groups, as_it_is, unnamed
from tools.parts.metrics.keys import Raw, keys_of, labelled, raw_key
from tools.parts.metrics.rates import rated
from tools.parts.metrics.shape import Answer, Key, Metric, Moment, Part, Variant
from tools.parts.metrics.sharing import beyond, split
from tools.parts.metrics.spreading import SHARES, spread
from tools.parts.noted import Noted, noted_on
from tools.parts.paths import Joins, table_of
from tools.parts.periods import Span
from tools.parts.query import where

__all__ = ["Raw", "Slice", "Walk", "answer", "collect", "compute", "flows", "gather", "keys_of",
           "labelled", "raw_key"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slice:
    """Which rows, and how they are split."""

    ctx: Context
    span: Span
    filters: tuple[Filter, ...] = ()
    by: tuple[Dimension, ...] = ()
    links: tuple[Link, ...] = ()
    walk: "Walk | None" = None
    _read: dict[str, ColumnElement[bool]] = field(default_factory=dict, compare=False)
    _known: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def moment(self) -> Moment:
        workspace = self.ctx.workspace
        return Moment(
            self.span, self.ctx.today, workspace.currency, workspace.timezone, workspace.id,
            self._once("rated", lambda: rated(self.ctx)),
        )  # fmt: skip

    @property
    def shared(self) -> bool:
        """Whether the figures depend on how deals are shared among reps."""
        names = [d.name for d in self.by]
        names += [found.name for f in self.filters if (found := named(f.field)) is not None]
        return shares_deals(self.ctx, names)

    @property
    def noted(self) -> Noted | None:
        """How the open deals of the day that is looked at are known, when it is over."""
        day = self.moment.last_day
        found: Noted | None = self._once(f"noted {day}", lambda: noted_on(self.ctx, day))
        return found

    def seen(self, part: Part) -> SeenDeals | None:
        """What stands in place of the table of deals for a part; None: the table itself."""
        noted = self.noted if part.as_of and part.table == "opportunity" else None
        root = noted.root if noted is not None else None
        if part.credited and self.shared:
            return SeenDeals(shared_deals(self.ctx.workspace.id, root))
        return SeenDeals(root) if root is not None else None

    def joins(self, table: str, root: FromClause | None = None) -> Joins:
        """The joins that the slice's dimensions need, with people where they stood then."""
        return Joins(self.ctx.workspace.id, table, self.standing, root)

    @property
    def standing(self) -> Standing | None:
        """Where people stood then, when the workspace keeps any of it."""
        found: Standing | None = self._once("standing", lambda: standing_of(self.ctx))
        return found

    def _once(self, name: str, look: Callable[[], Any]) -> Any:
        if name not in self._known:
            self._known[name] = look()
        return self._known[name]

    def whole(self) -> "Slice":
        """The same rows, not split."""
        return replace(self, by=(), walk=None)

    def rows(self, table: str) -> ColumnElement[bool]:
        """The filters and links as a condition on a table; they are looked up once."""
        if table not in self._read:
            linking = (each.test for each in linked(self.ctx, table, self.links))
            self._read[table] = and_(where(self.ctx, table, self.filters), *linking)
        return self._read[table]


@dataclass(frozen=True, slots=True)
class Walk:
    """Which bucket of a breakdown by time a slice is, and of which breakdown."""

    whole: Slice
    bucket: date
    span: Span


def compute(cut: Slice, metric: Metric, variant: Variant) -> dict[Key, Answer]:
    """The metric's value for every group of the slice; a whole slice has the one key `()`.

    Raises:
        BadInput: A dimension does not apply to the metric's rows.
    """
    if variant.own is not None:
        return variant.own(cut)
    groups = gather(cut, variant.parts)
    if not cut.by and not groups:
        groups = {(): {}}
    return {key: answer(metric, variant, parts) for key, parts in groups.items()}


def answer(metric: Metric, variant: Variant, parts: dict[str, Decimal | None]) -> Answer:
    """One group's value from its parts, or the reason why there is none."""
    top = [parts.get(name) for name in variant.top]
    if variant.shape == "ratio":
        bottom = sum((parts.get(name) or Decimal(0) for name in variant.bottom), Decimal(0))
        n = int(parts.get(variant.counted) or 0) if variant.counted else int(bottom)
        value = _sum(top, Decimal(0)) / bottom if bottom else None
    else:
        n = int(parts.get(variant.counted) or 0)
        value = _sum(top, Decimal(0) if n == 0 else None)
    reason = _too_few(metric, variant, n, value)
    return Answer(None if reason else value, n, reason, dict(parts))


def _sum(values: Iterable[Decimal | None], nothing: Decimal | None) -> Decimal:
    there = [v for v in values if v is not None]
    return sum(there, Decimal(0)) if there else nothing  # type: ignore[return-value]  # see `answer`


def _too_few(metric: Metric, variant: Variant, n: int, value: Decimal | None) -> str | None:
    one, several = variant.noun or metric.noun
    if n < variant.minimum:
        has = "there is none" if n == 0 else f"there {'is' if n == 1 else 'are'} only {n}"
        return (
            f"it needs at least {variant.minimum} {several if variant.minimum > 1 else one}; {has}"
        )
    if value is None:
        alone = f"the only {one} has no amount"
        several_have = f"none of the {n:,} {several} has an amount"
        return (alone if n == 1 else several_have) if n else f"there is no {one} to divide by"
    return None


def gather(cut: Slice, parts: Sequence[Part]) -> dict[Key, dict[str, Decimal | None]]:
    """Every part's value for every group of the slice."""
    return labelled(collect(cut, parts))


def collect(cut: Slice, parts: Sequence[Part]) -> dict[Raw, dict[str, Decimal | None]]:
    """As `gather`, with keys that tell namesakes apart; `labelled` makes them readable."""
    raw: dict[Raw, dict[str, Decimal | None]] = {}
    for batch in _batches(cut, parts):
        first, *others = batch
        found = spread(cut, first, others) if first.fold in SHARES else _tally(cut, batch)
        for key, values in found:
            raw.setdefault(key, {}).update(values)
    return raw


def flows(cut: Slice, parts: Sequence[Part]) -> dict[Raw, dict[str, Decimal | None]]:
    """As `collect`, for what happened on a day: all buckets of a breakdown are read at once."""
    walk = cut.walk
    if walk is None or walk.span != cut.span:
        return collect(cut, parts)
    place = next(i for i, d in enumerate(walk.whole.by) if d.grain)
    name = f"flows {walk.whole.span} {[d.name for d in walk.whole.by]} {[p.name for p in parts]}"
    every: dict[Raw, dict[str, Decimal | None]] = cut._once(  # noqa: SLF001 - a slice's own module
        name, lambda: collect(walk.whole, parts)
    )
    mine = {(*key[:place], *key[place + 1 :]): values for key, values in every.items()
            if key[place] == walk.bucket}  # fmt: skip
    if not mine and not cut.by:
        return {(): {part.name: Decimal(0) if part.fold == "count" else None for part in parts}}
    return mine


def _batches(cut: Slice, parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Parts that one query answers: counts and sums of one table, or a spread and its counts."""
    together: dict[tuple[object, ...], list[Part]] = {}
    timed = any(d.grain for d in cut.by)
    spreads = [part for part in parts if part.fold in SHARES]
    batches = [[part] for part in spreads]
    for part in parts:
        if part in spreads:
            continue
        beside = next((i for i, s in enumerate(spreads) if _counts(cut, part, s)), None)
        if beside is None:
            together.setdefault(_kind(part, timed=timed), []).append(part)
        else:
            batches[beside].append(part)
    yield from (*batches, *together.values())


def _kind(part: Part, *, timed: bool) -> tuple[object, ...]:
    """What parts that are counted in one query have in common."""
    return part.table, part.day if timed else "", part.credited, part.as_of, part.beside


def _counts(cut: Slice, part: Part, of: Part) -> bool:
    """Whether a part counts rows, all or some, among those that another puts in order."""
    same = part.beside in {None, of.beside} and not part.credited and part.as_of == of.as_of
    days = part.day == of.day or not any(d.grain for d in cut.by)
    if not (part.fold == "count" and part.table == of.table and same and days):
        return False
    return part.rows is of.rows or beyond(part.rows(cut.moment), of.rows(cut.moment)) is not None


def _tally(cut: Slice, parts: list[Part]) -> Iterator[tuple[Raw, dict[str, Decimal | None]]]:
    first, moment = parts[0], cut.moment
    seen = cut.seen(first)
    over = seen.over if seen is not None else as_it_is
    groups = Groups(cut, first, seen.root if seen is not None else None)
    asked, besides = split([part.rows(moment) for part in parts])
    folded = [_folded(cut, part, besides[i], seen).label(f"f{i}") for i, part in enumerate(parts)]
    keys = [over(key) for key in groups.keys]
    rows = select(*keys, *folded).select_from(groups.source)
    rows = rows.where(over(cut.rows(first.table)), *(over(each) for each in asked))
    rows = rows.group_by(*unnamed(keys)) if keys else rows
    for row in cut.ctx.session.execute(groups.named(rows, [f.name for f in folded])):
        values = zip(parts, row[-len(parts) :], strict=True)
        yield raw_key(cut, row), {part.name: _exact(part, v) for part, v in values}


def _folded(
    cut: Slice, part: Part, condition: ColumnElement[bool] | None, seen: SeenDeals | None
) -> ColumnElement[Any]:
    """The aggregate of a part; a deal that reps share is one deal, however many rows it has."""
    over = seen.over if seen is not None else as_it_is
    shared = seen is not None and seen.by_rep
    only = None if condition is None else over(condition)
    if part.fold == "count" and shared:
        one = over(table_of(part.table).c.id)
        return func.count(func.distinct(one if only is None else case((only, one))))
    if part.fold == "count":
        return func.count() if only is None else func.count(case((only, 1)))
    assert part.of is not None  # noqa: S101 - only a count has no value
    of = seen.credited if seen is not None and shared and part.money else over
    value = of(part.of(cut.moment))
    return func.sum(value if only is None else case((only, value)))


def _exact(part: Part, value: Decimal | int | None) -> Decimal | None:
    if value is None:
        return None
    return Decimal(value) / (CENTS if part.money else 1) / part.scale
