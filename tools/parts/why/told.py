"""All that an explanation shows, before any figure is made of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tools.parts.dimensions import Dimension
from tools.parts.measuring.asked import Asked
from tools.parts.measuring.tables import difference_unit
from tools.parts.metrics.shape import Answer
from tools.parts.why.factors import Factor, Leaver, Notable
from tools.parts.why.flows import Flow
from tools.parts.why.pieces import Piece, Split
from tools.parts.why.searching import Search


@dataclass(frozen=True, slots=True)
class Inside:
    """What is to be said of the part that stands out.

    Attributes:
        piece: The part.
        dimension: What it is a group of.
        deeper: The split of it along which one part stands out in turn, if any.
        left: Owners of it who left in that time, and what went with them.
        gone: People of that region, team or manager who left in the later period, and when.
    """

    piece: Piece
    dimension: Dimension
    deeper: Split | None
    left: list[Leaver]
    gone: dict[str, date]


@dataclass(frozen=True, slots=True)
class Explained:
    """All that was read of a change.

    Attributes:
        now: The question about the later period.
        then: The same about the earlier one.
        values: Both values.
        change: Their difference.
        factors: What the change is made of.
        flows: Of a stock, what came in and what left.
        found: Where it happened, along which dimensions, and the test of it.
        inside: The parts that stand out, looked into.
        deals: Single deals that are a large part of it.
        left: Owners who left in that time, and what went with them.
        notes: What a careful reader should know.
    """

    now: Asked
    then: Asked
    values: tuple[Answer, Answer]
    change: Decimal
    factors: list[Factor]
    flows: list[Flow]
    found: Search
    inside: list[Inside]
    deals: list[Notable]
    left: list[Leaver]
    notes: list[str]

    @property
    def splits(self) -> list[Split]:
        return self.found.splits

    @property
    def unit(self) -> str:
        """The unit of the change: rates change by points."""
        return difference_unit(self.now.unit)

    @property
    def way(self) -> str:
        return "rise" if self.change > 0 else "fall"
