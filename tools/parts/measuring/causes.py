"""Where a change happened: the parts of it by each dimension, and whether one stands out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from store.errors import BadInput
from tools.arguments import Filter
from tools.parts.decomposition import Ratio, contributions, mix_and_within, settled
from tools.parts.dimensions import DIMENSIONS, Dimension
from tools.parts.measuring.asked import Asked
from tools.parts.metrics import variant_of
from tools.parts.metrics.shape import Key, Part
from tools.parts.metrics.slices import gather

SEARCHED = (
    "region", "segment", "owner", "team", "product", "series", "industry", "source", "type",
    "manager", "country",
)  # fmt: skip
"""The dimensions that are searched when none is named, coarse ones first."""
KIN = {"series": "product", "team": "owner", "manager": "owner", "region": "owner"}
"""Dimensions that hold one another: the clearest of them is told, the others say it again."""
STANDS_OUT = Fraction(3, 10)
"""A part stands out when it explains this much of the change beyond what its size would."""
MOST = Fraction(4, 10)
"""... and this much of all that moved, up or down: parts that cancel each other explain nothing."""
SURE = Decimal("2.58")
"""Standard errors that a part's own rate must have moved by, as many parts are looked at."""
NEARLY_ALL = Fraction(8, 10)
"""A part that holds nearly all rows explains nothing by holding most of the change."""
CENT, POINT = Decimal("0.01"), Decimal("0.0001")


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
        sure: Whether its own rate moved by more than chance does.
        note: Whether it is new or gone.
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
    sure: bool = True
    note: str = ""

    @property
    def beyond(self) -> Fraction:
        """The share of the change above what the group's size would make it."""
        return self.share - self.size

    @property
    def stands_out(self) -> bool:
        most = self.share >= MOST and self.gross >= MOST
        return self.sure and most and self.beyond >= STANDS_OUT and self.size < NEARLY_ALL


@dataclass(frozen=True, slots=True)
class Split:
    """The change by one dimension: pieces in order, and the change they add up to."""

    dimension: Dimension
    pieces: tuple[Piece, ...]
    total: Decimal

    @property
    def cause(self) -> Piece | None:
        """The piece that stands out, if one does."""
        best = max(self.pieces, key=lambda p: (p.beyond, p.name), default=None)
        return best if best is not None and best.stands_out else None


def explainable(asked: Asked) -> Asked:
    """The question with a variant whose change can be split.

    Raises:
        BadInput: The metric is neither a sum, a rate nor a mean.
    """
    variants = (asked.variant, *asked.metric.variants)
    for variant in variants:
        if variant.shape in {"sum", "ratio"}:
            return replace(asked, variant=variant_of(asked.metric, variant.name))
    raise BadInput(
        f"A change of {asked.metric.label} cannot be split into parts.",
        hint="Ask why won_revenue, deals_won, win_rate, deal_size, sales_cycle, open_pipeline or"
        " sales_velocity changed.",
    )


def split(now: Asked, then: Asked, dimension: Dimension) -> Split | None:
    """The change by one dimension; None when there is nothing to split."""
    before, after = _groups(then, dimension), _groups(now, dimension)
    if now.variant.shape == "ratio":
        return _of_rate(now, dimension, after, before)
    return _of_sum(dimension, after, before)


def best_splits(
    now: Asked, then: Asked, names: Sequence[str], most: int = 2
) -> tuple[list[Split], list[str]]:
    """The dimensions along which a part stands out, the clearest first; and all those searched.

    When no part stands out, the first dimension that was searched shows how the change is spread.
    """
    found: list[Split] = []
    for name in names:
        dimension = DIMENSIONS[name]
        if any(p.table not in dimension.paths for p in now.variant.parts):
            continue
        one = split(now, then, dimension)
        if one is not None and sum(1 for p in one.pieces if not p.missing) > 1:
            found.append(one)
    with_cause = [s for s in found if s.cause is not None]
    searched = [s.dimension.label for s in found]
    clearest: dict[str, Split] = {}
    for one in sorted(with_cause, key=_strength, reverse=True):
        clearest.setdefault(KIN.get(one.dimension.name, one.dimension.name), one)
    return (list(clearest.values()) or found[:1])[:most], searched


def narrowed(asked: Asked, dimension: Dimension, piece: Piece) -> Asked:
    """The question about one piece's rows only."""
    more = Filter(field=dimension.name, op="is", value=piece.name)
    cut = replace(asked.cut, filters=(*asked.cut.filters, more), _read={})
    return replace(asked, cut=cut)


def _strength(one: Split) -> Fraction:
    # Many groups find a standout by chance more often than few do.
    cause = one.cause
    return Fraction(0) if cause is None else cause.beyond - Fraction(len(one.pieces), 200)


def _groups(asked: Asked, dimension: Dimension) -> dict[Key, Ratio]:
    parts = {p.name: p for p in asked.variant.parts}
    wanted = [*asked.variant.top, *asked.variant.bottom]
    needed: list[Part] = [parts[name] for name in dict.fromkeys(wanted)]
    found = gather(replace(asked.cut, by=(dimension,)), needed)
    bottom = asked.variant.bottom
    return {
        key: Ratio(_sum(values, asked.variant.top), _sum(values, bottom) if bottom else Decimal(1))
        for key, values in found.items()
    }


def _sum(values: Mapping[str, Decimal | None], names: Sequence[str]) -> Decimal:
    return sum((values.get(name) or Decimal(0) for name in names), Decimal(0))


def _of_sum(
    dimension: Dimension, after: dict[Key, Ratio], before: dict[Key, Ratio]
) -> Split | None:
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
            name=_name(key, dimension), missing=key[0] is None, now=now.get(key),
            then=then.get(key), change=Decimal(part.numerator) / part.denominator, within=None,
            mix=None, share=part / total, size=Fraction(held.get(key, Decimal(0))) / base,
            gross=abs(part) / gross, note=_note(key, now, then),
        )
        for key, part in parts.items()
    ]  # fmt: skip
    return Split(dimension, _ordered(pieces), Decimal(total.numerator) / total.denominator)


def _of_rate(
    asked: Asked, dimension: Dimension, after: dict[Key, Ratio], before: dict[Key, Ratio]
) -> Split | None:
    try:
        moved = mix_and_within(after, before)
    except BadInput:
        return None
    total = sum((m.whole for m in moved.values()), Fraction(0))
    if total == 0:
        return None
    keys = list(moved)
    cells = [cell for key in keys for cell in (moved[key].within, moved[key].mix)]
    rounded = settled(cells, CENT if asked.metric.unit in {"money", "days"} else POINT)
    weight = _weights(after, before)
    gross = sum((abs(m.whole) for m in moved.values()), Fraction(0))
    pieces = [
        Piece(
            name=_name(key, dimension), missing=key[0] is None, now=_value(after.get(key)),
            then=_value(before.get(key)), change=rounded[2 * i] + rounded[2 * i + 1],
            within=rounded[2 * i], mix=rounded[2 * i + 1], share=moved[key].whole / total,
            size=weight[key], gross=abs(moved[key].whole) / gross,
            sure=_sure(asked, after.get(key), before.get(key)), note=_note(key, after, before),
        )
        for i, key in enumerate(keys)
    ]  # fmt: skip
    return Split(dimension, _ordered(pieces), sum(rounded, Decimal(0)))


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


def _sure(asked: Asked, after: Ratio | None, before: Ratio | None) -> bool:
    """Whether a share of things moved by more than chance; means of amounts are not tested."""
    if asked.metric.unit != "rate" or asked.variant.counted or after is None or before is None:
        return True
    return abs(_value_of(after) - _value_of(before)) > SURE * standard_error([after, before])


def standard_error(shares: Sequence[Ratio]) -> Decimal:
    """Of the difference of two shares, each of so many things."""
    spread = (_value_of(s) * (1 - _value_of(s)) / s.bottom for s in shares if s.bottom)
    return sum(spread, Decimal(0)).sqrt()


def _value_of(ratio: Ratio) -> Decimal:
    return _value(ratio) or Decimal(0)


def _value(ratio: Ratio | None) -> Decimal | None:
    return ratio.top / ratio.bottom if ratio is not None and ratio.bottom else None


def _name(key: Key, dimension: Dimension) -> str:
    return f"(no {dimension.label})" if key[0] is None else str(key[0])


def _note(key: Key, now: Mapping[Key, object], then: Mapping[Key, object]) -> str:
    if key not in then:
        return "new"
    return "" if key in now else "gone"


def _ordered(pieces: list[Piece]) -> tuple[Piece, ...]:
    return tuple(sorted(pieces, key=lambda p: (-p.share, p.name)))
