"""How far off the forecasts are, beside AutoETS, AutoTheta and the naive ones, in one run.

Run `python -m evals.bench.forecasting [FOLDER] [--quick] [--alone]`; the folder holds `m3/` and
`maven/`, and `--alone` leaves out the libraries, which take most of the time.
`series` and `pipeline` are the very code that the tools use, in the shape of any back-test:
`(history, as_of, horizon) -> (point, low, high)` with an interval of 80 %.
"""

import argparse
from collections.abc import Iterable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from evals.forecasting import pipeline_exam, series_exam
from evals.forecasting.deals import read_book
from evals.forecasting.frames import day_of, until
from evals.forecasting.histories import read_history
from evals.forecasting.peers import library_model, seasonal_naive
from evals.forecasting.series_exam import Forecast, Forecaster, Numbers
from store.errors import BadInput
from tools.parts.forecasting.book import Book
from tools.parts.forecasting.combining import combine
from tools.parts.forecasting.methods import Window, stage_weighted, views
from tools.parts.forecasting.series.engine import forecast_series
from tools.parts.forecasting.series.library import forecast_with_library

BESIDE = Path(__file__).parents[3] / "shared" / "data"
QUICK = 10


def series(
    history: Any, as_of: Any, horizon: int, *, season: int | None = None, library: bool = False
) -> Forecast:
    """What follows a regular series.

    Args:
        history: A pandas Series (`attrs["season"]` or its frequency tells the cycle), a frame or
            rows with a date and a value, or plain numbers.
        as_of: The last day that is known; values that are dated later are not looked at.
        horizon: Steps ahead.
        season: Values in a cycle, when the history does not tell.
        library: Whether the models of statsforecast are listened to as well.
    """
    told = read_history(history, as_of, season)
    engine = forecast_with_library if library else forecast_series
    found = engine(told.values, told.season, int(horizon))
    return found.point, found.low, found.high


def pipeline(history: Any, as_of: Any, horizon: Any) -> tuple[float, float, float]:
    """What will be won after a day and up to the end of a horizon.

    Args:
        history: Deals (first day, last day, outcome, amount, product), as a frame or rows, or a
            dictionary that holds them as `deals`, with or without a price list as `products`.
        as_of: The last day that is known; whatever is dated later is masked.
        horizon: The last day, or how many days.
    """
    book, window = _asked(history, as_of, horizon)
    made = combine(book, window)
    low, high = made.interval
    if not np.isfinite((made.cents, low, high)).all():
        raise BadInput(
            "No deal has an amount to forecast from.",
            hint="Call the column `close_value`, or give the products' prices.",
        )
    return made.cents / 100, low / 100, high / 100


def _asked(history: Any, as_of: Any, horizon: Any) -> tuple[Book, Window]:
    day = day_of(as_of)
    if day is None:
        raise BadInput("A pipeline is forecast as of a day.", hint="Give `as_of` as a date.")
    last = until(day, horizon)
    if last < day:
        raise BadInput(f"The horizon {horizon!r} ends before the day it is asked on.",
                       hint="Give a later day, or a number of days above 0.")  # fmt: skip
    return read_book(history, day), Window(day, last)


def _own(known: Numbers, season: int, horizon: int) -> Forecast:
    return series(known, None, horizon, season=season)


def _with_library(known: Numbers, season: int, horizon: int) -> Forecast:
    return series(known, None, horizon, season=season, library=True)


def _one_method(name: str) -> pipeline_exam.Pipeline:
    """A method of the book by itself; it says nothing of how sure it is."""

    def forecast(history: dict[str, Any], day: date, last: date) -> tuple[float, float, float]:
        book, window = _asked(history, day, last)
        told = views(book, window).cents | {"stage_weighted": stage_weighted(book, {})}
        cents = told.get(name, told["run_rate"]) / 100
        return cents, cents, cents

    return forecast


def series_table(folder: Path, every: int, *, alone: bool = False) -> None:
    """Print the marks of every exam of M3; alone, only beside the naive one."""
    names = () if alone else ("AutoETS", "AutoTheta")
    named = {name: library_model(name) for name in names}
    peers: dict[str, Forecaster] = {k: v for k, v in named.items() if v is not None}
    if peers:
        peers["pitcrew + library"] = _with_library
    m3 = series_exam.M3(folder)
    print(f"\n{'M3':<18}{'model':<18}{'n':>5}{'sMAPE':>8}{'MASE':>7}{'held':>6}{'first':>6}"
          f"{'last':>6}{'MSIS':>7}{'ms':>7}{'most':>7}")  # fmt: skip
    for exam in series_exam.EXAMS:
        cases = m3.cases(exam, every)
        for name, model in {"pitcrew": _own, "seasonal naive": seasonal_naive, **peers}.items():
            m = series_exam.examine(cases, model)
            print(f"{exam.name:<18}{name:<18}{m.n:>5}{m.smape:>8.2f}{m.mase:>7.3f}{m.held:>6.2f}"
                  f"{m.held_first:>6.2f}{m.held_last:>6.2f}{m.msis:>7.2f}{m.milliseconds:>7.1f}"
                  f"{m.slowest:>7.0f}", flush=True)  # fmt: skip


def pipeline_table(folder: Path, every: int) -> None:
    """Print the marks of the company's pipeline, and of the plain methods beside it."""
    kinds = list(dict.fromkeys(asked.kind for asked in pipeline_exam.questions()))
    print(f"\n{'error of the total':<24}{'level':<9}" + "".join(f"{kind:>17}" for kind in kinds))
    for name in ("combined", "last_quarter", "run_rate", "historical_yield", "stage_weighted"):
        model = pipeline if name == "combined" else _one_method(name)
        answers = pipeline_exam.examine(folder, model, every)
        for level in ("company", "region", "manager"):
            mine = [a for a in answers if a.level == level]
            errors = (pipeline_exam.wape([a for a in mine if a.kind == kind]) for kind in kinds)
            shown = ("-" if error is None else f"{error:.3f}" for error in errors)
            print(f"{name:<24}{level:<9}" + "".join(f"{error:>17}" for error in shown))
        if name == "combined":
            _intervals(answers)


def _intervals(answers: Iterable[pipeline_exam.Answer]) -> None:
    found = list(answers)
    print(f"  80 % intervals held {pipeline_exam.coverage(found):.3f} of {len(found)}:", end="")
    for level in ("company", "region", "manager"):
        mine = [a for a in found if a.level == level]
        rest = [a for a in mine if a.kind == "rest of quarter"]
        print(f"  {level} {pipeline_exam.coverage(mine):.2f}"
              f" (score, rest of quarter: {pipeline_exam.interval_score(rest):.3f})",
              end="")  # fmt: skip
    print(flush=True)


def main() -> None:
    """Print every table for which there is data."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=BESIDE)
    parser.add_argument("--quick", action="store_true", help="Every tenth series or question.")
    parser.add_argument("--alone", action="store_true", help="Without AutoETS and AutoTheta.")
    parser.add_argument("--only", choices=("series", "pipeline"), help="One of the two.")
    chosen = parser.parse_args()
    every = QUICK if chosen.quick else 1
    told = partial(series_table, alone=chosen.alone)
    for name, folder, table in (("series", "m3", told), ("pipeline", "maven", pipeline_table)):
        if chosen.only not in (None, name):
            continue
        if (chosen.folder / folder).exists():
            table(chosen.folder / folder, every)
        else:
            print(f"{name}: there is no folder {folder!r}, so nothing is measured.")


if __name__ == "__main__":
    main()
