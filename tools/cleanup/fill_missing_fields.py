"""Empty fields filled from what the store itself knows, each with its source."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from store.changes import Draft
from store.errors import BadInput, PitcrewError
from store.journal import JOURNAL
from store.schema import entity
from tools.arguments import FieldName, Filter, Filters, Rank, Ranking, TableName
from tools.contract import Context, Result, tool
from tools.parts.fields import field_named, meaning
from tools.parts.filling.facts import Facts, Guess
from tools.parts.filling.gaps import Filling, table_of_cells, torn_table, worst_first
from tools.parts.filling.sources import SOURCES, guess
from tools.parts.normalise.survey import TABLES
from tools.parts.paths import table_of
from tools.parts.query import where as rows_where
from tools.parts.records import BIGGEST, read
from tools.result import Figure

FIELDS_SAID = 6
SIZED = frozenset({"account", "lead", "opportunity"})
"""Records that come by revenue, score or amount; others have only days."""
_NAMES = {"region": "region", "company": "company_name", "owner": "owner_id", "name": "last_name"}


@tool(effect="proposes")
def fill_missing_fields(
    ctx: Context,
    table: TableName | None = None,
    *,
    fields: list[FieldName] = [],  # noqa: B006 - pydantic copies a default
    where: Filters = [],  # noqa: B006 - as above
    rank: Rank | None = None,
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
        rank: Only the first or last so many of them: accounts by annual revenue, deals by amount.

    Raises:
        BadInput: The store cannot know any of the fields, or the records have no order.
        NotFound: A condition names a value that is not in the store.
    """
    words = fields or [c.field for c in where if c.op == "missing"]
    chosen = _chosen(table, words)
    facts = Facts(ctx)
    filled = []
    for name in dict.fromkeys(t for t, _ in chosen):
        rows = _rows(ctx, name, where, rank, alone=table is not None)
        mine = [f for t, f in chosen if t == name]
        filled += [_filling(ctx, facts, name, f, rows) for f in mine] if rows is not False else []
    total = sum(len(one.found) for one in filled)
    figures, notes = (
        _figures(ctx, filled, total),
        [*_only(rank, chosen), *_untold(table, words), *_notes(filled)],
    )
    if not total:
        return Result(
            say=f"Nothing to fill: of {sum(one.empty for one in filled):,} empty cells the store "
            "knows none.",
            figures=figures, tables=torn_table(filled), notes=notes,
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
        figures=figures, tables=[table_of_cells(filled, facts), *torn_table(filled)],
        change_sets=[made], notes=notes,
        facts={"filled": total, "by_field": {
            f"{one.table}.{one.name}": len(one.found) for one in filled if one.found}},
    )  # fmt: skip


def _chosen(table: str | None, words: Sequence[str]) -> list[tuple[str, str]]:
    """The (table, field) pairs that are asked for, of those that the store can know."""
    tables = [table] if table else list(TABLES)
    if not words:
        found = [pair for pair in SOURCES if pair[0] in tables]
    else:
        named = {pair for word in words for pair in _named(tables, word)}
        found = [pair for pair in SOURCES if pair in named]
    if not found:
        known = sorted({entity(t).field(f).label for t, f in SOURCES if t in tables})
        raise BadInput(
            f"The store cannot know {', '.join(words) or 'any field'} of {', '.join(tables)}.",
            hint=f"It may know: {', '.join(known)}." if known else "Ask for accounts or contacts.",
        )
    return found


def _named(tables: Sequence[str], word: str) -> set[tuple[str, str]]:
    """The fields that a word means, each with its table."""
    forms = (word, _NAMES.get(word, word), word.removesuffix("s"), f"{word.removesuffix('ies')}y")
    return {
        (name, spec.name)
        for name in tables
        for form in forms
        if (spec := field_named(entity(name), form)) is not None
    }


def _only(rank: Rank | None, chosen: Sequence[tuple[str, str]]) -> list[str]:
    """How many of the records were looked at, and by what they are the first."""
    if rank is None:
        return []
    end = "largest" if rank.order == "top" else "smallest"
    tables = dict.fromkeys(table for table, _ in chosen)
    said = [f"{entity(t).plural} by {entity(t).field(BIGGEST[t]).label}" for t in tables]
    return [f"Only the {rank.count:,} {end} {' and '.join(said)}."]


def _untold(table: str | None, words: Sequence[str]) -> list[str]:
    """The fields that were asked for and that nothing in the store can tell."""
    tables = [table] if table else list(TABLES)
    lost = [word for word in words if _named(tables, word).isdisjoint(SOURCES)]
    called = {
        entity(name).field(field).label if name in TABLES else word
        for word in lost
        for name, field in (sorted(_named(tables, word)) or [("", "")])[:1]
    }
    if not called:
        return []
    return [f"Nothing in the store tells {' or '.join(sorted(called))}: that stays empty here."]


def _rows(
    ctx: Context, table: str, where: Sequence[Filter], rank: Rank | None, *, alone: bool
) -> set[str] | bool | None:
    """The ids that the conditions choose; None for all, False where they fit no such table."""
    if rank is not None:
        return _ranked(ctx, table, where, rank)
    if not where:
        return None
    try:
        test: ColumnElement[bool] = rows_where(ctx, table, list(where))
    except PitcrewError:
        if alone:
            raise
        return False
    return set(ctx.session.connection().scalars(select(table_of(table).c.id).where(test)))


def _ranked(ctx: Context, table: str, where: Sequence[Filter], rank: Ranking) -> set[str]:
    """The first or last so many that meet the conditions, by the field that tells their size."""
    name = BIGGEST.get(table) if table in SIZED else None
    if name is None:
        raise BadInput(
            f"{entity(table).plural.capitalize()} have no order of size.",
            hint="Say for example: the top 500 accounts, or the top 20 deals.",
        )
    test = rows_where(ctx, table, [c for c in where if c.op != "missing"])
    order = [(meaning(table, name), rank.order == "top")]
    ids, _ = read(ctx, table, [], test, order, rank.count)
    return set(ids)


def _filling(
    ctx: Context,
    facts: Facts,
    table: str,
    name: str,
    wanted: set[str] | bool | None,  # noqa: FBT001 - what `_rows` gives
) -> Filling:
    one = Filling(table, name)
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


def _drafts(one: Filling) -> list[Draft]:
    return [
        Draft("update", one.table, row["id"], {one.name: known.value},
              reason=f"from {known.source}", confidence=known.confidence)
        for row, known in one.found
    ]  # fmt: skip


def _figures(ctx: Context, filled: Sequence[Filling], total: int) -> list[Figure]:
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


def _in_words(filled: Sequence[Filling]) -> str:
    worst = worst_first(filled)
    said = [f"{one.where} {len(one.found):,}" for one in worst[:FIELDS_SAID]]
    rest = len(worst) - len(said)
    return ", ".join(said) + (f" and {rest} more fields" if rest > 0 else "")


def _effects(filled: Sequence[Filling]) -> dict[str, Any]:
    return {
        f"empty {one.where}": {"before": one.empty, "after": one.empty - len(one.found)}
        for one in worst_first(filled)
    }


def _notes(filled: Sequence[Filling]) -> list[str]:
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
