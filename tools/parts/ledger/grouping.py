"""A change set's changes by the rule behind them, so that two thousand can be looked at.

What is applied together (a merge with its children) is one *item*; items of one table, kind and
rule are one *group*, numbered from the largest. The numbers hold for one change set, whose content
is sealed, so that "drop group 3" means what was shown.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from store.changes.bench import key_of
from tools.parts.ledger.reading import label_of, noun_of

MOST = 40
"""Groups; when the reasons are more than that, each is about its own values: kinds are grouped."""
SAMPLES = 2

Sealed = Mapping[str, Any]
"""A change as it was shown."""


@dataclass(frozen=True, slots=True)
class Item:
    """What is applied together: its number, and its first change, which says what it is."""

    number: int
    changes: Sequence[Sealed]

    @property
    def head(self) -> Sealed:
        """The change that the others go along with."""
        return next((c for c in self.changes if c["kind"] == "update"), self.changes[0])

    @property
    def merges(self) -> list[Sealed]:
        """The records that are merged away."""
        return [c for c in self.changes if c["kind"] == "merge"]

    @property
    def sure(self) -> float | None:
        """How sure the least sure of its changes is."""
        known = [c["confidence"] for c in self.changes if c["confidence"] is not None]
        return min(known, default=None)

    @property
    def rows(self) -> set[tuple[str, str]]:
        """The records that it touches."""
        return {key_of(change) for change in self.changes}


@dataclass(frozen=True, slots=True)
class Bunch:
    """Items that one rule proposes."""

    number: int
    what: str
    rule: str
    items: Sequence[Item]

    @property
    def sure(self) -> tuple[float, float] | None:
        """How sure the least and the most sure of its items are."""
        known = [item.sure for item in self.items if item.sure is not None]
        return (min(known), max(known)) if known else None


def items_of(changes: Sequence[Sealed]) -> list[Item]:
    """The changes, by what is applied together."""
    groups: dict[int, list[Sealed]] = defaultdict(list)
    for change in changes:
        groups[change["group_no"]].append(change)
    return [Item(number, some) for number, some in groups.items()]


def bunches(changes: Sequence[Sealed]) -> list[Bunch]:
    """The items of a change set by table, kind and rule, the largest group first."""
    items = items_of(changes)
    keys = {item.number: (_what(item), _rule(item)) for item in items}
    if len(set(keys.values())) > MOST:
        keys = {number: (what, "") for number, (what, _) in keys.items()}
    found: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        found[keys[item.number]].append(item)
    ordered = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [Bunch(n, what, rule, some) for n, ((what, rule), some) in enumerate(ordered, 1)]


def drawn(found: Sequence[Bunch], count: int, by: str) -> list[Item]:
    """So many items drawn at random, each rule's in turn: a rare rule is looked at as well.

    Args:
        found: The items by rule.
        count: How many are wanted.
        by: What decides; the same draws the same, so that a sample can be looked at again.
    """
    shuffled = [sorted(bunch.items, key=lambda item: _lot(by, item.number)) for bunch in found]
    turns = zip_longest(*shuffled)
    every = [item for turn in turns for item in turn if item is not None]
    return sorted(every[:count], key=lambda item: item.number)


def _lot(by: str, number: int) -> bytes:
    return sha256(f"{by} {number}".encode()).digest()


def _what(item: Item) -> str:
    """What happens to which records, in words: `merge accounts`, `phone of contacts`."""
    head = item.head
    table = head["table_name"]
    if item.merges:
        return f"merge {noun_of(table)}"
    if head["kind"] in {"update", "move"}:
        fields = sorted({label_of(c["table_name"], n) for c in item.changes for n in c["after"]})
        return f"{', '.join(fields)} of {noun_of(table)}"
    words = {"create": "new", "delete": "delete", "restore": "restore"}
    return f"{words.get(head['kind'], head['kind'])} {noun_of(table)}"


_NUMBER = re.compile(r"(?<!\d)(?<![A-Za-z]\.)\d[\d.,]*")
"""A number that differs from record to record; that of `E.164` is a part of a name."""


def _rule(item: Item) -> str:
    """The rule behind an item: its own name, or its reason without what is about one record."""
    head = item.head
    rule = head["evidence"].get("rule")
    if rule:
        return str(rule)
    reason = str(head["reason"] or "")
    reason = re.sub(r"[“\"][^”\"]*[”\"]", "…", reason.removeprefix("Undoes: "))
    return _NUMBER.sub("n", reason)


def sure_text(given: tuple[float, float] | float | None) -> str | None:
    """How sure, as a share: `97 %`, or `97 to 99.9 %`.

    >>> sure_text(0.97), sure_text((0.97, 0.9996)), sure_text(None)
    ('97 %', '97 to over 99.9 %', None)
    """
    if given is None:
        return None
    if not isinstance(given, tuple):
        return f"{_share(given)} %"
    low, high = map(_share, given)
    return f"{low} %" if low == high else f"{low} to {high} %"


def _share(value: float) -> str:
    if value >= 0.9995:  # noqa: PLR2004 - what would be written as 100.0, which nothing is
        return "over 99.9"
    return f"{value * 100:.1f}".removesuffix(".0")
