"""What a waterfall shows, before any figure is made of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tools.context import Context
from tools.parts.comparing import CENTS
from tools.parts.dimensions import Dimension
from tools.parts.metrics.shape import Key
from tools.parts.periods import Span
from tools.parts.waterfall.bars import BARS, Bar, Target, Walk
from tools.parts.waterfall.reading import Two

NAMES: dict[Bar, str] = {
    "new": "new", "reopened": "reopened", "pulled_in": "pulled in", "up": "up", "down": "down",
    "pushed": "pushed out", "won": "won", "lost": "lost", "scrubbed": "scrubbed",
    "undated": "close date then not recorded",
}  # fmt: skip
MEANS: dict[Bar, str] = {
    "new": "Deals that came into being in between, at what they were worth last.",
    "reopened": "Deals that had been closed before and are open again.",
    "pulled_in": "Deals whose expected close moved into the period, at what they were worth.",
    "up": "What deals gained in amount.",
    "down": "What deals lost in amount.",
    "pushed": "Deals whose expected close moved out of the period, at what they were worth.",
    "won": "Deals won in between, at what they were won for.",
    "lost": "Deals lost in between, at what they were worth.",
    "scrubbed": "Deals that were open and are gone: removed, merged away or out of the conditions.",
    "undated": "Deals of which nobody recorded the close date that they had then.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """All that a waterfall shows.

    Attributes:
        ctx: The call.
        first: The day at whose close it begins.
        last: The day at whose close it ends.
        span: The days in which deals are expected to close; None for all that is open.
        who: The conditions in words.
        two: What was read.
        walk: The walk of all deals.
        by: The dimensions it is also shown by.
        groups: The walk of each group.
        filters: The conditions as receipts keep them.
        counted: Whether it was asked for in amounts or in numbers of deals.
    """

    ctx: Context
    first: date
    last: date
    span: Span | None
    who: str
    two: Two
    walk: Walk
    by: Sequence[Dimension] = ()
    groups: dict[Key, Walk] = field(default_factory=dict)
    filters: Sequence[dict[str, Any]] = ()
    counted: str = "amount"

    @property
    def priced(self) -> bool:
        """Whether the walk is in money: asked for so, and some deal has an amount."""
        return self.counted == "amount" and self.has_amounts

    @property
    def has_amounts(self) -> bool:
        """Whether money can be walked: not between a pipeline and one without any amount."""
        walk = self.walk
        ends = ((walk.open_before, walk.priced_before), (walk.open_after, walk.priced_after))
        if any(opened and not priced for opened, priced in ends):
            return False
        return any(step.cents for step in walk.steps) or bool(walk.before or walk.after)

    @property
    def unit(self) -> str:
        return self.ctx.workspace.currency if self.priced else "count"

    @property
    def bars(self) -> list[Bar]:
        """The bars that make sense here; close dates matter only with a target."""
        dated = {"pulled_in", "pushed"}
        shown = [b for b in BARS if self.span is not None or b not in dated]
        if not self.priced:
            shown = [b for b in shown if b not in {"up", "down"}]
        return [b for b in shown if b != "undated" or self.walk.count(b)]

    @property
    def target(self) -> Target | None:
        return None if self.span is None else Target(self.span.start, self.span.end)

    @property
    def pipeline(self) -> str:
        """What the walk is of, in words."""
        due = f" due in {self.span.label}" if self.span is not None else ""
        return f"open {'pipeline' if self.priced else 'deals'}{due}{self.who}"


def value(told: Told, walked: Walk, bar: Bar) -> Decimal:
    """A bar's height: money, or deals when none has an amount."""
    if told.priced:
        return Decimal(walked.cents(bar)) / CENTS
    leaves = bar in {"pushed", "won", "lost", "scrubbed"}
    return Decimal(-walked.count(bar) if leaves else walked.count(bar))


def ends(told: Told, walked: Walk) -> tuple[Decimal, Decimal]:
    """The pipeline before and after."""
    if told.priced:
        return Decimal(walked.before) / CENTS, Decimal(walked.after) / CENTS
    return Decimal(walked.open_before), Decimal(walked.open_after)


def several(n: int, noun: str) -> str:
    """A number of things.

    >>> several(1, "deal"), several(1200, "deal")
    ('1 deal', '1,200 deals')
    """
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def capital(text: str) -> str:
    """Text as a sentence begins."""
    return text[0].upper() + text[1:]


def unknown(told: Told) -> list[str]:
    """What to say of deals whose amount at one moment is not on record."""
    n = len(told.two.unpriced)
    if not n or not told.priced:
        return []
    said = (
        f"{several(n, 'deal')} of which one of the two amounts is not on record: the other counts"
        " on both days, so rises and falls of theirs cannot be told and are in no bar."
    )
    return [said]


def deal_name(told: Told, deal: str) -> str:
    """What a deal is called; its id when it has no name."""
    row = told.two.rows.get(deal)
    return row.name if row is not None and row.name else deal
