"""Create and close: what deals that do not exist yet are likely to bring in a window."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from tools.parts.calendars import Calendar
from tools.parts.forecasting.book import NEVER, Book, Days, Flags, Numbers
from tools.parts.forecasting.ended import by_day

WEEK = 7
HALF_YEAR = 182
LEAN_DEALS = 12.0
"""A cell with this many deals counts as much as what it leans on."""


@dataclass(frozen=True, slots=True)
class New:
    """Deals that do not exist yet: how many will be won, what they bring, what such are worth."""

    wins: float
    cents: float
    values: Numbers


def new_business(book: Book, after: int, until: int, calendar: Calendar) -> New:
    """Created and won in the window, by tier of price: cheap deals close sooner than dear ones."""
    found: New = book.once(("new", after, until, calendar),
                           lambda: _new_business(book, after, until, calendar))  # fmt: skip
    return found


def _new_business(book: Book, after: int, until: int, calendar: Calendar) -> New:
    known = max(min(91, book.now - book.begins), 28)
    recent = np.flatnonzero(book.created > book.now - known)
    if not len(recent) or until <= book.now:
        return New(0.0, 0.0, np.zeros(0))
    prices = np.nan_to_num(book.usual_cents)
    usual = prices[book.price[recent]]
    ripe, lately = _ripeness(book, after, until, calendar), Lately.of(book)
    everyone = _won_by_age(lately, until - book.now, None)
    tier_of = np.searchsorted(np.quantile(usual, [1 / 3, 2 / 3]), prices, side="left")
    tiers = tier_of[book.price[recent]]
    wins, cents = 0.0, 0.0
    for tier in np.unique(tiers):
        here = tiers == tier
        curve = _won_by_age(lately.of_prices(tier_of == tier), until - book.now, everyone)
        days = book.now - book.created[recent[here]]
        expected = _arrivals(days, known) * float((curve * ripe).sum())
        wins += expected
        cents += expected * float(usual[here].mean())
    return New(wins, cents, _scaled(usual, cents / wins if wins else 0.0))


def chance_when_new(book: Book, until: int, calendar: Calendar) -> float:
    """The chance of a deal that begins tomorrow to be won by a day."""
    if until <= book.now or not len(book):
        return 0.0
    days = np.arange(book.now + 1, until + 1)
    season = _season(book, calendar)[month_of_quarter(days, calendar)]
    return float(min((_won_by_age(Lately.of(book), len(days), None) * season).sum(), 1.0))


def _scaled(values: Numbers, mean: float) -> Numbers:
    """The values brought to another mean: what is won soon is cheaper than what begins."""
    return values * (mean / values.mean()) if values.mean() > 0 else values


def _arrivals(days: Days, known: int) -> float:
    """New deals a day, by the days since each began: half by four weeks, half by a quarter."""
    quick = float((days < 28).sum()) / 28  # noqa: PLR2004 - four weeks
    slow = float((days < known).sum()) / known
    return 0.5 * quick + 0.5 * slow


def _ripeness(book: Book, after: int, until: int, calendar: Calendar) -> Numbers:
    """For each age: on how many days of the window a new deal can be that old, by season."""
    days = np.arange(book.now + 1, until + 1)
    season = _season(book, calendar)[month_of_quarter(days, calendar)] * (days > after)
    # A deal of age k on day d began on day d - k, which must lie after today.
    return np.asarray(season[::-1].cumsum()[::-1])


@dataclass(frozen=True, slots=True)
class Lately:
    """The deals that were there in the last half year.

    Attributes:
        created: First days.
        ended: Last days; `NEVER` while open.
        won: Whether each was won.
        price: Which deals are alike in price.
        old: For each price group, whether a deal of it had ended by the first of these days.
        now: The last of these days.
    """

    created: Days
    ended: Days
    won: Flags
    price: Days
    old: Flags
    now: int

    @classmethod
    def of(cls, book: Book) -> "Lately":
        """Those of a book."""
        begins, price = book.now - HALF_YEAR, book.price
        here, groups = book.since(begins), int(price.max(initial=0)) + 1
        old = np.bincount(book.past.until(begins).price, minlength=groups) > 0
        return cls(book.created[here], book.ended[here], book.won[here], price[here], old, book.now)

    def of_prices(self, groups: Flags) -> "Lately":
        """Those of some price groups."""
        here = groups[self.price]
        return replace(
            self, created=self.created[here], ended=self.ended[here], won=self.won[here],
            price=self.price[here], old=self.old & groups,
        )  # fmt: skip

    @property
    def first(self) -> int:
        """The first day of which something is known."""
        if self.old.any():
            return self.now - HALF_YEAR
        return min(int(self.ended.min(initial=self.now)), self.now)


def _won_by_age(lately: Lately, n: int, lean_on: Numbers | None) -> Numbers:
    """The chance that a new deal is won at each age in days, from the last half year."""
    size = -(-n // WEEK) * WEEK  # whole weeks, so that a longer look says the same of early ages
    ages = np.minimum(lately.ended, lately.now) - lately.created
    enters = np.maximum(lately.first - lately.created, 0)
    here = ages >= enters
    risk = at_risk(enters[here], ages[here], size)
    over = here & (lately.ended != NEVER) & (ages < size)
    blocks = np.arange(size) // WEEK
    risks = np.bincount(blocks, risk)[blocks] + 1e-9
    end_rate = np.bincount(blocks, np.bincount(ages[over], minlength=size)[:size])[blocks] / risks
    won = ages[over & lately.won]
    wins = np.bincount(blocks, np.bincount(won, minlength=size)[:size])[blocks]
    alive = np.cumprod(1 - np.clip(end_rate, 0, 0.9))
    curve = np.r_[1.0, alive[:-1]] * np.minimum(wins / risks, end_rate)
    if lean_on is None:
        return np.asarray(curve[:n])
    trust = (risks / (risks + LEAN_DEALS * WEEK))[:n]
    return np.asarray(trust * curve[:n] + (1 - trust) * lean_on)


def at_risk(enters: Days, leaves: Days, size: int) -> Numbers:
    """How many are there at each age: those who entered by then and have not left before."""
    come = np.bincount(np.minimum(enters, size), minlength=size + 1)[:size].cumsum()
    gone = np.bincount(np.minimum(leaves, size), minlength=size + 1)[:size].cumsum()
    return np.asarray(come - np.r_[0, gone[:-1]], dtype=np.float64)


def month_of_quarter(day: Days, calendar: Calendar) -> Days:
    """Whether a day is in the first (0), second or third month or period of its quarter."""
    if calendar.weeks is not None:
        if not len(day):
            return day
        firsts, places = _periods(calendar, int(day.min()), int(day.max()))
        return np.asarray(places[np.searchsorted(firsts, day, side="right") - 1])
    months = (np.datetime64("0001-01-01", "D") + (day - 1)).astype("datetime64[M]").astype(int)
    return np.asarray((months + 12 * 2000 - (calendar.first_month - 1)) % 3)


@lru_cache(maxsize=1_000)
def _periods(calendar: Calendar, earliest: int, latest: int) -> tuple[Days, Days]:
    """The first days of a calendar's periods by weeks, and which of its quarter each is."""
    day, firsts = calendar.holding(date.fromordinal(earliest), "quarter")[0], []
    while day.toordinal() <= latest:
        firsts.append(day.toordinal())
        day = calendar.holding(day, "month")[1] + timedelta(days=1)
    return np.array(firsts), np.arange(len(firsts)) % 3


def _season(book: Book, calendar: Calendar) -> Numbers:
    """How much likelier a closing deal is won in each month of the quarter, against the mean."""
    won, closed = (
        np.bincount(month_of_quarter(days, calendar), counts, 3)
        for days, counts in (by_day(book.wins), by_day(book.past))
    )
    mean = (won.sum() + 1) / (closed.sum() + 2)
    return np.asarray((won + 30 * mean) / (closed + 30) / mean)
