"""The public company: the forecast's error and calibration beside the plain methods'."""

import csv
from collections import defaultdict
from datetime import date

import numpy as np
import pytest

from tools.parts.forecasting.book import NEVER, Book, quarter_ends
from tools.parts.forecasting.combining import Memory, combine
from tools.parts.forecasting.methods import Window, stage_weighted

LAST = date(2017, 12, 31).toordinal()
ORIGINS = [date(2017, 6, 4).toordinal() + 7 * n for n in range(30)]


def day(text):
    return date.fromisoformat(text).toordinal() if text else NEVER


@pytest.fixture
def maven(shared):
    with (shared / "data" / "maven" / "sales_pipeline.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["engage_date"]]
    with (shared / "data" / "maven" / "sales_teams.csv").open(encoding="utf-8") as file:
        managers = {row["sales_agent"]: row["manager"] for row in csv.DictReader(file)}
    products = defaultdict(lambda: len(products))
    book = Book(
        np.array([day(row["engage_date"]) for row in rows]),
        np.array([day(row["close_date"]) for row in rows]),
        np.array([row["deal_stage"] == "Won" for row in rows]),
        np.array([float(row["close_value"]) * 100 if row["close_value"] else np.nan
                  for row in rows]),
        np.array([products[row["product"].replace(" ", "")] for row in rows]),
        np.zeros(len(rows), dtype=np.int64), None, LAST,
    )  # fmt: skip
    return book, np.array([managers[row["sales_agent"]] for row in rows])


def end_of_quarter(book):
    """Expectation, range, textbook's sum and truth, from every Sunday to the quarter's end."""
    memory = Memory(book)
    for origin in ORIGINS:
        until, then = quarter_ends(origin), book.seen_on(origin)
        if origin < until:
            made = combine(then, Window(origin, until), memory)
            came = book.won_between(origin, until)
            yield made.cents, *made.interval, stage_weighted(then, {}), came


def wape(told, came):
    return float(np.abs(told - came).sum() / came.sum())


def test_the_companys_quarter_is_closer_than_the_naive_methods(maven):
    book, _ = maven
    told, low, high, textbook, came = np.array(list(end_of_quarter(book))).T
    assert wape(told, came) <= 0.06
    assert wape(textbook, came) > 0.8
    assert 0.75 <= ((low <= came) & (came <= high)).mean() <= 0.97


@pytest.mark.slow
def test_the_managers_quarters_are_closer_than_the_naive_methods(maven):
    book, managers = maven
    every = [row for name in sorted(set(managers)) for row in end_of_quarter(book.only(
        managers == name))]  # fmt: skip
    told, low, high, _, came = np.array(every).T
    assert wape(told, came) <= 0.16
    assert 0.7 <= ((low <= came) & (came <= high)).mean() <= 0.9
