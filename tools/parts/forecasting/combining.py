"""Putting the methods together by how each would have done on the company's own past."""

from dataclasses import dataclass, field, replace

import numpy as np

from tools.parts.forecasting.book import Book, quarter_ends
from tools.parts.forecasting.methods import Views, Window, views

PRIOR_ERROR = {"historical_yield": 0.35, "survival": 0.35, "run_rate": 0.15, "short_run": 0.45,
               "bookings": 0.6, "last_quarter": 0.15, "last_year": 0.2}  # fmt: skip
"""The relative error believed of a method before it has been replayed.

The pipeline's methods pay for what they know with more ways to be wrong; they earn their weight
in replays, which they do where a business grows or its pipeline is kept clean.
"""
PRIOR_REPLAYS = 4
"""How many replays that belief is worth."""
LEAN_BIAS = 20
"""How many replays without bias a method's own bias is mixed with."""
SHARPNESS = 1.25
"""The power of 1 / squared error by which methods are weighed."""
STEP = 14
REPLAYS = 8
LONGEST_REPLAY = 63
TAIL = 1.2815515655446004
"""Standard deviations on either side of the middle that hold 80 %."""
LEAST_SPREAD, MOST_SPREAD = 0.03, 2.0
"""Beyond a factor of thirteen either way a range says only that nothing is known."""
SCATTER, LEANING, LUCK = 0.3, 1.0, 1.8
"""How much of the replayed errors' scatter, of their common lean and of the luck of single deals
goes into the squared spread. Early replays had less to learn from, so their scatter counts less; a
lean says that the business has moved, and counts whole."""
NEAR, FAR = 60, 90
"""Days: up to the first a window is near, from the second on it is far, a whole quarter say.

Most of what a far window brings is not in the pipeline yet, so methods differ by what they assume
rather than by what they know: the middle of them is taken and not their mean. Its replays overlap,
so that they cannot tell a bias from luck: none is taken out, and a common lean counts less.
"""
OVERLAP = 5
"""How many replays without a lean the replays of a far window are mixed with."""
BLIND = 35
"""Days of history before the first replay."""
PRIOR_SPREAD, PRIOR_SPREADS = 0.08, 4


@dataclass(frozen=True, slots=True)
class Replay:
    """A window of the past, what each method expected of it then, and what it brought in."""

    day: int
    window: Window
    views: Views
    cents: float
    weight: float


@dataclass(frozen=True, slots=True)
class Combined:
    """One window's expectation, and how sure it is.

    Attributes:
        cents: Expected in the window.
        spread: The standard deviation of its error, as a share of the expectation.
        views: Every method's own expectation.
        weights: How much each method counts; those left out have none.
        bias: How much too high each method was in replays, as a share.
        replays: The windows of the past that these were learned from.
    """

    cents: float
    spread: float
    views: Views
    weights: dict[str, float]
    bias: dict[str, float]
    replays: list[Replay] = field(default_factory=list)

    @property
    def interval(self) -> tuple[float, float]:
        """The ends of the 80 % interval."""
        width = float(np.exp(TAIL * self.spread))
        return self.cents / width, self.cents * width


class Memory:
    """Replays of one book; each is computed once however often it is asked for."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._known: dict[tuple[int, Window], Replay] = {}

    def replay(self, day: int, window: Window, weight: float) -> Replay:
        """What every method would have said on a day, and what came."""
        key = (day, window)
        if key not in self._known:
            then = self.book.replayed(day)
            real = self.book.won_between(window.after, window.until)
            self._known[key] = Replay(day, window, views(then, window), real, weight)
        found = self._known[key]
        return Replay(day, window, found.views, found.cents, weight)


def combine(
    book: Book, window: Window, memory: Memory | None = None, only: str | None = None
) -> Combined:
    """Expect a window by all methods together, each weighed by its replays.

    Args:
        book: The deals as known on `book.now`.
        window: Not before `book.now`.
        memory: Replays of a book that knows at least as much; only those that ended by
            `book.now` are used.
        only: The one method to go by; without it all count.
    """
    now, far = _by_itself(views(book, window), only), _far(window)
    found = [_alone(replay, only) for replay in _replays(memory or Memory(book), book, window)]
    replays = [replay for replay in found if now.cents.keys() & replay.views.cents.keys()]
    bias, error = _learned(now, replays, far)
    expected, weights = _mix(now, bias, error, far)
    spread = _spread(now, expected, replays, (bias, error, far))
    shares = {name: float(np.expm1(b)) for name, b in bias.items()}
    return Combined(expected, spread, now, weights, shares, replays)


def _replays(memory: Memory, book: Book, window: Window) -> list[Replay]:
    """Windows like this one that are over: lately, and at the same point of past quarters."""
    found: dict[tuple[int, Window], Replay] = {}
    gap, days = min(window.after - book.now, 31), min(window.days, LONGEST_REPLAY)
    for k in range(REPLAYS):
        day = book.now - gap - days - STEP * k
        if day >= book.begins + BLIND:
            like = Window(day + gap, day + gap + days, window.calendar)
            found[day, like] = memory.replay(day, like, 0.5)
    for back in same_points(book, window):
        day, like = book.now + back, window.moved(back)
        found[day, like] = memory.replay(day, like, 1.0)
    return [replay for replay in found.values() if replay.cents > 0]


def _by_itself(seen: Views, only: str | None) -> Views:
    return replace(seen, cents={only: seen.cents[only]}) if only in seen.cents else seen


def _alone(replay: Replay, only: str | None) -> Replay:
    return replace(replay, views=_by_itself(replay.views, only))


def same_points(book: Book, window: Window, quarters: int = 6) -> list[int]:
    """How many days back the same point of past quarters lies, for windows that are over."""
    end = then = quarter_ends(window.until, window.calendar)
    backs: list[int] = []
    for _ in range(quarters):
        then = quarter_ends(then - 100, window.calendar)
        back = then - end
        if window.until + back <= book.now and book.now + back >= book.begins + BLIND:
            backs.append(back)
    return backs


def _far(window: Window) -> float:
    """How far a window reaches: 0 for a near one, 1 for a whole quarter."""
    return float(np.clip((window.days - NEAR) / (FAR - NEAR), 0, 1))


def _learned(
    now: Views, replays: list[Replay], far: float
) -> tuple[dict[str, float], dict[str, float]]:
    """Each method's bias and squared error, in logarithms, leaning on what is believed of it."""
    bias, error = {}, {}
    for name in now.cents:
        told = [(r.weight, _log_error(r.views.cents[name], r.cents))
                for r in replays if name in r.views.cents]  # fmt: skip
        weight = sum(w for w, _ in told)
        bias[name] = (1 - far) * sum(w * e for w, e in told) / (weight + LEAN_BIAS)
        squares = sum(w * (e - bias[name]) ** 2 for w, e in told)
        error[name] = (squares + PRIOR_REPLAYS * PRIOR_ERROR[name] ** 2) / (weight + PRIOR_REPLAYS)
    return bias, error


def _log_error(cents: float, real: float) -> float:
    return float(np.log(max(cents, 1e-3 * real) / real))


def _mix(
    seen: Views, bias: dict[str, float], error: dict[str, float], far: float
) -> tuple[float, dict[str, float]]:
    """The mean of the methods without their bias, each by its replays; strays are left out.

    Of a far window it is their middle, by the same weights.
    """
    straight = {
        k: max(c, 0.0) * float(np.exp(-bias[k])) for k, c in seen.cents.items() if k in bias
    }
    middle = float(np.median(list(straight.values())))
    kept = {k: c for k, c in straight.items() if middle / 2 <= c <= middle * 2} or straight
    trust = {k: error[k] ** -SHARPNESS for k in kept}
    total = sum(trust.values())
    weights = {k: trust[k] / total for k in kept}
    mean = sum(kept[k] * weights[k] for k in kept)
    return far * _middle(kept, weights) + (1 - far) * mean, weights


def _middle(cents: dict[str, float], weights: dict[str, float]) -> float:
    """The weighted median, between the two values that hold it.

    >>> _middle({"a": 10.0, "b": 20.0, "c": 90.0}, {"a": 0.4, "b": 0.4, "c": 0.2})
    17.5
    """
    ranked = sorted(cents, key=lambda name: cents[name])
    share = np.array([weights[name] for name in ranked])
    places = np.cumsum(share) - share / 2
    return float(np.interp(0.5, places, [cents[name] for name in ranked]))


def _spread(
    now: Views, expected: float, replays: list[Replay],
    learned: tuple[dict[str, float], dict[str, float], float],
) -> float:  # fmt: skip
    """The error of the mix in replays, never below what the deals' own luck makes."""
    told = [(r.weight, _log_error(_mix(r.views, *learned)[0], r.cents)) for r in replays]
    weight = sum(w for w, _ in told)
    lean = sum(w * e for w, e in told) / (weight + 1 + OVERLAP * learned[2])
    scatter = sum(w * (e - lean) ** 2 for w, e in told) + PRIOR_SPREADS * PRIOR_SPREAD**2
    luck = now.yields.variance / max(expected, 1.0) ** 2
    seen = SCATTER * scatter / (weight + PRIOR_SPREADS) + LEANING * lean**2
    return float(np.clip(np.sqrt(seen + LUCK * luck), LEAST_SPREAD, MOST_SPREAD))
