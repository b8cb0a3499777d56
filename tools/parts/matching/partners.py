"""Which pairs a few changed records make and unmake, by the keys of an earlier run.

A key that more records share than its cap says nothing. So a record that comes or goes may also
make or unmake pairs of others: when it takes a key below its cap, or above.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from tools.parts.matching.blocking import MISSING, Key, distinct, packed, parted, within
from tools.parts.matching.encode import Flags

Pairs64 = NDArray[np.int64]
Rows = NDArray[np.int64]
_NONE = np.zeros(0, np.int64)
_NEAR = 3


@dataclass(frozen=True)
class Changes:
    """The records of an earlier run that are gone, and how many fresh ones come after its own."""

    gone: Flags
    fresh: int

    @property
    def size(self) -> int:
        """How many records the earlier run had."""
        return len(self.gone)


@dataclass(frozen=True)
class Block:
    """A key: in the earlier run, and in the records that are gone or fresh.

    `both` holds its numbers and places in order. Of the gone and the fresh records together,
    `numbers` are the upper bits of each number once, in order; `rows` the records by their
    numbers, the gone ones first, and `which` tells the number of each.
    """

    both: Key
    bits: int
    cap: int
    numbers: Key
    rows: Rows
    which: Rows

    @classmethod
    def of(cls, block: tuple[Key, int, int], numbers: Key, count: int) -> "Block":
        """The key with its numbers in `count` records, a slot after another."""
        both, bits, cap = block
        place = np.flatnonzero(numbers != MISSING)
        upper, rows = numbers[place] >> np.uint64(bits), place % max(count, 1)
        if count >> bits:
            order = np.lexsort((rows, upper))
            upper, rows = upper[order], rows[order]
        else:  # sorted as one: several times as fast
            upper, rows = parted(np.sort((upper << np.uint64(bits)) | rows.astype(np.uint64)), bits)
        begins = np.ones(len(upper), np.bool_)
        np.not_equal(upper[1:], upper[:-1], out=begins[1:])
        return cls(both, bits, cap, upper[begins], rows, np.cumsum(begins) - 1)

    def spans(self, numbers: Key) -> tuple[Rows, Rows]:
        """Where each number begins in the earlier run, and how many records had it."""
        width = np.uint64(self.bits)
        low = np.searchsorted(self.both, numbers << width)
        # Most numbers are of one record or two: the end is sought only where it is not near.
        count = np.zeros(len(numbers), np.int64)
        more = np.arange(len(numbers))
        for n in range(_NEAR):
            more = more[low[more] + n < len(self.both)]
            more = more[self.both[low[more] + n] >> width == numbers[more]]
            count[more] = n + 1
        most = (np.uint64(1) << width) - np.uint64(1)
        ends = np.searchsorted(self.both, (numbers[more] << width) | most, side="right")
        count[more] = ends - low[more]
        return low, count

    def sizes(self, were: Rows, gone: int) -> Rows:
        """How many records have each of the numbers now, when so many had it, and some are gone."""
        more = np.where(self.rows < gone, -1.0, 1.0)
        change = np.bincount(self.which, weights=more, minlength=len(self.numbers))
        return were + change.astype(np.int64)

    def says(self, numbers: Key, gone: int) -> Flags:
        """Which of some numbers, in order and each once, few enough records share now."""
        now = self.spans(numbers)[1]
        at = np.searchsorted(numbers, self.numbers)
        at[at == len(numbers)] = 0
        known = numbers[at] == self.numbers
        now[at[known]] += self.sizes(np.zeros(len(self.numbers), np.int64), gone)[known]
        return np.asarray(now <= self.cap)

    def members(self, low: Rows, count: Rows, changes: Changes) -> tuple[Rows, Rows]:
        """The records of spans that are not gone, and which span each is of."""
        span = np.repeat(np.arange(len(low)), count)
        first = np.repeat(low - np.cumsum(count) + count, count)
        place = parted(self.both[first + np.arange(len(span))], self.bits)[1] % changes.size
        kept = ~changes.gone[place]
        return place[kept], span[kept]


@dataclass(frozen=True)
class Doubtful:
    """Pairs of an earlier run of which a key is shared by too many now; in order.

    `lost` tells which of them share no other key.
    """

    pairs: Pairs64
    lost: Callable[[Pairs64], Flags]


NOT_ONE = Doubtful(_NONE, lambda pairs: np.zeros(len(pairs), np.bool_))


def made(blocks: Sequence[Block], changes: Changes) -> tuple[Pairs64, Pairs64]:
    """The pairs that there are now because of the changes, and those that may be no more.

    Fresh records are numbered after those of the earlier run. Pairs of records that are gone are
    in neither.
    """
    fresh: list[Pairs64] = [_NONE]
    doubtful: list[Pairs64] = [_NONE]
    among: list[tuple[Rows, Rows]] = [(_NONE, _NONE)]
    groups = 0
    gone = int(changes.gone.sum())
    for block in blocks:
        low, were = block.spans(block.numbers)
        now = block.sizes(were, gone)
        kept, before = now <= block.cap, were <= block.cap
        opened, closed = kept & ~before, before & ~kept
        for some, into in ((opened, fresh), (closed, doubtful)):
            if some.any():
                into.append(_all(*block.members(low[some], were[some], changes)))
        mine = np.flatnonzero((block.rows >= gone) & kept[block.which])
        at, rows = block.which[mine], block.rows[mine] - gone + changes.size
        members, which = block.members(low[at], were[at], changes)
        fresh.append(packed(rows[which], members))
        among.append((rows, at + groups))
        groups += len(block.numbers)
    fresh.append(_all(*map(np.concatenate, zip(*among, strict=True))))
    return distinct(np.concatenate(fresh)), distinct(np.concatenate(doubtful))


def _all(rows: Rows, group: Rows) -> Pairs64:
    """Every pair inside groups of rows; each group's rows come one after another."""
    place = np.arange(len(rows), dtype=np.uint64)
    both = (group.astype(np.uint64) << np.uint64(32)) | place
    found = within(both, 32, len(rows), 1 << 32)
    return packed(rows[found >> 32], rows[found & 0xFFFFFFFF])


def still(
    pairs: Pairs64, blocks: Sequence[Block], rows: Rows, keys: Iterable[Key], gone: int
) -> NDArray[np.bool_]:
    """Which pairs still share a key that is below its cap.

    Args:
        pairs: Pairs of records, packed.
        blocks: The keys.
        rows: The records that the pairs are of, in order and each once.
        keys: Each key's numbers in those records; no more are asked for than it takes.
        gone: How many records are gone.
    """
    left, right = np.searchsorted(rows, pairs >> 32), np.searchsorted(rows, pairs & 0xFFFFFFFF)
    found = np.zeros(len(pairs), np.bool_)
    for block, numbers in zip(blocks, keys, strict=False):
        upper = numbers >> np.uint64(block.bits)
        for one, two in product(np.split(upper, len(numbers) // max(len(rows), 1)), repeat=2):
            open_ = np.flatnonzero(~found)
            both = one[left[open_]]
            shared = np.flatnonzero((both != MISSING) & (both == two[right[open_]]))
            if len(shared):
                once, which = np.unique(both[shared], return_inverse=True)
                found[open_[shared]] = block.says(once, gone)[which]
        if found.all():
            break
    return found
