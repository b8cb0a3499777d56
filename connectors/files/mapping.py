"""Which column goes to which field: by its header, or as the person said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from connectors.files.headers import Vocabulary, is_own, own_vocabulary, plain, vocabulary
from connectors.files.values import Reading
from store.errors import BadInput
from store.schema import FieldSpec, Kind

ASIDE = frozenset({"", "extra", "-", "skip"})
"""What a person writes instead of a field: keep the column aside, map it to nothing."""

_OPTIONS: dict[str, dict[str, object]] = {
    "dmy": {"day_first": True},
    "mdy": {"day_first": False},
    "comma": {"comma_decimal": True},
    "point": {"comma_decimal": False},
    "thousands": {"scale": 1_000},
    "millions": {"scale": 1_000_000},
    "percent": {"percent": True},
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file and the field that it fills.

    Args:
        position: Its place in the file, from 0.
        header: What the file calls it.
        spec: The field; None: kept aside in `extra`.
        how: How it was recognised, for the person.
        reading: How its values are read.
        decided: Whether a person said how its dates or decimals are written.
    """

    position: int
    header: str
    spec: FieldSpec | None
    how: str
    reading: Reading = field(default_factory=Reading)
    decided: bool = False

    @property
    def names_id(self) -> bool:
        """Whether a reference's column holds the other row's id rather than its name."""
        word = plain(self.header)
        return word.endswith(("id", "ids", "permalink")) or "recordid" in word


def assign(
    table: str, header: Sequence[str], given: Mapping[str, str] | None
) -> tuple[list[Column], list[str]]:
    """The columns with their fields, and what a person should know about the choice.

    Args:
        table: The table that the file is for.
        header: The file's columns.
        given: What the person said: column -> `field`, `field:option` or `` (keep aside).

    Raises:
        BadInput: `given` names a column or field that is not there.
    """
    said = _said(header, given or {})
    words = own_vocabulary(table) if is_own(header) else vocabulary(table)
    columns = [_column(words, at, name, said) for at, name in enumerate(header)]
    return _one_column_a_field(columns)


def _said(header: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    known = {plain(name): name for name in header}
    said: dict[str, str] = {}
    for column, meant in given.items():
        if plain(column) not in known:
            raise BadInput(
                f"There is no column {column!r} in the file.", hint=f"Columns: {', '.join(header)}."
            )
        said[known[plain(column)]] = meant
    return said


def _column(words: Vocabulary, position: int, name: str, said: Mapping[str, str]) -> Column:
    if name in said:
        return _as_said(words, position, name, said[name])
    meaning = words.by_header.get(plain(name)) or words.by_header.get(plain(_without_unit(name)))
    if meaning is None:
        return Column(position, name, None, "kept aside")
    return Column(position, name, words.fields[meaning], "its header", _hinted(name))


def _as_said(words: Vocabulary, position: int, name: str, meant: str) -> Column:
    wanted, *options = [part.strip() for part in meant.split(":")]
    if wanted in ASIDE:
        return Column(position, name, None, "you said so")
    spec = words.fields.get(wanted) or words.fields.get(words.by_header.get(plain(wanted), ""))
    if spec is None:
        known = ", ".join(words.fields)
        raise BadInput(f"{words.entity.label} has no field {wanted!r}.", hint=f"Fields: {known}.")
    reading = _hinted(name)
    for option in options:
        if option not in _OPTIONS:
            raise BadInput(
                f"{option!r} is no way to read a column.", hint=f"Options: {', '.join(_OPTIONS)}."
            )
        reading = replace(reading, **_OPTIONS[option])  # type: ignore[arg-type]  # the table above holds the fields' own types
    return Column(position, name, spec, "you said so", reading, decided=bool(options))


def _hinted(name: str) -> Reading:
    """What the header itself says about the values: a percentage, thousands, millions."""
    low = name.casefold()
    if "million" in low or "($m)" in low or "(m$)" in low:
        return Reading(scale=1_000_000)
    if "thousand" in low or "($k)" in low or "(k$)" in low:
        return Reading(scale=1_000)
    return Reading(percent="%" in name)


def _without_unit(name: str) -> str:
    return name.split("(", maxsplit=1)[0]


def _preference(column: Column) -> tuple[bool, int, int]:
    """What a person said first; then the header that the schema lists first; then file order."""
    said = column.how == "you said so"
    headers = column.spec.headers if column.spec is not None else ()
    places = [plain(word) for word in headers]
    word = plain(column.header)
    return (not said, places.index(word) if word in places else len(places), column.position)


def _one_column_a_field(columns: list[Column]) -> tuple[list[Column], list[str]]:
    """Let one column fill each field; a reference may have its id and its name."""
    notes: list[str] = []
    taken: dict[tuple[str, bool], Column] = {}
    kept: list[Column] = []
    for column in sorted(columns, key=_preference):
        if column.spec is None:
            kept.append(column)
            continue
        reference = column.spec.kind is Kind.REFERENCE
        slot = (column.spec.name, reference and column.names_id)
        first = taken.setdefault(slot, column)
        if first is column:
            kept.append(column)
            continue
        notes.append(
            f"{column.header!r} and {first.header!r} both mean {column.spec.label};"
            f" {column.header!r} is kept aside."
        )
        kept.append(Column(column.position, column.header, None, f"{first.header!r} came first"))
    return sorted(kept, key=lambda c: c.position), notes
