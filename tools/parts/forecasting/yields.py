"""Historical yield: what deals that looked like these, at such a point, went on to bring in.

The company's own past is photographed every week. Each deal in a photograph is a lesson: so old,
in that stage, of that size, with so many broken promises, it was won, lost or neither so many days
later. Lessons are weighed by how recent they are and by how alike the point of the quarter is.
Small cells lean on larger ones, and deals that are still open teach only up to today, so nothing is
assumed of them.
"""

from dataclasses import dataclass

import numpy as np

from tools.parts.calendars import ORDINARY, Calendar
from tools.parts.forecasting.book import MOST_SLIPS, NEVER, Book, Days, Numbers, quarter_ends
from tools.parts.forecasting.ended import age_quantiles, known_again
from tools.parts.forecasting.newcomers import LEAN_DEALS, WEEK, new_business

PHOTOGRAPHS = 60
PAIRS_AT_MOST = 400_000
"""Open deals that are looked at in all photographs together, about."""
HALF_LIFE = 150.0
"""Days after which a lesson counts half."""
ELSEWHERE = 0.15
"""What a lesson from the opposite point of a quarter still counts."""
SLIPS_LEAN = 3.0
"""How much more than other parts a part by broken promises leans on the whole."""
LIKENESS = 12.0
"""Days of the quarter over which two points are alike."""


@dataclass(frozen=True, slots=True)
class Yield:
    """What a window is expected to bring in, and from what.

    Attributes:
        chance: For each open deal of the book, the chance that it is won in the window.
        value: For each open deal, its amount in cents, usual where none is written.
        open_cents: Expected from deals that are open.
        new_wins: Expected number of wins of deals that do not exist yet.
        new_cents: Expected from those.
        new_values: Amounts that recent new deals have.
    """

    chance: Numbers
    value: Numbers
    open_cents: float
    new_wins: float
    new_cents: float
    new_values: Numbers

    @property
    def cents(self) -> float:
        """Expected in all."""
        return self.open_cents + self.new_cents

    @property
    def variance(self) -> float:
        """Of the sum over deals, as if they were independent."""
        own = float((self.chance * (1 - self.chance) * self.value**2).sum())
        squares = float((self.new_values**2).mean()) if len(self.new_values) else 0.0
        return own + self.new_wins * squares


def historical_yield(book: Book, after: int, until: int, calendar: Calendar = ORDINARY) -> Yield:
    """What the days after `after` up to `until` bring in, as the book knows it.

    Args:
        book: The deals as known on `book.now`.
        after: The day before the window; not earlier than `book.now`.
        until: The last day of the window.
        calendar: Whose quarters and months are gone by.
    """
    here = book.open_on(book.now)
    value = book.value
    leads = until - book.now
    lessons = _Lessons.of(book, leads, calendar)
    chance = lessons.chance(book, here, after - book.now, leads)
    new = new_business(book, after, until, calendar)
    worth = np.nan_to_num(value[here])
    return Yield(chance, worth, float((chance * worth).sum()), new.wins, new.cents, new.values)


@dataclass(frozen=True, slots=True)
class _Lessons:
    """Daily chances of ending and of being won, by cell and week since the photograph."""

    edges: Days
    tiers: Numbers
    stages: int
    ends: Numbers
    wins: Numbers

    @classmethod
    def of(cls, book: Book, leads: int, calendar: Calendar) -> "_Lessons":
        edges, tiers = age_edges(book), _size_tiers(book)
        stages = max(int(book.stage.max(initial=0)), book.moves.most if book.moves else 0) + 2
        shape = (stages, len(edges) + 1, len(tiers) + 1, _slip_levels(book))
        weeks = max(leads, 1) // WEEK + 1
        tables = np.zeros((3, int(np.prod(shape)), weeks))
        pairs = 0.0
        days = _photographed(book)
        for day in days:
            where = book.open_on(int(day))
            at = book.last_moves(where, int(day))
            value = _value_then(book, where, at)
            cell = np.ravel_multi_index(
                _cell_of(book, where, (int(day), at), edges, tiers, value), shape
            )
            weight = _weight(int(day), book.now, calendar)
            _add_lessons(tables, book, where, cell, (int(day), weight))
            pairs += len(where) * weight
        deals = max(int((book.ended > days.min()).sum()), 1) if len(days) else 1
        lean = LEAN_DEALS * pairs / deals * WEEK
        ends, wins = _hazards(tables, shape, lean)
        return cls(edges, tiers, stages, ends, wins)

    def chance(self, book: Book, where: Days, start: int, stop: int) -> Numbers:
        """The chance of each deal to be won more than `start` and at most `stop` days from now."""
        if not len(where):
            return np.zeros(0)
        shape = (self.stages, len(self.edges) + 1, len(self.tiers) + 1, _slip_levels(book))
        value = book.value[where]
        now = book.now, book.last_moves(where, book.now)
        cell = np.ravel_multi_index(
            _cell_of(book, where, now, self.edges, self.tiers, value), shape
        )
        used, back = known_again(cell)
        week = np.arange(stop) // WEEK
        alive = np.cumprod(1 - self.ends[used][:, week], axis=1)
        before = np.hstack([np.ones((len(used), 1)), alive[:, :-1]])
        won = np.cumsum(before * self.wins[used][:, week], axis=1)
        until = won[:, stop - 1] if stop else np.zeros(len(used))
        since = won[:, start - 1] if start > 0 else np.zeros(len(used))
        return np.asarray((until - since)[back])


def age_edges(book: Book) -> Days:
    """Ages that part the deals into groups: fifths of the age at winning, and the oldest winner."""
    ages = book.wins.ages
    if len(ages) < 10:  # noqa: PLR2004 - too few to part
        return np.array([30, 90], dtype=np.int64)
    quantiles = age_quantiles(ages, [0.2, 0.4, 0.6, 0.8, 0.99])
    return np.unique(np.ceil(quantiles).astype(np.int64))


def _size_tiers(book: Book) -> Numbers:
    value = book.worth(book.wins)
    return np.unique(np.quantile(value, [1 / 3, 2 / 3])) if len(value) > 60 else np.zeros(0)  # noqa: PLR2004 - twenty to a tier


def _slip_levels(book: Book) -> int:
    """None, one, or more broken promises; one level when no promise is known."""
    return MOST_SLIPS + 1 if book.moves is not None and len(book.moves.pushes) else 1


def _value_then(book: Book, where: Days, at: Days) -> Numbers:
    """Amounts as of each deal's last move by a day, to tell sizes apart; never a final one."""
    usual = book.usual_cents[book.price[where]]
    if book.moves is None:
        return np.where(book.is_open[where], book.value[where], usual)
    cents = np.where(at >= 0, book.moves.cents[np.maximum(at, 0)], np.nan)
    return np.where(np.isnan(cents), usual, cents)


def _photographed(book: Book) -> Days:
    """The days of the photographs: weekly, back to where the history begins, or fewer of many."""
    days = _weeks(book)
    return np.asarray(days[:: photographs(book)[2]])


def _weeks(book: Book) -> Days:
    days = book.now - WEEK * np.arange(1, PHOTOGRAPHS + 1)
    return np.asarray(days[days >= book.begins - 1])


def photographs(book: Book) -> tuple[int, int, int]:
    """How many photographs are looked at, of how many weekly ones, and the weeks from one to next.

    Of very many open deals a few photographs teach as much as all: they are then taken further
    apart, so that no more than `PAIRS_AT_MOST` deals are looked at in all.
    """
    weeks = len(_weeks(book))
    most = max(1, PAIRS_AT_MOST // max(int(book.is_open.sum()), 1))
    step = -(-weeks // most) if weeks else 1
    return -(-weeks // step), weeks, step


def said_of_photographs(book: Book) -> str | None:
    """That the past was looked at less often than weekly, if it was."""
    looked, weeks, step = photographs(book)
    if step == 1:
        return None
    return (
        f"Historical yield learned from {looked:,} of {weeks:,} weekly looks at the past, one every"
        f" {step:,} weeks: there are too many open deals to go through each week's."
    )


def _weight(day: int, now: int, calendar: Calendar) -> float:
    """How much a photograph teaches about now: the newer and the more alike, the more."""
    here = quarter_ends(now, calendar) - now
    there = quarter_ends(day, calendar) - day
    apart = abs(here - there)
    apart = min(apart, abs(91 - apart))
    alike = ELSEWHERE + (1 - ELSEWHERE) * float(np.exp(-0.5 * (apart / LIKENESS) ** 2))
    return float(alike * 0.5 ** ((now - day) / HALF_LIFE))


def _cell_of(
    book: Book, where: Days, when: tuple[int, Days], edges: Days, tiers: Numbers, value: Numbers
) -> tuple[Days, Days, Days, Days]:
    """What is alike of each deal on a day, given with the last move of each by then."""
    day, at = when
    stage, slips = np.zeros((2, len(where)), dtype=np.int64)
    if book.moves is not None:
        stage = np.where(at >= 0, book.moves.stage[np.maximum(at, 0)] + 1, 0)
        slips = book.moves.slips(at, day)
        if day == book.now:
            stage = book.stage[where] + 1
    age = np.searchsorted(edges, day - book.created[where], side="left")
    tier = np.searchsorted(tiers, value, side="left")
    return stage, age, tier, slips


def _add_lessons(
    tables: Numbers, book: Book, where: Days, cell: Days, when: tuple[int, float]
) -> None:
    """Add one photograph: days at risk, ends and wins, by cell and week after it."""
    day, weight = when
    cells, weeks = tables.shape[1:]
    ended = book.ended[where]
    lasted = np.minimum(ended, book.now) - day
    over = ended != NEVER
    at = (lasted - 1) // WEEK
    for table, flag in ((1, over), (2, over & book.won[where])):
        inside = flag & (at < weeks)
        tables[table] += weight * np.bincount(
            cell[inside] * weeks + at[inside], minlength=cells * weeks
        ).reshape(cells, weeks)
    counts = np.bincount(cell * (weeks + 1) + np.minimum(at, weeks), minlength=cells * (weeks + 1))
    counts = counts.reshape(cells, weeks + 1)
    partial = np.bincount(
        cell * (weeks + 1) + np.minimum(at, weeks), lasted - at * WEEK, cells * (weeks + 1)
    ).reshape(cells, weeks + 1)
    after = counts[:, ::-1].cumsum(axis=1)[:, ::-1]
    tables[0] += weight * (WEEK * after[:, 1:] + partial[:, :-1])


def _hazards(
    tables: Numbers, shape: tuple[int, int, int, int], lean: float
) -> tuple[Numbers, Numbers]:
    """Daily chances; each cell leans on one that tells less: size, stage, age, and at last all."""
    weeks = tables.shape[2]
    full = tables.reshape(3, *shape, weeks)
    everything = _carried(full.sum(axis=(1, 2, 3, 4)))
    by_age = _leaning(full.sum(axis=(1, 3, 4)), everything[:, None], lean)
    by_both = _leaning(full.sum(axis=(3, 4)), by_age[:, None], lean)
    by_size = _leaning(full.sum(axis=4), by_both[:, :, :, None], lean)
    cells = _leaning(full, by_size[:, :, :, :, None], SLIPS_LEAN * lean)
    flat = cells.reshape(2, -1, weeks)
    return np.clip(flat[0], 0, 0.9), np.clip(flat[1], 0, 0.9)


def _carried(table: Numbers) -> Numbers:
    """The daily chances of all deals together; weeks that nobody has lived take the last ones."""
    risk, out = table[0], np.zeros((2, table.shape[1]))
    last = np.zeros(2)
    for week in range(table.shape[1]):
        if risk[week] > WEEK:
            last = table[1:, week] / risk[week]
        out[:, week] = last
    return out


def _leaning(table: Numbers, parent: Numbers, lean: float) -> Numbers:
    return np.asarray((table[1:] + lean * parent) / (table[0] + lean + 1e-9))
