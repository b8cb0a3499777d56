"""Corrections of how values are written, field by field, as one change set."""

from collections.abc import Sequence

from store.errors import BadInput, PitcrewError
from store.lessons import learn_from_decisions
from store.schema import FieldSpec, Kind, entity
from tools.arguments import FieldName, Filter, Filters, TableName
from tools.contract import Context, Result, tool
from tools.parts.fields import field_named
from tools.parts.normalise import telling
from tools.parts.normalise.survey import TABLES, Survey, drafts, fields_with_rules, survey
from tools.parts.query import where as rows_where
from tools.result import Table

_LIKE = {
    "region": "state_region", "province": "state_region", "company": "company_name",
    "person name": "full_name", "people name": "full_name", "contact name": "full_name",
    "site": "website", "web address": "website", "domain name": "domain", "role": "title",
    "zip": "postal_code", "zip code": "postal_code", "post code": "postal_code",
    "postcode": "postal_code", "currency code": "currency",
}  # fmt: skip
"""Words for kinds of field that no table calls a field by."""
_FAMILIES: dict[str, frozenset[Kind]] = {
    "phone": frozenset({Kind.PHONE}), "email": frozenset({Kind.EMAIL}),
    "title": frozenset({Kind.TITLE}), "country": frozenset({Kind.COUNTRY}),
    "state_region": frozenset({Kind.STATE}), "company_name": frozenset({Kind.COMPANY}),
    "full_name": frozenset({Kind.FIRST_NAME, Kind.LAST_NAME, Kind.FULL_NAME}),
    "website": frozenset({Kind.URL}), "domain": frozenset({Kind.DOMAIN}),
}  # fmt: skip
"""Fields that stand for all of their kind: `phone` is every telephone number, mobiles too."""


@tool(effect="proposes")
def normalise_fields(
    ctx: Context,
    table: TableName | None = None,
    *,
    fields: list[FieldName] = [],  # noqa: B006 - pydantic copies a default
    where: Filters = [],  # noqa: B006 - as above
) -> Result:
    """Propose corrections of how values are written: phone, e-mail, country, titles, names, lists.

    Numbers become E.164, countries and states follow the style their column mostly has, titles are
    written out, names get their capitals, misspelled list values are set right, n/a and test are
    emptied; what people taught (always write IBM for I.B.M.) comes first. What is not clear is
    listed and left alone. Nothing changes until somebody approves.

    Args:
        table: The records to clean up; without it, accounts, contacts, leads and deals.
        fields: Only these fields, such as phone, country, title, company name; without it, every
            field that has a rule.
        where: Conditions that choose the records.

    Raises:
        BadInput: A field is not there, or has no rule.
        NotFound: A condition names a value that is not in the store.
    """
    learn_from_decisions(ctx.session, ctx.workspace.id, ctx.now)
    tables = [table] if table else list(TABLES)
    chosen = {name: _chosen(name, fields) for name in tables}
    if not any(chosen.values()) and not where:  # "countries and products" names fields, no table
        chosen = {name: _chosen(name, fields) for name in TABLES}
        tables = [name for name in TABLES if chosen[name]] or tables
    _all_known(fields, chosen)
    found = [
        one
        for name in tables
        if chosen[name]
        for one in _surveyed(ctx, name, chosen[name], where, alone=table is not None)
    ]
    total = sum(len(one.corrections) for one in found)
    if total == 0:
        return _nothing(ctx, found, fields)
    made = ctx.propose(
        f"Correct {total:,} {telling.plural(total, 'value')}: {telling.by_field(found)}",
        "normalise_fields", [draft for one in found for draft in drafts(one)],
        telling.effects(found),
    )  # fmt: skip
    return Result(
        say=f"I propose {total:,} {telling.plural(total, 'correction')}: "
        f"{telling.by_field(found)}. Nothing changes until you approve.",
        figures=telling.figures(ctx, found, total),
        tables=[telling.samples(found), *telling.doubt_table(found), *_titles(found, fields)],
        change_sets=[made], notes=[
            *telling.notes(found),
            (f"The values as they are now stay in the change set: “show {made.id}” lists them, and "
            "undo puts them back."),
        ],
        facts={"corrections": total, "by_field": telling.counts(found),
               "fields_not_named": max(len(telling.worst(found)) - telling.FIELDS_SAID, 0)},
    )  # fmt: skip


def _titles(found: Sequence[Survey], fields: Sequence[str]) -> list[Table]:
    """What job titles mean, when they are what was asked about."""
    return telling.titles_table(found) if fields else []


def _chosen(table: str, words: Sequence[str]) -> list[FieldSpec]:
    """The fields that the words mean in a table; all that have a rule when there are no words."""
    ruled = fields_with_rules(table)
    if not words:
        return ruled
    wanted: dict[str, FieldSpec] = {}
    for word in words:
        for spec in _meant(table, word, ruled):
            wanted[spec.name] = spec
    return list(wanted.values())


def _meant(table: str, word: str, ruled: Sequence[FieldSpec]) -> list[FieldSpec]:
    for said in _singulars(word):
        name = _LIKE.get(said, said)
        spec = field_named(entity(table), name)
        family = _FAMILIES.get(spec.name if spec else name) or _FAMILIES.get(name)
        if family:
            return [s for s in ruled if s.kind in family]
        if spec:
            return [s for s in ruled if s.name == spec.name]
    return []


def _singulars(word: str) -> list[str]:
    said = " ".join(word.casefold().replace("_", " ").split())
    forms = [word, said, said.removesuffix("s"), said.removesuffix("ies") + "y"]
    return list(dict.fromkeys(f.removesuffix(" number") for f in forms))


def _all_known(words: Sequence[str], chosen: dict[str, list[FieldSpec]]) -> None:
    if words and not any(chosen.values()):
        names = sorted({s.label for name in chosen for s in fields_with_rules(name)})
        raise BadInput(
            f"There is no rule for {', '.join(words)} in {', '.join(chosen)}.",
            hint=f"Fields that can be cleaned up: {', '.join(names)}.",
        )


def _surveyed(
    ctx: Context, table: str, specs: Sequence[FieldSpec], where: Sequence[Filter], *, alone: bool
) -> list[Survey]:
    """The table's fields, read; a condition that only fits other tables leaves this one out."""
    try:
        chosen = rows_where(ctx, table, list(where)) if where else None
    except PitcrewError:
        if alone:
            raise
        return []
    return survey(ctx, table, specs, chosen)


def _nothing(ctx: Context, found: Sequence[Survey], fields: Sequence[str]) -> Result:
    filled = sum(one.filled for one in found)
    doubtful = sum(one.doubtful for one in found)
    read = ctx.figure(
        "values_read", filled, "count", label="values read", n=filled,
        definition="Values of the fields that have a rule.", formula="count of filled cells",
    )  # fmt: skip
    left = f" {doubtful:,} I cannot settle; see the list." if doubtful else ""
    right = f"{filled:,} {telling.plural(filled, 'value')} read, and all are well written"
    there = f"{filled:,} {telling.plural(filled, 'value')} read" if doubtful else right
    nothing = "none of the fields holds a value" if filled == 0 else there
    return Result(
        say=f"Nothing to correct: {nothing}.{left}",
        figures=[read], tables=[*telling.doubt_table(found), *_titles(found, fields)],
        notes=telling.notes(found),
        facts={"corrections": 0, "values": filled, "doubtful": doubtful},
    )  # fmt: skip
