"""Letting rep commits into the forecast, as far as they have been right before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tools.parts.forecasting.backtest import Past
from tools.parts.forecasting.combining import SHARPNESS, Combined
from tools.parts.forecasting.commits import ENOUGH, Commits, RollUp

PRIOR = {"combined": 0.12, "straight": 0.3}
"""The relative error believed of either before it has been seen."""
PRIOR_QUARTERS = 2
STRAIGHT = "commits_straight"
"""The roll-up with each rep's own habit taken out, beside the other methods of a past period."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What reps say of a period.

    Attributes:
        roll_up: Their last words.
        straight: Their sum with each rep's own habit taken out, in cents.
        share: What that counts for in the forecast; 0 until enough past quarters are known.
        tested: Past quarters with commits.
    """

    roll_up: RollUp
    straight: float
    share: float
    tested: int


def with_commits(past: Sequence[Past], commits: Commits) -> list[Past]:
    """Past periods, newest first, with what reps had said and what that had done to the forecast.

    Each period knows only what came of the periods before it.
    """
    told = [_heard_then(past, n, commits) for n in range(len(past))]
    return [_moved(each, share_of(told[n + 1 :])) for n, each in enumerate(told)]


def hear(commits: Commits, period: tuple[int, int, int], past: Sequence[Past]) -> Heard | None:
    """What reps say of a period now; None when nobody has spoken.

    Args:
        commits: Their words.
        period: First day, last day, and the day of looking.
        past: Past periods, from `with_commits`.
    """
    roll_up = commits.rolled_up(*period)
    if roll_up is None:
        return None
    straight = commits.expected(roll_up, _places(past))
    return Heard(roll_up, straight, share_of(past), sum(STRAIGHT in p.methods for p in past))


def blended(combined: Combined, done: float, heard: Heard | None) -> Combined:
    """The forecast with the commits in it, or beside it while they count for nothing."""
    if heard is None:
        return combined
    seen = combined.views
    views = replace(seen, cents=seen.cents | {"commits": heard.roll_up.cents - done})
    if not heard.share:
        return replace(combined, views=views)
    rest = 1 - heard.share
    cents = rest * combined.cents + heard.share * (heard.straight - done)
    weights = {name: rest * weight for name, weight in combined.weights.items()}
    return replace(
        combined, cents=max(cents, 0.0), views=views, weights=weights | {"commits": heard.share}
    )


def share_of(past: Sequence[Past]) -> float:
    """What commits count for beside the other methods, by how both did in past periods."""
    both = [(p.expected, p.methods[STRAIGHT], p.real) for p in past
            if STRAIGHT in p.methods and p.real > 0]  # fmt: skip
    if len(both) < ENOUGH:
        return 0.0
    expected, straight, real = np.maximum(np.array(both).T, 1.0)
    trust = {
        name: (
            (float((np.log(told / real) ** 2).sum()) + PRIOR_QUARTERS * PRIOR[name] ** 2)
            / (len(both) + PRIOR_QUARTERS)
        ) ** -SHARPNESS
        for name, told in (("combined", expected), ("straight", straight))
    }  # fmt: skip
    return float(trust["straight"] / sum(trust.values()))


def _heard_then(past: Sequence[Past], n: int, commits: Commits) -> Past:
    here = past[n]
    roll_up = commits.rolled_up(here.first, here.last, here.day.toordinal())
    if roll_up is None:
        return here
    straight = commits.expected(roll_up, _places(past[n + 1 :]))
    more = {"commits": float(roll_up.cents), STRAIGHT: straight}
    return replace(here, methods=here.methods | more)


def _moved(past: Past, share: float) -> Past:
    if not share or STRAIGHT not in past.methods:
        return past
    step = share * (past.methods[STRAIGHT] - past.expected)
    expected = past.expected + step
    return replace(
        past, expected=expected, low=past.low + step, high=past.high + step,
        methods=past.methods | {"combined": expected},
    )  # fmt: skip


def _places(past: Sequence[Past]) -> list[tuple[int, int, int]]:
    return [(p.first, p.last, p.day.toordinal()) for p in past]
