"""How long things last when some are not over yet: Kaplan-Meier, log-rank, shares by a day.

A deal that is still open has lasted at least so long: leaving it out makes every group look fast,
counting it as over makes it look faster. Here it counts for as long as it was seen.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

Z95 = 1.959963984540054
"""The normal quantile of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing: how many days it was watched, and what ended it.

    Attributes:
        days: Days from its start to its end, or to the last day it was seen.
        end: `1` for the end that is asked about, `2` for any other end, `0` for none yet.
    """

    days: int
    end: int


@dataclass(frozen=True, slots=True)
class Step:
    """The curve on one day on which something ended."""

    day: int
    at_risk: int
    ended: int
    survival: float
    variance: float
    """Greenwood's sum, of the logarithm of the curve."""


@dataclass(frozen=True, slots=True)
class Curve:
    """How many have not ended by each day."""

    n: int
    ended: int
    steps: tuple[Step, ...]
    last: int = 0
    """The longest that anything was watched."""

    def quantile(self, share: float) -> int | None:
        """The first day by which this share has ended; None while it has not come to that."""
        return next((s.day for s in self.steps if s.survival <= 1 - share + 1e-12), None)

    @property
    def median(self) -> int | None:
        return self.quantile(0.5)

    def interval(self, share: float = 0.5) -> tuple[int | None, int | None]:
        """A 95 % interval of a quantile; an end is None when the curve does not reach it.

        Source: Brookmeyer and Crowley (1982), Biometrics 38, with the log-log transformation.
        """
        level = 1 - share
        low = next((s.day for s in self.steps if _bounds(s)[0] <= level + 1e-12), None)
        high = next((s.day for s in self.steps if _bounds(s)[1] <= level + 1e-12), None)
        return low, high


def kaplan_meier(seen: Sequence[Seen]) -> Curve:
    """The curve of the ends asked about; other ends and open ones are censored.

    >>> curve = kaplan_meier([Seen(2, 1), Seen(3, 0), Seen(5, 1), Seen(8, 1)])
    >>> [(s.day, s.at_risk, round(s.survival, 4)) for s in curve.steps], curve.median
    ([(2, 4, 0.75), (5, 2, 0.375), (8, 1, 0.0)], 5)

    Source: Kaplan and Meier (1958), JASA 53; variance after Greenwood (1926).
    """
    ends = Counter(s.days for s in seen if s.end == 1)
    leaving = Counter(s.days for s in seen)
    at_risk, survival, variance = len(seen), 1.0, 0.0
    steps = []
    for day in sorted(leaving):
        d = ends.get(day, 0)
        if d:
            survival *= 1 - d / at_risk
            variance += d / (at_risk * (at_risk - d)) if at_risk > d else float("inf")
            steps.append(Step(day, at_risk, d, survival, variance))
        at_risk -= leaving[day]
    return Curve(len(seen), sum(ends.values()), tuple(steps), max(leaving, default=0))


def share_by(seen: Sequence[Seen], day: int) -> float | None:
    """The share that has ended in the asked way by a day, with other ends as what they are.

    None when nothing was watched that long.

    >>> share_by([Seen(2, 1), Seen(3, 2), Seen(5, 1), Seen(8, 0)], 5)
    0.5

    Source: Aalen and Johansen (1978), the cumulative incidence of competing ends.
    """
    if not any(s.days >= day for s in seen):
        return None
    asked = Counter(s.days for s in seen if s.end == 1)
    other = Counter(s.days for s in seen if s.end == 2)  # noqa: PLR2004 - any other end
    leaving = Counter(s.days for s in seen)
    at_risk, left, share = len(seen), 1.0, 0.0
    for when in sorted(leaving):
        if when > day:
            break
        share += left * asked.get(when, 0) / at_risk
        left *= 1 - (asked.get(when, 0) + other.get(when, 0)) / at_risk
        at_risk -= leaving[when]
    return share


@dataclass(frozen=True, slots=True)
class LogRank:
    """Whether groups differ in how fast they end, by more than chance."""

    chi2: float
    freedom: int
    p: float
    n: int
    ended: int


def log_rank(groups: Mapping[str, Sequence[Seen]]) -> LogRank | None:
    """Compare the curves of two or more groups; None when there is nothing to tell them apart by.

    >>> fast, slow = [Seen(n, 1) for n in (1, 2, 3, 4)], [Seen(n, 1) for n in (5, 6, 7, 8)]
    >>> found = log_rank({"fast": fast, "slow": slow})
    >>> round(found.chi2, 3), round(found.p, 4)
    (7.344, 0.0067)

    Source: Mantel (1966), Cancer Chemotherapy Reports 50; k groups after Peto and Peto (1972).
    """
    import numpy as np
    from scipy.special import gammaincc

    names = [name for name, seen in groups.items() if seen]
    if len(names) < 2:  # noqa: PLR2004 - one group differs from nothing
        return None
    days, observed, risk = _table([groups[name] for name in names])
    d, n = observed.sum(axis=1), risk.sum(axis=1)
    share = risk / n[:, None]
    missing = (observed - share * d[:, None]).sum(axis=0)
    spread = np.where(n > 1, d * (n - d) / np.maximum(n - 1, 1), 0.0)
    cov = np.diag((spread[:, None] * share).sum(axis=0)) - (spread[:, None] * share).T @ share
    # Rounding may show a dimension too many: the groups' gaps always sum to nothing.
    freedom = min(int(np.linalg.matrix_rank(cov)), len(names) - 1)
    if not len(days) or not freedom:
        return None
    # The inverse on the dimensions that are real, and on no other.
    sizes, ways = np.linalg.eigh(cov)
    chi2 = float((((missing @ ways) ** 2)[-freedom:] / sizes[-freedom:]).sum())
    p = float(gammaincc(freedom / 2, max(chi2, 0.0) / 2))
    every = sum(len(groups[name]) for name in names)
    return LogRank(chi2, freedom, p, every, int(d.sum()))


def _table(groups: Sequence[Sequence[Seen]]):  # type: ignore[no-untyped-def]  # noqa: ANN202 - numpy is imported late
    """For every day with an end: ends and deals at risk in each group."""
    import numpy as np

    days = np.array(sorted({s.days for g in groups for s in g if s.end == 1}), dtype=np.int64)
    observed = np.zeros((len(days), len(groups)))
    risk = np.zeros_like(observed)
    for at, group in enumerate(groups):
        lasted = np.sort(np.array([s.days for s in group], dtype=np.int64))
        ended = np.array([s.days for s in group if s.end == 1], dtype=np.int64)
        observed[:, at] = np.bincount(np.searchsorted(days, ended), minlength=len(days))
        risk[:, at] = len(lasted) - np.searchsorted(lasted, days, side="left")
    return days, observed, risk


def _bounds(step: Step) -> tuple[float, float]:
    """The 95 % interval of the curve at a step, on the scale where it stays between 0 and 1."""
    s = step.survival
    if s <= 0 or s >= 1:
        return s, s
    width = Z95 * sqrt(step.variance) / abs(log(s))
    return s ** exp(width), s ** exp(-width)
