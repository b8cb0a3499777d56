"""What one deal did to a pipeline between two moments, as steps that add up to the cent.

A pipeline is all that is open, or what is open and expected to close in a target period. A deal
has a side before and a side after; between them it may have been created, reopened, won or lost.
Each deal's steps add up to what it weighs after less what it weighed before, so the bars of all
deals together lead from the first pipeline to the second without a rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Bar = Literal[
    "new", "reopened", "pulled_in", "up", "down", "pushed", "won", "lost", "scrubbed", "undated"
]
BARS: tuple[Bar, ...] = (
    "new", "reopened", "pulled_in", "up", "down", "pushed", "won", "lost", "scrubbed", "undated",
)  # fmt: skip
"""In the order of the walk; `undated` holds deals whose close date then is not recorded."""


@dataclass(frozen=True, slots=True)
class Target:
    """The days in which deals are expected to close; `None` ends are open."""

    start: date | None
    end: date

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in it; an unknown day lies in no period."""
        return day is not None and day <= self.end and (self.start is None or day >= self.start)


@dataclass(frozen=True, slots=True)
class Side:
    """A deal as it was open at one moment.

    Attributes:
        cents: Its amount; None when it had none.
        due: The day it was expected to close; None when it had none.
        due_known: Whether that day was recorded; an unrecorded one is not the same as none.
    """

    cents: int | None
    due: date | None = None
    due_known: bool = True


@dataclass(frozen=True, slots=True)
class Passage:
    """One deal between the two moments.

    Attributes:
        id: The deal.
        before: How it was open at first; None when it was not.
        after: How it is open at the end; None when it is not.
        ended: Whether it was won or lost in between.
        ended_on: The day it was.
        end_cents: What it was worth then.
        entered: How it came in when it was not open at first.
    """

    id: str
    before: Side | None
    after: Side | None
    ended: Literal["won", "lost"] | None = None
    ended_on: date | None = None
    end_cents: int | None = None
    entered: Literal["new", "reopened"] = "new"


@dataclass(frozen=True, slots=True)
class Step:
    """What a deal did to one bar; `cents` is None when it has no amount to count."""

    bar: Bar
    deal: str
    cents: int | None


@dataclass(slots=True)
class Walk:
    """The whole way: both pipelines in cents, and the steps between them.

    `priced_before` and `priced_after` say how many of the deals open then have an amount.
    """

    before: int = 0
    after: int = 0
    open_before: int = 0
    open_after: int = 0
    priced_before: int = 0
    priced_after: int = 0
    steps: list[Step] = field(default_factory=list)

    def of(self, bar: Bar) -> list[Step]:
        """The steps of one bar, the largest first."""
        mine = [step for step in self.steps if step.bar == bar]
        return sorted(mine, key=lambda s: (-abs(s.cents or 0), s.deal))

    def cents(self, bar: Bar) -> int:
        """What one bar adds up to."""
        return sum(step.cents or 0 for step in self.steps if step.bar == bar)

    def count(self, bar: Bar) -> int:
        """How many deals one bar holds."""
        return len({step.deal for step in self.steps if step.bar == bar})

    @property
    def rest(self) -> int:
        """What the bars leave unexplained: always 0."""
        return self.before + sum(step.cents or 0 for step in self.steps) - self.after


def walk(passages: Iterable[Passage], target: Target | None = None) -> Walk:
    """Add up what every deal did.

    >>> moved = walk([Passage("a", Side(500), Side(700)), Passage("b", Side(100), None, "won",
    ...               end_cents=100)])
    >>> moved.before, [(s.bar, s.cents) for s in moved.steps], moved.after, moved.rest
    (600, [('up', 200), ('won', -100)], 700, 0)
    """
    whole = Walk()
    for one in passages:
        if one.before is not None and _inside(one.before, target):
            whole.before += one.before.cents or 0
            whole.open_before += 1
            whole.priced_before += one.before.cents is not None
        if one.after is not None and _inside(one.after, target):
            whole.after += one.after.cents or 0
            whole.open_after += 1
            whole.priced_after += one.after.cents is not None
        whole.steps += _steps(one, target)
    return whole


def _inside(side: Side, target: Target | None) -> bool:
    return target is None or (side.due_known and target.holds(side.due))


def _steps(one: Passage, target: Target | None) -> list[Step]:
    inside = one.before is not None and _inside(one.before, target)
    stays = one.after is not None and _inside(one.after, target)
    if not inside and not stays and not _ended_inside(one, target):
        return []
    steps: list[Step] = []
    if inside and one.before is not None:
        worth = one.before.cents
    else:
        entry, worth = _entry(one, target)
        steps.append(Step(entry, one.id, worth))
    last = _last(one, stays=stays, worth=worth)
    change = (last or 0) - (worth or 0)
    if change:
        steps.append(Step("up" if change > 0 else "down", one.id, change))
    if not stays:
        steps.append(Step(_exit(one, target), one.id, None if last is None else -last))
    return steps


def _ended_inside(one: Passage, target: Target | None) -> bool:
    """Whether a deal that was in neither pipeline passed through: it came and was decided."""
    if one.ended is None:
        return False
    return target is None or target.holds(one.ended_on)


def _entry(one: Passage, target: Target | None) -> tuple[Bar, int | None]:
    """How a deal came into the pipeline, and what it was worth when it did."""
    if one.before is not None:
        unknown = target is not None and not one.before.due_known
        return ("undated" if unknown else "pulled_in"), one.before.cents
    return one.entered, one.after.cents if one.after is not None else one.end_cents


def _last(one: Passage, *, stays: bool, worth: int | None) -> int | None:
    """What a deal was worth when it was last in the pipeline."""
    if stays and one.after is not None:
        return one.after.cents
    return one.end_cents if one.ended is not None and one.after is None else worth


def _exit(one: Passage, target: Target | None) -> Bar:
    if one.after is not None:
        unknown = target is not None and not one.after.due_known
        return "undated" if unknown else "pushed"
    return one.ended or "scrubbed"
