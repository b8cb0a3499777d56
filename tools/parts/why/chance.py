"""Whether a part of a change is more than chance, when many parts were looked at.

The rows are shuffled between the periods (for a sum) or between the groups within each period
(for a rate or a mean), the same way along every dimension, and the widest gap of each shuffle is
kept. A part's probability is the share of shuffles with a gap at least as wide anywhere: it is of
the whole search, not of the one part that the search picked.

Source: Westfall and Young (1993), Resampling-Based Multiple Testing, single-step max-T; for rates
the statistic is studentised, after Chung and Romano (2013), Annals of Statistics 41.
"""

from dataclasses import dataclass, replace
from typing import Any

from tools.parts.why.rows import Rows

SHUFFLES = 999
FEWEST_SHUFFLES = 99
WORK_AT_MOST = 60_000_000
"""Cells touched in all; many rows are shuffled less often."""
SEED = 1993
CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Chance:
    """The gaps of all parts, and how often shuffling makes one as wide.

    Attributes:
        n: Rows that were shuffled.
        shuffles: How often.
        groups: Parts that were looked at, along all dimensions.
        gap: For each dimension and group, the gap in standard deviations.
        p: For each, the share of shuffles with a gap as wide anywhere.
    """

    n: int
    shuffles: int
    groups: int
    gap: dict[tuple[str, Any], float]
    p: dict[tuple[str, Any], float]

    @property
    def widest(self) -> tuple[str, Any] | None:
        """The dimension and group with the widest gap."""
        return max(self.gap, key=lambda key: (abs(self.gap[key]), str(key)), default=None)


def of_sum(rows: Rows) -> Chance | None:
    """Whether a group's amount moved otherwise than the whole: periods are shuffled over rows.

    A row at both moments of a stock counts by what it changed. None when nothing can be shuffled.
    """
    import numpy as np

    picked, moved = _moved(rows)
    size, sign = np.abs(moved), np.sign(moved)
    n, all_of = len(size), float(size.sum())
    spread = 1 - float(sign.mean()) ** 2 if n else 0.0
    if n < 2 or spread <= CLOSE:  # noqa: PLR2004 - one row, or one direction, has no other order
        return None
    codes, names = _coded(rows, picked)
    held = _sums(codes, size, len(names))
    squares = _sums(codes, size**2, len(names))
    share = held / all_of
    variance = spread * n / (n - 1) * (squares * (1 - 2 * share) + share**2 * (size**2).sum())
    scale = np.sqrt(np.maximum(variance, CLOSE * all_of**2 / n))

    def gaps(signs: Any) -> Any:
        return (_sums(codes, size * signs, len(names)) - share * (size @ signs)) / scale

    dice = np.random.default_rng(SEED)
    return _told(n, names, gaps(sign), codes.size, lambda: gaps(dice.permutation(sign)))


def of_rate(rows: Rows) -> Chance | None:
    """Whether a group's rate moved otherwise than that of the rest: groups are shuffled over rows.

    None when a period is empty or every row is alike.
    """
    import numpy as np

    later = np.array(rows.later, dtype=bool)
    top, bottom = (np.array(values, dtype=float) for values in (rows.top, rows.bottom))
    whole = [(float(top[side].sum()), float(bottom[side].sum())) for side in (~later, later)]
    if not all(b > 0 for _, b in whole):
        return None
    rate = np.where(later, whole[1][0] / whole[1][1], whole[0][0] / whole[0][1])
    noise = float(((top - rate * bottom) ** 2).mean())
    if noise <= CLOSE:
        return None
    codes, names = _coded(rows, None)
    sides = [np.flatnonzero(~later), np.flatnonzero(later)]

    def gaps(order: Any) -> Any:
        moved = [_rates(codes[:, side], top[order[at]], bottom[order[at]], len(names), noise)
                 for at, side in enumerate(sides)]  # fmt: skip
        (own0, rest0, var0), (own1, rest1, var1) = moved
        with np.errstate(invalid="ignore"):  # a group with nothing to divide by has no gap
            wide = (own1 - own0 - (rest1 - rest0)) / np.sqrt(var0 + var1)
        return np.nan_to_num(wide, nan=0.0, posinf=0.0, neginf=0.0)

    dice = np.random.default_rng(SEED)
    found = gaps(sides)
    shuffle = lambda: gaps([dice.permutation(side) for side in sides])  # noqa: E731 - a draw
    return _told(len(top), names, found, codes.size, shuffle)


def of_median(rows: Rows) -> Chance | None:
    """Whether a group's middle moved otherwise: the share of its rows above the common median."""
    from statistics import median

    if not len(rows):
        return None
    middle = median(rows.top)
    above = [int(value > middle) for value in rows.top]
    return of_rate(replace(rows, top=above, bottom=[1] * len(rows), scale=(1, 1)))


def _moved(rows: Rows) -> tuple[list[int], Any]:
    """For each row that changed anything, its place and by how much."""
    import numpy as np

    place: dict[str, int] = {}
    change: dict[str, int] = {}
    for i, row_id in enumerate(rows.ids):
        place[row_id] = i
        change[row_id] = change.get(row_id, 0) + (rows.top[i] if rows.later[i] else -rows.top[i])
    kept = [row_id for row_id, moved in change.items() if moved]
    values = np.array([change[row_id] for row_id in kept], dtype=float)
    return [place[row_id] for row_id in kept], values


def _coded(rows: Rows, picked: list[int] | None) -> tuple[Any, list[tuple[str, Any]]]:
    """Groups as numbers, other ones for each dimension, and what each number means."""
    import numpy as np

    names: list[tuple[str, Any]] = []
    codes = []
    for dimension, cells in zip(rows.dimensions, rows.cells, strict=True):
        mine = cells if picked is None else [cells[i] for i in picked]
        number: dict[Any, int] = {}
        codes.append([number.setdefault(cell, len(names) + len(number)) for cell in mine])
        names += [(dimension.name, cell) for cell in number]
    return np.array(codes, dtype=np.int64).reshape(len(rows.dimensions), -1), names


def _sums(codes: Any, weights: Any, size: int) -> Any:
    import numpy as np

    whole = np.zeros(size)
    for row in codes:
        whole += np.bincount(row, weights, size)
    return whole


def _rates(codes: Any, top: Any, bottom: Any, size: int, noise: float) -> tuple[Any, Any, Any]:
    """Each group's rate, the rate of the rest, and the variance of their difference."""
    import numpy as np

    own, under, square = (_sums(codes, w, size) for w in (top, bottom, bottom**2))
    rest, beside = top.sum() - own, bottom.sum() - under
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = noise * (square / under**2 + ((bottom**2).sum() - square) / beside**2)
        scaled = variance / max(float((bottom**2).mean()), CLOSE)
        return own / under, rest / beside, scaled


def _told(
    n: int, names: list[tuple[str, Any]], gaps: Any, cells: int, shuffle: Any
) -> Chance | None:
    import numpy as np

    if not names:
        return None
    times = int(min(SHUFFLES, max(FEWEST_SHUFFLES, WORK_AT_MOST // max(cells, 1))))
    widest = np.array([np.abs(shuffle()).max() for _ in range(times)])
    p = [(1 + int((widest >= abs(gap) - CLOSE).sum())) / (times + 1) for gap in gaps]
    return Chance(n, times, len(names), dict(zip(names, map(float, gaps), strict=True)),
                  dict(zip(names, p, strict=True)))  # fmt: skip
