"""Win and timing: when deals of an age end, and how many of those that end are won.

A life table of the last half year tells the daily chance to end at each age; deals that were
already open when it begins are counted from there, deals still open up to today. The share that is
won goes by the month of the quarter and by whether the deal is quick or slow.
"""

from dataclasses import dataclass

import numpy as np

from tools.parts.calendars import Calendar
from tools.parts.forecasting.book import NEVER, Book, Days, Numbers
from tools.parts.forecasting.ended import Ended, age_quantiles, by_day, known_again
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
    if not len(book.past):
        return None
    here = book.open_on(book.now)
    ages = book.now - book.created[here]
    worth = np.nan_to_num(book.value[here])
    table = _table(book, int(ages.max(initial=0)) + until - book.now + 1, calendar)
    chance = _won_by_age(table, ages, (book.now, after, until), calendar)
    new = new_business(book, after, until, calendar)
    return float((chance * worth).sum()) + new.cents


def _table(book: Book, size: int, calendar: Calendar) -> _Table:
    first = max(book.begins, book.now - RECENT)
    seen = book.since(first)
    created, ended = book.created[seen], book.ended[seen]
    ages = np.minimum(ended, book.now) - created
    enters = np.maximum(first - created, 0)
    here, over = ages >= enters, ended != NEVER
    size = -(-size // BLOCK) * BLOCK
    risk = at_risk(enters[here], ages[here], size)
    ends = np.bincount(ages[here & over & (ages < size)], minlength=size)[:size]
    blocks = np.arange(size) // BLOCK
    risks, ends = np.bincount(blocks, risk), np.bincount(blocks, ends)
    usual = float((here & over).sum() / max((ages - enters + 1)[here].sum(), 1))
    rate = (ends + LEAN_ENDS * usual) / (risks + LEAN_ENDS)
    won, slow = _shares(book, calendar)
    return _Table(np.clip(rate, 0, HIGHEST)[blocks], won, slow)


def _shares(book: Book, calendar: Calendar) -> tuple[Numbers, int]:
    """The share won of all that ended, by month of the quarter and by quick or slow."""
    slow = int(age_quantiles(book.past.ages, [0.5])[0])
    closed, wins = (_cells(deals, slow, calendar) for deals in (book.past, book.wins))
    mean = (wins.sum() + 1) / (closed.sum() + 2)
    return ((wins + LEAN_WINS * mean) / (closed + LEAN_WINS)).reshape(3, 2), slow


def _cells(deals: Ended, slow: int, calendar: Calendar) -> Numbers:
    """How many ended in each month of the quarter, the quick ones before the slow ones."""
    days, counts = by_day(deals)
    if not len(days):
        return np.zeros(6)
    starts = np.cumsum(counts) - counts
    some = counts > 0  # `reduceat` takes the deal at a start for one whose day has none
    late = np.zeros(len(days))
    late[some] = np.add.reduceat(deals.ages > slow, starts[some], dtype=np.int64)
    months = month_of_quarter(days, calendar)
    both = np.bincount(2 * months, counts - late, 6), np.bincount(2 * months + 1, late, 6)
    return np.asarray(both[0] + both[1])


def _won_by_age(
    table: _Table, ages: Days, days: tuple[int, int, int], calendar: Calendar
) -> Numbers:
    """For each deal, the chance to be won in the window, given that it is open today."""
    now, after, until = days
    if not len(ages):
        return np.zeros(0)
    used, back = known_again(ages)
    alive, chance = np.ones(len(used)), np.zeros(len(used))
    months = month_of_quarter(np.arange(now + 1, until + 1), calendar)
    for k, month in enumerate(months, start=1):
        age = used + k
        ends = alive * table.ends[age]
        if now + k > after:
            chance += ends * table.won[month, (age > table.slow).astype(np.int64)]
        alive -= ends
    return np.asarray(chance[back])
