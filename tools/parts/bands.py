"""Groups by size: deals by age, by amount, by how many people a customer has.

A band begins at an edge and ends before the next one: edges 31, 61 and 91 are 0 to 30, 31 to 60,
61 to 90, and 91 or more. Ages are whole days from the first day to the day that is looked at.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Literal

from sqlalchemy import ColumnElement, case, literal_column

from store.errors import BadInput

Measure = Literal["days", "money", "people"]
MOST = 12
"""Bands at most: more of them are no overview."""
LARGEST: dict[Measure, int] = {"days": 36_500, "money": 10**15, "people": 10**9}
"""The highest edge of each: beyond it there is no calendar, and no such sum."""


@dataclass(frozen=True, slots=True)
class Bands:
    """Where the bands of a size begin, but the first, which has no lower end."""

    measure: Measure
    edges: tuple[int, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """What the bands are called, the lowest first.

        >>> Bands("days", (31, 61)).labels
        ('0 to 30 days', '31 to 60 days', '61 days or more')
        >>> Bands("people", (1000,)).labels
        ('under 1,000 employees', '1,000 employees or more')
        >>> Bands("money", (10_000, 50_000)).labels
        ('under 10,000', '10,000 to under 50,000', '50,000 or more')
        """
        noun = {"days": " days", "money": "", "people": " employees"}[self.measure]
        first, last = self.edges[0], self.edges[-1]
        lowest = f"0 to {first - 1:,}" if self.measure == "days" else f"under {first:,}"
        under = "under " if self.measure == "money" else ""
        between = (
            f"{low:,} to {under}{high - (0 if under else 1):,}{noun}"
            for low, high in zip(self.edges, self.edges[1:], strict=False)
        )
        return (f"{lowest}{noun}", *between, f"{last:,}{noun} or more")

    def key(self, value: ColumnElement[Any], day: date) -> ColumnElement[Any]:
        """The label of the band that a value lies in; of a day, by its age on another day."""
        begins = partial(_begins, value, self.measure, day)
        tests = [(begins(edge), _text(label)) for edge, label in
                 zip(reversed(self.edges), reversed(self.labels), strict=False)]  # fmt: skip
        return case(*tests, (value.is_not(None), _text(self.labels[0])))

    def within(self, label: str, day: date) -> list[tuple[str, int | str]]:
        """What a value in a band meets, as operators and values of conditions.

        >>> Bands("people", (50, 250)).within("50 to 249 employees", date(2026, 1, 1))
        [('gte', 50), ('lt', 250)]
        >>> Bands("days", (31,)).within("31 days or more", date(2026, 1, 31))
        [('lte', '2025-12-31')]
        """
        place = self.labels.index(label)
        low = self.edges[place - 1] if place else None
        high = self.edges[place] if place < len(self.edges) else None
        if self.measure == "days":
            ends = (("lte", low), ("after", high))
            return [(op, (day - timedelta(days=n)).isoformat()) for op, n in ends if n is not None]
        return [(op, n) for op, n in (("gte", low), ("lt", high)) if n is not None]

    def at(self, edges: tuple[int, ...]) -> "Bands":
        """The same size with other bands.

        Raises:
            BadInput: There are none, too many, or one is too small or too large.
        """
        highest = LARGEST[self.measure]
        if not 0 < len(set(edges)) < MOST or min(edges) <= 0 or max(edges) > highest:
            raise BadInput(
                f"I cannot make bands of {', '.join(map(str, edges)) or 'nothing'}.",
                hint=f"Give up to {MOST - 1} numbers from 1 to {highest:,}, such as 31, 61, 91.",
            )
        return replace(self, edges=tuple(sorted(set(edges))))


def _begins(
    value: ColumnElement[Any], measure: Measure, day: date, edge: int
) -> ColumnElement[bool]:
    """Whether a value is at least at an edge: so old, so much, so many."""
    if measure == "days":
        return value <= _text((day - timedelta(days=edge)).isoformat())
    return value >= literal_column(str(edge * 100 if measure == "money" else edge))


def _text(label: str) -> ColumnElement[Any]:
    """A label or a day as it stands in the query, so that a group by it reads the same."""
    return literal_column(f"'{label}'")


_NAMED = re.compile(r"(?P<name>[a-z]+[ _]band)s?(?: ?[:(] ?(?P<edges>\d[\d ,]*)\)?)?")


def edges_of(word: str) -> tuple[str, tuple[int, ...]] | None:
    """The name of a size, and the edges that are given with it; None when it is no such name.

    >>> edges_of("age_band: 31, 61, 91")
    ('age_band', (31, 61, 91))
    >>> edges_of("employee band")
    ('employee_band', ())
    """
    match = _NAMED.fullmatch(word.casefold().strip())
    if match is None:
        return None
    edges = tuple(int(n) for n in re.findall(r"\d+", match["edges"] or ""))
    return match["name"].replace(" ", "_"), edges
