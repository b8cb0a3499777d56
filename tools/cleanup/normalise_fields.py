"""Corrections of how values are written, field by field, as one change set."""

from collections import Counter
from collections.abc import Sequence

from store.changes import Draft
from store.errors import BadInput, PitcrewError
from store.schema import FieldSpec, Kind, entity
from tools.arguments import FieldName, Filter, Filters, TableName
from tools.contract import Context, Result, tool
from tools.parts.fields import field_named
from tools.parts.normalise.survey import TABLES, Survey, fields_with_rules, survey
from tools.parts.query import where as rows_where
from tools.result import Cell, Figure, Table

ROWS_SHOWN = 100
ROWS_LISTED = 50

_LIKE = {
    "region": "state_region", "province": "state_region", "company": "company_name",
    "person name": "full_name", "people name": "full_name", "contact name": "full_name",
    "site": "website", "web address": "website", "domain name": "domain", "role": "title",
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
    written out, names get their capitals, misspelled list values are set right. What is not clear
    is listed and left alone. Nothing changes until somebody approves.

    Args:
        table: The records to clean up; without it, accounts, contacts, leads and deals.
        fields: Only these fields, such as phone, country, title, company name; without it, every
            field that has a rule.
        where: Conditions that choose the records.

    Raises:
        BadInput: A field is not there, or has no rule.
        NotFound: A condition names a value that is not in the store.
    """
    tables = [table] if table else list(TABLES)
    chosen = {name: _chosen(name, fields) for name in tables}
    _all_known(fields, chosen)
    found = [
        one
        for name in tables
        if chosen[name]
        for one in _surveyed(ctx, name, chosen[name], where, alone=table is not None)
    ]
    total = sum(len(one.corrections) for one in found)
    if total == 0:
        return _nothing(ctx, found)
    made = ctx.propose(
        f"Correct {total:,} {_plural(total, 'value')}: {_by_field(found)}", "normalise_fields",
        [draft for one in found for draft in _drafts(one)], _effects(found),
    )  # fmt: skip
    return Result(
        say=f"I propose {total:,} {_plural(total, 'correction')}: {_by_field(found)}. "
        "Nothing changes until you approve.",
        figures=_figures(ctx, found, total), tables=[_samples(found), *_doubt_table(found)],
        change_sets=[made], notes=_notes(found),
        facts={"corrections": total, "by_field": _counts(found),
               "fields_not_named": max(len(_worst(found)) - _FIELDS_SAID, 0)},
    )  # fmt: skip


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


def _drafts(found: Survey) -> list[Draft]:
    return [
        Draft("update", found.table, c.row_id, {found.spec.name: c.fix.value},
              reason=c.fix.reason, confidence=c.fix.confidence)
        for c in found.corrections
    ]  # fmt: skip


def _nothing(ctx: Context, found: Sequence[Survey]) -> Result:
    filled = sum(one.filled for one in found)
    doubtful = sum(one.doubtful for one in found)
    read = ctx.figure(
        "values_read", filled, "count", label="values read", n=filled,
        definition="Values of the fields that have a rule.", formula="count of filled cells",
    )  # fmt: skip
    left = f" {doubtful:,} I cannot settle; see the list." if doubtful else ""
    right = f"{filled:,} {_plural(filled, 'value')} read, and all are well written"
    there = f"{filled:,} {_plural(filled, 'value')} read" if doubtful else right
    nothing = "none of the fields holds a value" if filled == 0 else there
    return Result(
        say=f"Nothing to correct: {nothing}.{left}",
        figures=[read], tables=_doubt_table(found), notes=_notes(found),
        facts={"corrections": 0, "values": filled, "doubtful": doubtful},
    )  # fmt: skip


def _figures(ctx: Context, found: Sequence[Survey], total: int) -> list[Figure]:
    whole = ctx.figure(
        "corrections", total, "count", label="corrections proposed",
        definition="Cells whose value would be written otherwise.", formula="sum over the fields",
        n=sum(one.filled for one in found),
    )  # fmt: skip
    parts = [
        ctx.figure(
            "corrections", len(one.corrections), "count", label=f"corrections in {one.where}",
            definition=f"Values of {one.where} that would be written otherwise.",
            formula="count of cells where the corrected value differs", n=one.filled,
            row_table=one.table, row_ids=[c.row_id for c in one.corrections],
        )
        for one in _worst(found)
    ]  # fmt: skip
    return [whole, *parts]


def _worst(found: Sequence[Survey]) -> list[Survey]:
    return sorted((f for f in found if f.corrections), key=lambda f: -len(f.corrections))


def _counts(found: Sequence[Survey]) -> dict[str, int]:
    return {f"{one.table}.{one.spec.name}": len(one.corrections) for one in _worst(found)}


def _by_field(found: Sequence[Survey]) -> str:
    worst = _worst(found)
    said = [f"{one.where} {len(one.corrections):,}" for one in worst[:_FIELDS_SAID]]
    rest = len(worst) - len(said)
    return ", ".join(said) + (f" and {rest} more {_plural(rest, 'field')}" if rest else "")


_FIELDS_SAID = 6


def _effects(found: Sequence[Survey]) -> dict[str, object]:
    """Well-written values before and after, for each field."""
    return {
        f"well-written {one.where}": {
            "before": one.filled - one.doubtful - len(one.corrections),
            "after": one.filled - one.doubtful,
        }
        for one in _worst(found)
    }


def _samples(found: Sequence[Survey]) -> Table:
    """Each different correction once, the commonest first."""
    rows: list[list[Cell]] = []
    for one in _worst(found):
        same = Counter((c.before, c.fix.value, c.fix.reason) for c in one.corrections)
        rows += [[one.where, before, after, n, why] for (before, after, why), n in same.items()]
    rows.sort(key=lambda row: (-int(str(row[3])), str(row[0]), str(row[1])))
    rows = _spread(rows)
    return Table(
        name="corrections", title="Corrections, before and after",
        columns=["field", "before", "after", "records", "why"],
        units=["text", "text", "text", "count", "text"], rows=rows[:ROWS_SHOWN], total=len(rows),
    )  # fmt: skip


def _spread(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The first few of every field before the rest, so that no field hides behind another."""
    seen: Counter[str] = Counter()
    first: list[list[Cell]] = []
    rest: list[list[Cell]] = []
    for row in rows:
        seen[str(row[0])] += 1
        (first if seen[str(row[0])] <= _EACH else rest).append(row)
    return first + rest


_EACH = 8


def _doubt_table(found: Sequence[Survey]) -> list[Table]:
    rows: list[list[Cell]] = [
        [one.where, value, reason, len(ids)]
        for one in found
        for value, (reason, ids) in one.doubts.items()
    ]
    rows.sort(key=lambda row: (-int(str(row[3])), str(row[0]), str(row[1])))
    if not rows:
        return []
    return [
        Table(
            name="left_alone", title="Left alone: only a person can say",
            columns=["field", "value", "why", "records"], units=["text", "text", "text", "count"],
            rows=rows[:ROWS_LISTED], total=len(rows),
        )
    ]  # fmt: skip


def _notes(found: Sequence[Survey]) -> list[str]:
    notes = [
        f"{one.doubtful:,} {_plural(one.doubtful, 'value')} in {one.where} left alone, such as "
        f"{next(iter(one.doubts.values()))[0]}."
        for one in found
        if one.doubts
    ]
    assumed = sum("taken to be in" in c.fix.reason for one in found for c in one.corrections)
    if assumed:
        notes.append(
            f"{assumed:,} {_plural(assumed, 'number')} on records without a country "
            f"{'was' if assumed == 1 else 'were'} taken to be in the workspace's own."
        )
    return notes


def _plural(count: int, word: str) -> str:
    return word if count == 1 else f"{word}s"
