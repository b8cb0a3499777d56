"""Which of several records stays, and what it says afterwards.

Pure functions of rows: the same whatever the order of the records, never a value that none of
them has, and never empty over filled. The most restrictive consent stays.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from store.schema import Kind, entity

Row = Mapping[str, Any]

CONSENT = ("opted_out", "unknown", "opted_in")
"""From the most restrictive; a merge never widens what a person allowed."""

_NEVER = frozenset(
    {"external_id", "owner_id", "converted_contact_id", "annual_revenue_cents", "currency"}
)
"""The survivor keeps its own; an amount and its currency only come together."""
_LATEST = frozenset({"last_activity_on"})
_EARLIEST = frozenset({"created_on", "founded_year"})
_NEWEST_KINDS = frozenset({Kind.TITLE, Kind.NUMBER})
"""What changes with time: the value of the record that changed last."""
_NAMES = frozenset({Kind.COMPANY, Kind.FIRST_NAME, Kind.LAST_NAME})


@dataclass(frozen=True, slots=True)
class Standing:
    """What makes a record the one to keep."""

    open_deals: int = 0
    activities: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """The value of one field after the merge, and the rule that chose it."""

    value: Any
    reason: str


def master(rows: Sequence[Row], standing: Mapping[str, Standing]) -> tuple[Row, str]:
    """The record to keep, and why.

    Most open deals, then most activities, then most filled fields, then the oldest.
    """

    def rank(row: Row) -> tuple[int, int, int, date, str]:
        mine = standing.get(row["id"], Standing())
        born = row.get("created_on") or date.max
        return (-mine.open_deals, -mine.activities, -_filled(row), born, str(row["id"]))

    best, second = sorted(rows, key=rank)[:2]
    for place, reason in enumerate(
        ("most open deals", "most activities", "most complete", "oldest")
    ):
        if rank(best)[place] != rank(second)[place]:
            return best, reason
    return best, "first of equals"


def survivor_values(table: str, keep: Row, others: Sequence[Row]) -> dict[str, Choice]:
    """The fields of the kept record that change, each with its reason.

    Args:
        table: The table.
        keep: The record that stays.
        others: Those merged into it.
    """
    rows = [keep, *sorted(others, key=lambda row: str(row["id"]))]
    chosen: dict[str, Choice] = {}
    for spec in entity(table).fields:
        if spec.name not in keep or spec.name in _NEVER:
            continue
        choice = _rule(spec.name, spec.kind)(spec.name, rows)
        if choice is not None and choice.value != keep[spec.name]:
            chosen[spec.name] = choice
    if "other_emails" in keep:
        _keep_every_address(keep, rows, chosen)
    if "annual_revenue_cents" in keep:
        _take_revenue(keep, rows, chosen)
    return chosen


_Rule = Callable[[str, Sequence[Row]], Choice | None]


def _rule(name: str, kind: Kind) -> _Rule:
    if name == "consent":
        return _strictest
    if name in _LATEST:
        return _latest
    if name in _EARLIEST:
        return _earliest
    if name == "description":
        return _every_text
    if kind in _NAMES:
        return _usual
    return _newest if kind in _NEWEST_KINDS else _own_or_newest


def _strictest(name: str, rows: Sequence[Row]) -> Choice | None:
    return Choice(min((row[name] for row in rows), key=CONSENT.index), "the strictest consent")


def _latest(name: str, rows: Sequence[Row]) -> Choice | None:
    known = [row[name] for row in rows if row[name] is not None]
    return Choice(max(known), "the latest") if known else None


def _earliest(name: str, rows: Sequence[Row]) -> Choice | None:
    known = [row[name] for row in rows if row[name] is not None]
    return Choice(min(known), "the earliest") if known else None


def _newest(name: str, rows: Sequence[Row]) -> Choice | None:
    """The value of the record that changed last; the kept one wins a tie."""
    known = [row for row in rows if not _empty(row[name])]
    if not known:
        return None
    return Choice(max(known, key=_changed)[name], "from the record that changed last")


def _own_or_newest(name: str, rows: Sequence[Row]) -> Choice | None:
    if not _empty(rows[0][name]):
        return None
    found = _newest(name, rows[1:])
    return None if found is None else Choice(found.value, "the kept record had none")


def _usual(name: str, rows: Sequence[Row]) -> Choice | None:
    """A name's most frequent spelling; the kept record's own when none is.

    Shouted or whispered names and initials give way to names written out.
    """
    known = [str(row[name]).strip() for row in rows if not _empty(row[name])]
    if not known:
        return None
    counts = Counter(known)
    written = [v for v in counts if not (v.isupper() or v.islower() or _initial(v))]
    best = max(written or counts, key=lambda v: counts[v])  # the first of equals: the kept one's
    return Choice(best, "the usual spelling, written out")


def _initial(value: str) -> bool:
    return len(value.rstrip(".")) <= 1


def _every_text(name: str, rows: Sequence[Row]) -> Choice | None:
    texts = [part.strip() for row in rows for part in str(row[name] or "").split("\n\n")]
    known = list(dict.fromkeys(part for part in texts if part))
    return Choice("\n\n".join(known), "every note kept") if known else None


def _keep_every_address(keep: Row, rows: Sequence[Row], chosen: dict[str, Choice]) -> None:
    """Addresses that are not the main one go beside it."""
    main = chosen["email"].value if "email" in chosen else keep["email"]
    seen = {str(main or "").lower()}
    addresses: list[str] = []
    for row in rows:
        for address in [*str(row["other_emails"] or "").split(";"), row["email"] or ""]:
            clean = address.strip()
            if clean and clean.lower() not in seen:
                seen.add(clean.lower())
                addresses.append(clean)
    value = "; ".join(addresses) or None
    if value != keep["other_emails"]:
        chosen["other_emails"] = Choice(value, "every address kept")


def _take_revenue(keep: Row, rows: Sequence[Row], chosen: dict[str, Choice]) -> None:
    """An amount the kept record lacks comes with the currency that it is in."""
    known = [row for row in rows[1:] if row["annual_revenue_cents"] is not None]
    if keep["annual_revenue_cents"] is None and known:
        newest = max(known, key=_changed)
        for name in ("annual_revenue_cents", "currency"):
            if newest[name] != keep[name]:
                chosen[name] = Choice(newest[name], "the kept record had none")


def _changed(row: Row) -> tuple[date, Any]:
    return row.get("last_activity_on") or row.get("created_on") or date.min, row["changed_at"]


def _filled(row: Row) -> int:
    return sum(not _empty(value) for value in row.values())


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
