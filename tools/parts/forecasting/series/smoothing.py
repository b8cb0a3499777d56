"""Exponential smoothing of many rows at once, each with the parameters that suited it best."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]

ALPHA = np.array([0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99])
BETA = np.array([0.01, 0.05, 0.1, 0.2, 0.4])
"""How much of alpha the slope follows."""
PHI = np.array([0.8, 0.88, 0.93, 0.97])
"""What is left of the slope after each step."""
WARM = 12
"""At most so many first values only warm the level up and are not judged by."""
FEW = 8


@dataclass(frozen=True, slots=True)
class Smoothed:
    """For each row: the path ahead, and the deviation of its error at each step."""

    path: Numbers
    deviation: Numbers


@dataclass(frozen=True, slots=True)
class _Grid:
    alpha: Numbers
    beta: Numbers
    phi: Numbers


def _grid(*, damped: bool) -> _Grid:
    if not damped:
        return _Grid(ALPHA, np.zeros_like(ALPHA), np.zeros_like(ALPHA))
    alpha, beta, phi = (x.ravel() for x in np.meshgrid(ALPHA, BETA, PHI, indexing="ij"))
    return _Grid(alpha, beta * alpha, phi)


def smooth(rows: Numbers, lengths: Counts, horizon: int, *, damped: bool) -> Smoothed:
    """Continue each row by simple smoothing, or by a level with a damped slope.

    Every combination of the parameters runs over every row; the one with the least mean absolute
    one-step error is kept, which a single odd month cannot buy.

    Args:
        rows: Values, one series a row; what lies after a row's length is not looked at.
        lengths: How many values each row has; four or more.
        horizon: Steps ahead.
        damped: Whether there is a slope.
    """
    grid = _grid(damped=damped)
    level, slope, error, square = _run(rows, lengths, grid, damped=damped)
    best = np.argmin(error, axis=1)
    here = np.arange(len(rows))
    phi, alpha, beta = grid.phi[best], grid.alpha[best], grid.beta[best]
    steps = np.arange(1, horizon + 1)
    reach = np.cumsum(phi[:, None] ** steps, axis=1) if damped else np.zeros((len(rows), horizon))
    path = level[here, best][:, None] + slope[here, best][:, None] * reach
    # The variance grows with what each shock leaves behind in the level and the slope.
    left = alpha[:, None] + beta[:, None] * reach
    growth = 1 + np.hstack([np.zeros((len(rows), 1)), np.cumsum(left**2, axis=1)[:, :-1]])
    return Smoothed(path, np.sqrt(square[here, best][:, None] * growth))


def _run(
    rows: Numbers, lengths: Counts, grid: _Grid, *, damped: bool
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Level, slope, mean absolute and mean squared error of each row under each parameter."""
    level, slope = _start(rows, lengths, len(grid.alpha), damped=damped)
    first = _first_judged(lengths)
    error, square = np.zeros_like(level), np.zeros_like(level)
    ends, ends_slope = level.copy(), slope.copy()
    for t in range(int(lengths.max())):
        expected = level + grid.phi * slope
        off = rows[:, t, None] - expected
        level = expected + grid.alpha * off
        slope = grid.phi * slope + grid.beta * off
        judged = ((t >= first) & (t < lengths))[:, None]
        error += np.abs(off) * judged
        square += off * off * judged
        over = lengths == t + 1
        if over.any():
            ends[over], ends_slope[over] = level[over], slope[over]
    n = (lengths - first)[:, None]
    return ends, ends_slope, error / n, square / n


def _warm(lengths: Counts) -> Counts:
    return np.asarray(np.minimum(np.maximum(4, lengths // 6), WARM))


def _first_judged(lengths: Counts) -> Counts:
    return np.where(lengths > FEW, np.minimum(_warm(lengths), lengths - 3), 1)


def _start(rows: Numbers, lengths: Counts, size: int, *, damped: bool) -> tuple[Numbers, Numbers]:
    warm = np.minimum(_warm(lengths), lengths)
    if damped:
        last = np.minimum(warm, lengths - 1)
        here = np.arange(len(rows))
        level, slope = rows[:, 0], (rows[here, last] - rows[:, 0]) / np.maximum(last, 1)
    else:
        sums = np.concatenate([np.zeros((len(rows), 1)), np.cumsum(rows, axis=1)], axis=1)
        level = sums[np.arange(len(rows)), warm] / warm
        slope = np.zeros(len(rows))
    return np.repeat(level[:, None], size, axis=1), np.repeat(slope[:, None], size, axis=1)
