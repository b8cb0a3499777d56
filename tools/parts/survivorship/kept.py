"""What one field cannot hold: further addresses, numbers, sites and names, kept beside it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from store.schema import Kind, entity
from tools.parts.survivorship.named import Choice, Row, empty

EXTRA = "extra"
_LISTS: dict[Kind, str] = {
    Kind.EMAIL: "other_emails", Kind.PHONE: "other_phones", Kind.DOMAIN: "other_domains",
    Kind.URL: "other_websites", Kind.COMPANY: "other_names",
}  # fmt: skip
"""For each kind of field that people have several of, the list that keeps the rest."""


def beside(
    table: str, rows: Sequence[Row], values: Mapping[str, Choice]
) -> Iterator[tuple[str, Choice]]:
    """The fields that keep what does not fit: further addresses, and the file's own columns."""
    keep = rows[0]
    lists = {name: found for name, found in _lists(table, rows, values) if found}
    if "other_emails" in keep:
        others = lists.pop("other_emails", [])
        yield "other_emails", Choice("; ".join(others) or None, "every address kept", "union")
    if EXTRA not in keep:
        return
    extra: dict[str, Any] = {}
    for row in reversed(rows):
        extra |= {name: value for name, value in (row[EXTRA] or {}).items() if not empty(value)}
    extra |= {name: "; ".join(found) for name, found in lists.items()}
    if extra:
        yield EXTRA, Choice(extra, "nothing is dropped", "union")


def _lists(
    table: str, rows: Sequence[Row], values: Mapping[str, Choice]
) -> Iterator[tuple[str, list[str]]]:
    for kind, name in _LISTS.items():
        fields = [
            spec.name for spec in entity(table).fields
            if spec.kind is kind and spec.name in rows[0] and spec.name != name
        ]  # fmt: skip
        if fields and (EXTRA in rows[0] or name in rows[0]):
            yield name, _others(name, fields, rows, values, _SAME[kind])


def _others(
    name: str, fields: Sequence[str], rows: Sequence[Row], values: Mapping[str, Choice],
    same: Callable[[str], str],
) -> list[str]:  # fmt: skip
    """The values that some record has in one of the fields, and the survivor in none of them."""
    keep = rows[0]
    there = (values[field].value if field in values else keep[field] for field in fields)
    seen = {*(same(str(value or "")) for value in there), ""}
    found: list[str] = []
    for row in rows:
        listed = str(row.get(name) or (row.get(EXTRA) or {}).get(name) or "").split(";")
        for value in [*listed, *(str(row[field] or "") for field in fields)]:
            if same(value) not in seen:
                seen.add(same(value))
                found.append(value.strip())
    return found


def same(kind: Kind, value: str) -> str:
    """What two values of a kind have in common when they are the same.

    >>> same(Kind.PHONE, "+1 (210) 555-1436") == same(Kind.PHONE, "+12105551436")
    True
    """
    return _SAME.get(kind, _folded)(value)


def _letters(value: str) -> str:
    return "".join(letter for letter in value.casefold() if letter.isalnum())


def _folded(value: str) -> str:
    return " ".join(value.split()).casefold()


def _digits(value: str) -> str:
    return re.sub(r"\D", "", value) or _folded(value)


def _host(value: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", _folded(value)).rstrip("/")


_SAME: dict[Kind, Callable[[str], str]] = {
    Kind.EMAIL: _folded, Kind.PHONE: _digits, Kind.DOMAIN: _host, Kind.URL: _host,
    Kind.COMPANY: _letters,
}  # fmt: skip
"""For each kind, what makes two values the same."""
