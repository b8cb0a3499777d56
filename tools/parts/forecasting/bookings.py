"""The takings as a series of weeks, continued without a look at any deal."""

import numpy as np

from tools.parts.forecasting.book import Book
from tools.parts.forecasting.series.paths import Paths

WEEK = 7
QUARTER = 13
"""Weeks in a cycle: what ends a quarter ends every quarter."""
LEAST_WEEKS, MOST_WEEKS = 6, 130


def bookings(book: Book, after: int, until: int) -> float | None:
    """Cents that the weeks up to now, continued, bring after a day and up to another.

    None when there are too few weeks, or nothing was won in them.
    """
    weeks = min((book.now - book.begins + 1) // WEEK, MOST_WEEKS)
    inside = book.wins.between(book.now - WEEK * weeks, book.now)
    if weeks < LEAST_WEEKS or not len(inside):
        return None
    back = (book.now - inside.ended) // WEEK
    worth = np.nan_to_num(book.worth(inside))
    takings = np.bincount(back, worth, weeks)[::-1].astype(np.float64)
    ahead = -(-(until - book.now) // WEEK)
    path = Paths(takings, np.array([weeks]), QUARTER, ahead).point[0]
    ends = WEEK * np.arange(ahead + 1)
    before, by = np.interp(
        [after - book.now, until - book.now], ends, np.concatenate([[0.0], np.cumsum(path)])
    )
    return float(by - before)
