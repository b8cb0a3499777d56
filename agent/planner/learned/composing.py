"""Example asks composed from declarations: what any field, link or metric makes possible.

People write the playbooks' asks about what they think of; a field that nobody thought of must be
found missing, sorted by or split by all the same. These plain sentences name each field, link and
metric once or twice, each in another of a few forms, in a fixed order.
"""

from collections.abc import Iterator
from itertools import cycle

from store.schema import ENTITIES, Entity, FieldSpec, Kind
from tools.parts.dimensions import DIMENSIONS
from tools.parts.metrics import METRICS
from tools.parts.routes import pairs

Pair = tuple[str, str]
"""A tool and a sentence that asks for it."""
_TABLES = ("account", "contact", "lead", "opportunity", "user")
_HIDDEN = frozenset({"external_id", "currency", "other_emails", "converted_contact_id"})
_LACKING = (
    "{many} without {a}", "{many} with no {field}", "which {many} are missing {a}?",
    "{many} where the {field} is empty", "show me {many} that don't have {a}",
    "list {many} whose {field} is blank", "any {many} lacking {a}?",
    "do we have {many} with no {field}", "which {many} have no {field}", "{many} missing {a}",
)  # fmt: skip
_BOUNDED = (
    "{many} with {field} over 500", "which {many} have {a} of at least 500?",
    "{many} where {field} is below 500", "list {many} with {a} under 500",
    "{many} sorted by {field}", "top 10 {many} by {field}",
)  # fmt: skip
_VALUED = (
    "{many} where {field} is Acme", "{many} where {field} is not Acme",
    "all {many} except those with {field} Acme", "which {many} are in {field} Acme?",
    "{many} with {field} other than Acme", "show {many} with {field} Acme or Bolt",
)  # fmt: skip
_DATED = (
    "{many} with {a} before March", "{many} where {field} is in October",
    "list {many} by {field}", "{many} whose {field} is after June 2023",
)  # fmt: skip
_LINKED = (
    "{many} without {a}", "which {many} have no {linked}?", "{many} that have {linked}",
    "{many} with more than 3 {linked}", "{many} without {linked} this quarter",
    "which {many} have at least one {field}?", "{many} that have never had {a}",
)  # fmt: skip
_MEASURED = (
    "top 5 {groups} by {metric} last month", "{metric} for each {group} this year",
    "what is our {metric} per {group} in Q2?", "compare {metric} of Acme and Bolt last quarter",
    "{metric} for Acme vs Bolt this year", "{metric} in Acme last month",
    "bottom 3 {groups} by {metric}", "which {group} has the best {metric} this quarter?",
)  # fmt: skip
_GROUPS = ("owner", "team", "region", "product", "segment", "industry", "source", "month")


def composed() -> Iterator[Pair]:
    """Every composed ask with the tool that it is for."""
    lacking, bounded, valued = cycle(_LACKING), cycle(_BOUNDED), cycle(_VALUED)
    dated = cycle(_DATED)
    for entity in map(ENTITIES.__getitem__, _TABLES):
        for spec in _shown(entity):
            yield "find_records", _said(next(lacking), entity, spec.label)
            if spec.kind in {Kind.NUMBER, Kind.MONEY}:
                yield "find_records", _said(next(bounded), entity, spec.label)
            elif spec.kind is Kind.DATE:
                yield "find_records", _said(next(dated), entity, spec.label)
            elif spec.kind is Kind.PICKLIST:
                yield "find_records", _said(next(valued), entity, spec.label)
    yield from _linked()
    yield from _measured()


def _shown(entity: Entity) -> Iterator[FieldSpec]:
    return (f for f in entity.fields if f.name not in _HIDDEN and f.kind is not Kind.LONG_TEXT)


def _linked() -> Iterator[Pair]:
    forms = cycle(_LINKED)
    for one, other in sorted(pairs()):
        if one in _TABLES and other in _TABLES and (one, other) != ("opportunity", "activity"):
            target = ENTITIES[other]
            yield "query_records", _said(next(forms), ENTITIES[one], target.label, target.plural)


def _measured() -> Iterator[Pair]:
    forms, groups = cycle(_MEASURED), cycle(_GROUPS)
    for metric in METRICS.values():
        if metric.unit == "count":
            continue
        for _ in range(2):
            group = DIMENSIONS[next(groups)].label
            form = next(forms)
            yield "measure", form.format(metric=metric.label, group=group, groups=f"{group}s")


def _said(form: str, entity: Entity, field: str, linked: str = "") -> str:
    article = "an" if field[0] in "aeiou" else "a"
    return form.format(many=entity.plural, field=field, a=f"{article} {field}", linked=linked)
