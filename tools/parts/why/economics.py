"""What a change of recurring revenue or of unit economics is made of, to the last cent."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from tools.parts.decomposition import log_parts, settled
from tools.parts.measuring.asked import Asked
from tools.parts.metrics.shape import Answer

CENT, POINT = Decimal("0.01"), Decimal("0.0001")
YEAR_MONTHS = 12
Parts = Mapping[str, Decimal | None]


class Step(NamedTuple):
    """One factor or step: what it is called, before and now, its unit, and its part."""

    name: str
    then: Decimal
    now: Decimal
    unit: str
    change: Decimal


SPENT, CUSTOMERS, BROUGHT = "costs of winning", "new customers", "first-year amounts"
WORTH = {"ARR a customer": 1, "gross margin": 1, "yearly churn": -1}
POWERS: dict[tuple[str, str], dict[str, int]] = {
    ("cac", "same_period"): {SPENT: 1, CUSTOMERS: -1},
    ("cac", "lagged"): {SPENT: 1, CUSTOMERS: -1},
    ("cac_payback", "revenue"): {SPENT: 1, BROUGHT: -1},
    ("cac_payback", "gross_margin"): {SPENT: 1, BROUGHT: -1, "gross margin": -1},
    ("ltv_to_cac", "lifetime_value"): WORTH,
    ("ltv_to_cac", "ratio"): {**WORTH, "CAC": -1},
}
"""Figures that are products, and the power of each factor."""
BARS: dict[tuple[str, str], tuple[str, ...]] = {
    ("arr_bridge", "net_new"): ("new", "expansion", "-contraction", "-churn"),
    ("net_revenue_retention", "net"): ("expansion", "-contraction", "-churn"),
    ("gross_revenue_retention", "gross"): ("-contraction", "-churn"),
    ("gross_revenue_retention", "churn"): ("contraction", "churn"),
}
"""Figures that are sums of a bridge's bars; retention is of bars over the opening ARR."""
PRODUCTS = frozenset(name for name, _ in POWERS)
"""Metrics that are told by their factors alone."""


def economics(asked: Asked, now: Answer, then: Answer) -> list[Step]:
    """The steps of the change; none for figures that are neither such products nor such sums."""
    kind = (asked.metric.name, asked.variant.name)
    if kind in POWERS:
        return _product(asked, now, then, POWERS[kind])
    if kind in BARS:
        return _bars(asked, now.inputs, then.inputs, BARS[kind])
    return []


def _product(asked: Asked, now: Answer, then: Answer, powers: Mapping[str, int]) -> list[Step]:
    after, before = _factors(now.inputs), _factors(then.inputs)
    if any(side.get(name, Decimal(0)) <= 0 for side in (after, before) for name in powers):
        return []
    times = YEAR_MONTHS if asked.unit == "months" else 1
    parts = [part * times for part in log_parts(after, before, powers).values()]
    money = asked.ctx.workspace.currency
    units = {CUSTOMERS: "count", "gross margin": "rate", "yearly churn": "rate"}
    return [
        Step(name, before[name], after[name], units.get(name, money), part)
        for name, part in zip(powers, settled(parts, _step(asked)), strict=True)
    ]


def _factors(parts: Parts) -> dict[str, Decimal]:
    """The factors, under the names that people know them by; one that is missing is 0."""

    def of(name: str) -> Decimal:
        return parts.get(name) or Decimal(0)

    customers = of("customers_after")
    return {
        SPENT: of("cost"), CUSTOMERS: of("new_customers"), BROUGHT: of("new_customer_amount"),
        "gross margin": of("gross_margin"), "yearly churn": of("yearly_churn"), "CAC": of("cac"),
        "ARR a customer": of("closing") / customers if customers else Decimal(0),
    }  # fmt: skip


def _bars(asked: Asked, now: Parts, then: Parts, bars: tuple[str, ...]) -> list[Step]:
    """Each bar, as an amount or as a share of the ARR at the beginning."""
    shares = asked.unit == "rate"
    wholes = [(side.get("opening") if shares else None) or Decimal(1) for side in (now, then)]
    ends: list[tuple[str, Fraction, Fraction]] = []
    for bar in bars:
        name, sign = bar.removeprefix("-"), -1 if bar.startswith("-") else 1
        after, before = (
            Fraction(side.get(name) or Decimal(0)) / Fraction(whole) * sign
            for side, whole in zip((now, then), wholes, strict=True)
        )
        ends.append((name, before, after))
    parts = settled([after - before for _, before, after in ends], _step(asked))
    unit = "rate" if shares else asked.ctx.workspace.currency
    return [
        Step(name, _decimal(before), _decimal(after), unit, part)
        for (name, before, after), part in zip(ends, parts, strict=True)
    ]


def _step(asked: Asked) -> Decimal:
    return POINT if asked.unit in {"rate", "ratio"} else CENT


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator
