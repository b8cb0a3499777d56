"""With statsforecast installed: the engine's path together with AutoETS and AutoCES.

Another few percent on long series for twenty times the time; never used unless it is asked for.
"""

from collections.abc import Sequence

import numpy as np

from tools.parts.forecasting.series.engine import SeriesForecast, forecast_series
from tools.parts.forecasting.series.smoothing import Numbers

OWN = 2 / 3
"""What the engine's own path counts for; the library's models share the rest."""
LEAST_VALUES, LEAST_CYCLES = 24, 5
"""On shorter histories the library's models do harm, and AutoCES takes many seconds."""
LONGEST_SEASON = 24
"""Longer seasons are left out: the library would take minutes."""
FARTHEST = 4.0
"""A model that strays so many half-widths from the engine's path is not listened to."""


def forecast_with_library(
    values: Sequence[float] | Numbers, season: int, horizon: int
) -> SeriesForecast:
    """Continue a series by the engine and by the library's models; the engine's widths are kept.

    Args:
        values: Equally spaced, oldest first.
        season: Values in a cycle.
        horizon: Steps ahead.

    Raises:
        BadInput: There is no value, or no step to forecast.
    """
    own = forecast_series(values, season, horizon)
    told = np.asarray(values, dtype=np.float64)
    told = told[np.isfinite(told)]
    others = [path for path in _paths(told, season, horizon) if _sensible(path, own)]
    if not others:
        return own
    point = OWN * own.point + (1 - OWN) * np.mean(others, axis=0)
    low, high = point - (own.point - own.low), point + (own.high - own.point)
    if (told >= 0).all():
        point, low = np.maximum(point, 0), np.maximum(low, 0)
    return SeriesForecast(point, low, high, own.replays, own.held)


def _paths(values: Numbers, season: int, horizon: int) -> list[Numbers]:
    cycle = season if season <= LONGEST_SEASON else 1
    if len(values) < max(LEAST_VALUES, LEAST_CYCLES * cycle) or np.ptp(values) == 0:
        return []
    try:
        from statsforecast.models import AutoCES, AutoETS
    except ImportError:
        return []
    told = (
        model(season_length=cycle).forecast(y=values, h=horizon) for model in (AutoETS, AutoCES)
    )
    return [np.asarray(each["mean"], dtype=np.float64) for each in told]


def _sensible(path: Numbers, own: SeriesForecast) -> bool:
    half = np.maximum((own.high - own.low) / 2, 1e-9)
    return bool(np.isfinite(path).all() and (np.abs(path - own.point) <= FARTHEST * half).all())
