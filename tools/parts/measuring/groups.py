"""The groups of a breakdown: computed, ordered, ranked, and their shares of the whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal

from sqlalchemy import select

from tools.arguments import Ranking
from tools.parts.calendars import calendar_for
from tools.parts.measuring.asked import Asked
from tools.parts.metrics.shape import Answer, Key
from tools.parts.metrics.slices import Slice, Walk, answer, compute
from tools.parts.paths import alive, table_of
from tools.parts.periods import Span

SHARE_STEP = Decimal("0.001")
BUCKETS_AT_MOST = 400


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a breakdown."""

    key: Key
    names: tuple[str, ...]
    answer: Answer
    share: Decimal | None = None
    other: Answer | None = None


def grouped(asked: Asked) -> list[Group]:
    """The groups of the question's dimensions, in reading order."""
    found = _values(asked)
    groups = [Group(key, _names(asked, key), value) for key, value in found.items()]
    if any(d.grain for d in asked.by):
        return sorted(groups, key=lambda g: [_sortable(cell) for cell in g.key])
    if any(d.bands for d in asked.by):
        return sorted(groups, key=lambda g: _sizes(asked, g))
    if any(d.name == "stage" for d in asked.by) and asked.metric.natural_by:
        return _by_stage(asked, groups)
    return ordered(groups, descending=True)


def ordered(groups: Sequence[Group], *, descending: bool) -> list[Group]:
    """By value, those without one last, names breaking ties."""
    sign = -1 if descending else 1
    return sorted(
        groups,
        key=lambda g: (
            g.answer.value is None,
            sign * g.answer.value if g.answer.value is not None else 0,
            g.names,
        ),
    )


def ranked(groups: Sequence[Group], rank: Ranking) -> tuple[list[Group], int]:
    """The first or last so many by value, and how many beyond the cut tie with the last kept."""
    valued = [g for g in groups if g.answer.value is not None]
    line = ordered(valued, descending=rank.order == "top")
    kept, rest = line[: rank.count], line[rank.count :]
    ties = sum(1 for g in rest if g.answer.value == kept[-1].answer.value) if kept else 0
    return kept, ties


def shared(groups: Sequence[Group], total: Decimal | None) -> list[Group]:
    """Each group with its share of the whole; over all groups they add up to exactly 1.

    Shares are rounded to a tenth of a percent by largest remainder.
    """
    if not total:
        return list(groups)
    exact = [(g.answer.value or Decimal(0)) / total for g in groups]
    return [replace(g, share=s) for g, s in zip(groups, largest_remainder(exact), strict=True)]


def largest_remainder(exact: Sequence[Decimal], step: Decimal = SHARE_STEP) -> list[Decimal]:
    """Shares rounded to `step` so that they still add up to their rounded sum.

    >>> [str(s) for s in largest_remainder([Decimal(1) / 3] * 3)]
    ['0.334', '0.333', '0.333']
    """
    floors = [(share / step).to_integral_value(ROUND_FLOOR) for share in exact]
    whole = (sum(exact, Decimal(0)) / step).to_integral_value()
    missing = int(whole - sum(floors, Decimal(0)))
    by_rest = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i] / step, i))
    for i in by_rest[:missing]:
        floors[i] += 1
    return [n * step for n in floors]


def beside(groups: Sequence[Group], others: Sequence[Group], *, timed: bool) -> list[Group]:
    """Each group with its value in another period; groups that exist in one of them are kept."""
    if timed:
        pairs = zip(groups, others, strict=False)
        return [replace(group, other=other.answer) for group, other in pairs]
    there = {other.key: other for other in others}
    nothing = Answer(None, 0, "there is none in this period")
    kept = [replace(g, other=there[g.key].answer if g.key in there else None) for g in groups]
    gone = [o for key, o in there.items() if key not in {g.key for g in groups}]
    return [*kept, *(replace(o, answer=nothing, other=o.answer) for o in gone)]


def _values(asked: Asked) -> dict[Key, Answer]:
    grains = [d.grain for d in asked.by if d.grain]
    if asked.variant.own is not None and grains:
        return dict(_own(asked, grains[0]))
    if asked.metric.stock and grains and (asked.cut.moment.past and asked.period_given):
        return dict(_bucketwise(asked, grains[0]))
    found = compute(asked.cut, asked.metric, asked.variant)
    flows = asked.metric.additive and not asked.metric.stock
    if flows and len(grains) == 1 and len(asked.by) == 1:
        nothing = answer(asked.metric, asked.variant, {})
        for start in _between(asked, found, grains[0]):
            found.setdefault((start,), nothing)
    return found


def _between(asked: Asked, found: dict[Key, Answer], grain: str) -> Iterator[date]:
    """The buckets without any row between the first and the last: nothing happened there."""
    days = [key[0] for key in found if isinstance(key[0], date)]
    if not days:
        return
    span = asked.cut.span
    first = min(days) if span.start is None else span.start
    last = max(days) if span.start is None else asked.cut.moment.last_day
    for bucket in buckets(Span(first, last, ""), grain, asked):
        assert bucket.start is not None  # noqa: S101 - a bucket has both ends
        yield bucket.start


def buckets(span: Span, grain: str, asked: Asked) -> Iterator[Span]:
    """The days, weeks, months, quarters or years that a span touches, whole."""
    calendar = calendar_for(asked.ctx.workspace)
    day = span.start
    for _ in range(BUCKETS_AT_MOST):
        if day is None or day > span.end:
            return
        first, last, label = calendar.holding(day, grain)
        yield Span(first, last, label, grain)
        day = last + timedelta(days=1)


def _own(asked: Asked, grain: str) -> Iterator[tuple[Key, Answer]]:
    """A metric with a computation of its own: in one go if it can, else for each bucket."""
    nothing = asked.variant.nothing
    if not nothing:
        yield from _bucketwise(asked, grain)
        return
    if len(asked.by) == 1:
        for bucket in buckets(_begun(asked), grain, asked):
            yield (bucket.start,), Answer(None, 0, nothing)
    yield from compute(asked.cut, asked.metric, asked.variant).items()


def _begun(asked: Asked) -> Span:
    """The period; all time from the first day on that there is a row of."""
    span = asked.cut.span
    return span if span.start is not None else replace(span, start=_first_day(asked))


def _bucketwise(asked: Asked, grain: str) -> Iterator[tuple[Key, Answer]]:
    """A metric that is no sum of its buckets, computed for each of them."""
    place = next(i for i, d in enumerate(asked.by) if d.grain)
    others = tuple(d for d in asked.by if not d.grain)
    span = _begun(asked)
    whole = replace(asked.cut, span=span)
    for bucket in buckets(span, grain, asked):
        start, end = max(bucket.start, span.start), min(bucket.end, span.end)  # type: ignore[type-var]  # both have a start
        within = replace(bucket, start=start, end=end)
        walk = Walk(whole, bucket.start, within)  # type: ignore[arg-type]  # a bucket has a start
        part = replace(asked.cut, span=within, by=others, walk=walk)
        for key, value in compute(part, asked.metric, asked.variant).items():
            yield (*key[:place], bucket.start, *key[place:]), value


def _first_day(asked: Asked) -> date | None:
    part = asked.variant.parts[0]
    table = table_of(part.table)
    rows = select(table.c[part.day]).where(
        alive(table, asked.ctx.workspace.id), table.c[part.day].is_not(None)
    )
    first = asked.ctx.session.execute(rows.order_by(table.c[part.day]).limit(1)).scalar()
    return first.date() if isinstance(first, datetime) else first


def _names(asked: Asked, key: Key) -> tuple[str, ...]:
    calendar = calendar_for(asked.ctx.workspace)
    names = []
    for split, cell in zip(asked.by, key, strict=True):
        if cell is None:
            names.append(f"(no {'date' if split.grain else split.label})")
        elif isinstance(cell, date):
            names.append(calendar.holding(cell, split.grain or "day")[2])
        else:
            names.append(cell)
    return tuple(names)


def _sortable(cell: str | date | None) -> tuple[bool, str]:
    return cell is None, cell.isoformat() if isinstance(cell, date) else (cell or "")


def _sizes(asked: Asked, group: Group) -> list[tuple[int, str]]:
    """The place of each band of a group, the lowest first; what has none comes last."""
    places = [d.bands.labels if d.bands else () for d in asked.by]
    return [
        (labels.index(name) if name in labels else len(labels), name)
        for labels, name in zip(places, group.names, strict=True)
    ]


def _by_stage(asked: Asked, groups: list[Group]) -> list[Group]:
    stage = table_of("stage")
    rows = asked.ctx.session.execute(
        select(stage.c.name, stage.c.position).where(alive(stage, asked.ctx.workspace.id))
    )
    place: dict[str, int] = {row[0]: row[1] for row in rows}
    at = next(i for i, d in enumerate(asked.by) if d.name == "stage")
    return sorted(groups, key=lambda g: (place.get(g.names[at], len(place)), g.names))


def whole_of(asked: Asked) -> Answer | None:
    """The value over all rows together; None when the metric only makes sense by its groups."""
    if asked.metric.natural_by:
        return None
    whole: Slice = asked.cut.whole()
    return compute(whole, asked.metric, asked.variant).get(())
