"""The rows behind a figure in two periods, each with its groups along every dimension searched.

One statement a period gives every split and the test of it against chance, so that parts and
probabilities are of the same rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, literal, or_, select

from tools.parts.comparing import CENTS
from tools.parts.decomposition import Ratio
from tools.parts.dimensions import Dimension
from tools.parts.measuring.asked import Asked
from tools.parts.metrics.grouping import beside
from tools.parts.metrics.shape import Answer, Key, Moment, Part
from tools.parts.metrics.slices import keys_of, labelled, raw_key
from tools.parts.paths import table_of

ROWS_AT_MOST = 400_000
"""Rows that are read one by one; beyond it the database adds them up and nothing is shuffled."""


@dataclass(slots=True)
class Rows:
    """The rows of both periods, the earlier ones first, in order of id.

    Attributes:
        dimensions: What the rows are grouped by.
        ids: Their ids; a stock may hold the same row at both moments.
        later: Whether a row is of the later period.
        cells: For each dimension, each row's group.
        top: What each row adds to the numerator, in whole units.
        bottom: What it adds to the denominator.
        scale: What `top` and `bottom` are divided by: 100 for cents.
        noun: What a row is: one, several.
    """

    dimensions: tuple[Dimension, ...]
    ids: list[str] = field(default_factory=list)
    later: list[bool] = field(default_factory=list)
    cells: list[list[Any]] = field(default_factory=list)
    top: list[int] = field(default_factory=list)
    bottom: list[int] = field(default_factory=list)
    scale: tuple[int, int] = (1, 1)
    noun: tuple[str, str] = ("deal", "deals")

    def __len__(self) -> int:
        return len(self.ids)

    def total(self, *, later: bool) -> Ratio:
        """The numerator and denominator of a whole period."""
        picked = [i for i, is_later in enumerate(self.later) if is_later is later]
        return self._ratio(sum(self.top[i] for i in picked), sum(self.bottom[i] for i in picked))

    def groups(self, place: int) -> tuple[dict[Key, Ratio], dict[Key, Ratio]]:
        """Along one dimension, the groups of the later and of the earlier period."""
        sums: tuple[dict[Any, list[int]], dict[Any, list[int]]] = ({}, {})
        for i, cell in enumerate(self.cells[place]):
            held = sums[0 if self.later[i] else 1].setdefault(cell, [0, 0])
            held[0] += self.top[i]
            held[1] += self.bottom[i]
        return self._ratios(sums[0]), self._ratios(sums[1])

    def _ratios(self, sums: dict[Any, list[int]]) -> dict[Key, Ratio]:
        return {(cell,): self._ratio(*held) for cell, held in sums.items()}

    def _ratio(self, top: int, bottom: int) -> Ratio:
        return Ratio(Decimal(top) / self.scale[0], Decimal(bottom) / self.scale[1])


def rows_of(now: Asked, then: Asked, dimensions: Sequence[Dimension]) -> Rows | None:
    """The rows behind both figures; None when they cannot be read one by one.

    Args:
        now: The question about the later period.
        then: The same about the earlier one.
        dimensions: What to group them by, as far as each applies.
    """
    tops, bottoms = _parts(now, now.variant.top), _parts(now, now.variant.bottom)
    used = [*tops, *bottoms]
    if not tops or len({p.table for p in used}) != 1 or not _plain(now, used):
        return None
    fit = tuple(d for d in dimensions if used[0].table in d.paths and not _shared(now, d, used))
    scale = _scale(tops[0]), _scale(bottoms[0]) if bottoms else 1
    found = Rows(fit, cells=[[] for _ in fit], noun=now.noun, scale=scale)
    for asked, later in ((then, False), (now, True)):
        _fill(found, asked, (tops, bottoms), later=later)
    return None if len(found) > ROWS_AT_MOST else named(found)


def tie(found: Rows, now: Answer, then: Answer, *, rated: bool) -> bool:
    """Whether the rows add up to the two figures, so that parts of the one are of the other."""
    for answer, later in ((now, True), (then, False)):
        whole = found.total(later=later)
        if rated and not whole.bottom:
            return False
        value = whole.top / whole.bottom if rated else whole.top
        if answer.value is None or abs(value - answer.value) > Decimal("1e-9"):
            return False
    return True


def _parts(asked: Asked, names: Sequence[str]) -> list[Part]:
    parts = {p.name: p for p in asked.variant.parts}
    return [parts[name] for name in names if name in parts]


def _shared(asked: Asked, dimension: Dimension, used: Sequence[Part]) -> bool:
    """Whether a row would stand in several groups: a deal that reps share is credited to each."""
    cut = replace(asked.cut, by=(dimension,))
    return any(p.credited for p in used) and cut.shared


def _scale(part: Part) -> int:
    return CENTS if part.money else part.scale


def _plain(asked: Asked, used: Sequence[Part]) -> bool:
    """Whether values of rows add up: a median's do not, but each row has one all the same."""
    folds = {p.fold for p in used}
    return folds <= {"count", "sum"} or (asked.variant.shape == "spread" and len(used) == 1)


def _fill(found: Rows, asked: Asked, parts: tuple[list[Part], list[Part]], *, later: bool) -> None:
    tops, bottoms = parts
    table = table_of(tops[0].table)
    cut = replace(asked.cut, by=found.dimensions)
    joins = cut.joins(tops[0].table)
    keys = list(keys_of(cut, joins, tops[0]))
    conditions = {p.name: p.rows(cut.moment) for p in (*tops, *bottoms)}
    top, bottom = (_value(some, conditions, cut.moment) for some in (tops, bottoms))
    rows = (
        select(*keys, table.c.id, top, bottom)
        .select_from(beside(joins.source(), (tops or bottoms)[0], cut.moment))
        .where(cut.rows(tops[0].table), or_(*conditions.values()))
        .order_by(table.c.id)
        .limit(ROWS_AT_MOST + 1)
    )
    for row in asked.ctx.session.execute(rows):
        if tops[0].fold not in {"count", "sum"} and row[-2] is None:
            continue
        for cells, cell in zip(found.cells, raw_key(cut, row), strict=True):
            cells.append(cell)
        found.ids.append(row[-3])
        found.later.append(later)
        found.top.append(int(row[-2] or 0))
        found.bottom.append(int(row[-1] or 0) if bottoms else 1)


def _value(
    parts: Sequence[Part], conditions: dict[str, ColumnElement[bool]], moment: Moment
) -> Any:
    values = list(_each(parts, conditions, moment))
    whole = values[0] if values else literal(1)
    for more in values[1:]:
        whole = whole + more
    return whole


def _each(
    parts: Sequence[Part], conditions: dict[str, ColumnElement[bool]], moment: Moment
) -> Iterator[Any]:
    for part in parts:
        nothing = None if part.fold not in {"count", "sum"} else 0
        value = 1 if part.of is None else part.of(moment)
        yield case((conditions[part.name], value), else_=nothing)


def named(found: Rows) -> Rows:
    """Cells as people read them; records that share a name are told apart."""
    for place, cells in enumerate(found.cells):
        raw = {(cell,): cell for cell in cells}
        names = {cell: key[0] for key, cell in labelled(raw).items()}
        found.cells[place] = [names[cell] for cell in cells]
    return found
