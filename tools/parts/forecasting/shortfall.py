"""What would bring a period to its target: deals, yield, pull-ins, or new pipeline."""

from dataclasses import dataclass

import numpy as np

from tools.parts.forecasting.book import Numbers
from tools.parts.forecasting.newcomers import chance_when_new
from tools.parts.forecasting.outlook import Outlook
from tools.parts.forecasting.readiness import zombies
from tools.parts.forecasting.reading import Deals
from tools.parts.forecasting.yields import historical_yield

LATER = 91
"""Days after the period in which a deal may be won that could be pulled in."""
LEAST_CHANCE = 0.005
"""Below this chance to be won in time, new pipeline is no way to close a gap."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """How far a forecast is from a target, and the ways there; money in cents.

    Attributes:
        target: What is to be reached.
        gap: The target less the forecast; negative when it is ahead.
        chance: To reach the target.
        adds: For each open deal of the book: what winning it for sure adds to the expectation.
        closers: The deals that close the gap when won for sure, the weightiest first.
        after: For each open deal: its chance to be won in the quarter after the period.
        pulled: What such deals would add if each were won in time as often as it is later.
        more_yield: The share by which open deals would have to bring in more than is usual.
        new_chance: The chance of a deal that begins tomorrow to be won in time.
    """

    target: float
    gap: float
    chance: float
    adds: Numbers
    closers: tuple[int, ...]
    after: Numbers
    pulled: float
    more_yield: float | None
    new_chance: float

    @property
    def new_pipeline(self) -> float | None:
        """The amount of new deals that would have to begin now; None when they come too late."""
        if self.gap <= 0 or self.new_chance < LEAST_CHANCE:
            return None
        return self.gap / self.new_chance


def shortfall(deals: Deals, outlook: Outlook, target: float) -> Shortfall:
    """Set an outlook against a target.

    Args:
        deals: The deals.
        outlook: What is expected of them; with a forecast.
        target: Cents to reach.
    """
    combined, window = outlook.combined, outlook.window
    assert combined is not None  # noqa: S101 - the tool has looked
    assert window is not None  # noqa: S101 - as above
    assert outlook.outcomes is not None  # noqa: S101 - as above
    seen, book = combined.views.yields, deals.book
    gap = target - outlook.expected
    alive = ~np.isin(np.flatnonzero(book.is_open), zombies(deals))
    worth = np.nan_to_num(seen.value)
    chance = _fitted(seen.chance, outlook.from_open, seen.open_cents)
    adds = worth * (1 - chance) * alive
    later = historical_yield(book, window.until, window.until + LATER, window.calendar)
    after = np.minimum(later.chance, 1 - chance) * alive
    return Shortfall(
        target, gap, outlook.outcomes.chance_of(target - outlook.done), adds,
        _closers(adds, chance, gap), after, float((after * worth).sum()),
        gap / outlook.from_open if outlook.from_open > 0 else None,
        chance_when_new(book, window.until, window.calendar),
    )  # fmt: skip


def _fitted(chance: Numbers, expected: float, opened: float) -> Numbers:
    """The deals' chances brought to what the forecast as a whole expects of them."""
    ratio = float(np.clip(expected / opened, 0.5, 2.0)) if opened > 0 else 1.0
    return np.minimum(chance * ratio, 1.0)


def _closers(adds: Numbers, chance: Numbers, gap: float) -> tuple[int, ...]:
    """The likeliest big deals first, until what they add closes the gap."""
    if gap <= 0:
        return ()
    order = np.argsort(-adds * np.sqrt(chance), kind="stable")
    order = order[(adds[order] > 0) & (chance[order] > 0)]
    total = np.cumsum(adds[order])
    need = int(np.searchsorted(total, gap)) + 1
    return tuple(int(n) for n in order[:need]) if len(total) and total[-1] >= gap else ()
