"""Empty fields filled from what the store itself knows, each with its source."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select

from store.changes import Draft
from store.errors import BadInput, PitcrewError
from store.journal import JOURNAL
from store.schema import entity
from tools.arguments import FieldName, Filter, Filters, TableName
from tools.contract import Context, Result, tool
from tools.parts.fields import NAMES, field_named
from tools.parts.filling.facts import Facts, Guess, Row
from tools.parts.filling.sources import SOURCES, guess
from tools.parts.normalise.survey import TABLES
from tools.parts.paths import table_of
from tools.parts.query import where as rows_where
from tools.result import Cell, Figure, Table

ROWS_SHOWN = 100
FIELDS_SAID = 6
_NAMES = {"region": "region", "company": "company_name", "owner": "owner_id", "name": "last_name"}


@dataclass(slots=True)
class _Filling:
    """One field of one table: its empty cells, and what is known of them."""

    table: str
    name: str
    empty: int = 0
    found: list[tuple[Row, Guess]] = field(default_factory=list)
    torn: list[tuple[Row, str]] = field(default_factory=list)
    cleared: int = 0

    @property
    def where(self) -> str:
        """The field in words."""
        return f"{entity(self.table).field(self.name).label} of {entity(self.table).plural}"


@tool(effect="proposes")
def fill_missing_fields(
    ctx: Context,
    table: TableName | None = None,
    *,
    fields: list[FieldName] = [],  # noqa: B006 - pydantic copies a default
    where: Filters = [],  # noqa: B006 - as above
) -> Result:
    """Propose values for empty fields from what the store knows: industry, country, company, owner.

    An account's industry from accounts with the same domain, a country from a phone number or a
    domain, a company from an e-mail's domain, a region from the owner, and so on, each with its
    source. A value that is there is never touched, nor a field that a person emptied; where two
    sources disagree it stays empty. Nothing is looked up outside.

    Args:
        table: The records; without it, accounts, contacts, leads and deals.
        fields: Only these fields; without it, every field that the store can know.
        where: Conditions that choose the records.

    Raises:
        BadInput: The store cannot know that field.
        NotFound: A condition names a value that is not in the store.
    """
    chosen = _chosen(table, fields or [c.field for c in where if c.op == "missing"])
    facts = Facts(ctx)
    filled = []
    for name in dict.fromkeys(t for t, _ in chosen):
        rows = _rows(ctx, name, where, alone=table is not None)
        mine = [f for t, f in chosen if t == name]
        filled += [_filling(ctx, facts, name, f, rows) for f in mine] if rows is not False else []
    total = sum(len(one.found) for one in filled)
    figures = _figures(ctx, filled, total)
    if not total:
        return Result(
            say=f"Nothing to fill: of {sum(one.empty for one in filled):,} empty cells the store "
            "knows none.",
            figures=figures, tables=_torn_table(filled), notes=_notes(filled),
            facts={"filled": 0},
        )  # fmt: skip
    said = _in_words(filled)
    made = ctx.propose(
        f"Fill {total:,} empty {'cell' if total == 1 else 'cells'}: {said}", "fill_missing_fields",
        [draft for one in filled for draft in _drafts(one)], _effects(filled),
    )  # fmt: skip
    return Result(
        say=f"I can fill {total:,} empty {'cell' if total == 1 else 'cells'} from what the store "
        f"knows: {said}. Nothing changes until you approve.",
        figures=figures, tables=[_table(filled, facts), *_torn_table(filled)], change_sets=[made],
        notes=_notes(filled),
        facts={"filled": total, "by_field": {
            f"{one.table}.{one.name}": len(one.found) for one in filled if one.found}},
    )  # fmt: skip


def _chosen(table: str | None, words: Sequence[str]) -> list[tuple[str, str]]:
    """The (table, field) pairs that are asked for, of those that the store can know."""
    tables = [table] if table else list(TABLES)
    if not words:
        found = [pair for pair in SOURCES if pair[0] in tables]
    else:
        named = {
            (name, spec.name)
            for name in tables
            for word in words
            for form in (word, _NAMES.get(word, word), word.removesuffix("s"),
                         f"{word.removesuffix('ies')}y")
            if (spec := field_named(entity(name), form)) is not None
        }  # fmt: skip
        found = [pair for pair in SOURCES if pair in named]
    if not found:
        known = sorted({entity(t).field(f).label for t, f in SOURCES if t in tables})
        raise BadInput(
            f"The store cannot know {', '.join(words) or 'any field'} of {', '.join(tables)}.",
            hint=f"It may know: {', '.join(known)}." if known else "Ask for accounts or contacts.",
        )
    return found


def _rows(
    ctx: Context, table: str, where: Sequence[Filter], *, alone: bool
) -> set[str] | bool | None:
    """The ids that the conditions choose; None for all, False where they fit no such table."""
    if not where:
        return None
    try:
        test: ColumnElement[bool] = rows_where(ctx, table, list(where))
    except PitcrewError:
        if alone:
            raise
        return False
    return set(ctx.session.connection().scalars(select(table_of(table).c.id).where(test)))


def _filling(
    ctx: Context,
    facts: Facts,
    table: str,
    name: str,
    wanted: set[str] | bool | None,  # noqa: FBT001 - what `_rows` gives
) -> _Filling:
    one = _Filling(table, name)
    emptied = _emptied(ctx, table, name)
    for row in facts.rows(table):
        if row[name] not in {None, ""} or (isinstance(wanted, set) and row["id"] not in wanted):
            continue
        one.empty += 1
        if row["id"] in emptied:
            one.cleared += 1
            continue
        known = guess(facts, table, name, row)
        if isinstance(known, Guess):
            one.found.append((row, known))
        elif known is not None:
            one.torn.append((row, known))
    return one


def _emptied(ctx: Context, table: str, name: str) -> set[str]:
    """The records whose field somebody emptied on purpose: the last that was written is nothing."""
    query = select(JOURNAL.c.row_id, JOURNAL.c.after).where(
        JOURNAL.c.workspace_id == ctx.workspace.id, JOURNAL.c.table_name == table,
        JOURNAL.c.old_version.is_not(None),
    )  # fmt: skip
    last: dict[str, Any] = {}
    for row_id, after in ctx.session.connection().execute(query.order_by(JOURNAL.c.n)):
        if name in after:
            last[row_id] = after[name]
    return {row_id for row_id, value in last.items() if value in {None, ""}}


def _drafts(one: _Filling) -> list[Draft]:
    return [
        Draft("update", one.table, row["id"], {one.name: known.value},
              reason=f"from {known.source}", confidence=known.confidence)
        for row, known in one.found
    ]  # fmt: skip


def _figures(ctx: Context, filled: Sequence[_Filling], total: int) -> list[Figure]:
    empty = sum(one.empty for one in filled)
    return [
        ctx.figure(
            "cells_to_fill", total, "count", label="empty cells that can be filled", n=empty,
            definition="Empty cells whose value another live record of the workspace gives.",
            formula="count of empty cells with exactly one value by all sources that know one",
            inputs={f"{one.table}.{one.name}": len(one.found) for one in filled if one.found},
        ),
        ctx.figure(
            "empty_cells", empty, "count", label="empty cells", n=empty,
            definition="Cells without a value, of the fields that the store can know.",
            formula="count",
        ),
    ]  # fmt: skip


def _worst(filled: Sequence[_Filling]) -> list[_Filling]:
    return sorted((one for one in filled if one.found), key=lambda one: -len(one.found))


def _in_words(filled: Sequence[_Filling]) -> str:
    worst = _worst(filled)
    said = [f"{one.where} {len(one.found):,}" for one in worst[:FIELDS_SAID]]
    rest = len(worst) - len(said)
    return ", ".join(said) + (f" and {rest} more fields" if rest > 0 else "")


def _effects(filled: Sequence[_Filling]) -> dict[str, Any]:
    return {
        f"empty {one.where}": {"before": one.empty, "after": one.empty - len(one.found)}
        for one in _worst(filled)
    }


def _table(filled: Sequence[_Filling], facts: Facts) -> Table:
    """The first few of every field before the rest, so that no field hides behind another."""
    rows: list[list[Cell]] = []
    each = max(ROWS_SHOWN // max(len(_worst(filled)), 1), 3)
    for one in _worst(filled):
        for row, known in one.found[:each]:
            rows.append([
                _called(one.table, row), one.where, _shown(facts, known.value), known.source,
                f"{known.confidence:.0%}",
            ])  # fmt: skip
    return Table(
        name="filled", title="Empty cells and what fills them",
        columns=["record", "field", "value", "source", "confidence"], units=["text"] * 5,
        rows=rows, total=sum(len(one.found) for one in filled),
    )  # fmt: skip


def _called(table: str, row: Row) -> str:
    whole = " ".join(str(row[n]) for n in ("first_name", "last_name") if row.get(n))
    other = row.get("email") or row.get("external_id")
    return str(row.get(NAMES[table]) or whole or other or row["id"])


def _shown(facts: Facts, value: Any) -> str:
    """A reference by the name of what it points at."""
    named = facts.accounts.get(value) or facts.users.get(value) if isinstance(value, str) else None
    return str(named["name"]) if named is not None else str(value)


def _torn_table(filled: Sequence[_Filling]) -> list[Table]:
    torn = [(one, row, why) for one in filled for row, why in one.torn]
    if not torn:
        return []
    rows: list[list[Cell]] = [
        [_called(one.table, row), one.where, why] for one, row, why in torn[:ROWS_SHOWN]
    ]
    return [
        Table(
            name="torn", title="Left empty: the sources disagree",
            columns=["record", "field", "what they say"], units=["text"] * 3, rows=rows,
            total=len(torn),
        )
    ]  # fmt: skip


def _notes(filled: Sequence[_Filling]) -> list[str]:
    cleared = Counter({one.where: one.cleared for one in filled if one.cleared})
    notes = [f"{count:,} in {where} left empty, because somebody emptied them on purpose."
             for where, count in cleared.items()]  # fmt: skip
    torn = sum(len(one.torn) for one in filled)
    if torn:
        notes.append(f"{torn:,} left empty, because two sources disagree.")
    left = sum(one.empty - len(one.found) - one.cleared - len(one.torn) for one in filled)
    if left:
        notes.append(f"{left:,} more empty cells: nothing in the store says what belongs there.")
    return notes
