"""Win and timing: when deals of an age end, and how many of those that end are won.

A life table of the last half year tells the daily chance to end at each age; deals that were
already open when it begins are counted from there, deals still open up to today. The share that is
won goes by the month of the quarter and by whether the deal is quick or slow.
"""

from dataclasses import dataclass

import numpy as np

from tools.parts.calendars import Calendar
from tools.parts.forecasting.book import Book, Days, Numbers
from tools.parts.forecasting.newcomers import at_risk, month_of_quarter, new_business

RECENT = 150
"""Days of the past that the life table looks at."""
BLOCK = 7
LEAN_ENDS, LEAN_WINS = 4.0, 30.0
"""Ends and closed deals that a block leans on the whole with."""
HIGHEST = 0.9


@dataclass(frozen=True, slots=True)
class _Table:
    """The daily chance to end at each age, and the share won by month and slowness."""

    ends: Numbers
    won: Numbers
    slow: int


def survival(book: Book, after: int, until: int, calendar: Calendar) -> float | None:
    """Cents expected after a day and up to another; None when nothing has ended yet."""
    if not (~book.is_open).any():
        return None
    here = np.flatnonzero(book.is_open)
    ages = book.now - book.created[here]
    worth = np.nan_to_num(book.value[here])
    table = _table(book, int(ages.max(initial=0)) + until - book.now + 1, calendar)
    chance = _won_by_age(table, ages, (book.now, after, until), calendar)
    new = new_business(book, after, until, calendar)
    return float((chance * worth).sum()) + new.cents


def _table(book: Book, size: int, calendar: Calendar) -> _Table:
    first = max(book.begins, book.now - RECENT)
    ages = np.minimum(book.ended, book.now) - book.created
    enters = np.maximum(first - book.created, 0)
    here = (book.ended >= first) & (ages >= enters)
    size = -(-size // BLOCK) * BLOCK
    risk = at_risk(enters[here], ages[here], size)
    over = here & ~book.is_open & (ages < size)
    ended = np.bincount(ages[over], minlength=size)[:size]
    blocks = np.arange(size) // BLOCK
    risks, ends = np.bincount(blocks, risk), np.bincount(blocks, ended)
    usual = float((here & ~book.is_open).sum() / max((ages - enters + 1)[here].sum(), 1))
    rate = (ends + LEAN_ENDS * usual) / (risks + LEAN_ENDS)
    won, slow = _shares(book, calendar)
    return _Table(np.clip(rate, 0, HIGHEST)[blocks], won, slow)


def _shares(book: Book, calendar: Calendar) -> tuple[Numbers, int]:
    """The share won of all that ended, by month of the quarter and by quick or slow."""
    over = ~book.is_open
    ages, won = (book.ended - book.created)[over], book.won[over]
    slow = int(np.median(ages))
    cell = 2 * month_of_quarter(book.ended[over], calendar) + (ages > slow)
    closed = np.bincount(cell, minlength=6).astype(np.float64)
    wins = np.bincount(cell, won, 6)
    mean = (wins.sum() + 1) / (closed.sum() + 2)
    return ((wins + LEAN_WINS * mean) / (closed + LEAN_WINS)).reshape(3, 2), slow


def _won_by_age(
    table: _Table, ages: Days, days: tuple[int, int, int], calendar: Calendar
) -> Numbers:
    """For each deal, the chance to be won in the window, given that it is open today."""
    now, after, until = days
    if not len(ages):
        return np.zeros(0)
    used, back = np.unique(ages, return_inverse=True)
    alive, chance = np.ones(len(used)), np.zeros(len(used))
    months = month_of_quarter(np.arange(now + 1, until + 1), calendar)
    for k, month in enumerate(months, start=1):
        age = used + k
        ends = alive * table.ends[age]
        if now + k > after:
            chance += ends * table.won[month, (age > table.slow).astype(np.int64)]
        alive -= ends
    return np.asarray(chance[back])
