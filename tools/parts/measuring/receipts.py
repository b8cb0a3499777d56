"""The receipts behind a measure: rows, exclusions and caveats found, then figures made of them.

All reading is done before the first figure is made, so that nothing is written while rows are
being read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from tools.parts.attribution import SeenDeals
from tools.parts.dimensions import Dimension
from tools.parts.measuring.asked import Asked
from tools.parts.measuring.groups import Group
from tools.parts.metrics.open_deals import was_open
from tools.parts.metrics.rates import told
from tools.parts.metrics.shape import Answer, Moment
from tools.parts.paths import table_of
from tools.parts.periods import written_day
from tools.result import Figure

ROWS_KEPT = 500
GROUPS_WITH_RECEIPTS = 50


@dataclass(frozen=True, slots=True)
class Backing:
    """What a receipt says beyond the value."""

    row_ids: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    filters: tuple[dict[str, Any], ...] = field(default_factory=tuple)


def backing(asked: Asked, whole: Answer | None) -> Backing:
    """The rows behind the whole, what was left out of it, and what to be careful about."""
    exclusions = [*_without_amount(asked, whole), *_undated(asked)]
    # How a value came about is of no interest where there is none.
    valued = whole is None or whole.value is not None
    caveats = [*(asked.variant.caveats if valued else ()), *_converted(asked)]
    said = asked.variant.said(whole.inputs) if asked.variant.said and whole is not None else None
    caveats += [said] if said else []
    span, today = asked.cut.span, asked.ctx.today
    if span.start is not None and span.start <= today < span.end and not asked.metric.ahead:
        caveats.append(f"{span.label} is not over: counted up to {written_day(today)}.")
    noted = asked.cut.noted if asked.variant.looks_back else None
    if noted is not None:
        caveats.append(noted.said)
    return Backing(_row_ids(asked), tuple(exclusions), tuple(caveats), tuple(asked.given))


def figure(
    asked: Asked, answer: Answer, label: str, behind: Backing, group: Group | None = None
) -> Figure:
    """The figure of an answer, with its receipt."""
    filters = list(behind.filters)
    if group is not None:
        filters += _narrowed(asked, group)
    return asked.ctx.figure(
        asked.metric.name, exact(answer.value, asked.unit), asked.unit, label=label,
        definition=asked.variant.definition, formula=asked.variant.formula, n=answer.n,
        variant=asked.variant.name, version=asked.metric.version, inputs=_inputs(answer),
        filters=filters, period=asked.period(),
        exclusions=behind.exclusions if group is None else (), caveats=behind.caveats,
        row_table=asked.metric.table, row_ids=behind.row_ids if group is None else (),
        reason=answer.reason,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Derived:
    """A figure computed from other figures: a difference, a share, a change."""

    name: str
    label: str
    value: Decimal | None
    unit: str
    formula: str
    inputs: dict[str, Any]
    reason: str | None = None
    row_table: str | None = None
    row_ids: Sequence[str] = ()
    definition: str = ""

    def figure(self, asked: Asked) -> Figure:
        """The figure, with a receipt that names what it was computed from."""
        return asked.ctx.figure(
            f"{asked.metric.name}_{self.name}", exact(self.value, self.unit), self.unit,
            label=f"{asked.label}: {self.label}", definition=self.definition or f"{self.formula}.",
            formula=self.formula, inputs=self.inputs, period=asked.period(),
            variant=asked.variant.name, version=asked.metric.version,
            filters=asked.given, reason=self.reason,
            row_table=self.row_table, row_ids=self.row_ids,
        )  # fmt: skip


def exact(value: Decimal | None, unit: str) -> Decimal | None:
    """A value without endless decimals: cents for money, eight places for the rest."""
    if value is None:
        return None
    places = 2 if len(unit) == 3 and unit.isupper() else 8  # noqa: PLR2004 - cents have two places
    rounded = round(value, places)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else (
        rounded.normalize())  # fmt: skip


def rows_of(asked: Asked) -> ColumnElement[bool]:
    """The condition that picks the rows of the metric's table behind the whole."""
    moment = asked.cut.moment
    table = asked.metric.table
    parts = [p for p in asked.variant.parts if p.table == table and p.beside is None]
    return and_(asked.cut.rows(asked.metric.table), or_(*(p.rows(moment) for p in parts)))


def _row_ids(asked: Asked) -> tuple[str, ...]:
    ids, rows = _seen(asked, table_of(asked.metric.table).c.id, rows_of(asked))
    found = asked.ctx.session.execute(select(ids).where(rows).order_by(ids).limit(ROWS_KEPT))
    return tuple(row[0] for row in found)


def _seen(asked: Asked, *expressions: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """Expressions over deals as they were on the day that is looked at, where that is known."""
    noted = asked.cut.noted if any(part.as_of for part in asked.variant.parts) else None
    if noted is None or noted.root is None or asked.metric.table != "opportunity":
        return list(expressions)
    over = SeenDeals(noted.root).over
    return [over(each) for each in expressions]


def _inputs(answer: Answer) -> dict[str, Any]:
    return {name: None if v is None else f"{exact(v, '')}" for name, v in answer.inputs.items()}


def _narrowed(asked: Asked, group: Group) -> list[dict[str, Any]]:
    named = zip(asked.by, group.key, group.names, strict=True)
    return [each for split, cell, name in named for each in _one_of(asked, split, cell, name)]


def _one_of(asked: Asked, split: Dimension, cell: object, name: str) -> list[dict[str, Any]]:
    """What the rows of one group meet: of a band, that their size lies within it."""
    if split.bands is None:
        op = "missing" if cell is None else "is"
        return [{"field": split.name, "op": op, "value": None if cell is None else name}]
    field = ".".join(split.paths[asked.metric.table][0])
    if cell is None:
        return [{"field": field, "op": "missing", "value": None}]
    within = split.bands.within(name, asked.cut.moment.last_day)
    return [{"field": field, "op": op, "value": value} for op, value in within]


def _without_amount(asked: Asked, whole: Answer | None) -> Sequence[str]:
    """How many rows of a sum of money have no amount, or one in another currency."""
    if whole is None or asked.metric.table != "opportunity":
        return ()
    pairs = [(name.removesuffix("_with_amount"), v) for name, v in whole.inputs.items()
             if name.endswith("_with_amount")]  # fmt: skip
    found = []
    for name, priced in pairs:
        every = whole.inputs.get(name)
        missing = int((every or Decimal(0)) - (priced or Decimal(0)))
        if every is None or missing <= 0:
            continue
        foreign = min(missing, _foreign(asked))
        if foreign:
            found.append(f"{foreign:,} of {int(every):,} deals are in another currency and are"
                         " left out.")  # fmt: skip
        if missing > foreign:
            found.append(f"{missing - foreign:,} of {int(every):,} deals have no amount.")
    return found


def _foreign(asked: Asked) -> int:
    """Rows with an amount that cannot be added up: in a currency without a rate on that day."""
    deal, moment = table_of("opportunity").c, asked.cut.moment
    priced = [p.rows(moment) for p in asked.variant.parts if p.name.endswith("_with_amount")]
    foreign = and_(deal.amount_cents.is_not(None), ~or_(*priced) if priced else true())
    one, which = _seen(asked, deal.id, and_(rows_of(asked), foreign))
    rows = select(func.count(one)).where(which)
    return int(asked.ctx.session.execute(rows).scalar_one())


def _converted(asked: Asked) -> Sequence[str]:
    """Which amounts were converted, and of which days the rates are."""
    money = next((p for p in asked.variant.parts if p.money and p.table == "opportunity"), None)
    if money is None or asked.metric.table != "opportunity":
        return ()
    deal, moment = table_of("opportunity").c, asked.cut.moment
    day = moment.last_day if asked.metric.stock else deal[money.day]
    rows = and_(asked.cut.rows("opportunity"), money.rows(moment))
    return tuple(told(asked.ctx, moment, rows, day))


def _undated(asked: Asked) -> Sequence[str]:
    """How many rows carry no day and therefore lie in no period."""
    if not asked.period_given or asked.metric.table != "opportunity":
        return ()
    deal, day = table_of("opportunity").c, asked.variant.parts[0].day
    kinds: dict[str, tuple[ColumnElement[bool], str]] = {
        "closed_on": (deal.status != "open", "closed deals have no close date"),
        "created_on": (deal.id.is_not(None), "deals have no creation date"),
        "expected_close_on": (deal.status == "open", "open deals have no expected close date"),
    }
    if day not in kinds or (asked.metric.stock and asked.cut.moment.past):
        return ()
    condition, words = kinds[day]
    rows = select(func.count()).where(asked.cut.rows("opportunity"), condition, deal[day].is_(None))
    n = int(asked.ctx.session.execute(rows).scalar_one())
    return [f"{n:,} {words} and are in no period."] if n else []


def worth_saying(asked: Asked, whole: Answer | None) -> Answer | None:
    """No value when the store's records do not reach the period: nothing is not zero."""
    if whole is None or whole.n or whole.reason:
        return whole
    reason = outside(asked, asked.cut.moment) or _dateless(asked)
    return whole if reason is None else replace(whole, value=None, reason=reason)


def _dateless(asked: Asked) -> str | None:
    """Why nobody can say what is due: open deals there are, but none says when it should close."""
    deal = table_of("opportunity").c
    if not asked.metric.stock or asked.variant.parts[0].day != "expected_close_on":
        return None
    rows = select(func.count(), func.count(deal.expected_close_on)).where(
        asked.cut.rows("opportunity"), was_open(asked.cut.moment)
    )
    opened, dated = asked.ctx.session.execute(rows).one()
    if dated or not opened:
        return None
    alone = "the only open deal has no expected close date"
    return alone if opened == 1 else f"none of the {opened:,} open deals has an expected close date"


def outside(asked: Asked, moment: Moment) -> str | None:
    """Why a period without any row says nothing: the store's days do not reach it."""
    part = asked.variant.parts[0]
    table = table_of(part.table)
    if part.day == "recorded_at" or asked.metric.stock or moment.span.start is None:
        return None
    day = table.c[part.day]
    bounds = select(func.min(day), func.max(day)).where(
        table.c.workspace_id == asked.ctx.workspace.id, table.c.state == "live",
        day <= asked.ctx.today if not part.day.endswith("_at") else day.is_not(None),
    )  # fmt: skip
    first, last = (_as_day(v) for v in asked.ctx.session.execute(bounds).one())
    if first is None or last is None:
        return "the store has no such records"
    if moment.span.end < first or moment.span.start > last:
        return f"the records go from {written_day(first)} to {written_day(last)}"
    return None


def _as_day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value
