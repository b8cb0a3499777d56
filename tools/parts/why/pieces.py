"""The parts of a change along one dimension: they add up to it exactly."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from store.errors import BadInput
from tools.parts.decomposition import Ratio, contributions, mix_and_within, settled
from tools.parts.dimensions import Dimension
from tools.parts.metrics.shape import Key
from tools.parts.why.chance import Chance
from tools.parts.why.quantiles import GROUPS_AT_MOST, Statistic, shapley

K = TypeVar("K", bound=Hashable)
STANDS_OUT = Fraction(3, 10)
"""A part stands out when it explains this much of the change beyond what its size would."""
MOST = Fraction(4, 10)
"""... and this much of the change ..."""
MOVED = Fraction(1, 3)
"""... and this much of all that moved, up or down: parts that cancel each other explain nothing."""
NEARLY_ALL = Fraction(8, 10)
"""A part that holds nearly all rows explains nothing by holding most of the change."""
AWAY = 1.645
"""Standard deviations that a part must be away from the rest to be named at all."""
PROVEN = 0.05
"""The chance below which a part is said to be more than chance, over everything searched."""
CENT, POINT = Decimal("0.01"), Decimal("0.0001")
OTHERS = "(all others)"
"""The groups that are too many to be turned one by one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One group's part of the change.

    Attributes:
        name: The group.
        missing: Whether it is the records that have no value.
        now: Its figure in the later period.
        then: Its figure in the earlier one.
        change: Its part of the change.
        within: Of a rate, what its own rate did.
        mix: Of a rate, what its weight did.
        share: Its part over the whole change.
        size: Its share of the records or the amount to begin with.
        gross: Its part over all movements, up and down.
        note: Whether it is new or gone.
        gap: How many standard deviations its own movement is from that of the rest.
        p: The chance of a gap as wide anywhere in the search; None when it was not tested.
    """

    name: str
    missing: bool
    now: Decimal | None
    then: Decimal | None
    change: Decimal
    within: Decimal | None
    mix: Decimal | None
    share: Fraction
    size: Fraction
    gross: Fraction
    note: str = ""
    gap: float | None = None
    p: float | None = None

    @property
    def beyond(self) -> Fraction:
        """The share of the change above what the group's size would make it."""
        return self.share - self.size

    @property
    def stands_out(self) -> bool:
        """Whether most of the change is here, and more of it than the group's size would have."""
        most = self.share >= MOST and self.gross >= MOVED and self.name != OTHERS
        away = self.gap is None or abs(self.gap) >= AWAY
        return most and away and self.beyond >= STANDS_OUT and self.size < NEARLY_ALL

    @property
    def weight(self) -> float:
        """How far it is from the rest, for as much of the change as it holds."""
        return abs(self.gap or 0.0) * min(float(self.share), 1.0)

    @property
    def proven(self) -> bool:
        """Whether shuffling hardly ever makes a gap as wide."""
        return self.p is not None and self.p <= PROVEN


@dataclass(frozen=True, slots=True)
class Split:
    """The change by one dimension: pieces in order, and the change they add up to."""

    dimension: Dimension
    pieces: tuple[Piece, ...]
    total: Decimal

    @property
    def cause(self) -> Piece | None:
        """The piece that stands out, if one does; the likeliest of several."""
        there = [p for p in self.pieces if p.stands_out]
        return max(there, key=lambda p: (p.weight, p.beyond, p.name), default=None)

    @property
    def strength(self) -> tuple[float, Fraction]:
        """How clearly a piece stands out: by gap and share when tested, by share when not."""
        cause = self.cause
        if cause is None:
            return 0.0, Fraction(0)
        # Many groups find one that stands out by chance more often than few do.
        return cause.weight, cause.beyond - Fraction(len(self.pieces), 200)

    def tested(self, chance: Chance | None) -> "Split":
        """The same with each piece's gap and probability."""
        if chance is None:
            return self
        keys = {p.name: (self.dimension.name, None if p.missing else p.name) for p in self.pieces}
        pieces = tuple(
            replace(p, gap=chance.gap.get(keys[p.name]), p=chance.p.get(keys[p.name]))
            for p in self.pieces
        )
        return replace(self, pieces=pieces)


def of_sum(dimension: Dimension, after: dict[Key, Ratio], before: dict[Key, Ratio]) -> Split | None:
    """The parts of a sum's change; None when it did not change."""
    now = {key: group.top for key, group in after.items()}
    then = {key: group.top for key, group in before.items()}
    parts = contributions(now, then)
    total = sum(parts.values(), Fraction(0))
    if total == 0:
        return None
    held = then if sum(then.values(), Decimal(0)) else now
    base = Fraction(sum(held.values(), Decimal(0)))
    gross = sum((abs(part) for part in parts.values()), Fraction(0))
    pieces = [
        Piece(
            name=name_of(key, dimension), missing=key[0] is None, now=now.get(key),
            then=then.get(key), change=_decimal(part), within=None,
            mix=None, share=part / total, size=Fraction(held.get(key, Decimal(0))) / base,
            gross=abs(part) / gross, note=_note(key, now, then),
        )
        for key, part in parts.items()
    ]  # fmt: skip
    return Split(dimension, _ordered(pieces), _decimal(total))


def of_rate(
    dimension: Dimension, after: dict[Key, Ratio], before: dict[Key, Ratio], step: Decimal
) -> Split | None:
    """The parts of a rate's or a mean's change, rounded to `step`; None when it did not change."""
    try:
        moved = mix_and_within(after, before)
    except BadInput:
        return None
    total = sum((m.whole for m in moved.values()), Fraction(0))
    if total == 0:
        return None
    keys = list(moved)
    cells = [cell for key in keys for cell in (moved[key].within, moved[key].mix)]
    rounded = settled(cells, step)
    weight = _weights(after, before)
    gross = sum((abs(m.whole) for m in moved.values()), Fraction(0))
    pieces = [
        Piece(
            name=name_of(key, dimension), missing=key[0] is None, now=_value(after.get(key)),
            then=_value(before.get(key)), change=rounded[2 * i] + rounded[2 * i + 1],
            within=rounded[2 * i], mix=rounded[2 * i + 1], share=moved[key].whole / total,
            size=weight[key], gross=abs(moved[key].whole) / gross, note=_note(key, after, before),
        )
        for i, key in enumerate(keys)
    ]  # fmt: skip
    return Split(dimension, _ordered(pieces), sum(rounded, Decimal(0)))


def of_quantile(
    dimension: Dimension, after: dict[str | None, list[int]], before: dict[str | None, list[int]],
    statistic: Statistic, scale: tuple[int, Decimal],
) -> Split | None:  # fmt: skip
    """The parts of a median's change, by the mean step over all orders of the groups.

    Args:
        dimension: What the values are grouped by.
        after: The values of each group in the later period.
        before: The same in the earlier one.
        statistic: The median, or another quantile.
        scale: What whole units are divided by (100 for cents), and the step to round parts to.
    """
    every = dict.fromkeys([*after, *before])
    ranked = sorted(every, key=lambda g: -len(after.get(g, ())) - len(before.get(g, ())))
    kept = set(ranked if len(ranked) <= GROUPS_AT_MOST else ranked[: GROUPS_AT_MOST - 1])
    sides = [_lumped(side, kept, dimension) for side in (before, after)]
    parts = shapley(sides[0], sides[1], statistic)
    total = sum(parts.values(), Fraction(0))
    if total == 0:
        return None
    rounded = dict(zip(parts, settled([p / scale[0] for p in parts.values()], scale[1]),
                       strict=True))  # fmt: skip
    gross = sum((abs(p) for p in parts.values()), Fraction(0))
    n = sum(len(values) for side in sides for values in side.values())
    missing = f"(no {dimension.label})"
    pieces = [
        Piece(
            name=name, missing=name == missing, now=_middle(sides[1], name, statistic, scale[0]),
            then=_middle(sides[0], name, statistic, scale[0]), change=rounded[name], within=None,
            mix=None, share=part / total, gross=abs(part) / gross,
            size=Fraction(sum(len(side.get(name, ())) for side in sides), n),
            note=_note(name, sides[1], sides[0]),
        )
        for name, part in parts.items()
    ]  # fmt: skip
    return Split(dimension, _ordered(pieces), sum(rounded.values(), Decimal(0)))


def name_of(key: Key, dimension: Dimension) -> str:
    """A group's name; the records without a value are called so."""
    return f"(no {dimension.label})" if key[0] is None else str(key[0])


def _lumped(
    side: dict[str | None, list[int]], kept: set[str | None], dimension: Dimension
) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for group, values in side.items():
        name = name_of((group,), dimension) if group in kept else OTHERS
        found.setdefault(name, []).extend(values)
    return found


def _middle(
    side: Mapping[str, list[int]], name: str, statistic: Statistic, scale: int
) -> Decimal | None:
    return _decimal(statistic(side[name]) / scale) if side.get(name) else None


def _weights(after: dict[Key, Ratio], before: dict[Key, Ratio]) -> dict[Key, Fraction]:
    """Each group's mean share of the denominators."""
    whole = [sum((Fraction(g.bottom) for g in side.values()), Fraction(0))
             for side in (after, before)]  # fmt: skip
    return {
        key: sum(
            (Fraction(side[key].bottom) / all_of for side, all_of in
             zip((after, before), whole, strict=True) if key in side), Fraction(0),
        ) / 2
        for key in dict.fromkeys([*after, *before])
    }  # fmt: skip


def _value(ratio: Ratio | None) -> Decimal | None:
    return ratio.top / ratio.bottom if ratio is not None and ratio.bottom else None


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator


def _note(key: K, now: Mapping[K, object], then: Mapping[K, object]) -> str:
    if key not in then:
        return "new"
    return "" if key in now else "gone"


def _ordered(pieces: list[Piece]) -> tuple[Piece, ...]:
    return tuple(sorted(pieces, key=lambda p: (-p.share, p.name)))
