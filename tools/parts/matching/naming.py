"""Names of people as columns of codes: as typed, as their mailbox spells them, and their keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tools.parts.matching import reading, usual_names
from tools.parts.matching.blocking import packed
from tools.parts.matching.encode import Codes, Column, Flags, Numbers, take
from tools.parts.matching.nicknames import FORMAL, related
from tools.parts.matching.vocabulary import JUNK_NAMES, NO_FAMILY, TEAM_NAMES

_NAME = r"^\s*\p{L}{4,}"
"""What begins so is a name, and not a suffix or a title alone."""


@dataclass(frozen=True)
class Named:
    """First and last names, the formal first name and the surname's last part.

    All four are over one list of values; `whole` numbers the pairs of formal name and surname.
    """

    first: Column
    last: Column
    formal: Column
    surname: Column
    middle: Codes
    suffix: Codes
    whole: Codes

    @cached_property
    def short_forms(self) -> NDArray[np.int64]:
        """All pairs of values that are forms of one name, each packed smaller first, in order."""
        return _short_forms(self.first.texts)

    @cached_property
    def full(self) -> Flags:
        """Whether both parts are known."""
        return np.asarray((self.first.code >= 0) & (self.last.code >= 0))

    @cached_property
    def junk(self) -> Flags:
        """Whether a part of the name is what people type to try something out."""
        return self._either(self.first.texts.is_in(list(JUNK_NAMES)).to_numpy())

    @cached_property
    def team(self) -> Flags:
        """Whether the last name, or the first one alone, is of a mailbox that several read."""
        words = self.first.texts.is_in(list(TEAM_NAMES)).to_numpy()
        first = self.first.flags(words) & (self.last.code < 0)
        return np.asarray(first | (self.last.flags(words) & self._given_team(words)))

    def _given_team(self, words: Flags) -> Flags:
        """Where the first name is such a word too, or the last one is no family's name."""
        none = self.first.texts.is_in(list(NO_FAMILY)).to_numpy()
        return np.asarray(self.first.flags(words) | self.last.flags(none))

    @cached_property
    def couple(self) -> Flags:
        """Whether the name is of two people: `Tom & Sue`."""
        return self._either(self.first.texts.str.contains("&", literal=True).to_numpy())

    @cached_property
    def foreign(self) -> Flags:
        """Whether the name is written in letters that cannot be compared with Latin ones."""
        return self._either(self.first.texts.str.contains(r"[^\x00-\x7f]").to_numpy())

    def _either(self, found: Flags) -> Flags:
        """Whether it holds of the first or of the last name."""
        return np.asarray(self.first.flags(found) | self.last.flags(found))

    @cached_property
    def letters(self) -> NDArray[np.uint64]:
        """Which letters a record's two names have, as bits."""
        names = self.first.letters
        first, last = take(names, self.first.code, 0), take(names, self.last.code, 0)
        return np.asarray(first | last)

    def words(self, rows: Codes) -> list[tuple[str, str]]:
        """The first and last names of some records; a part that is not there is empty."""
        parts = (
            self.first.texts.gather(np.maximum(code[rows], 0)).zip_with(
                pl.Series(code[rows] >= 0), pl.Series([""])
            )
            for code in (self.first.code, self.last.code)
        )
        return list(zip(*parts, strict=True))

    @cached_property
    def initial(self) -> Numbers:
        """A number of the first name's first letter."""
        return self.first.prefix(1)

    @cached_property
    def single(self) -> Flags:
        """Whether the first name is an initial alone."""
        return np.asarray(take(self.first.lengths, self.first.code) == 1)


def named(
    first: Column, last: Column, local: Column, personal: Flags,
    formal: Mapping[str, str] | None = None,
) -> Named:  # fmt: skip
    """Read the name fields; where one is empty, what the record's own mailbox spells.

    Args:
        first: The first names as typed.
        last: The last names as typed.
        local: What stands before the @ of the mailbox.
        personal: Whether the mailbox is one person's.
        formal: What short forms stand for; without it, what they mostly stand for here.
    """
    f = reading.names(first.texts, _only(first, last), family=False)
    s = reading.names(last.texts, _only(last, first), family=True)
    words = [f.part, s.part, f.whole_first, f.whole_last, s.whole_first, s.whole_last]
    whole = Column.of(pl.concat(words).replace("", None))
    cuts = np.cumsum([0, *map(len, words)])
    luts = [whole.code[a:b] for a, b in pairwise(cuts.tolist())]
    given, family = take(luts[0], first.code), take(luts[1], last.code)
    only_first, only_last = (given >= 0) & (family < 0), (given < 0) & (family >= 0)
    middle = take(f.middle, first.code)
    for alone, code, lut in ((only_first, first.code, 2), (only_last, last.code, 4)):
        given = np.where(alone, take(luts[lut], code), given)
        family = np.where(alone, take(luts[lut + 1], code), family)
    middle = np.where(only_first, take(f.whole_middle, first.code), middle)
    middle = np.where(only_last, take(s.whole_middle, last.code), middle)
    suffix = np.maximum(take(f.suffix, first.code), take(s.suffix, last.code))
    given, family, texts = _with_mailbox(given, family, whole.texts, local, personal)
    codes = (given, family, middle.astype(np.int32), suffix.astype(np.int32))
    return _keyed(codes, texts, formal)


def _only(part: Column, other: Column) -> Flags:
    """For each value, whether it stands alone in some record, or beside what may be no name."""
    alone = np.zeros(len(part.texts), np.bool_)
    words = take(other.texts.str.contains(_NAME).fill_null(False).to_numpy(), other.code, False)  # noqa: FBT003 - the value to fill in
    alone[part.code[(part.code >= 0) & ~words]] = True
    return alone


def _with_mailbox(
    given: Codes, family: Codes, texts: pl.Series, local: Column, personal: Flags
) -> tuple[Codes, Codes, pl.Series]:
    """Names with their gaps filled from mailboxes: `ann.lee@` spells one, `info@` does not."""
    gaps = np.flatnonzero(personal & (local.code >= 0) & (family < 0))
    spelled = (
        local.texts.gather(local.code[gaps]).to_frame("v")
        .select(pl.col("v").str.extract_groups(r"^(?<a>[a-z]+)[._-](?<b>[a-z]{2,})\d*$"))
        .unnest("v")
    )  # fmt: skip
    both = Column.of(pl.concat([texts, spelled["a"], spelled["b"]]))
    size, count = len(texts), len(gaps)
    a, b = both.code[size : size + count], both.code[size + count :]
    given, family = take(both.code[:size], given), take(both.code[:size], family)
    unnamed = (given[gaps] < 0) & (a >= 0) & (both.lengths[a] > 1)
    fits = _begins(both, given[gaps], a) & ~unnamed
    backwards = _begins(both, given[gaps], b) & ~fits & ~unnamed
    given[gaps[unnamed]] = a[unnamed]
    family[gaps] = np.where(unnamed | fits, b, np.where(backwards, a, family[gaps]))
    return given, family, both.texts


def _begins(column: Column, known: Codes, spelled: Codes) -> Flags:
    """Whether what a mailbox spells is the known first name, a short form of it or its initial."""
    fits = np.zeros(len(known), np.bool_)
    for n in np.flatnonzero((known >= 0) & (spelled >= 0)).tolist():
        name, seen = column.values[known[n]], column.values[spelled[n]]
        fits[n] = name == seen or name[0] == seen or related(name, seen)
    return fits


def _keyed(
    codes: tuple[Codes, Codes, Codes, Codes], texts: pl.Series, told: Mapping[str, str] | None
) -> Named:
    given, family, middle, suffix = codes
    hyphened = texts.str.contains("-", literal=True)
    tails = texts.to_frame("v").select(
        pl.when(hyphened).then(pl.col("v").str.extract(r"([^-]*)$")).otherwise("v")
        .replace("", None)
    )  # fmt: skip
    size = len(texts)
    stands_for = [] if told is None else [texts.replace(dict(told))]
    every = Column.of(pl.concat([texts, tails.to_series(), *stands_for]))
    first, last = (Column(take(every.code[:size], code), every.texts) for code in (given, family))
    formal_of = _formal(first, formal_names(first)) if told is None else every.code[2 * size :]
    formal = take(formal_of, first.code if told is None else given)
    surname = take(every.code[size : 2 * size], family)
    pair = np.where(
        (formal >= 0) & (surname >= 0), (formal.astype(np.int64) << 32) | surname, np.int64(-1)
    )
    once, number = np.unique(pair, return_inverse=True)
    number = number - 1 if len(once) and once[0] < 0 else number
    return Named(
        first,
        last,
        usual_names.weighed(Column(formal, first.texts), usual_names.GIVEN),
        usual_names.weighed(Column(surname, first.texts), usual_names.FAMILY),
        middle,
        suffix,
        number.astype(np.int32),
    )


def formal_names(first: Column) -> dict[str, str]:
    """What short forms stand for: the name most used among the records, where one is used."""
    code, counts = _known(first.texts), first.counts
    used = {name: int(counts[at]) for name, at in code.items() if counts[at]}
    best = {
        short: max((name for name in sorted(names) if name in used), key=used.__getitem__,
                   default=short)
        for short, names in FORMAL.items()
    }  # fmt: skip
    return {short: name for short, name in best.items() if name != short}


def _formal(first: Column, stands_for: Mapping[str, str]) -> Codes:
    """For each value the formal name it stands for here; a name that is none, for itself."""
    code = _known(first.texts)
    formal = np.arange(len(first.texts), dtype=np.int32)
    for short, name in stands_for.items():
        if short in code:
            formal[code[short]] = code[name]
    return formal


def _known(texts: pl.Series) -> dict[str, int]:
    """The codes of the short forms, and of what they may stand for, that are there."""
    place = texts.to_frame("v").with_row_index("code").filter(pl.col("v").is_in(_WORDS))
    return dict(zip(place["v"].to_list(), place["code"].to_list(), strict=True))


_WORDS = sorted(FORMAL.keys() | {formal for names in FORMAL.values() for formal in names})
_PLACES = pl.DataFrame({"v": _WORDS}).with_row_index("word")


@cache
def _forms() -> tuple[Codes, Codes]:
    """Pairs of words, by their places in `_WORDS`, that are forms of one name."""
    words: dict[str, list[int]] = {}
    for place, name in enumerate(_WORDS):
        for one in FORMAL.get(name, frozenset()) | {name}:
            words.setdefault(one, []).append(place)
    both = {(a, b) for group in words.values() for a in group for b in group if a < b}
    pairs = np.array(sorted(both), np.int32)
    return pairs[:, 0], pairs[:, 1]


def _short_forms(texts: pl.Series) -> NDArray[np.int64]:
    there = texts.to_frame("v").with_row_index("code").join(_PLACES, on="v")
    code = np.full(len(_WORDS), -1, np.int64)
    code[there["word"].to_numpy()] = there["code"].to_numpy()
    one, two = (code[words] for words in _forms())
    known = (one >= 0) & (two >= 0)
    return np.sort(packed(one[known], two[known]))
