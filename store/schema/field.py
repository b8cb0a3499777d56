"""What a field and a table are, and the short forms in which they are declared."""

from dataclasses import dataclass
from enum import StrEnum

from store.errors import BadInput
from store.row import BusinessRow


class Kind(StrEnum):
    """What a field holds; importers, cleanup and the planner treat each kind its own way."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    COMPANY = "company"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    FULL_NAME = "full_name"
    TITLE = "title"
    EMAIL = "email"
    PHONE = "phone"
    DOMAIN = "domain"
    URL = "url"
    COUNTRY = "country"
    STATE = "state"
    CITY = "city"
    POSTCODE = "postcode"
    PICKLIST = "picklist"
    MONEY = "money"
    NUMBER = "number"
    YEAR = "year"
    SHARE = "share"
    FACTOR = "factor"
    DATE = "date"
    INSTANT = "instant"
    FLAG = "flag"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field: its column, what it is called, and which file headers mean it.

    `headers` are compared without case, spaces and punctuation. `target` names the table that a
    reference points to; a file gives the target's external id, e-mail or name.
    """

    name: str
    kind: Kind
    label: str
    words: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One table: what people call its rows, and its fields."""

    name: str
    model: type[BusinessRow]
    label: str
    plural: str
    words: tuple[str, ...]
    fields: tuple[FieldSpec, ...]

    def field(self, name: str) -> FieldSpec:
        """The field called `name`.

        Raises:
            BadInput: There is none; the hint lists those there are.
        """
        for spec in self.fields:
            if spec.name == name:
                return spec
        known = ", ".join(spec.name for spec in self.fields)
        raise BadInput(f"{self.label} has no field {name!r}.", hint=f"Fields: {known}.")


def f(
    name: str,
    kind: Kind,
    label: str,
    words: str = "",
    headers: str = "",
    target: str | None = None,
) -> FieldSpec:
    """A field; `words` and `headers` are lists with a bar between, and a short name fits a line."""
    return FieldSpec(name, kind, label, phrases(words), phrases(headers), target)


def phrases(text: str) -> tuple[str, ...]:
    """The parts of a list with a bar between."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def source_id(headers: str) -> FieldSpec:
    """The id of a row in the system it came from."""
    return f("external_id", Kind.TEXT, "id in the source", "external id|record id", headers)
