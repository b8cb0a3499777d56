"""The named rules: each chooses one value of a field from the rows that become one.

The first row is the record that stays. A rule returns None when no row has a value.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Row = Mapping[str, Any]

CONSENT = ("opted_out", "unknown", "opted_in")
"""From the most restrictive; a merge never widens what a person allowed."""
FURTHEST = ("former customer", "customer", "client", "partner", "opportunity", "prospect")
"""How far one can be with a company, in words that a type holds."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The value of one field after the merge, and the rule that chose it."""

    value: Any
    reason: str
    rule: str = ""


Rule = Callable[[str, Sequence[Row], Sequence[str]], Choice | None]
"""A field's name, the rows, and the sources in order of trust."""


def survivor(name: str, rows: Sequence[Row], sources: Sequence[str]) -> Choice | None:
    """The value of the record that stays; where it has none, the newest of the others."""
    if not empty(rows[0][name]):
        return Choice(rows[0][name], "the record that stays has it")
    found = most_recent(name, rows[1:], sources)
    return None if found is None else Choice(found.value, "the kept record had none")


def manual(name: str, rows: Sequence[Row], _sources: Sequence[str]) -> Choice | None:
    """As it is on the record that stays; a difference is for a person to settle."""
    return Choice(rows[0][name], "left for a person to settle")


def most_recent(name: str, rows: Sequence[Row], _sources: Sequence[str]) -> Choice | None:
    """The value of the record that changed last; the one that stays wins a tie."""
    known = [row for row in rows if not empty(row[name])]
    if not known:
        return None
    return Choice(max(known, key=changed)[name], "from the record that changed last")


def most_trusted(name: str, rows: Sequence[Row], sources: Sequence[str]) -> Choice | None:
    """The value from the source that is trusted most; among equals, the newest."""
    known = [row for row in rows if not empty(row[name])]
    if not known:
        return None
    best = min(trust(row, sources) for row in known)
    found = max((row for row in known if trust(row, sources) == best), key=changed)
    said = f"from {found['source']}" if best < len(sources) else "no trusted source has one"
    return Choice(found[name], said)


def most_complete(name: str, rows: Sequence[Row], _sources: Sequence[str]) -> Choice | None:
    """The value of the record with most fields filled; the one that stays wins a tie."""
    known = [row for row in rows if not empty(row[name])]
    if not known:
        return None
    return Choice(max(known, key=filled)[name], "from the most complete record")


def longest(name: str, rows: Sequence[Row], _sources: Sequence[str]) -> Choice | None:
    """The longest value; the one of the record that stays wins a tie."""
    known = [row[name] for row in rows if not empty(row[name])]
    return Choice(max(known, key=lambda v: len(str(v).strip())), "the longest") if known else None


def largest(name: str, rows: Sequence[Row], _sources: Sequence[str]) -> Choice | None:
    """The largest or latest value."""
    known = [row[name] for row in rows if row[name] is not None]
    return Choice(max(known), _told(known, "the latest", "the largest")) if known else None


def smallest(name: str, rows: Sequence[Row], _sources: Sequence[str]) -> Choice | None:
    """The smallest or earliest value."""
    known = [row[name] for row in rows if row[name] is not None]
    return Choice(min(known), _told(known, "the earliest", "the smallest")) if known else None


def union(name: str, rows: Sequence[Row], _sources: Sequence[str]) -> Choice | None:
    """Every text, each once, with an empty line between."""
    texts = [part.strip() for row in rows for part in str(row[name] or "").split("\n\n")]
    known = list(dict.fromkeys(part for part in texts if part))
    return Choice("\n\n".join(known), "every note kept") if known else None


def usual(name: str, rows: Sequence[Row], _sources: Sequence[str]) -> Choice | None:
    """A name's best spelling: the one that fits the domain, is written out, is most frequent.

    Shouted or whispered names, initials and names run together give way; the spelling of the
    record that stays wins a tie.
    """
    known = [str(row[name]).strip() for row in rows if not empty(row[name])]
    if not known:
        return None
    counts = Counter(known)
    roots = {str(row["domain"]).split(".")[0].lower() for row in rows if row.get("domain")}

    def rank(value: str) -> tuple[bool, bool, bool, int]:
        letters = _letters(value)
        written = not (value.isupper() or value.islower() or len(value.rstrip(".")) <= 1)
        apart = not any(
            _letters(other) == letters and len(other.split()) > len(value.split())
            for other in counts
        )
        fits = any(root.startswith(letters) or letters.startswith(root) for root in roots)
        return written, fits, apart, counts[value]

    best = max(counts, key=rank)  # the first of equals: the kept one's
    return Choice(best, "the usual spelling, written out")


def strictest(name: str, rows: Sequence[Row], _sources: Sequence[str]) -> Choice | None:
    """The most restrictive consent."""
    return Choice(min((row[name] for row in rows), key=CONSENT.index), "the strictest consent")


def furthest(name: str, rows: Sequence[Row], _sources: Sequence[str]) -> Choice | None:
    """How far we are with a company: a customer stays one, whichever record says so."""
    known = [row[name] for row in rows if not empty(row[name])]
    if not known:
        return None
    best = min(known, key=lambda value: _standing(str(value)))  # the kept record's own, if equal
    return Choice(best, "a customer stays a customer" if best != known[0] else "the furthest")


def _standing(value: str) -> int:
    words = value.casefold()
    return next((n for n, one in enumerate(FURTHEST) if one in words), len(FURTHEST))


NAMED: dict[str, Rule] = {
    "survivor": survivor, "most_recent": most_recent, "most_trusted": most_trusted,
    "most_complete": most_complete, "longest": longest, "max": largest, "min": smallest,
    "union": union, "usual": usual, "strictest": strictest, "manual": manual,
    "furthest": furthest,
}  # fmt: skip


def changed(row: Row) -> tuple[date, datetime]:
    """When something last happened to a record, as far as it says."""
    day = row.get("last_activity_on") or row.get("created_on") or date.min
    return day, row["changed_at"]


def filled(row: Row) -> int:
    """How many fields of a record are filled."""
    return sum(not empty(value) for value in row.values())


def trust(row: Row, sources: Sequence[str]) -> int:
    """The place of a record's source among the trusted ones; behind all of them when it is none."""
    source = str(row.get("source") or "").casefold()
    places = (n for n, one in enumerate(sources) if one.casefold() in source)
    return next(places, len(sources))


def empty(value: Any) -> bool:
    """Whether there is nothing to keep."""
    return value is None or (isinstance(value, str) and not value.strip())


def _told(known: Sequence[Any], of_days: str, of_numbers: str) -> str:
    return of_days if isinstance(known[0], date) else of_numbers


def _letters(value: str) -> str:
    return "".join(letter for letter in value.casefold() if letter.isalnum())
