"""Records as people read them: default columns, names for references, money in major units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, func, nulls_last, select

from store import schema
from store.errors import BadInput
from store.schema import Kind
from tools.context import Context
from tools.parts.comparing import CENTS, ORDERED, between_days, between_instants
from tools.parts.fields import Meaning, meaning
from tools.parts.paths import Joins, table_of
from tools.parts.periods import Span
from tools.result import Cell, Table

SHOWN: dict[str, str] = {
    "account": "name|industry|country|owner|employee_count|annual_revenue_cents",
    "contact": "name|title|account|email|phone|country|owner",
    "lead": "name|title|company_name|email|status|source|owner|created_on",
    "opportunity": "name|account|owner|product|stage|status|amount_cents|created_on"
                   "|expected_close_on|closed_on",
    "stage_history": "opportunity_id|from_stage|stage|entered_at",
    "activity": "kind|subject|account|owner|occurred_at",
    "product": "name|series|list_price_cents",
    "stage": "position|name|status|win_rate",
    "user": "name|title|email|team|region|active",
    "team": "name|region|manager_name",
    "quota": "user_id|team_id|starts_on|ends_on|amount_cents",
    "prospect_company": "name|industry|city|state|country|employee_count|founded_year|raised_cents",
    "funding_round": "prospect_company_id|stage|funded_on|raised_cents",
    "prospect_person": "name|title|company_name|email|country",
    "subscription": "account_id|product|arr_cents|starts_on|ends_on",
    "cost": "function|category|amount_cents|starts_on|ends_on|lead_source",
    "exchange_rate": "currency|rate_on|rate_e8",
    "deal_split": "opportunity_id|user_id|share",
    "team_membership": "user_id|team_id|manager_id|starts_on|ends_on",
    "rep_commit": "user_id|starts_on|ends_on|amount_cents|committed_on",
}  # fmt: skip
"""The columns that a table is shown with when none are asked for."""

BIGGEST: dict[str, str] = {
    "account": "annual_revenue_cents", "opportunity": "amount_cents", "lead": "score",
    "product": "list_price_cents", "quota": "amount_cents", "stage": "position",
    "prospect_company": "raised_cents", "funding_round": "raised_cents",
    "activity": "occurred_at", "stage_history": "entered_at", "contact": "created_on",
    "user": "started_on", "subscription": "arr_cents", "cost": "amount_cents",
    "exchange_rate": "rate_on", "deal_split": "share",
}  # fmt: skip
"""What the biggest, top or latest records of a table are biggest by."""

DAYS: dict[str, str] = {
    "account": "created_on", "contact": "created_on", "lead": "created_on",
    "opportunity": "created_on", "activity": "occurred_at", "stage_history": "entered_at",
    "quota": "starts_on", "user": "started_on", "funding_round": "funded_on",
    "prospect_company": "founded_on", "subscription": "starts_on", "cost": "starts_on",
    "exchange_rate": "rate_on", "team_membership": "starts_on",
}  # fmt: skip
"""The day of a record that a period applies to when none is named."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column to show: what it is called, what it holds, and where it comes from."""

    name: str
    meaning: Meaning

    def unit(self, currency: str) -> str:
        """The unit as tables name it."""
        kinds = {
            Kind.MONEY: currency, Kind.NUMBER: "count", Kind.SHARE: "rate", Kind.DATE: "date",
            Kind.INSTANT: "date",
        }  # fmt: skip
        return kinds.get(self.meaning.kind, "text")


def columns_of(table: str, asked: Sequence[str]) -> list[Column]:
    """The columns asked for, or the table's usual ones."""
    names = list(dict.fromkeys(asked)) or SHOWN[table].split("|")
    found = [meaning(table, name) for name in names]
    return [Column(m.label, m) for m in found if m.children is None]


def sorting(
    table: str, sort: str | None, order: str | None = None, rank: str | None = None
) -> list[tuple[Meaning, bool]]:
    """What records are sorted by, and whether the highest come first.

    Args:
        table: The table's name.
        sort: The field that was asked for; without it the table's own.
        order: `descending` or `ascending`, when it was asked for.
        rank: `top` or `bottom`, when the first or last so many are wanted.

    Raises:
        BadInput: Records cannot be sorted by it.
    """
    name = sort or BIGGEST.get(table)
    if name is None:
        return []
    by = meaning(table, name)
    if by.children:
        raise BadInput(f"Records cannot be sorted by {by.label}.", hint="Sort by a field.")
    down = order == "descending" if order else by.kind in ORDERED
    return [(by, rank == "top" if rank and not order else down)]


def read(
    ctx: Context, table: str, columns: Sequence[Column], test: ColumnElement[bool],
    order: Sequence[tuple[Meaning, bool]], limit: int,
) -> tuple[list[str], list[list[Cell]]]:  # fmt: skip
    """The ids and cells of the first rows that pass; `order` is meanings and whether to descend."""
    joins = Joins(ctx.workspace.id, table)
    values = [joins.value(column.meaning.paths) for column in columns]
    sorting = [_sorted(joins.value(by.paths), descending=down) for by, down in order]
    source = table_of(table)
    rows = select(source.c.id, *values).select_from(joins.source()).where(test)
    rows = rows.order_by(*sorting, source.c.id).limit(limit)
    found = ctx.session.execute(rows).all()
    return [row[0] for row in found], [_cells(ctx, columns, row) for row in found]


def count(ctx: Context, table: str, test: ColumnElement[bool]) -> int:
    """How many rows pass."""
    rows = select(func.count()).select_from(table_of(table)).where(test)
    return int(ctx.session.execute(rows).scalar_one())


def total_cents(ctx: Context, table: str, name: str, test: ColumnElement[bool]) -> tuple[int, int]:
    """The sum of a money column in the workspace's currency, and the rows that it adds up."""
    source = table_of(table).c
    own = func.coalesce(source.currency, ctx.workspace.currency) == ctx.workspace.currency
    rows = select(func.sum(source[name]), func.count(source[name])).where(test, own)
    total, n = ctx.session.execute(rows).one()
    return int(total or 0), int(n)


def within(ctx: Context, table: str, day: str, span: Span) -> ColumnElement[bool]:
    """The rows of which a day lies in a span."""
    column = table_of(table).c[day]
    if day.endswith("_at"):
        return between_instants(column, span.start, span.end, ctx.workspace.timezone)
    return between_days(column, span.start, span.end)


def headed(table: str, currency: str, title: str, columns: Sequence[Column]) -> Table:
    """An empty table of a result, with its columns and units."""
    return Table(
        name=schema.entity(table).plural.replace(" ", "_"), title=title,
        columns=[column.name for column in columns],
        units=[column.unit(currency) for column in columns],
        rows=[], total=0, row_table=table,
    )  # fmt: skip


def _sorted(by: ColumnElement[Any], *, descending: bool) -> ColumnElement[Any]:
    ordered: ColumnElement[Any] = nulls_last(by.desc() if descending else by.asc())
    return ordered


def _cells(ctx: Context, columns: Sequence[Column], row: Row[tuple[object, ...]]) -> list[Cell]:
    values: Sequence[object] = row[1:]
    return [_cell(ctx, column, value) for column, value in zip(columns, values, strict=True)]


def _cell(ctx: Context, column: Column, value: object) -> Cell:
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(ctx.workspace.timezone)).date()
    if value is None or isinstance(value, bool | date):
        return value
    if column.meaning.kind is Kind.MONEY and isinstance(value, int):
        return Decimal(value) / CENTS
    if column.meaning.kind is Kind.FACTOR and isinstance(value, int):
        return Decimal(value).scaleb(-8)
    if isinstance(value, float):
        return Decimal(str(value))
    return value if isinstance(value, int) else str(value)
