"""What a change is made of, beside where it happened: how many, how big, how often, how fast."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import ColumnElement, and_, select

from tools.arguments import Filter
from tools.parts.comparing import CENTS
from tools.parts.decomposition import Ratio, log_parts, settled, volume_and_size
from tools.parts.dimensions import DIMENSIONS
from tools.parts.measuring.asked import Asked
from tools.parts.metrics import closing
from tools.parts.metrics.shape import Answer
from tools.parts.metrics.slices import gather
from tools.parts.paths import alive, table_of
from tools.parts.query import where
from tools.parts.why.economics import economics
from tools.parts.why.searching import split

CENT = Decimal("0.01")
POWERS = {"open_qualified": 1, "mean_won_amount": 1, "win_rate": 1, "mean_days_to_won": -1}
SPOKEN = {"open_qualified": "open deals", "mean_won_amount": "deal size", "win_rate": "win rate",
          "mean_days_to_won": "sales cycle"}  # fmt: skip
NOTABLE = Fraction(1, 5)
"""A single deal is named when it is at least this much of the change."""
FAR_ABOVE = 3
"""... and this many times the mean deal of the two periods."""
NAMED_AT_MOST = 3
LEAST_OF_A_LEAVER = 10
"""One part in so many of a fall makes a leaver worth naming."""
LEAST_WITHIN = 100
"""... and of the fall of one group, where a leaver is nearer to the matter."""
DRILLED = {"deal size": ("deal_size", "mean"), "win rate": ("win_rate", "by_count"),
           "sales cycle": ("sales_cycle", "created_mean")}  # fmt: skip
"""Factors of velocity that are figures themselves, and can be looked into in turn."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a change: its value before and now, and what it did."""

    name: str
    then: Decimal
    now: Decimal
    unit: str
    change: Decimal


@dataclass(frozen=True, slots=True)
class Notable:
    """One deal that is a large part of the change, and why it is named."""

    id: str
    name: str
    amount: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class Leaver:
    """An owner who left, when, and their part of the change."""

    name: str
    left_on: date
    change: Decimal


CHAIN = ("deals decided", "win rate", "deals with an amount", "deal size")


def factors_of(asked: Asked, then_asked: Asked, now: Answer, then: Answer) -> list[Factor]:
    """What a change is made of, for figures that are a product or a sum of known parts."""
    steps = economics(asked, now, then)
    if steps:
        return [Factor(*step) for step in steps]
    if asked.metric.stock:
        return []
    if asked.metric.name == "sales_velocity":
        return _velocity(asked, now, then)
    if asked.metric.name == "won_revenue":
        return _chain(asked, then_asked, now, then) or _volume(asked, now, then)
    if asked.metric.name == "pipeline_coverage":
        return _coverage(asked, now, then)
    if asked.metric.unit == "money" and asked.variant.shape == "sum":
        return _volume(asked, now, then)
    return []


def _chain(asked: Asked, then_asked: Asked, now: Answer, then: Answer) -> list[Factor]:
    """Won revenue as deals decided x share won x mean amount, by logarithms."""
    after, before = (_links(a, v) for a, v in ((asked, now), (then_asked, then)))
    if after is None or before is None:
        return []
    parts = log_parts(after, before, dict.fromkeys(CHAIN, 1))
    rounded = settled(list(parts.values()), CENT)
    units = {"deals decided": "count", "win rate": "rate", "deals with an amount": "rate",
             "deal size": asked.ctx.workspace.currency}  # fmt: skip
    found = [
        Factor(name, before[name], after[name], units[name], part)
        for name, part in zip(parts, rounded, strict=True)
    ]
    return [f for f in found if f.change or f.name != "deals with an amount"]


def _links(asked: Asked, answer: Answer) -> dict[str, Decimal] | None:
    closed = gather(asked.cut, (closing.WON, closing.LOST)).get((), {})
    won, lost = (closed.get(name) or Decimal(0) for name in ("won", "lost"))
    priced = answer.inputs.get("won_with_amount") or Decimal(0)
    if not (won and priced and answer.value):
        return None
    return {"deals decided": won + lost, "win rate": won / (won + lost),
            "deals with an amount": priced / won, "deal size": answer.value / priced}  # fmt: skip


def _coverage(asked: Asked, now: Answer, then: Answer) -> list[Factor]:
    """Coverage as open pipeline over quota, by logarithms."""
    names = {"open_amount": 1, "quota": -1}
    after, before = ({n: a.inputs.get(n) or Decimal(0) for n in names} for a in (now, then))
    if not all(after.values()) or not all(before.values()):
        return []
    parts = log_parts(after, before, names)
    money = asked.ctx.workspace.currency
    rounded = settled(list(parts.values()), Decimal("0.0001"))
    spoken = {"open_amount": "open pipeline", "quota": "quota"}
    return [
        Factor(spoken[name], before[name], after[name], money, part)
        for name, part in zip(parts, rounded, strict=True)
    ]


def _volume(asked: Asked, now: Answer, then: Answer) -> list[Factor]:
    amount = asked.variant.top[0]
    counted = amount.replace("_amount", "_with_amount")
    after, before = _ratio(now, amount, counted), _ratio(then, amount, counted)
    if after is None or before is None or not (after.bottom and before.bottom):
        return []
    volume, size = settled(volume_and_size(after, before), CENT)
    money = asked.ctx.workspace.currency
    return [
        Factor("number of deals", before.bottom, after.bottom, "count", volume),
        Factor("size of deals", before.top / before.bottom, after.top / after.bottom, money, size),
    ]


def _ratio(answer: Answer, top: str, bottom: str) -> Ratio | None:
    over, under = answer.inputs.get(top), answer.inputs.get(bottom)
    return None if over is None or under is None else Ratio(over, under)


def _velocity(asked: Asked, now: Answer, then: Answer) -> list[Factor]:
    after = {name: now.inputs.get(name) or Decimal(0) for name in POWERS}
    before = {name: then.inputs.get(name) or Decimal(0) for name in POWERS}
    if not all(after.values()) or not all(before.values()):
        return []
    parts = log_parts(after, before, POWERS)
    rounded = settled(list(parts.values()), CENT)
    units = {"open_qualified": "count", "mean_won_amount": asked.ctx.workspace.currency,
             "win_rate": "rate", "mean_days_to_won": "days"}  # fmt: skip
    return [
        Factor(SPOKEN[name], before[name], after[name], units[name], part)
        for name, part in zip(parts, rounded, strict=True)
    ]


def leavers(
    now: Asked, then: Asked, change: Decimal, least: int = LEAST_OF_A_LEAVER
) -> list[Leaver]:
    """Owners who left between the two periods and took a tenth of the fall or more with them."""
    start, of_deals = then.cut.span.start, now.metric.table == "opportunity"
    if change >= 0 or not of_deals or now.variant.shape != "sum" or start is None:
        return []
    by_owner = split(now, then, DIMENSIONS["owner"])
    gone = left_between(now, start)
    pieces = by_owner.pieces if by_owner is not None else ()
    found = [Leaver(p.name, gone[p.name], p.change) for p in pieces if p.name in gone]
    return [p for p in found if p.change * least <= change][:NAMED_AT_MOST]


def left_between(now: Asked, start: date, among: Sequence[Filter] = ()) -> dict[str, date]:
    """People who left from a day on to the end of the later period, and when."""
    user = table_of("user")
    rows = now.ctx.session.execute(
        select(user.c.name, user.c.left_on)
        .where(where(now.ctx, "user", among), user.c.left_on.between(start, now.cut.span.end))
        .order_by(user.c.left_on, user.c.name)
    )
    return {row[0]: row[1] for row in rows}


def notable_deals(
    now: Asked, then: Asked, values: Sequence[Answer], change: Decimal
) -> list[Notable]:
    """Single deals that are a large part of the change: won in either period, or pushed out."""
    if now.metric.name != "won_revenue" or change == 0:
        return []
    least = max(_notable(change), _far_above_the_mean(values))
    found = [
        *_largest(now, least, f"won in {now.cut.span.label}"),
        *_largest(then, least, f"won in {then.cut.span.label}"),
    ]
    if change < 0:
        found += _pushed(now, least)
    return sorted(found, key=lambda n: (-n.amount, n.id))[: 2 * NAMED_AT_MOST]


def _notable(change: Decimal) -> int:
    return int(abs(change) * CENTS * NOTABLE.numerator / NOTABLE.denominator)


def _far_above_the_mean(values: Sequence[Answer]) -> int:
    n = sum(answer.n for answer in values)
    amount = sum((answer.value or Decimal(0) for answer in values), Decimal(0))
    return int(amount * CENTS * FAR_ABOVE / n) if n else 0


def _largest(asked: Asked, least: int, why: str) -> list[Notable]:
    won = next(part for part in asked.variant.parts if part.name == "won_with_amount")
    return _deals(asked, [won.rows(asked.cut.moment)], least, why)


def _pushed(asked: Asked, least: int) -> list[Notable]:
    """Deals that were once expected to close in the period, and are open still."""
    deal, move = table_of("opportunity").c, table_of("stage_history").alias()
    span = asked.cut.span
    was_due = select(move.c.opportunity_id).where(
        alive(move, asked.ctx.workspace.id), move.c.expected_close_on <= span.end,
        move.c.expected_close_on >= (span.start or span.end),
    )  # fmt: skip
    tests = [deal.status == "open", deal.id.in_(was_due), deal.expected_close_on > span.end]
    return _deals(asked, tests, least, f"expected in {span.label}, but pushed and still open")


def _deals(
    asked: Asked, tests: Sequence[ColumnElement[bool]], least: int, why: str
) -> list[Notable]:
    deal = table_of("opportunity").c
    rows = (
        select(deal.id, deal.name, deal.amount_cents)
        .where(and_(asked.cut.rows("opportunity"), *tests, deal.amount_cents >= least))
        .order_by(deal.amount_cents.desc(), deal.id)
        .limit(NAMED_AT_MOST)
    )
    return [
        Notable(row[0], row[1] or row[0], Decimal(row[2]) / CENTS, why)
        for row in asked.ctx.session.execute(rows)
    ]
