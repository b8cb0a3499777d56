"""The point forecast of a series: theta and damped trend, on the values and on their logarithms."""

import numpy as np

from tools.parts.forecasting.series.seasons import Seasons, seasons_of
from tools.parts.forecasting.series.smoothing import Counts, Numbers, smooth

THETAS = (2.0, 3.0)
"""How much a theta line exaggerates what is not trend."""
THETA_WEIGHT, DAMPED_WEIGHT = 0.3, 0.4
LAST_YEAR = 0.5
"""What last year counts for while there are too few cycles to estimate a season."""
LAST_YEAR_LATER, CYCLES_LATER = 0.25, 3
FADING = 0.45
"""What last year counts for later: this over the number of cycles."""
LEVEL = 0.4
"""What the mean counts for before there is a whole cycle."""
MOST_GROWTH = 2.0


class Paths:
    """The paths that follow several beginnings of one series.

    Attributes:
        point: For each beginning, the forecast of each step.
        deviation: The deviation of the models' errors at each step, before calibration.
    """

    def __init__(self, values: Numbers, ends: Counts, season: int, horizon: int) -> None:
        """Forecast the first `ends[k]` values of a series, for each k; each needs four."""
        self.seasons = [seasons_of(values[:end], season) for end in ends]
        rows = np.zeros((len(ends), int(ends.max())))
        for k, end in enumerate(ends):
            rows[k, :end] = _without(self.seasons[k], values[:end])
        self.ends, self.horizon = ends, horizon
        self.point, self.deviation = self._levels(rows)
        for k, end in enumerate(ends):
            self._finish(k, values[:end], season)

    def _levels(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        inside = np.arange(rows.shape[1]) < self.ends[:, None]
        positive = bool((rows[inside] > 0).all())
        point, deviation = _continued(rows, self.ends, self.horizon)
        if not positive:
            return point, deviation
        logs, spread = _continued(np.log(np.where(inside, rows, 1.0)), self.ends, self.horizon)
        highest = np.log(rows.max(axis=1) * 1e3)[:, None]
        grown = np.exp(np.minimum(logs, highest))
        # A log path's error is relative; both scales speak with one voice each.
        return 0.5 * point + 0.5 * grown, 0.5 * deviation + 0.5 * spread * np.abs(grown)

    def _finish(self, k: int, values: Numbers, season: int) -> None:
        seasons, end = self.seasons[k], len(values)
        if seasons is not None:
            self.point[k] = seasons.restored(self.point[k], end)
            self.deviation[k] *= seasons.factor(end, self.horizon)
        self.point[k] = _leaning(self.point[k], values, season)
        if (values >= 0).all():
            self.point[k] = np.maximum(self.point[k], 0)


def _without(seasons: Seasons | None, values: Numbers) -> Numbers:
    return values if seasons is None else seasons.removed(values)


def _continued(rows: Numbers, ends: Counts, horizon: int) -> tuple[Numbers, Numbers]:
    """0.3 theta(2) + 0.3 theta(3) + 0.4 damped trend of each row."""
    slopes, starts = [], []
    for row, end in zip(rows, ends, strict=True):
        slope, start = np.polyfit(np.arange(end), row[:end], 1)
        slopes.append(slope)
        starts.append(start)
    slope, start = np.array(slopes)[:, None], np.array(starts)[:, None]
    trend = start + slope * np.arange(rows.shape[1])
    lines = [theta * rows + (1 - theta) * trend for theta in THETAS]
    simple = smooth(np.vstack(lines), np.tile(ends, len(THETAS)), horizon, damped=False)
    ahead = start + slope * (ends[:, None] + np.arange(horizon))
    damped = smooth(rows, ends, horizon, damped=True)
    point, deviation = DAMPED_WEIGHT * damped.path, DAMPED_WEIGHT * damped.deviation
    for n, theta in enumerate(THETAS):
        mine = slice(n * len(rows), (n + 1) * len(rows))
        point += THETA_WEIGHT * (simple.path[mine] / theta + (1 - 1 / theta) * ahead)
        deviation += THETA_WEIGHT * simple.deviation[mine] / theta
    return point, deviation


def _leaning(point: Numbers, values: Numbers, season: int) -> Numbers:
    """The path, leaning on last year as long as the season is not well known."""
    n = len(values)
    if season < 2:  # noqa: PLR2004 - a cycle has two steps
        return point
    if n < season:
        return _between(point, np.full(len(point), values.mean()), LEVEL)
    cycles = n / season
    weight = FADING / cycles
    if cycles < CYCLES_LATER:
        weight = LAST_YEAR if seasons_of(values, season) is None else LAST_YEAR_LATER
    return _between(point, _last_year(values, season, len(point)), weight)


def _last_year(values: Numbers, season: int, horizon: int) -> Numbers:
    """The same steps of the last cycle, grown as far as the one before it shows."""
    same = np.resize(values[-season:], horizon)
    known = min(len(values) - season, season)
    if known < 1 or not (values > 0).all():
        return same
    growth = values[-known:].mean() / values[-season - known : -season].mean()
    growth = float(np.clip(growth, 1 / MOST_GROWTH, MOST_GROWTH))
    return np.asarray(same * growth ** (known / (known + season)))


def _between(one: Numbers, other: Numbers, weight: float) -> Numbers:
    """A weighted mean; of positive values the geometric one."""
    if (one > 0).all() and (other > 0).all():
        return np.asarray(one ** (1 - weight) * other**weight)
    return np.asarray((1 - weight) * one + weight * other)
