"""What an importer hands to the store: rows of one table, column by column."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Mention(NamedTuple):
    """A row of another table as a file speaks of it.

    Args:
        external_id: Its id in the system that the file came from.
        text: Its e-mail address or name.
        more: (field, value) pairs for the row that is made when there is none yet.
        stub: Whether a row may be made at all.
        loose: A mere likeness of names: it counts only if one row bears the name, and not finding
            any is no news.
    """

    external_id: str | None
    text: str | None
    more: tuple[tuple[str, Any], ...] = ()
    stub: bool = True
    loose: bool = False


@dataclass(slots=True)
class Incoming:
    """Some rows of a file, read and ready to be stored.

    Args:
        lines: The line that each row began on.
        keys: What names each row; the same key always gets the same id.
        external_ids: Each row's id in the source, where it has one.
        fields: For each field that the file fills, one value a row; None: nothing there.
        mentions: For each reference, the row that is meant.
        extra: What the file says besides, one dictionary a row.
        repeated: Positions whose key occurs more than once in the file.
    """

    lines: list[int]
    keys: list[str]
    external_ids: list[str | None]
    fields: dict[str, list[Any]]
    mentions: dict[str, list[Mention | None]] = field(default_factory=dict)
    extra: list[dict[str, str] | None] | None = None
    repeated: frozenset[int] = frozenset()

    def keep(self, flags: list[bool]) -> "Incoming":
        """The rows whose flag is set."""
        kept = [at for at, flag in enumerate(flags) if flag]
        places = {at: new for new, at in enumerate(kept)}
        return Incoming(
            _at(self.lines, kept),
            _at(self.keys, kept),
            _at(self.external_ids, kept),
            {name: _at(values, kept) for name, values in self.fields.items()},
            {name: _at(values, kept) for name, values in self.mentions.items()},
            None if self.extra is None else _at(self.extra, kept),
            frozenset(places[at] for at in self.repeated if at in places),
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that the store does not take: its line and why."""

    line: int
    column: str
    value: str
    reason: str


def _at(values: list[Any], kept: list[int]) -> list[Any]:
    return [values[at] for at in kept]
