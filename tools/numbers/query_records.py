"""Questions over linked records, and figures of any field, that no named metric answers."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from sqlalchemy import and_

from store import schema
from store.errors import BadInput
from store.schema import Entity
from tools.arguments import (
    Count,
    DimensionName,
    Direction,
    FieldName,
    Filters,
    Links,
    Period,
    Rank,
    Ranking,
    TableName,
    choice,
)
from tools.contract import Context, Result, tool
from tools.parts import records
from tools.parts.dimensions import DIMENSIONS, Dimension, dimension
from tools.parts.fields import Meaning
from tools.parts.folding import Folded, Folding, folded, measured
from tools.parts.folding import ordered as by_value
from tools.parts.links import linked, span_of
from tools.parts.measuring.receipts import exact
from tools.parts.metrics.shape import Key
from tools.parts.query import all_of, conditions, in_words
from tools.parts.query_words import Question, name_of, noun, said, told
from tools.parts.routes import table_named
from tools.result import Figure, Table

IDS_KEPT = 500
GROUPS_WITH_RECEIPTS = 50
GROUPS_AT_MOST = 1_000
SPLIT_AT_MOST = 3
"""Dimensions in one question."""


@tool(effect="reads")
def query_records(
    ctx: Context,
    table: TableName | None = None,
    *,
    links: Links = [],  # noqa: B006 - pydantic copies a default
    where: Filters = [],  # noqa: B006 - as above
    period: Period | None = None,
    compute: Annotated[
        Literal["count", "sum", "mean", "median", "min", "max"],
        choice(
            sum=("sum of", "add up", "combined", "summed", "total up", "total amount",
                 "total value", "total pipeline", "worth in total", "how much are", "worth"),
            mean=("average", "mean", "avg", "on average"),
            median=("median", "typical", "middle"),
            min=("minimum", "least amount"), max=("maximum",),
        ),
    ] = "count",
    sort: FieldName | None = None,
    order: Direction | None = None,
    fields: list[FieldName] = [],  # noqa: B006 - as above
    of: FieldName | None = None,
    by: list[DimensionName] = [],  # noqa: B006 - as above
    rank: Rank | None = None,
    limit: Count = 50,
) -> Result:  # fmt: skip
    """Answer an ad-hoc question about records by what they are linked to, or not linked to.

    Accounts without an open deal, contacts whose account has no owner, reps with no activity this
    month, accounts with more than three open deals: counted in full, listed, and split or added up
    when asked. For a named metric use `measure`; for a plain list of records `find_records`.

    Args:
        table: Which records: account, contact, lead, opportunity, activity, user, team, quota ...
        links: Conditions on linked records, each `with`, `without`, `at_least`, `at_most` or
            `exactly` so many, with conditions and a period of their own.
        where: Conditions on the records themselves: fields, dimensions, `account.industry` ...
        period: When; of won or lost deals the day they closed, of open ones the day they are due,
            of everything else the day it was created or happened.
        compute: What to compute: how many there are, or a sum, mean, median, minimum or maximum
            of a field.
        sort: The field to sort by.
        order: The direction.
        fields: The columns to show.
        of: The field that is added up or averaged, when that is not the amount.
        by: Dimensions to split it by: owner, team, region, industry, country, month ...
        rank: Only the first or last so many groups.
        limit: How many rows to show; the rest are counted.

    Raises:
        BadInput: A table, link, field, value or period cannot be read, or there are too many.
        NotFound: A condition names a value that is not in the store.
    """
    entity = _table(table)
    split = tuple(_dimension(name, entity) for name in dict.fromkeys(by))
    if len(split) > SPLIT_AT_MOST:
        raise BadInput(f"That is split more than {SPLIT_AT_MOST} ways.", hint="Ask for fewer.")
    read = conditions(ctx, entity.name, where)
    beyond = linked(ctx, entity.name, links)
    tests = [all_of(ctx, entity.name, read), *(each.test for each in beyond)]
    words = [in_words(read)] if read else []
    words += [each.text for each in beyond]
    span = None
    if period is not None:
        span, day = span_of(ctx, entity.name, period, where)
        tests.append(records.within(ctx, entity.name, day, span))
        words.append(f"{entity.field(day).label} in {span.label}")
    asked = Folding(ctx, entity.name, and_(*tests), compute, measured(entity.name, compute, of),
                    split)  # fmt: skip
    question = Question(
        entity, asked, ", ".join(words),
        filters=[*(f.model_dump() for f in where), *(link.model_dump() for link in links)],
        period={"label": span.label, "key": span.key} if span else None,
        through=tuple(dict.fromkeys(e.through for e in beyond if e.through)),
    )  # fmt: skip
    return (
        _split(question, rank)
        if split
        else (_whole(question, limit, records.sorting(entity.name, sort, order), fields))
    )


def _table(word: str | None) -> Entity:
    if word is None:
        known = ", ".join(e.plural for e in schema.ENTITIES.values())
        raise BadInput("Which records do you mean?", hint=f"There are: {known}.")
    return table_named(word) or schema.entity(word)


def _dimension(name: str, entity: Entity) -> Dimension:
    found = dimension(name)
    if entity.name not in found.paths and not found.grain:
        fit = [d.name for d in DIMENSIONS.values() if entity.name in d.paths or d.grain]
        raise BadInput(
            f"{entity.plural.capitalize()} cannot be split by {found.label}.",
            hint=f"They can be by: {', '.join(fit)}.",
        )
    return found


def _whole(
    question: Question, limit: int, order: list[tuple[Meaning, bool]], fields: Sequence[str]
) -> Result:
    """The figure over all the rows, and the rows themselves."""
    asked, entity = question.asked, question.entity
    found = folded(asked)[()]
    columns = records.columns_of(entity.name, fields)
    ids, rows = records.read(
        asked.ctx, entity.name, columns, asked.test, order, max(limit, IDS_KEPT)
    )
    figures = _figures(question, found, ids)
    title = f"{found.rows:,} {noun(entity, found.rows)}"
    headed = records.headed(entity.name, asked.ctx.workspace.currency, title, columns)
    shown = headed.model_copy(
        update={"rows": rows[:limit], "row_ids": ids[:limit], "total": found.rows}
    )
    return Result(
        say=said(question, figures, found, min(limit, len(rows))), reading=told(question),
        figures=figures, tables=[shown] if rows else [],
        notes=_notes(question, found.n, found.rows),
        facts=question.facts() | {"total": found.rows, "ids": ids[:IDS_KEPT]},
    )  # fmt: skip


def _split(question: Question, rank: Ranking | None) -> Result:
    """The figure over all the rows, and of every group."""
    asked = question.asked
    whole = folded(asked.whole())[()]
    timed = any(d.grain for d in asked.by)
    every = list(folded(asked).items())
    groups = sorted(every, key=lambda g: _in_time(g[0])) if timed else by_value(every)
    total = len(groups)
    if rank is not None:
        groups = by_value(every)
        groups = (groups if rank.order == "top" else groups[::-1])[: rank.count]
    groups = groups[:GROUPS_AT_MOST]
    figures = _figures(question, whole, [])
    figures += [
        _figure(question, cell.value, cell.n, f"{question.title}, {name_of(asked, key)}", key)
        for key, cell in groups[:GROUPS_WITH_RECEIPTS]
    ]
    names = [[*_cells(asked, key), cell.value, cell.rows] for key, cell in groups]
    shown = Table(
        name="groups", title=question.title,
        columns=[*(d.label for d in asked.by), question.computed, question.entity.plural],
        units=[*("text" for _ in asked.by), asked.unit, "count"],
        rows=names, total=total,
    )  # fmt: skip
    if asked.of is None:
        shown = shown.model_copy(update={"columns": shown.columns[:-1], "units": shown.units[:-1],
                                         "rows": [row[:-1] for row in names]})  # fmt: skip
    return Result(
        say=said(question, figures, whole, len(groups), groups), reading=told(question),
        figures=figures, tables=[shown] if groups else [],
        notes=_notes(question, whole.n, whole.rows) + (
            [f"{len(groups):,} of {total:,} groups are shown."] if len(groups) < total else []),
        facts=question.facts() | {"total": whole.rows, "groups": total},
    )  # fmt: skip


def _in_time(key: Key) -> list[tuple[bool, str]]:
    return [(cell is None, str(cell or "")) for cell in key]


def _cells(asked: Folding, key: Key) -> list[Any]:
    return [name_of(asked, key, at) for at in range(len(key))]


def _figures(question: Question, found: Folded, ids: Sequence[str]) -> list[Figure]:
    """How many records there are, and what was computed of them."""
    asked = question.asked
    count = asked.ctx.figure(
        f"records_{question.entity.name}", found.rows, "count", label=question.counted,
        n=found.rows, definition=f"How many {question.entity.plural} meet the conditions.",
        formula=f"count of {question.entity.plural}", filters=question.filters,
        period=question.period, row_table=question.entity.name, row_ids=ids,
    )  # fmt: skip
    if asked.of is None:
        return [count]
    return [count, _figure(question, found.value, found.n, question.title, ())]


def _figure(question: Question, value: Decimal | None, n: int, label: str, key: Key) -> Figure:
    asked = question.asked
    reason = None if value is not None else f"none of them has {question.field} to compute it from"
    group = [
        {"field": d.name, "op": "missing" if cell is None else "is", "value": cell and str(cell)}
        for d, cell in zip(asked.by, key, strict=False)
    ]
    return asked.ctx.figure(
        f"records_{question.entity.name}_{asked.fold}", exact(value, asked.unit), asked.unit,
        label=label, n=n, definition=question.definition, formula=question.formula,
        filters=[*question.filters, *group], period=question.period,
        row_table=question.entity.name, reason=reason,
    )  # fmt: skip


def _notes(question: Question, n: int, rows: int) -> list[str]:
    notes = [f"{through.capitalize()}." for through in question.through]
    if question.asked.of is not None and n < rows:
        notes.append(f"{rows - n:,} of the {rows:,} have no {question.field} to count.")
    return notes
