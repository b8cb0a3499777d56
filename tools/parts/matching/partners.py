"""Which pairs a few changed records make and unmake, by the keys of an earlier run.

A key that more records share than its cap says nothing. So a record that comes or goes may also
make or unmake pairs of others: when it takes a key below its cap, or above.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
    """A key: in the earlier run, in its records that are gone, and in the fresh ones.

    All three are in order and hold the number's upper bits; `both` the places as well.
    """

    both: Key
    bits: int
    cap: int
    old: Key
    fresh: Key
    rows: Rows

    @classmethod
    def of(cls, block: tuple[Key, int, int], old: Key, fresh: Key, count: int) -> "Block":
        """The key's numbers in the records that are gone, and in the `count` fresh ones."""
        both, bits, cap = block
        width = np.uint64(bits)
        place = np.flatnonzero(fresh != MISSING)
        order = np.argsort(fresh[place] >> width, kind="stable")
        upper = (fresh[place] >> width)[order]
        return cls(both, bits, cap, np.sort(old[old != MISSING] >> width), upper,
                   place[order] % max(count, 1))  # fmt: skip

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

    def sizes(self, numbers: Key, were: Rows) -> Rows:
        """How many records have each number now."""
        return were - _count(self.old, numbers) + _count(self.fresh, numbers)

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
    for block in blocks:
        numbers = distinct(np.concatenate([block.old, block.fresh]))
        low, were = block.spans(numbers)
        now = block.sizes(numbers, were)
        kept, before = now <= block.cap, were <= block.cap
        opened, closed = kept & ~before, before & ~kept
        for some, into in ((opened, fresh), (closed, doubtful)):
            if some.any():
                into.append(_all(*block.members(low[some], were[some], changes)))
        at = np.searchsorted(numbers, block.fresh)
        mine = np.flatnonzero(kept[at])
        at, rows = at[mine], block.rows[mine] + changes.size
        members, which = block.members(low[at], were[at], changes)
        fresh.append(packed(rows[which], members))
        among.append((rows, at + groups))
        groups += len(numbers)
    fresh.append(_all(*map(np.concatenate, zip(*among, strict=True))))
    return distinct(np.concatenate(fresh)), distinct(np.concatenate(doubtful))


def _all(rows: Rows, group: Rows) -> Pairs64:
    """Every pair inside groups of rows; each group's rows come one after another."""
    place = np.arange(len(rows), dtype=np.uint64)
    both = (group.astype(np.uint64) << np.uint64(32)) | place
    found = within(both, 32, len(rows), 1 << 32)
    return packed(rows[found >> 32], rows[found & 0xFFFFFFFF])


def still(
    pairs: Pairs64, blocks: Sequence[Block], rows: Rows, keys: Sequence[Key]
) -> NDArray[np.bool_]:
    """Which pairs still share a key that is below its cap.

    Args:
        pairs: Pairs of records, packed.
        blocks: The keys.
        rows: The records that the pairs are of, in order and each once.
        keys: Each key's numbers in those records.
    """
    left, right = np.searchsorted(rows, pairs >> 32), np.searchsorted(rows, pairs & 0xFFFFFFFF)
    found = np.zeros(len(pairs), np.bool_)
    for block, numbers in zip(blocks, keys, strict=True):
        upper = numbers >> np.uint64(block.bits)
        says = (numbers != MISSING) & (block.sizes(upper, block.spans(upper)[1]) <= block.cap)
        slots = np.split(np.where(says, upper, MISSING), len(numbers) // max(len(rows), 1))
        for one in slots:
            for two in slots:
                found |= (one[left] != MISSING) & (one[left] == two[right])
    return found


def _count(ordered: Key, numbers: Key) -> Rows:
    return np.searchsorted(ordered, numbers, side="right") - np.searchsorted(ordered, numbers)
