"""Whether the data can carry a forecast, and what is in the way of it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tools.parts.calendars import ORDINARY, Calendar
from tools.parts.forecasting.book import quarter_ends
from tools.parts.forecasting.reading import Deals

Verdict = Literal["ready", "caution", "not ready"]
GOOD_QUARTERS, FEW_QUARTERS = 4, 1
GOOD_CLOSED, FEW_CLOSED = 100, 30
FEW_WINS = 10
LATEST, ENOUGH_WINS = 0.99, 50
"""The share of won deals that mark the oldest age, and the wins it takes to tell it."""
YEAR = 365
"""A year of closed deals is looked at."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, what was found, and what it means."""

    name: str
    verdict: Verdict
    found: str
    means: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """The worst of the checks decides."""

    checks: tuple[Check, ...]

    @property
    def verdict(self) -> Verdict:
        """Ready, caution or not ready."""
        said = {check.verdict for check in self.checks}
        if "not ready" in said:
            return "not ready"
        return "caution" if "caution" in said else "ready"

    @property
    def failing(self) -> list[Check]:
        """The checks that are not fine, the worst first."""
        bad = [check for check in self.checks if check.verdict != "ready"]
        return sorted(bad, key=lambda check: check.verdict != "not ready")


def readiness(deals: Deals, calendar: Calendar = ORDINARY) -> Readiness:
    """Look at the length and the gaps of the data."""
    return Readiness((
        _quarters(deals, calendar), _closed(deals), _won_amounts(deals),
        _undated(deals), _amounts(deals), _history(deals), _old_deals(deals),
    ))  # fmt: skip


def _quarters(deals: Deals, calendar: Calendar) -> Check:
    book = deals.book
    full, end = 0, quarter_ends(book.now, calendar)
    if end > book.now:
        end = quarter_ends(end - 100, calendar)
    while quarter_ends(end - 100, calendar) + 1 >= book.begins:
        full, end = full + 1, quarter_ends(end - 100, calendar)
    verdict: Verdict = "not ready" if full < FEW_QUARTERS else "caution"
    return Check(
        "history", "ready" if full >= GOOD_QUARTERS else verdict,
        f"{full} full {'quarter' if full == 1 else 'quarters'} of closed deals",
        f"with {GOOD_QUARTERS} or more the forecast can be tested on the company's own past",
    )  # fmt: skip


def _closed(deals: Deals) -> Check:
    book = deals.book
    ended = ~book.is_open & (book.ended > book.now - YEAR)
    n, wins = int(ended.sum()), int((ended & book.won).sum())
    verdict: Verdict = "ready" if n >= GOOD_CLOSED else "caution"
    if n < FEW_CLOSED or wins < FEW_WINS:
        verdict = "not ready"
    return Check(
        "closed deals",
        verdict,
        f"{n:,} deals closed in the last year, {wins:,} of them won",
        f"below {FEW_CLOSED} closed or {FEW_WINS} won, chance says more than history",
    )


def _won_amounts(deals: Deals) -> Check:
    book = deals.book
    n, missing = int(book.won.sum()), int(np.isnan(book.cents[book.won]).sum())
    share = missing / n if n else 0.0
    verdict: Verdict = "caution" if share > 0.02 else "ready"  # noqa: PLR2004 - one in fifty
    return Check(
        "amounts of won deals",
        "not ready" if share > 0.5 else verdict,  # noqa: PLR2004 - the half
        f"{missing:,} of {n:,} won deals have no amount",
        "they add nothing to what is won, and are taken as usual where the past is learned from",
    )


def _undated(deals: Deals) -> Check:
    n, undated = int(deals.book.is_open.sum()), len(deals.undated)
    share = undated / (n + undated) if n + undated else 0.0
    return Check(
        "dates of open deals",
        "ready" if share <= 0.05 else "caution",  # noqa: PLR2004 - one in twenty
        f"{undated:,} of {n + undated:,} open deals have no first day",
        "they are left out: without an age nothing can be said of them",
    )


def _amounts(deals: Deals) -> Check:
    here = deals.book.is_open
    n, missing = int(here.sum()), int(np.isnan(deals.book.cents[here]).sum())
    share = missing / n if n else 0.0
    return Check(
        "amounts of open deals",
        "ready" if share <= 0.1 else "caution",  # noqa: PLR2004 - one in ten
        f"{missing:,} of {n:,} open deals have no amount",
        "they count for the mean won amount of deals with the same product and segment",
    )


def _history(deals: Deals) -> Check:
    kept = deals.book.moves is not None
    return Check(
        "stage history", "ready" if kept else "caution",
        "stage changes are recorded" if kept else "no record of stage changes for most deals",
        "yield is by stage, age, size and pushes" if kept else "yield goes by age and size alone",
    )  # fmt: skip


def _old_deals(deals: Deals) -> Check:
    here = deals.book.is_open
    n, old = int(here.sum()), len(zombies(deals))
    share = old / n if n else 0.0
    return Check(
        "deals past winning age",
        "ready" if share <= 0.2 else "caution",  # noqa: PLR2004 - one in five
        f"{old:,} of {n:,} open deals are older than nearly any won deal of their price",
        "they count for little; close them or date them again",
    )


def winning_ages(deals: Deals) -> NDArray[np.float64]:
    """For each deal, the age that 99 % of won deals of its price range had not passed.

    Dear deals take longer: each third of the prices has an age of its own, when it has enough wins.
    """
    book = deals.book
    ages, usual = book.ended - book.created, np.nan_to_num(book.usual_cents)[book.price]
    if int(book.won.sum()) < FEW_WINS:
        return np.full(len(book), np.inf)
    tiers = np.searchsorted(np.quantile(usual[book.won], [1 / 3, 2 / 3]), usual, side="left")
    limits = np.full(3, np.quantile(ages[book.won], LATEST))
    for tier in range(3):
        mine = ages[book.won & (tiers == tier)]
        if len(mine) >= ENOUGH_WINS:
            limits[tier] = np.quantile(mine, LATEST)
    return np.asarray(limits[tiers])


def zombies(deals: Deals) -> list[int]:
    """Open deals that are older than that, the dearest first, by their place in the book."""

    def look() -> list[int]:
        old = np.flatnonzero(book.is_open & (book.now - book.created > winning_ages(deals)))
        return [int(n) for n in old[np.argsort(-np.nan_to_num(book.value[old]), kind="stable")]]

    book = deals.book
    found: list[int] = book.once("zombies", look)
    return found
