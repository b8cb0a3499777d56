"""Records of an earlier run with a few fresh ones among them, compared as if read together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tools.parts.matching.earlier import Earlier
from tools.parts.matching.encode import Codes, Flags, distinct_per, take
from tools.parts.matching.sheet import Addition, Array, Rows, Sheet
from tools.parts.matching.weights import Evidence


@dataclass(frozen=True)
class Patchwork:
    """Each record stands in the earlier run, or after it among the fresh ones.

    Args:
        earlier: The earlier run.
        worth: What is known of its values now.
        fresh: The records that it does not have.
        source: For each record, its row in the earlier run, or its size and the fresh row.
    """

    earlier: Earlier
    worth: dict[str, Array]
    fresh: Addition
    source: NDArray[np.int64]

    def compare(self, left: Codes, right: Codes) -> Evidence:
        """The evidence on the pairs."""
        held = np.zeros(len(self.source), np.bool_)
        held[left] = held[right] = True
        rows = np.flatnonzero(held)
        source = self.source[rows]
        old, new = source < self.earlier.size, source >= self.earlier.size
        kept = replace(self.earlier.sheet, worth=self.worth)
        sheet = self.fresh.after(kept, source[old], source[new] - self.earlier.size)
        place = np.zeros(len(self.source), np.int32)
        place[np.r_[rows[old], rows[new]]] = np.arange(len(rows), dtype=np.int32)
        return self.earlier.subject(sheet).compare(place[left], place[right])


@dataclass(frozen=True)
class Recount:
    """By how many differently named records values are held now.

    `worth` is of all values of the earlier run, `fresh` of those of the fresh records; `touched`
    are records of the earlier run that hold a value which many hold now and few held, or the
    reverse: only that is asked of the number.
    """

    worth: dict[str, Array]
    fresh: Addition
    touched: Flags


def recount(earlier: Earlier, fresh: Addition, gone: Flags) -> Recount:
    """Count anew the values that are held by records that are fresh or gone."""
    worth, mine = dict(earlier.sheet.worth), dict(fresh.sheet.worth)
    touched = np.zeros(earlier.size, np.bool_)
    for what, (columns, many) in earlier.kind.holders.items():
        asked, counts, own = _holders(earlier, fresh, gone, columns)
        was = worth[what]
        crossed = asked[(counts >= many) != (was[asked] >= many)]
        worth[what] = was.copy()
        worth[what][asked] = counts
        if len(crossed):
            moved = np.zeros(len(was) + 1, np.bool_)  # the last one is for what is missing
            moved[crossed] = True
            for code in _columns(earlier.sheet, what.partition("/")[0] + "/"):
                touched |= moved[code]
        mine[what] = own
    counted = replace(fresh, sheet=replace(fresh.sheet, worth=mine))
    return Recount(worth, counted, touched & ~gone)


def _holders(
    earlier: Earlier, fresh: Addition, gone: Flags, columns: str
) -> tuple[Rows, Codes, Codes]:
    """The values of the earlier run that are held otherwise, and by how many differently named.

    Then the same number for each value of the fresh records.
    """
    space = columns.partition("/")[0]
    size = len(earlier.sheet.texts[space])
    value = fresh.codes[space]
    wanted = np.zeros(size + 1, np.bool_)
    wanted[value[value < size]] = True
    rows = np.flatnonzero(gone)
    for code in _columns(earlier.sheet, columns):
        wanted[code[rows]] = True
    wanted[-1] = False  # what is missing
    held, names = _held(earlier, fresh, wanted, gone, columns)
    rank = np.unique(names, return_inverse=True)[1]
    counts = distinct_per(held, rank, size + len(value)).astype(np.int32)
    asked = np.flatnonzero(wanted[:size])
    return asked, counts[asked], counts[value]


def _held(
    earlier: Earlier, fresh: Addition, wanted: Flags, gone: Flags, columns: str
) -> tuple[Codes, Rows]:
    """The wanted values and the names of the records that hold them now."""
    value, name = fresh.codes[columns.partition("/")[0]], fresh.codes["name"]
    values: list[Codes] = []
    names: list[Rows] = []
    for code in _columns(earlier.sheet, columns):
        rows = np.flatnonzero(wanted[code])
        rows = rows[~gone[rows]]
        values.append(code[rows])
        names.append(_whole(earlier.sheet.codes, rows))
    codes = fresh.sheet.codes
    renamed = {part: take(name, codes[part]) for part in ("name/formal", "name/surname")}
    for code in _columns(fresh.sheet, columns):
        rows = np.flatnonzero(code >= 0)
        values.append(value[code[rows]])
        names.append(_whole(renamed, rows))
    held, called = np.concatenate(values), np.concatenate(names)
    return held[called >= 0], called[called >= 0]


def _whole(codes: Mapping[str, Codes], rows: Rows) -> Rows:
    formal, surname = (codes[part][rows] for part in ("name/formal", "name/surname"))
    known = (formal >= 0) & (surname >= 0)
    return np.where(known, (formal.astype(np.int64) << 32) | surname, np.int64(-1))


def _columns(sheet: Sheet, named: str) -> Iterator[Codes]:
    return (code for name, code in sheet.codes.items() if name.startswith(named))
