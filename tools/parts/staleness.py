"""Which open deals have gone stale, judged by how the workspace's own won deals moved.

A deal is compared with won deals: how long they stayed in its stage, or, without stage history,
how old they were when they closed. A deal with recent activity is never called stale.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

FEWEST = 20
"""Won deals that a norm needs; with fewer there is none."""
QUIET_DAYS = 30
"""Days without activity after which an open deal is quiet."""
RECENT_DAYS = 14
"""Activity this recent keeps a deal from being called stale."""
MANY_PUSHES = 3
_SHARE = 0.9
_ENOUGH = 2
"""A close date that passed last week is a sign, which makes no stale deal by itself."""
_DEAD = 4
"""Older than any won deal ever was, or two strong signs at once."""
_ABSURD_YEARS = 3


@dataclass(frozen=True, slots=True)
class Norm:
    """How long nine won deals in ten took, and the longest, out of `n`."""

    usual: int
    longest: int
    n: int


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """What is known of an open deal."""

    id: str
    stage: str | None
    opened_on: date | None
    stage_since: date | None
    last_activity_on: date | None
    close_on: date | None
    pushes: int | None
    next_step: str | None
    amount_cents: int | None
    people: int | None = None
    """Different contacts that activities of the deal name; None where activities name nobody."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One sign of a stale deal, and how much it weighs."""

    words: str
    weight: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was seen of one deal."""

    deal: OpenDeal
    reasons: tuple[Reason, ...]
    remarks: tuple[str, ...] = field(default=())
    spared: str = ""
    past_all: bool = False

    @property
    def stale(self) -> bool:
        """Whether its signs of staleness are enough and nothing speaks against them."""
        return self.weight >= _ENOUGH and not self.spared

    @property
    def dead(self) -> bool:
        """Whether its signs are so many that it should be closed rather than nudged."""
        return self.stale and self.weight >= _DEAD

    @property
    def words(self) -> str:
        """Every sign and what is missing, in a line."""
        return "; ".join([*(reason.words for reason in self.reasons), *self.remarks])

    @property
    def weight(self) -> int:
        """How stale: the sum of its signs."""
        return sum(reason.weight for reason in self.reasons)


def norm(days: Sequence[int]) -> Norm | None:
    """The nearest-rank 90th percentile of how long won deals took; None with fewer than 20.

    >>> norm(range(1, 101))
    Norm(usual=90, longest=100, n=100)
    >>> norm([1, 2, 3]) is None
    True
    """
    if len(days) < FEWEST:
        return None
    ordered = sorted(days)
    return Norm(ordered[math.ceil(_SHARE * len(ordered)) - 1], ordered[-1], len(ordered))


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What deals are judged by."""

    today: date
    quiet_days: int
    age: Norm | None
    stages: Mapping[str, Norm]
    activity_known: bool
    close_dates_known: bool = True


def judge(deal: OpenDeal, by: Yardstick) -> Judgement:
    """What speaks for a deal being stale, and what against."""
    slow, past_all = _slow(deal, by)
    reasons = [r for r in (slow, _quiet(deal, by), _overdue(deal, by), _pushed(deal)) if r]
    return Judgement(deal, tuple(reasons), _remarks(deal), _spared(deal, by), past_all)


def wrong_close_date(deal: OpenDeal, today: date) -> str:
    """What is wrong with a deal's close date: passed, missing or absurd; empty when nothing is.

    >>> from dataclasses import replace
    >>> deal = OpenDeal("o", None, None, None, None, date(2031, 12, 31), None, None, None)
    >>> wrong_close_date(deal, date(2026, 11, 20))
    'more than 3 years away'
    >>> wrong_close_date(replace(deal, close_on=date(2026, 11, 10)), date(2026, 11, 20))
    'passed 10 days ago'
    """
    if deal.close_on is None:
        return "missing"
    if deal.close_on < today:
        return f"passed {_days((today - deal.close_on).days)} ago"
    if (deal.close_on - today).days > _ABSURD_YEARS * 366:
        return f"more than {_ABSURD_YEARS} years away"
    return ""


def _days(count: int) -> str:
    return f"{count:,} {'day' if count == 1 else 'days'}"


def _slow(deal: OpenDeal, by: Yardstick) -> tuple[Reason | None, bool]:
    """Longer in its stage than nine won deals in ten, or older than they were at their close."""
    stage = by.stages.get(deal.stage or "")
    age = None if deal.opened_on is None else (by.today - deal.opened_on).days
    past_all = by.age is not None and age is not None and age > by.age.longest
    if past_all and by.age is not None and age is not None:
        words = f"open {_days(age)}, longer than any of {by.age.n:,} won deals took"
        return Reason(f"{words} ({_days(by.age.longest)})", 4), True
    if stage is not None and deal.stage_since is not None:
        there = (by.today - deal.stage_since).days
        if there > stage.usual:
            return Reason(
                f"{_days(there)} in {deal.stage}; 9 in 10 won deals ({stage.n:,}) left it "
                f"within {stage.usual:,}", 2,
            ), False  # fmt: skip
        return None, False
    if by.age is not None and age is not None and age > by.age.usual:
        return Reason(
            f"open {_days(age)}; 9 in 10 won deals ({by.age.n:,}) closed within "
            f"{by.age.usual:,}", 2,
        ), False  # fmt: skip
    return None, False


def _quiet(deal: OpenDeal, by: Yardstick) -> Reason | None:
    if not by.activity_known:
        return None
    if deal.last_activity_on is None:
        opened = None if deal.opened_on is None else (by.today - deal.opened_on).days
        new = opened is not None and opened < by.quiet_days
        return None if new else Reason("no activity on record", 2)
    quiet = (by.today - deal.last_activity_on).days
    return Reason(f"no activity for {_days(quiet)}", 2) if quiet >= by.quiet_days else None


def _overdue(deal: OpenDeal, by: Yardstick) -> Reason | None:
    if deal.close_on is None or deal.close_on >= by.today:
        return None
    late = (by.today - deal.close_on).days
    return Reason(f"close date passed {_days(late)} ago", 2 if late > by.quiet_days else 1)


def _pushed(deal: OpenDeal) -> Reason | None:
    if deal.pushes is None or deal.pushes < MANY_PUSHES:
        return None
    return Reason(f"close date pushed {deal.pushes} times", 1)


def _remarks(deal: OpenDeal) -> tuple[str, ...]:
    """What is missing; it adds to a stale deal and makes none by itself."""
    found = (
        ("no next step", not (deal.next_step or "").strip()),
        ("no amount", deal.amount_cents is None),
        ("no close date", deal.close_on is None),
        ("only one contact is involved", deal.people == 1),
        ("no contact is involved", deal.people == 0),
    )
    return tuple(words for words, missing in found if missing)


def _spared(deal: OpenDeal, by: Yardstick) -> str:
    if deal.last_activity_on is None:
        return ""
    days = (by.today - deal.last_activity_on).days
    return f"activity {_days(days)} ago" if 0 <= days <= RECENT_DAYS else ""
