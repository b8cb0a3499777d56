"""How good a table's records are, in five respects, each with its formula.

Completeness, validity, uniqueness, timeliness and consistency are shares from 0 to 1. The score
of a table is the mean of those that can be measured; what cannot be has no value, not zero.

Source:
    The dimensions are those of DAMA UK, "The six primary dimensions for data quality assessment"
    (2013), without accuracy, which needs the world to compare with.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, case, func, select

from store.schema import FieldSpec, Kind, entity
from tools.context import Context
from tools.parts.normalise.survey import Survey, fields_with_rules, survey
from tools.parts.paths import alive, table_of

FRESH_DAYS = 180
"""A record that nothing happened to for longer is out of date."""
DIMENSIONS = ("completeness", "validity", "uniqueness", "timeliness", "consistency")
FORMULAS = {
    "completeness": "filled cells / cells, over the fields that matter",
    "validity": "well-written values / values, over the fields that have a rule",
    "uniqueness": "1 - surplus records of safe duplicate groups / records",
    "timeliness": f"records active in the last {FRESH_DAYS} days / records; of deals, the open",
    "consistency": "checks that hold / checks that apply",
}
EXPECTED = {
    "account": ("domain", "industry", "employee_count", "country", "phone", "owner_id"),
    "contact": ("first_name", "last_name", "email", "title", "account_id", "phone", "country"),
    "lead": ("first_name", "last_name", "email", "company_name", "status", "lead_source",
             "owner_id"),
    "opportunity": ("account_id", "owner_id", "stage", "amount_cents", "created_on", "product"),
}  # fmt: skip
"""Fields that a record should have, whoever keeps it."""
_OPEN_DEALS = ("expected_close_on", "next_step")
_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of one table: how many should be filled, are, and are well written."""

    table: str
    spec: FieldSpec
    due: int
    filled: int
    valid: int | None = None

    @property
    def missing(self) -> int:
        """Records without a value."""
        return self.due - self.filled

    @property
    def score(self) -> Decimal | None:
        """Well-written values over records that should have one."""
        good = self.filled if self.valid is None else min(self.valid, self.filled)
        return share(good, self.due)


@dataclass(frozen=True, slots=True)
class Check:
    """One rule between fields: for how many records it applies, and which break it."""

    words: str
    applies: int
    broken: tuple[str, ...]


@dataclass(slots=True)
class Card:
    """A table's marks."""

    table: str
    records: int
    cells: list[Cell] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    surplus: int | None = None
    fresh: tuple[int, int] | None = None
    surveys: list[Survey] = field(default_factory=list)
    chosen: ColumnElement[bool] | None = None
    """Which records it is about; all live ones unless there are conditions."""

    def marks(self) -> dict[str, Decimal | None]:
        """Each dimension's share; None where it cannot be measured."""
        written = [cell for cell in self.cells if cell.valid is not None and cell.filled]
        unique = None if self.surplus is None else self.records - self.surplus
        return {
            "completeness": share(
                sum(cell.filled for cell in self.cells), sum(cell.due for cell in self.cells)
            ),
            "validity": share(
                sum(cell.valid or 0 for cell in written), sum(cell.filled for cell in written)
            ),
            "uniqueness": None if unique is None else share(unique, self.records),
            "timeliness": None if self.fresh is None else share(*self.fresh),
            "consistency": share(
                sum(check.applies - len(check.broken) for check in self.checks),
                sum(check.applies for check in self.checks),
            ),
        }

    @property
    def score(self) -> Decimal | None:
        """The mean of the marks that there are."""
        known = [mark for mark in self.marks().values() if mark is not None]
        return (sum(known, Decimal(0)) / len(known)).quantize(_PLACES) if known else None


def share(part: int, whole: int) -> Decimal | None:
    """The part of the whole, to six places; no value when there is no whole.

    >>> share(3, 4), share(0, 0)
    (Decimal('0.750000'), None)
    """
    return (Decimal(part) / Decimal(whole)).quantize(_PLACES) if whole else None


def read_card(
    ctx: Context, table: str, surplus: int | None, chosen: ColumnElement[bool] | None = None
) -> Card:
    """Measure a table.

    Args:
        ctx: Whose records.
        table: Their table.
        surplus: Records that duplicates make too many; None when they were not looked for.
        chosen: Which of its live records; all of them unless given.
    """
    here = alive(table_of(table), ctx.workspace.id) if chosen is None else chosen
    records = ctx.session.connection().scalar(select(func.count()).where(here)) or 0
    card = Card(table, records, surplus=surplus if records else None, chosen=chosen)
    if records:
        card.surveys = survey(ctx, table, fields_with_rules(table), chosen)
        card.cells = _cells(ctx, card, here)
        card.checks = _checks(ctx, table, here)
        card.fresh = _fresh(ctx, table, here)
    return card


def _cells(ctx: Context, card: Card, here: ColumnElement[bool]) -> list[Cell]:
    table, records = card.table, card.records
    source = table_of(table)
    wanted = dict.fromkeys(EXPECTED[table], (here, records))
    if table == "opportunity":
        still = and_(here, source.c.status == "open")
        due = ctx.session.connection().scalar(select(func.count()).where(still)) or 0
        wanted |= dict.fromkeys(_OPEN_DEALS, (still, due))
    read = {one.spec.name: one for one in card.surveys}
    cells = []
    for name, (which, due) in wanted.items():
        spec = entity(table).field(name)
        there = select(func.count()).where(which, _has(table, spec))
        filled = ctx.session.connection().scalar(there)
        # A field that is due on some records only is read on all of them: no telling these apart.
        good = read.get(name) if due == records else None
        valid = None if good is None else good.filled - good.doubtful - len(good.corrections)
        cells.append(Cell(table, spec, due, filled or 0, valid))
    extra = [one for name, one in read.items() if name not in wanted and one.filled]
    return cells + [
        Cell(table, one.spec, one.filled, one.filled,
             one.filled - one.doubtful - len(one.corrections))
        for one in extra
    ]  # fmt: skip


def _has(table: str, spec: FieldSpec) -> ColumnElement[bool]:
    column = table_of(table).c[spec.name]
    plain = spec.kind in {Kind.MONEY, Kind.NUMBER, Kind.DATE, Kind.YEAR, Kind.INSTANT}
    return column.is_not(None) if plain else and_(column.is_not(None), column != "")


def _fresh(ctx: Context, table: str, here: ColumnElement[bool]) -> tuple[int, int] | None:
    """Records with recent activity, of all (of deals: the open ones); None without such days."""
    source = table_of(table)
    if "last_activity_on" not in source.c:
        return None
    day = source.c.last_activity_on
    if table == "opportunity":
        here = and_(here, source.c.status == "open")
    since = ctx.today - timedelta(days=FRESH_DAYS)
    fresh = func.sum(case((day >= since, 1), else_=0))
    counts = select(func.count(day), func.count(), fresh).where(here)
    known, of, good = ctx.session.connection().execute(counts).one()
    return (int(good), int(of)) if known else None


def _checks(ctx: Context, table: str, here: ColumnElement[bool]) -> list[Check]:
    """Rules between fields, as (what is wrong, when it applies, when it is broken)."""
    source = table_of(table)
    made = []
    for words, applies, broken in _rules(table, ctx.today):
        query = select(source.c.id, case((broken, 1), else_=0)).where(here, applies)
        rows = ctx.session.connection().execute(query.order_by(source.c.id)).all()
        if rows:
            made.append(Check(words, len(rows), tuple(row[0] for row in rows if row[1])))
    return made


_Triple = tuple[str, ColumnElement[bool], ColumnElement[bool]]


def _rules(table: str, today: date) -> Sequence[_Triple]:
    row = table_of(table).c
    if table == "opportunity":
        is_open, is_won, closed = row.status == "open", row.status == "won", row.status != "open"
        return (
            ("open deals whose close date has passed", and_(is_open, row.expected_close_on.is_not(
                None)), row.expected_close_on < today),
            ("closed deals without a closing day", closed, row.closed_on.is_(None)),
            ("won deals without an amount", is_won, row.amount_cents.is_(None)),
            ("deals closed before they were opened",
             and_(row.closed_on.is_not(None), row.created_on.is_not(None)),
             row.closed_on < row.created_on),
            ("deals closed in the future", row.closed_on.is_not(None), row.closed_on > today),
            ("deals opened in the future", row.created_on.is_not(None), row.created_on > today),
        )  # fmt: skip
    if table == "contact":
        return (
            ("contacts who can be reached neither by e-mail nor phone", row.id.is_not(None),
             and_(_blank(row.email), _blank(row.phone), _blank(row.mobile))),
            ("contacts with neither account nor company", row.id.is_not(None),
             and_(row.account_id.is_(None), _blank(row.company_name))),
        )  # fmt: skip
    if table == "account":
        return (
            ("accounts that are their own parent", row.parent_name.is_not(None),
             row.parent_name == row.name),
            ("accounts founded in the future", row.founded_year.is_not(None),
             row.founded_year > today.year),
            ("accounts with no employees", row.employee_count.is_not(None),
             row.employee_count <= 0),
        )  # fmt: skip
    return (
        ("leads converted before they came in",
         and_(row.converted_on.is_not(None), row.created_on.is_not(None)),
         row.converted_on < row.created_on),
        ("leads who can be reached neither by e-mail nor phone", row.id.is_not(None),
         and_(_blank(row.email), _blank(row.phone), _blank(row.mobile))),
    )  # fmt: skip


def _blank(column: ColumnElement[str]) -> ColumnElement[bool]:
    return func.coalesce(column, "") == ""
