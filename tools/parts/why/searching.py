"""Looking for where a change happened: every dimension, one set of rows, one test of it all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from store.errors import BadInput
from tools.arguments import Filter
from tools.parts.decomposition import Ratio
from tools.parts.dimensions import DIMENSIONS, Dimension
from tools.parts.measuring.asked import Asked
from tools.parts.metrics import variant_of
from tools.parts.metrics.shape import Answer, Key, Part
from tools.parts.metrics.slices import compute, gather
from tools.parts.why import chance, pieces
from tools.parts.why.accounts import accounts_of, counted, of_account
from tools.parts.why.pieces import CENT, POINT, Piece, Split
from tools.parts.why.quantiles import STATISTICS
from tools.parts.why.reps import reps_behind
from tools.parts.why.rows import Rows, rows_of, tie

SEARCHED = (
    "region", "segment", "owner", "team", "product", "series", "industry", "source", "type",
    "manager", "country",
)  # fmt: skip
"""The dimensions that are searched when none is named, coarse ones first."""
KIN = {"series": "product", "team": "owner", "manager": "owner", "region": "owner"}
"""Dimensions that hold one another: the clearest of them is told, the others say it again."""
OWN_RATIOS = {
    ("pipeline_coverage", "default"): ("open_amount", "quota"),
    ("quota_attainment", "reps_at_quota"): ("reps_at_quota", "reps"),
    ("quota_attainment", "to_quota"): ("won_amount", "quota"),
}
"""Metrics that compute themselves, and the two of their inputs that they are a ratio of."""


@dataclass(frozen=True, slots=True)
class Search:
    """What was found along the dimensions.

    Attributes:
        splits: Those to tell, the clearest first.
        searched: The labels of all that were looked along.
        tested: The test of all of them together; None when it could not be made.
        widest: The part that departs most from an even change, of any dimension.
        noun: What was shuffled: one, several.
        uneven: The labels of dimensions whose groups do not add up to the whole.
    """

    splits: list[Split]
    searched: list[str]
    tested: chance.Chance | None = None
    widest: tuple[Dimension, Piece] | None = None
    noun: tuple[str, str] = ("deal", "deals")
    uneven: tuple[str, ...] = ()

    @property
    def nameless(self) -> bool:
        """Whether no row has a value along what was looked at."""
        return bool(self.splits) and all(p.missing for s in self.splits for p in s.pieces)


def explainable(asked: Asked) -> Asked:
    """The question with a variant whose change can be split.

    Raises:
        BadInput: None of its variants can be.
    """
    variants = (asked.variant, *asked.metric.variants)
    for variant in variants:
        if variant.shape in {"sum", "ratio", "spread"} or _known(asked, variant.name):
            return replace(asked, variant=variant_of(asked.metric, variant.name))
    raise BadInput(
        f"A change of {asked.metric.label} cannot be split into parts.",
        hint="Ask why won_revenue, deals_won, win_rate, deal_size, sales_cycle, open_pipeline,"
        " pipeline_coverage, quota_attainment, sales_velocity, arr, net_revenue_retention or cac"
        " changed.",
    )


def search(
    now: Asked, then: Asked, values: tuple[Answer, Answer], names: Sequence[str], most: int = 2
) -> Search:
    """The dimensions along which a part stands out, the clearest first.

    When no part stands out, the first dimension that was searched shows how the change is spread.
    """
    fit = [d for d in (DIMENSIONS[name] for name in names) if _applies(now, d)]
    rows = _rows(now, then, values, fit)
    tested = _test(now, rows)
    found, uneven = _splits(now, then, values, fit, rows)
    found = [s.tested(tested) for s in found if sum(1 for p in s.pieces if not p.missing) > 1]
    searched = [s.dimension.label for s in found]
    clearest: dict[str, Split] = {}
    for one in sorted(found, key=lambda s: s.strength, reverse=True):
        if one.cause is not None:
            clearest.setdefault(KIN.get(one.dimension.name, one.dimension.name), one)
    told = (list(clearest.values()) or found[:1])[:most]
    noun = rows.noun if rows else now.noun
    return Search(told, searched, tested, _widest(found, tested), noun, uneven)


def along(
    now: Asked, then: Asked, values: tuple[Answer, Answer], named: Sequence[Dimension]
) -> Search:
    """The change along the dimensions that were named, tested together."""
    rows = _rows(now, then, values, named)
    tested = _test(now, rows)
    splits, uneven = _splits(now, then, values, named, rows)
    splits = [s.tested(tested) for s in splits]
    noun = rows.noun if rows else now.noun
    return Search(splits, [], tested, _widest(splits, tested), noun, uneven)


def narrowed(asked: Asked, dimension: Dimension, piece: Piece) -> Asked:
    """The question about one piece's rows only."""
    more = Filter(field=dimension.name, op="is", value=piece.name)
    cut = replace(asked.cut, filters=(*asked.cut.filters, more), _read={})
    return replace(asked, cut=cut)


def split(now: Asked, then: Asked, dimension: Dimension) -> Split | None:
    """The change by one dimension, added up by the database; None when there is none to split."""
    before, after = _groups(then, dimension), _groups(now, dimension)
    if _rated(now):
        return pieces.of_rate(dimension, after, before, _step(now))
    return pieces.of_sum(dimension, after, before)


def _own_ratio(asked: Asked, variant: str) -> tuple[str, str] | None:
    return OWN_RATIOS.get((asked.metric.name, variant))


def _known(asked: Asked, variant: str) -> bool:
    """Whether a figure that computes itself can be split."""
    return _own_ratio(asked, variant) is not None or counted(asked, variant) is not None


def _rated(asked: Asked) -> bool:
    how = counted(asked)
    return asked.variant.shape in {"ratio", "own"} if how is None else how.bottom is not None


def _step(asked: Asked) -> Decimal:
    return CENT if asked.metric.unit in {"money", "days"} else POINT


def _applies(asked: Asked, dimension: Dimension) -> bool:
    if counted(asked) is not None:
        return of_account(dimension)
    if asked.variant.shape == "own":
        return "quota" in dimension.paths and "opportunity" in dimension.paths
    return all(p.table in dimension.paths for p in asked.variant.parts)


def _rows(
    now: Asked, then: Asked, values: tuple[Answer, Answer], dimensions: Sequence[Dimension]
) -> Rows | None:
    """The rows behind both figures, when they add up to them."""
    if now.metric.name == "quota_attainment":
        return reps_behind(now, then, values, dimensions)
    if counted(now) is not None:
        return accounts_of(now, then, values, dimensions)
    rows = rows_of(now, then, dimensions)
    if rows is None or now.variant.shape == "spread":
        return rows
    return rows if tie(rows, *values, rated=now.variant.shape == "ratio") else None


def _test(now: Asked, rows: Rows | None) -> chance.Chance | None:
    if rows is None or not rows.dimensions:
        return None
    if now.variant.shape == "spread":
        return chance.of_median(rows)
    return chance.of_rate(rows) if _rated(now) else chance.of_sum(rows)


def _splits(
    now: Asked, then: Asked, values: tuple[Answer, Answer], dimensions: Sequence[Dimension],
    rows: Rows | None,
) -> tuple[list[Split], tuple[str, ...]]:  # fmt: skip
    """The splits whose parts add up to the change, and the dimensions along which they do not.

    A deal that two reps share is one deal under each of them: its number adds up to more than one.
    """
    found, uneven = [], []
    for dimension in dimensions:
        one = _split(now, then, dimension, rows)
        if one is not None and _ties(now, one, values):
            found.append(one)
        elif one is not None:
            uneven.append(dimension.label)
    return found, tuple(uneven)


def _ties(now: Asked, one: Split, values: tuple[Answer, Answer]) -> bool:
    after, before = (v.value or Decimal(0) for v in values)
    even = abs(one.total - (after - before)) <= _step(now)
    if now.variant.shape != "sum":
        return even
    sums = [sum((v or Decimal(0) for v in side), Decimal(0)) for side in
            ([p.now for p in one.pieces], [p.then for p in one.pieces])]  # fmt: skip
    return even and sums == [after, before]


def _split(now: Asked, then: Asked, dimension: Dimension, rows: Rows | None) -> Split | None:
    if rows is None or dimension not in rows.dimensions:
        alone = now.variant.shape == "spread" or counted(now) is not None
        return None if alone else split(now, then, dimension)
    place = rows.dimensions.index(dimension)
    if now.variant.shape == "spread":
        return _of_spread(now, dimension, rows, place)
    after, before = rows.groups(place)
    if _rated(now):
        return pieces.of_rate(dimension, after, before, _step(now))
    return pieces.of_sum(dimension, after, before)


def _of_spread(now: Asked, dimension: Dimension, rows: Rows, place: int) -> Split | None:
    sides: tuple[dict[str | None, list[int]], dict[str | None, list[int]]] = (
        defaultdict(list), defaultdict(list),
    )  # fmt: skip
    for cell, later, value in zip(rows.cells[place], rows.later, rows.top, strict=True):
        sides[0 if later else 1][cell].append(value)
    fold = next(p for p in now.variant.parts if p.name == now.variant.top[0]).fold
    scale = (rows.scale[0], CENT)
    return pieces.of_quantile(dimension, *sides, STATISTICS[fold], scale)


def _widest(found: Sequence[Split], tested: chance.Chance | None) -> tuple[Dimension, Piece] | None:
    if tested is None:
        return None
    every = [(s.dimension, p) for s in found for p in s.pieces if p.gap is not None]
    return max(every, key=lambda pair: (abs(pair[1].gap or 0.0), pair[1].name), default=None)


def _groups(asked: Asked, dimension: Dimension) -> dict[Key, Ratio]:
    cut = replace(asked.cut, by=(dimension,))
    own = _own_ratio(asked, asked.variant.name)
    if own is not None:
        answers = compute(cut, asked.metric, asked.variant)
        nothing = Decimal(0)
        return {
            key: Ratio(a.inputs.get(own[0]) or nothing, a.inputs.get(own[1]) or nothing)
            for key, a in answers.items()
        }
    parts = {p.name: p for p in asked.variant.parts}
    wanted = [*asked.variant.top, *asked.variant.bottom]
    needed: list[Part] = [parts[name] for name in dict.fromkeys(wanted)]
    bottom = asked.variant.bottom
    return {
        key: Ratio(_sum(values, asked.variant.top), _sum(values, bottom) if bottom else Decimal(1))
        for key, values in gather(cut, needed).items()
    }


def _sum(values: Mapping[str, Decimal | None], names: Sequence[str]) -> Decimal:
    return sum((values.get(name) or Decimal(0) for name in names), Decimal(0))


def standard_error(shares: Sequence[tuple[Fraction, int]]) -> Decimal:
    """Of the difference of two shares, each of so many things.

    >>> round(standard_error([(Fraction(1, 2), 100), (Fraction(1, 2), 100)]), 4)
    Decimal('0.0707')
    """
    spread = sum((share * (1 - share) / n for share, n in shares if n), Fraction(0))
    return (Decimal(spread.numerator) / spread.denominator).sqrt()
