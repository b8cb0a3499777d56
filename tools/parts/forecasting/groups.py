"""The forecast by team, region, product or month: parts that add up to the whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from tools.parts.calendars import Calendar
from tools.parts.forecasting.book import Book
from tools.parts.forecasting.combining import MOST_SPREAD, TAIL, Combined, Memory, combine
from tools.parts.forecasting.methods import Window
from tools.parts.forecasting.outlook import Outlook
from tools.parts.forecasting.reading import Deals
from tools.parts.forecasting.sharing import Members, members
from tools.parts.metrics.shape import Key
from tools.parts.metrics.slices import labelled

NEW_BUSINESS = "new business"
OF_ITS_OWN = 60
"""Wins from which a group's own past is replayed; smaller ones take their share of the whole."""


@dataclass(frozen=True, slots=True)
class Part:
    """One group's cents: won so far, still to come, and the 80 % interval of both together."""

    key: Key
    done: int
    to_come: int
    low: int
    high: int
    open_deals: int

    @property
    def expected(self) -> int:
        """Of the whole period."""
        return self.done + self.to_come


def parts_of(deals: Deals, outlook: Outlook, *, of_now: bool) -> list[Part]:
    """Split an outlook by the groups that the deals were read with, the largest first.

    Args:
        deals: The deals, with their groups.
        outlook: The whole.
        of_now: Whether the groups are of open deals only, such as stages: what does not exist yet
            is then a group of its own.
    """
    groups = _groups(deals)
    raw = [_raw(deals.book, outlook, here, of_now=of_now) for _, here in groups]
    keys: list[Key] = [key for key, _ in groups]
    here = [mine for _, mine in groups]
    if of_now and outlook.combined is not None:
        width = len(keys[0]) if keys else 1
        keys.append((NEW_BUSINESS, *[None] * (width - 1)))
        raw.append((outlook.combined.views.yields.new_cents, outlook.combined.spread))
        here.append(Members(np.zeros(len(deals.book), dtype=bool)))
    dones = _shares(round(outlook.done), [_done(deals.book, outlook, mine) for mine in here])
    comes = _shares(round(outlook.expected) - round(outlook.done), [cents for cents, _ in raw])
    made = [
        _part(key, done, come, spread, int((mine.here & deals.book.is_open).sum()))
        for key, done, come, (_, spread), mine in zip(keys, dones, comes, raw, here, strict=True)
    ]
    kept = [part for part in made if part.expected or part.open_deals]
    return sorted(kept, key=lambda part: (-part.expected, str(part.key)))


def parts_in_time(deals: Deals, outlook: Outlook, grain: str, calendar: Calendar) -> list[Part]:
    """Split an outlook by the weeks, months or quarters of its period, in order of time."""
    book, window = deals.book, outlook.window
    found: list[tuple[str, float, float, float]] = []
    begins = outlook.span.start or date.fromordinal(book.begins)
    for first, last, label in _stretches(begins, outlook.span.end, grain, calendar):
        a, b = first.toordinal() - 1, last.toordinal()
        inside = book.won & (book.ended > a) & (book.ended <= min(b, book.now))
        done = float(np.nansum(book.cents[inside]))
        come, spread = 0.0, 0.0
        if window is not None and outlook.combined is not None and b > book.now:
            piece = combine(book, Window(max(a, book.now), b, calendar), outlook.memory)
            come, spread = piece.cents, piece.spread
        found.append((label, done, come, spread))
    dones = _shares(round(outlook.done), [done for _, done, _, _ in found])
    comes = _shares(round(outlook.expected) - round(outlook.done), [c for _, _, c, _ in found])
    return [
        _part((label,), done, come, spread, 0)
        for (label, _, _, spread), done, come in zip(found, dones, comes, strict=True)
    ]


def _groups(deals: Deals) -> list[tuple[Key, Members]]:
    found = members(deals)
    names = labelled({raw: raw for raw in found})
    return [(name, found[raw]) for name, raw in names.items()]


def _raw(book: Book, outlook: Outlook, mine: Members, *, of_now: bool) -> tuple[float, float]:
    """What the group is expected to bring before it is fitted to the whole, and its spread."""
    whole, window = outlook.combined, outlook.window
    if whole is None or window is None:
        return 0.0, 0.0
    share = _share(book, whole, mine, of_now=of_now)
    spread = _spread(book, whole, mine, share)
    wins = int((book.won & mine.here & (book.ended > book.now - 365)).sum())
    if of_now or wins < OF_ITS_OWN:
        return share, spread
    own_book = book if mine.weights is None else replace(book, cents=book.cents * mine.weights)
    part = own_book.only(mine.here)
    own = combine(part, window, Memory(part))
    # Half its own replayed past, half its place in the whole's pipeline.
    placed = share * whole.cents / max(whole.views.yields.cents, 1.0)
    return 0.5 * own.cents + 0.5 * placed, own.spread


def _share(book: Book, whole: Combined, mine: Members, *, of_now: bool) -> float:
    """The part of the yield that its open deals and its lately won business stand for."""
    yields = whole.views.yields
    opened = float(mine.of(yields.chance * yields.value, book.is_open).sum())
    if of_now:
        return opened
    late = book.won & (book.ended > book.now - 182)
    total = max(float(book.value[late].sum()), 1.0)
    return opened + yields.new_cents * float(mine.of(book.value[late], late).sum()) / total


def _spread(book: Book, whole: Combined, mine: Members, share: float) -> float:
    """The whole's spread, and the luck of the group's own deals on top."""
    yields = whole.views.yields
    luck = yields.value * np.sqrt(yields.chance * (1 - yields.chance))
    own = float((mine.of(luck, book.is_open) ** 2).sum())
    return float(min(np.sqrt(whole.spread**2 + own / max(share, 1.0) ** 2), MOST_SPREAD))


def _done(book: Book, outlook: Outlook, mine: Members) -> float:
    won = np.zeros(len(book), dtype=bool)
    won[np.array(outlook.won, dtype=np.int64)] = True
    return float(np.nansum(mine.of(book.cents[won], won)))


def _shares(total: int, raw: Sequence[float]) -> list[int]:
    """Whole cents in proportion to the raw values, adding up to the total exactly."""
    weights = np.array(raw)
    if weights.sum() <= 0:
        return [0] * len(raw)
    exact = weights / weights.sum() * total
    floor = np.floor(exact).astype(np.int64)
    rest = total - int(floor.sum())
    floor[np.argsort(-(exact - floor), kind="stable")[:rest]] += 1
    return [int(cents) for cents in floor]


def _part(key: Key, done: int, come: int, spread: float, open_deals: int) -> Part:
    low, high = come * np.exp(-TAIL * spread), come * np.exp(TAIL * spread)
    return Part(key, done, come, done + round(float(low)), done + round(float(high)), open_deals)


def _stretches(
    begins: date, ends: date, grain: str, calendar: Calendar
) -> list[tuple[date, date, str]]:
    day, found = begins, []
    while day <= ends:
        first, last, label = calendar.holding(day, grain)
        found.append((max(first, begins), min(last, ends), label))
        day = last + timedelta(days=1)
    return found
