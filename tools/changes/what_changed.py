"""What was done to records in a stretch of time: how much, by whom, to which fields."""

from collections import Counter
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from store.changes import Since, since
from store.errors import Refused
from store.ledger import ChangeSet
from store.schema import ENTITIES, entity
from tools.arguments import Filters, Period, TableName
from tools.contract import Context, Result, tool
from tools.parts.calendars import calendar_for
from tools.parts.ledger.instants import instants
from tools.parts.ledger.reading import Names, label_of, noun_of, references, value_text
from tools.parts.periods import Span, resolve
from tools.parts.query import conditions, in_words
from tools.parts.query import where as rows_where
from tools.parts.sight import PERSONAL, is_limited, why
from tools.result import Cell, Figure, Table

SHOWN = 50
OF_RECORDS = "opportunity"
"""The table that a condition is about when none is named: deals, as most questions are."""


@tool(effect="reads")
def what_changed(
    ctx: Context,
    *,
    period: Period | None = None,
    table: TableName | None = None,
    where: Filters | None = None,
) -> Result:
    """Say what was changed in a stretch of time: by whom, in which tables and fields, from the log.

    Every change that Pitcrew, an import or a person made through it is in the log.

    Args:
        period: Since when or in which period; the last 7 days unless said.
        table: Only records of this table.
        where: Only records that meet these conditions.

    Raises:
        BadInput: A period or condition that cannot be read.
    """
    span = resolve(period or "last 7 days", ctx.today, calendar_for(ctx.workspace))
    kind = table or (OF_RECORDS if where else None)
    tables = _in_sight(ctx, kind)
    begin, end = instants(ctx, span)
    ids = _ids(ctx, kind, where) if kind and where else None
    found = Since() if ids == [] else since(
        ctx.session, ctx.workspace.id, begin, until=end, tables=tables,
        row_ids=ids or (), limit=SHOWN,
    )  # fmt: skip
    figure = _figure(ctx, span, found, kind)
    return Result(
        say=_say(span, found), reading=_reading(ctx, span, kind, where or []), figures=[figure],
        tables=_tables(ctx, found) if found.total else [],
        notes=[f"The newest {SHOWN} of {found.total:,} are shown."] if found.total > SHOWN else [],
        facts={"period": span.key, "total": found.total, "by_actor": dict(found.by_actor),
               "by_table": dict(found.by_table), "change_sets": list(found.by_change_set)},
    )  # fmt: skip


def _in_sight(ctx: Context, kind: str | None) -> list[str]:
    """The tables to look at; none named means all of them."""
    if not is_limited(ctx.actor):
        return [kind] if kind else []
    if kind in PERSONAL:
        raise Refused(why(ctx.actor), hint="Ask about other records, or ask an analyst.")
    return [kind] if kind else sorted(set(ENTITIES) - set(PERSONAL))


def _ids(ctx: Context, table: str, where: Filters) -> list[str]:
    model = entity(table).model
    return list(ctx.session.exec(select(col(model.id)).where(rows_where(ctx, table, where))))


def _figure(ctx: Context, span: Span, found: Since, table: str | None) -> Figure:
    return ctx.figure(
        "changes_logged", found.total, "count", label="Changes",
        definition="Lines of the journal: one for each record changed, one for each import.",
        formula="count of journal lines in the period", n=found.total,
        period=span.kept(),
        filters=[{"table": table}] if table else [],
        inputs={"by_person": dict(found.by_actor), "by_table": dict(found.by_table)},
    )  # fmt: skip


def _say(span: Span, found: Since) -> str:
    if not found.total:
        return f"Nothing was changed: the log has no line for {span.dates}."
    changes = "change" if found.total == 1 else "changes"
    people = ", ".join(f"{n:,} by {who}" for who, n in found.by_actor.most_common(3))
    tables = ", ".join(f"{n:,} {noun_of(t, n)}" for t, n in found.by_table.most_common(3))
    return f"{found.total:,} {changes} ({span.dates}): {people}. Records: {tables}."


def _reading(ctx: Context, span: Span, table: str | None, where: Filters) -> str:
    of = noun_of(table) if table else "all records"
    told = f" with {in_words(conditions(ctx, table, where))}" if table and where else ""
    return f"{of}{told}, {span.dates}"


def _tables(ctx: Context, found: Since) -> list[Table]:
    titles = _titles(ctx, found)
    by_set: list[list[Cell]] = [
        [change_set, titles.get(change_set), count]
        for change_set, count in found.by_change_set.most_common(SHOWN)
    ]
    sets = Table(
        name="by_change_set", title="By change set", columns=["Change set", "What", "Changes"],
        units=["text", "text", "count"], rows=by_set, total=len(found.by_change_set),
    )  # fmt: skip
    return [_fields(found.by_field), *([sets] if by_set else []), _lines(ctx, found)]


def _fields(by_field: Counter[str]) -> Table:
    rows: list[list[Cell]] = []
    for name, count in by_field.most_common(SHOWN):
        table, _, column = name.partition(".")
        rows.append([noun_of(table), label_of(table, column), count])
    return Table(
        name="by_field", title="By field", columns=["Records", "Field", "Times"],
        units=["text", "text", "count"], rows=rows, total=len(by_field),
    )  # fmt: skip


def _titles(ctx: Context, found: Since) -> dict[str, str]:
    query = select(ChangeSet.id, ChangeSet.title).where(
        ChangeSet.workspace_id == ctx.workspace.id, col(ChangeSet.id).in_(list(found.by_change_set))
    )
    return dict(ctx.session.exec(query).all())


def _lines(ctx: Context, found: Since) -> Table:
    zone = ZoneInfo(ctx.workspace.timezone)
    names = Names(ctx)
    names.learn((line.table_name, line.row_id) for line in found.lines)
    for line in found.lines:
        names.learn(references(line.table_name, {**line.before, **line.after}))
    rows: list[list[Cell]] = [
        [
            f"{line.at.astimezone(zone):%Y-%m-%d %H:%M}", line.actor,
            f"{noun_of(line.table_name, 1)} {names.of(line.table_name, line.row_id, line.after)}",
            label_of(line.table_name, name),
            value_text(names, line.table_name, name, line.before.get(name)),
            value_text(names, line.table_name, name, line.after.get(name)), line.change_set_id,
        ]
        for line in found.lines
        for name in line.written or ["record"]
    ]  # fmt: skip
    return Table(
        name="changes", title="What was changed, newest first",
        columns=["When", "Who", "Record", "Field", "Before", "After", "Change set"],
        units=["text"] * 7, rows=rows, total=max(found.total, len(rows)),
    )  # fmt: skip
