"""Values from a short list: the spelling that is meant, learnt from the column and the trade."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from tools.parts.normalise.fix import Fix
from tools.parts.sectors import SECTORS

_TRADE = (
    "technology", "telecommunications", "entertainment", "employment", "manufacturing", "marketing",
    "services", "software", "hardware", "finance", "financial services", "insurance", "medical",
    "healthcare", "pharmaceuticals", "biotechnology", "education", "government", "nonprofit",
    "agriculture", "construction", "hospitality", "transportation", "logistics", "utilities",
    "energy", "retail", "wholesale", "consulting", "real estate", "automotive", "aerospace",
    "advertising", "publishing", "recruitment", "security", "engineering", "electronics",
    "website", "referral", "partner", "webinar", "conference", "advertisement", "trade show",
    "outbound", "inbound", "organic search", "paid search", "social media", "direct mail",
    "enterprise", "mid-market", "small business", "customer", "prospect", "supplier", "reseller",
    "competitor", "investor", "vendor", "qualified", "unqualified", "contacted", "converted",
)  # fmt: skip
_SHORTEST = 6
_TWO_SLIPS = 10
_RARER = 20
_ROUNDS = 4
_MOST = "the spelling that most records have"
_EVEN = "one spelling for all; none is used more than the others"
_FEW = 12
"""A value with more records than this is a value of its own, whatever it resembles."""


@dataclass(frozen=True)
class Picklist:
    """What a column's values should be.

    `reference` is a table that names them, such as products; a value of the column that is not
    there is compared with those that are.
    """

    counts: Mapping[str, int]
    reference: frozenset[str] = frozenset()

    def fixes(self) -> dict[str, Fix]:
        """For each value that is written wrongly, what is meant."""
        found = self._round()
        for _ in range(_ROUNDS):
            better = Picklist(self._after(found), self.reference)._round()  # noqa: SLF001 - its own kind
            if not better:
                break
            found = _then(found, better, self.counts)
        return found

    def _round(self) -> dict[str, Fix]:
        """One look at each value; what is put right may change what is usual."""
        found = {value: self._fix(value) for value in self.counts}
        return {value: fix for value, fix in found.items() if fix is not None}

    def _after(self, fixes: Mapping[str, Fix]) -> Counter[str]:
        """The column as it would be."""
        counts: Counter[str] = Counter()
        for value, count in self.counts.items():
            counts[_written(fixes, value)] += count
        return counts

    def _fix(self, value: str) -> Fix | None:
        clean = " ".join(value.split())
        if not clean or value in self.reference:
            return None
        named = self._one(clean, sorted(self.reference))
        if named:
            return Fix(named, f"{named!r} in the list of its own table", 0.98)
        usual = self._spelling(clean)
        if usual != value:
            most = self._tidy[usual] > self._tidy[clean] or usual == clean
            return Fix(usual, _MOST if most else _EVEN, 0.97)
        return self._typo(value)

    def _one(self, clean: str, names: Sequence[str]) -> str | None:
        """The one name that is the same but for spaces, signs and capitals."""
        same = [name for name in names if _squeezed(name) == _squeezed(clean)]
        return same[0] if len(same) == 1 else None

    def _spelling(self, clean: str) -> str:
        """Of the spellings that differ by spaces, signs and capitals only, the commonest."""
        return self._usual.get(_squeezed(clean), clean)

    @cached_property
    def _tidy(self) -> Counter[str]:
        tidy: Counter[str] = Counter()
        for value, count in self.counts.items():
            tidy[" ".join(value.split())] += count
        return tidy

    @cached_property
    def _usual(self) -> dict[str, str]:
        best: dict[str, str] = {}
        for value, _ in sorted(self._tidy.items(), key=lambda item: (-item[1], *_odd(item[0]))):
            best.setdefault(_squeezed(value) or value, value)
        return best

    def _typo(self, value: str) -> Fix | None:
        """A slip in a word that the trade knows, or in a value that the column mostly has."""
        if _words_of(value) & _trade_words() == _words_of(value) or value in self.reference:
            return None
        near = _near(value.lower(), [_trade_terms(), self._common(value)])
        if near is None:
            return None
        mine = next((v for v in self.counts if v.lower() == near), None)
        return Fix(mine or _like(near, value), f"a slip in {near!r}", 0.93)

    def _common(self, value: str) -> list[str]:
        mine = self.counts[value]
        if mine > _FEW:
            return []
        return [v.lower() for v, n in self.counts.items() if n >= _RARER * mine]


def _odd(value: str) -> tuple[bool, bool, str]:
    """Of spellings as common as each other, what the trade writes and capitalises comes first."""
    return value.lower() not in _trade_terms(), value.isupper() or value.islower(), value


def _written(fixes: Mapping[str, Fix], value: str) -> str:
    fix = fixes.get(value)
    return value if fix is None or fix.value is None else fix.value


def _then(
    first: Mapping[str, Fix], second: Mapping[str, Fix], values: Iterable[str]
) -> dict[str, Fix]:
    """Two rounds of fixes as one."""
    both: dict[str, Fix] = {}
    for value in values:
        last = second.get(_written(first, value))
        fix = last or first.get(value)
        if fix is not None and fix.value != value:
            both[value] = fix
    return both


def _near(value: str, lists: Sequence[Sequence[str]]) -> str | None:
    """The one term a slip or two away, in the first list that has any."""
    allowed = 1 if len(value) < _TWO_SLIPS else 2
    for terms in lists:
        found = process.extract(value, terms, scorer=OSA.distance, score_cutoff=allowed, limit=4)
        if any(distance == 0 for _, distance, _ in found):
            return None
        close = {term for term, _, _ in found if _a_slip(term, value)}
        if len(close) == 1:
            return close.pop()
    return None


def _a_slip(one: str, two: str) -> bool:
    """Whether the difference is inside long words: `Series A` and `Series B` are two things.

    A plural is not a slip, nor is another first letter.
    """
    first, second = one.split(), two.split()
    if len(first) != len(second):
        return False
    differing = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    return all(
        min(len(a), len(b)) >= _SHORTEST
        and a.isalpha() and b.isalpha() and a[0] == b[0]
        and a.rstrip("s") != b.rstrip("s")
        for a, b in differing
    )  # fmt: skip


def _like(term: str, value: str) -> str:
    """The term in the value's own capitals."""
    if value.isupper():
        return term.upper()
    return term if value.islower() else term.title() if value.istitle() else term.capitalize()


@cache
def _trade_terms() -> list[str]:
    labels = (label.lower() for label, *_ in SECTORS.values())
    return sorted({*_TRADE, *(label for label in labels if len(label) >= _SHORTEST)})


@cache
def _trade_words() -> frozenset[str]:
    return frozenset(word for term in _trade_terms() for word in _words_of(term))


def _words_of(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", text.lower()))


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
