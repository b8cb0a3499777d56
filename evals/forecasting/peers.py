"""The methods that Pitcrew's are measured against, run in the same run."""

import numpy as np

from evals.forecasting.series_exam import Forecast, Forecaster, Numbers

TAIL = 1.2815515655446004


def seasonal_naive(known: Numbers, season: int, horizon: int) -> Forecast:
    """The last cycle again, as wide as cycles have differed."""
    m = season if len(known) > season else 1
    point = np.resize(known[-m:], horizon)
    spread = np.std(known[m:] - known[:-m]) if len(known) > m else 0.0
    width = TAIL * spread * np.sqrt(1 + np.arange(horizon) // m)
    return point, point - width, point + width


def library_model(name: str) -> Forecaster | None:
    """A model of statsforecast by its name; None where it is not installed."""
    try:
        from statsforecast import models
    except ImportError:
        return None
    build = getattr(models, name)

    def forecast(known: Numbers, season: int, horizon: int) -> Forecast:
        told = build(season_length=season).forecast(y=known, h=horizon, level=[80])
        return np.asarray(told["mean"]), np.asarray(told["lo-80"]), np.asarray(told["hi-80"])

    return forecast
