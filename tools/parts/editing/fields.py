"""Which fields of which records an order may set, and why the others may not."""

from store.errors import BadInput, Refused
from store.schema import FieldSpec, Kind, entity
from tools.parts.fields import field_named

TABLES = ("account", "contact", "lead", "opportunity")
"""Records whose fields may be set to order; pay, rights and catalogues are not among them."""

_RECORDED = {
    "external_id": "it is what the source calls the record",
    "created_on": "it is the day on which the record was made",
    "created_at": "it is when the lead arrived",
    "last_activity_on": "it is counted from what was done",
    "push_count": "it counts how often the close date moved",
    "score": "it is computed by what scores leads",
    "responded_at": "it is when somebody first answered",
    "mql_on": "it is the day on which it happened", "sal_on": "it is the day on which it happened",
    "sql_on": "it is the day on which it happened",
    "converted_on": "it is the day on which it happened",
    "converted_contact_id": "it says what the lead became",
    "currency": "another currency would change what the amounts mean",
}  # fmt: skip
"""Fields that say what happened, and the reason why nobody may have them say something else."""

OF_ONE = frozenset({"name", "first_name", "last_name", "email", "mobile"})
"""Fields that tell one record from another: no two are to be given the same."""
NEVER_EMPTY = frozenset({"name", "status", "stage", "consent"})


def editable(table: str, word: str) -> FieldSpec:
    """The field of a table that a word means, when it may be set.

    Raises:
        BadInput: There is no such field, or records of that table are not set to order.
        Refused: It says what happened, and is not for anybody to set.
    """
    if table not in TABLES:
        raise BadInput(
            f"Fields of {entity(table).plural} cannot be set to order.",
            hint="Accounts, contacts, leads and deals can.",
        )
    kind = entity(table)
    spec = field_named(kind, word)
    names = ", ".join(s.label for s in kind.fields if _may_set(s))
    if spec is None:
        raise BadInput(
            f"{kind.plural.capitalize()} have no field {word!r}.", hint=f"Fields: {names}."
        )
    if spec.kind is Kind.FULL_NAME:
        raise BadInput(
            f"The name of a {kind.label} is kept in two fields.",
            hint="Set the first name or the last name.",
        )
    if spec.name in _RECORDED:
        raise Refused(
            f"“{spec.label.capitalize()}” of {kind.plural} is not set to order: "
            f"{_RECORDED[spec.name]}.",
            hint=f"Fields that can be set: {names}.",
        )
    return spec


def _may_set(spec: FieldSpec) -> bool:
    return spec.name not in _RECORDED and spec.kind is not Kind.FULL_NAME
