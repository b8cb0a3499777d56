"""The records themselves: which deals, contacts, accounts ... meet some conditions."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import and_

from store import schema
from store.schema import Entity
from tools.arguments import (
    Count,
    Direction,
    FieldName,
    Filter,
    Filters,
    Period,
    Rank,
    TableName,
)
from tools.contract import Context, Result, tool
from tools.parts import records
from tools.parts.comparing import CENTS
from tools.parts.fields import Meaning
from tools.parts.links import span_of
from tools.parts.periods import Span
from tools.parts.query import all_of, conditions, in_words
from tools.result import Figure

IDS_KEPT = 500


@tool(effect="reads")
def find_records(
    ctx: Context,
    table: TableName,
    *,
    where: Filters = [],  # noqa: B006 - pydantic copies a default
    period: Period | None = None,
    sort: FieldName | None = None,
    order: Direction | None = None,
    rank: Rank | None = None,
    limit: Count = 50,
    fields: list[FieldName] = [],  # noqa: B006 - as above
) -> Result:  # fmt: skip
    """List the records of one table that meet some conditions, counted in full.

    Args:
        table: Which records: account, contact, lead, opportunity, activity, product, user, team,
            quota, stage, prospect_company ...
        where: Conditions over fields, dimensions or records that belong to them, such as status,
            owner, amount, `account.industry`, email missing, or `open deals` missing.
        period: When; of won or lost deals the day they closed, of open ones the day they are
            expected to close, of everything else the day it was created or happened.
        sort: The field to sort by; without it the biggest or latest come first.
        order: The direction.
        rank: Only the first or last so many.
        limit: How many rows to show; the rest are counted.
        fields: The columns to show instead of the usual ones.

    Raises:
        BadInput: A table, field, value or period cannot be read.
        NotFound: A condition names a value that is not in the store.
    """
    entity = _table_named(table)
    read = conditions(ctx, entity.name, where)
    test, title = all_of(ctx, entity.name, read), in_words(read)
    span, day = _span(ctx, entity, period, where)
    if span is not None:
        test = and_(test, records.within(ctx, entity.name, day, span))
        title = f"{title}, " * bool(title) + f"{entity.field(day).label} in {span.label}"
    columns = records.columns_of(entity.name, fields)
    by = records.sorting(entity.name, sort, order, rank.order if rank else None)
    shown = min(limit, rank.count) if rank is not None else limit
    total = records.count(ctx, entity.name, test)
    ids, rows = records.read(ctx, entity.name, columns, test, by, max(shown, IDS_KEPT))
    worth = records.total_cents(ctx, entity.name, "amount_cents", test) if (
        entity.name == "opportunity") else None  # fmt: skip
    described = _described(entity, total, title)
    figures = _figures(ctx, entity, total, ids, where, span, described, worth)
    headed = records.headed(entity.name, ctx.workspace.currency, described, columns)
    filled = {"rows": rows[:shown], "row_ids": ids[:shown], "total": total}
    return Result(
        say=_say(described, figures, len(rows[:shown]), total),
        reading=_reading(by, entity, span, day),
        figures=figures,
        tables=[headed.model_copy(update=filled)] if rows else [],
        notes=_notes(figures, total, len(ids)),
        facts={
            "table": entity.name, "where": [f.model_dump() for f in where], "total": total,
            "ids": ids[:IDS_KEPT], "period": span.key if span else None,
        },
    )  # fmt: skip


def _table_named(word: str) -> Entity:
    said = word.casefold().replace("_", " ").strip()
    for entity in schema.ENTITIES.values():
        names = (entity.name, entity.name.replace("_", " "), entity.label, entity.plural)
        if said in names or said in entity.words:
            return entity
    return schema.entity(word)


def _span(
    ctx: Context, entity: Entity, period: str | None, where: Sequence[Filter]
) -> tuple[Span | None, str]:
    if period is None:
        return None, ""
    return span_of(ctx, entity.name, period, where)


def _described(entity: Entity, total: int, title: str) -> str:
    noun = entity.label if total == 1 else entity.plural
    return f"{total:,} {noun}{f' ({title})' if title else ''}"


def _figures(  # noqa: PLR0917 - everything that the two receipts must name
    ctx: Context, entity: Entity, total: int, ids: list[str], where: Sequence[Filter],
    span: Span | None, described: str, worth: tuple[int, int] | None,
) -> list[Figure]:  # fmt: skip
    behind: dict[str, Any] = {
        "filters": [f.model_dump() for f in where], "row_table": entity.name, "row_ids": ids,
        "period": {"label": span.label, "key": span.key} if span else None,
    }  # fmt: skip
    figures = [
        ctx.figure(
            f"records_{entity.name}", total, "count", label=described, n=total,
            definition=f"How many {entity.plural} meet the conditions.",
            formula=f"count of {entity.plural}", **behind,
        )
    ]  # fmt: skip
    if worth is not None and worth[1]:
        missing = total - worth[1]
        left_out = [f"{missing:,} of {total:,} have no amount in {ctx.workspace.currency}."]
        figures.append(
            ctx.figure(
                "records_amount", Decimal(worth[0]) / CENTS,
                ctx.workspace.currency, label=f"Amount of {described}", n=worth[1],
                definition="The amounts of the deals that meet the conditions.",
                formula="sum of amount", exclusions=left_out if missing else [], **behind,
            )
        )  # fmt: skip
    return figures


def _say(described: str, figures: list[Figure], shown: int, total: int) -> str:
    if total == 0:
        return f"There are none: {described}."
    worth = f", worth {figures[1].text} in all" if len(figures) > 1 else ""
    cut = f" The first {shown:,} are shown." if shown < total else ""
    return f"{described}{worth}.{cut}"


def _reading(by: list[tuple[Meaning, bool]], entity: Entity, span: Span | None, day: str) -> str:
    said = [f"sorted by {m.label}, {'highest' if down else 'lowest'} first" for m, down in by]
    if span is not None:
        said.append(f"the period is about {entity.field(day).label}")
    return f"{'; '.join(said).capitalize()}." if said else ""


def _notes(figures: list[Figure], total: int, kept: int) -> list[str]:
    notes = []
    if len(figures) > 1 and figures[1].n is not None and figures[1].n < total:
        notes.append(f"{total - figures[1].n:,} of the {total:,} deals have no amount.")
    if kept < total:
        notes.append(f"Follow-ups can name the first {kept:,} of them.")
    return notes
