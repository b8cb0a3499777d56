"""A regular series and what follows it, with an 80 % interval; numpy alone, and deterministic."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from store.errors import BadInput
from tools.parts.forecasting.series.paths import Paths
from tools.parts.forecasting.series.smoothing import Numbers

TAIL = 1.2815515655446004
"""Standard deviations on either side of the middle that hold 80 %."""
SHORTNESS, SHORTNESS_UNSEASONED = 7.5, 4.5
"""Residuals of a short history flatter the models; widths grow by this over the values."""
FEW_CYCLES = 0.4
"""Seasons learned from few cycles flatter them too; widths grow by this over their square."""
REPLAYS = 8
TRUST_REPLAYS = 12
"""How many replays it takes until a series' own errors count half."""
LEAST_REPLAYED = 10
NARROWEST, WIDEST = 0.3, 3.0
"""How far a series' own errors may change its width."""
LONGEST = 800
"""Older values than these teach nothing more and cost time."""
SHORTEST = 4
"""Values below which nothing is estimated: the last one is repeated."""


@dataclass(frozen=True, slots=True)
class SeriesForecast:
    """What follows a series.

    Attributes:
        point: The expectation of each step.
        low: The lower end of the 80 % interval.
        high: The upper end.
        replays: How many earlier beginnings of the series the width was tested on.
        held: The share of replayed steps that lay inside an interval of the same rule; None
            without replays.
    """

    point: Numbers
    low: Numbers
    high: Numbers
    replays: int
    held: float | None


def forecast_series(values: Sequence[float] | Numbers, season: int, horizon: int) -> SeriesForecast:
    """Continue a series.

    Args:
        values: Equally spaced, oldest first; gaps are NaN and are bridged.
        season: Values in a cycle: 12 for months, 4 for quarters, 52 for weeks, 1 for none.
        horizon: Steps ahead, at least one.

    Raises:
        BadInput: There is no value, or no step to forecast.

    Source: Theta, Assimakopoulos and Nikolopoulos (2000); damped trend, Gardner and McKenzie
        (1985); combined on values and logarithms.
    """
    told = _bridged(np.asarray(values, dtype=np.float64))[-LONGEST:]
    if not len(told):
        raise BadInput("The series has no value.", hint="Give at least one number.")
    if horizon < 1 or season < 1:
        raise BadInput(f"A horizon of {horizon} with a season of {season} cannot be forecast.",
                       hint="Both are at least one.")  # fmt: skip
    if len(told) < SHORTEST or np.ptp(told) == 0:
        return _flat(told, horizon)
    ends = _ends(len(told), season, horizon)
    paths = Paths(told, ends, season, horizon)
    scaled, widen = _errors(told, paths), _widening(paths, len(told), season)
    width = paths.deviation[0] * widen * _own_width(scaled, widen)
    low, high = paths.point[0] - width, paths.point[0] + width
    if (told >= 0).all():
        low = np.maximum(low, 0)
    held = float((np.concatenate(scaled) <= widen).mean()) if scaled else None
    return SeriesForecast(paths.point[0], low, high, len(scaled), held)


def _bridged(values: Numbers) -> Numbers:
    """The values from the first known one to the last, gaps filled by a straight line."""
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        return np.zeros(0)
    inside = np.arange(known[0], known[-1] + 1)
    return np.interp(inside, known, values[known])


def _flat(values: Numbers, horizon: int) -> SeriesForecast:
    """The last value again; as wide as the few values differ, or as the one is large."""
    spread = float(values.std(ddof=1)) if len(values) > 1 else abs(float(values[-1]))
    point = np.full(horizon, values[-1])
    width = TAIL * spread * np.sqrt(np.arange(1, horizon + 1))
    low = point - width
    if (values >= 0).all():
        low = np.maximum(low, 0)
    return SeriesForecast(point, low, point + width, 0, None)


def _ends(n: int, season: int, horizon: int) -> np.typing.NDArray[np.int64]:
    """The whole series, and earlier beginnings of it that are long enough to be replayed."""
    least = max(int(2.5 * season) + 2, LEAST_REPLAYED) if season > 1 else LEAST_REPLAYED
    step = max(1, horizon // 3)
    ends = [n, *(n - step * k for k in range(1, REPLAYS + 1) if n - step * k >= least)]
    return np.array(ends, dtype=np.int64)


def _errors(values: Numbers, paths: Paths) -> list[Numbers]:
    """For each replay: the sizes of its errors, in deviations."""
    found = []
    for k, end in enumerate(paths.ends[1:], start=1):
        came = values[end : end + paths.horizon]
        off = np.abs(came - paths.point[k, : len(came)])
        found.append(off / np.maximum(paths.deviation[k, : len(came)], 1e-12))
    return found


def _widening(paths: Paths, n: int, season: int) -> float:
    """Deviations on either side that hold 80 %, allowing for residuals that flatter."""
    if paths.seasons[0] is None:
        return TAIL * (1 + SHORTNESS_UNSEASONED / n)
    return TAIL * (1 + SHORTNESS / n + FEW_CYCLES * (season / n) ** 2)


def _own_width(scaled: list[Numbers], widen: float) -> float:
    """How much wider or narrower this series must be than others, by its replayed errors."""
    if not scaled:
        return 1.0
    own = float(np.quantile(np.concatenate(scaled), 0.8)) / widen
    trust = len(scaled) / (len(scaled) + TRUST_REPLAYS)
    return float(np.clip(own, NARROWEST, WIDEST) ** trust)
