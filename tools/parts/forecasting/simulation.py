"""Thousands of ways the window could go: each deal won or not, and one shock that all share."""

from dataclasses import dataclass

import numpy as np

from tools.parts.forecasting.book import Numbers
from tools.parts.forecasting.combining import Combined

DRAWS = 4_000
SEED = 20_260_101
ONE_BY_ONE = 600
"""Deals drawn singly; the small rest is drawn as one sum."""
MOST_NEW = 400


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Cents at which a tenth, half and nine tenths of the draws end, and the draws themselves."""

    p10: float
    p50: float
    p90: float
    draws: Numbers

    def chance_of(self, cents: float) -> float:
        """The share of draws that reach an amount."""
        return float((self.draws >= cents).mean())


def simulate(combined: Combined) -> Outcomes:
    """Draw the window many times; the same input always gives the same outcomes.

    The deals' own luck gives the shape; the shared shock is as wide as the replays have shown the
    forecast to be wrong beyond that luck; the mean is the combined expectation.
    """
    random = np.random.default_rng(SEED)
    yields, expected = combined.views.yields, combined.cents
    if expected <= 0:
        return Outcomes(0.0, 0.0, 0.0, np.zeros(DRAWS))
    luck = yields.variance / max(yields.cents, 1.0) ** 2
    shared = max(combined.spread**2 - luck, 0.02**2)
    shock = np.exp(random.normal(0, np.sqrt(shared), DRAWS) - shared / 2)
    total = _open_deals(random, yields.chance, yields.value, shock)
    total += _new_deals(random, yields.new_wins, yields.new_values, shock)
    mean = total.mean()
    total = total * (expected / mean) if mean > 0 else shock * expected
    p10, p50, p90 = np.quantile(total, [0.1, 0.5, 0.9])
    return Outcomes(float(p10), float(p50), float(p90), total)


def _open_deals(
    random: np.random.Generator, chance: Numbers, value: Numbers, shock: Numbers
) -> Numbers:
    order = np.argsort(-chance * (1 - chance) * value**2, kind="stable")
    singly, rest = order[:ONE_BY_ONE], order[ONE_BY_ONE:]
    total = np.zeros(DRAWS)
    for deal in singly:
        total += value[deal] * (random.random(DRAWS) < np.minimum(chance[deal] * shock, 1.0))
    mean = float((chance[rest] * value[rest]).sum())
    deviation = float(np.sqrt((chance[rest] * (1 - chance[rest]) * value[rest] ** 2).sum()))
    return np.asarray(total + np.maximum(shock * mean + random.normal(0, deviation, DRAWS), 0))


def _new_deals(
    random: np.random.Generator, wins: float, values: Numbers, shock: Numbers
) -> Numbers:
    if wins <= 0 or not len(values):
        return np.zeros(DRAWS)
    counts = random.poisson(wins * shock)
    if wins > MOST_NEW:
        return np.asarray(counts * values.mean())
    drawn = np.concatenate([[0.0], np.cumsum(random.choice(values, int(counts.sum())))])
    ends = np.cumsum(counts)
    return np.asarray(drawn[ends] - drawn[ends - counts])
