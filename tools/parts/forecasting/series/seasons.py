"""What a month or quarter usually adds to a series, trusted as far as the past agrees on it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

LEAST_SEASONS = 2.5
"""Cycles of history below which no indices are estimated."""
SMALLEST = 0.02
"""A multiplicative index below this would blow noise up when divided by."""


@dataclass(frozen=True, slots=True)
class Seasons:
    """One index for each position in the cycle, counted from the first value.

    Attributes:
        index: Factors around 1, or amounts around 0.
        factors: Whether they multiply.
    """

    index: Numbers
    factors: bool

    def removed(self, values: Numbers) -> Numbers:
        """The values without their season."""
        at = self._at(0, len(values))
        return np.asarray(values / at if self.factors else values - at)

    def restored(self, path: Numbers, after: int) -> Numbers:
        """A path that goes on after so many values, with its season."""
        at = self._at(after, len(path))
        return np.asarray(path * at if self.factors else path + at)

    def factor(self, after: int, horizon: int) -> Numbers:
        """By how much the season widens errors at each step of a path."""
        return self._at(after, horizon) if self.factors else np.ones(horizon)

    def _at(self, after: int, count: int) -> Numbers:
        return np.asarray(self.index[(after + np.arange(count)) % len(self.index)])


def seasons_of(values: Numbers, season: int) -> Seasons | None:
    """The seasonal indices of a series; None when it is too short or the indices make no sense.

    Ratios to a centred moving average are reduced to a median for each position, and shrunk
    towards "no season" by the share of their spread that their own sampling error explains.

    Source: James-Stein shrinkage of classical indices, Miller and Williams (2003).
    """
    if season < 2 or len(values) < LEAST_SEASONS * season:  # noqa: PLR2004 - a cycle has two steps
        return None
    factors = bool((values > 0).all())
    ratios, first = _ratios(values, season, factors=factors)
    told = _by_position(ratios, first, season)
    middle = np.nanmedian(told, axis=0)
    counts = (~np.isnan(told)).sum(axis=0)
    if not np.isfinite(middle).all() or counts.max() < 2:  # noqa: PLR2004 - one says no spread
        return None
    mean = float(middle.mean())
    apart = middle / mean - 1 if factors else middle - mean
    kept = _trusted(told, counts, apart) * apart
    if factors and (1 + kept).min() <= SMALLEST:
        return None
    return Seasons(1 + kept if factors else kept, factors)


def _ratios(values: Numbers, season: int, *, factors: bool) -> tuple[Numbers, int]:
    """The values against their centred moving average, and the position of the first."""
    half = season // 2
    weights = np.ones(season) if season % 2 else np.r_[0.5, np.ones(season - 1), 0.5]
    trend = np.convolve(values, weights / season, "valid")
    here = values[half : half + len(trend)]
    return (here / trend if factors else here - trend), half


def _by_position(ratios: Numbers, first: int, season: int) -> Numbers:
    """Ratios in a table of cycles by position; what is not there is NaN."""
    lead = first % season
    cycles = -(-(lead + len(ratios)) // season)
    table = np.full(cycles * season, np.nan)
    table[lead : lead + len(ratios)] = ratios
    return table.reshape(cycles, season)


def _trusted(told: Numbers, counts: NDArray[np.int64], apart: Numbers) -> float:
    """The share of the indices' spread that is not sampling error."""
    many = told[:, counts > 1]
    error = float((np.nanvar(many, axis=0, ddof=1) / counts[counts > 1]).mean())
    spread = float((apart**2).sum()) / (len(apart) - 1)
    return float(np.clip(1 - error / max(spread, 1e-12), 0, 1))
