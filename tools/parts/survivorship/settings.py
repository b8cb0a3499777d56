"""Which rule a field follows: the sentence's own, the workspace's, or the usual one of its kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from store.schema import FieldSpec, Kind

RECORD = "record"
"""In the place of a field: which record stays."""
LOCKED = frozenset({"consent", "external_id", "converted_contact_id"})
"""No rule but the usual one: consent is never widened, and an id is the record's own."""

_BY_NAME = {
    "consent": "strictest", "last_activity_on": "max", "created_on": "min", "founded_year": "min",
    "description": "union", "kind": "furthest",
}  # fmt: skip
_BY_KIND = {
    Kind.TITLE: "most_recent", Kind.NUMBER: "most_recent", Kind.COMPANY: "usual",
    Kind.FIRST_NAME: "usual", Kind.LAST_NAME: "usual", Kind.LONG_TEXT: "union",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """A rule for a field, and whose word it is."""

    rule: str
    sources: tuple[str, ...] = ()
    origin: str = ""


Rules = Mapping[str, Setting]
"""Field name -> the rule that is set for it."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rules that hold in one merge."""

    set_for: Rules = field(default_factory=dict)

    def of(self, spec: FieldSpec) -> Setting:
        """The rule that a field follows."""
        if spec.name in LOCKED:
            return Setting(default_rule(spec))
        return self.set_for.get(spec.name) or Setting(default_rule(spec))


def default_rule(spec: FieldSpec) -> str:
    """The rule that a field follows when nobody has set one."""
    return _BY_NAME.get(spec.name) or _BY_KIND.get(spec.kind, "survivor")
