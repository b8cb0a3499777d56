"""What a word in a condition means: a field, a field of another record, or a dimension."""

from dataclasses import dataclass

from rapidfuzz import process

from store import schema
from store.errors import BadInput
from store.schema import Entity, FieldSpec, Kind
from tools.parts import dimensions
from tools.parts.paths import Path

NAMES: dict[str, str] = {
    "account": "name", "contact": "full_name", "lead": "full_name", "opportunity": "name",
    "product": "name", "stage": "name", "user": "name", "team": "name", "activity": "subject",
    "prospect_company": "name", "prospect_person": "full_name", "stage_history": "stage",
    "quota": "starts_on", "funding_round": "stage", "subscription": "starts_on",
    "cost": "starts_on", "exchange_rate": "currency", "deal_split": "share",
    "team_membership": "starts_on",
}  # fmt: skip
"""The field that a record of each table is called by."""

CHILD_WORDS: dict[str, tuple[str, str | None]] = {
    "deals": ("opportunity", None), "opportunities": ("opportunity", None),
    "open deals": ("opportunity", "open"), "open deal": ("opportunity", "open"),
    "open opportunities": ("opportunity", "open"), "pipeline": ("opportunity", "open"),
    "won deals": ("opportunity", "won"), "lost deals": ("opportunity", "lost"),
    "contacts": ("contact", None), "activities": ("activity", None),
    "activity": ("activity", None), "stage history": ("stage_history", None),
    "quota": ("quota", None), "quotas": ("quota", None),
}  # fmt: skip
"""Records that point at a record, so that one can ask for those with or without any."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Where a condition looks.

    Attributes:
        label: What a person calls it.
        kind: What its values are.
        paths: Where the value is found, the first that is there.
        ends: The (table, column) pairs that hold the possible values.
        strict: Whether a value that is nowhere in `ends` is a mistake rather than no match.
        target: Of a reference, the table it points to.
        children: Of a relation, the table that points here, its column and the deals' status.
    """

    label: str
    kind: Kind
    paths: tuple[Path, ...]
    ends: tuple[tuple[str, str], ...] = ()
    strict: bool = False
    target: str | None = None
    children: tuple[str, str, str | None] | None = None


def meaning(table: str, word: str) -> Meaning:
    """What `word` means as a condition on `table`.

    Raises:
        BadInput: Nothing; the hint lists what is near and what there is.
    """
    entity = schema.entity(table)
    said = " ".join(word.casefold().replace("_", " ").split())
    found = (
        _dimension(table, said)
        or _exact(entity, word)
        or _called(entity, said)
        or _beyond(entity, word)
        or _children(table, said)
    )
    if found is None:
        raise _unknown(entity, word)
    return found


def field_named(entity: Entity, word: str) -> FieldSpec | None:
    """The field that a name, label or word means, if any."""
    said = " ".join(word.casefold().replace("_", " ").split())
    for spec in entity.fields:
        if word == spec.name:
            return spec
    for spec in entity.fields:
        names = (spec.label, *spec.words, spec.name.replace("_", " "))
        if said in (name.casefold() for name in names):
            return spec
    return next((s for s in entity.fields if said in s.headers), None)


def _exact(entity: Entity, word: str) -> Meaning | None:
    if word == "id":
        return Meaning("id", Kind.TEXT, (("id",),))
    spec = next((s for s in entity.fields if s.name == word), None)
    return None if spec is None else _of_field(entity, spec)


def _called(entity: Entity, said: str) -> Meaning | None:
    spec = field_named(entity, said)
    return None if spec is None else _of_field(entity, spec)


def _of_field(entity: Entity, spec: FieldSpec) -> Meaning:
    if spec.target is not None:
        name = NAMES[spec.target]
        return Meaning(
            spec.label, Kind.REFERENCE, ((spec.name, name),), ((spec.target, name),),
            strict=True, target=spec.target,
        )  # fmt: skip
    strict = spec.kind is Kind.PICKLIST
    return Meaning(spec.label, spec.kind, ((spec.name,),), ((entity.name, spec.name),), strict)


def _dimension(table: str, said: str) -> Meaning | None:
    found = dimensions.named(said)
    if found is None or table not in found.paths:
        return None
    paths = found.paths[table]
    ends = tuple(dimensions.ends_of(found.name, table))
    target = ends[0][0] if len(paths[0]) > 1 and found.identity else None
    kind = Kind.REFERENCE if target else Kind.PICKLIST
    return Meaning(found.label, kind, paths, ends, strict=True, target=target)


def _beyond(entity: Entity, word: str) -> Meaning | None:
    """`account.industry`: a field of the record that a reference points to."""
    head, dot, rest = word.partition(".")
    if not dot:
        return None
    spec = field_named(entity, head)
    if spec is None or spec.target is None:
        return None
    there = meaning(spec.target, rest)
    paths = tuple((spec.name, *path) for path in there.paths)
    return Meaning(
        f"{spec.label} {there.label}", there.kind, paths, there.ends, there.strict, there.target
    )


def _children(table: str, said: str) -> Meaning | None:
    child, status = CHILD_WORDS.get(said, (None, None))
    for other, column in schema.CHILDREN[table]:
        if other == child and column != "manager_id":
            return Meaning(said, Kind.FLAG, (("id",),), children=(other, column, status))
    return None


def _unknown(entity: Entity, word: str) -> BadInput:
    names = [s.label for s in entity.fields]
    names += [d.label for d in dimensions.DIMENSIONS.values() if entity.name in d.paths]
    near = [match[0] for match in process.extract(word, sorted(set(names)), limit=3)]
    return BadInput(
        f"{entity.plural.capitalize()} have nothing called {word!r}.",
        hint=f"Near: {', '.join(near)}. All: {', '.join(sorted(set(names)))}.",
    )
