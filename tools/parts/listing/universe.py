"""Where a list is drawn from: the prospect universe, or the accounts of the CRM."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, extract, func, or_
from sqlmodel import col, select

from store.crm import Account
from store.prospect import ProspectCompany
from tools.context import Context

Source = Literal["prospects", "accounts"]
Company = ProspectCompany | Account


@dataclass(frozen=True, slots=True)
class Universe:
    """A table of companies and the columns that conditions look at; None where it has none."""

    source: Source
    table: str
    model: type[Company]
    noun: str

    def live(self, ctx: Context) -> ColumnElement[bool]:
        """The rows that may be listed at all: live ones of this workspace."""
        return and_(
            col(self.model.workspace_id) == ctx.workspace.id, col(self.model.state) == "live"
        )

    def has(self, name: str) -> bool:
        """Whether the table has a column of that name."""
        return name in self.model.model_fields

    def column(self, name: str) -> ColumnElement[Any]:
        """The column called `name`."""
        found: ColumnElement[Any] = getattr(self.model, name)
        return found

    def columns(self, *names: str) -> list[ColumnElement[Any]]:
        """The columns of those names that the table has."""
        return [self.column(name) for name in names if self.has(name)]

    def founded(self) -> ColumnElement[Any]:
        """The year of founding, from the year or the day on record."""
        year = self.column("founded_year")
        if not self.has("founded_on"):
            return year
        return func.coalesce(year, extract("year", self.column("founded_on")))

    def values(self, ctx: Context, name: str) -> list[str]:
        """Every value that a text column holds, in order."""
        if not self.has(name):
            return []
        column = self.column(name)
        query = select(column).where(self.live(ctx), present(column)).distinct().order_by(column)
        return [str(value) for value in ctx.session.exec(query)]

    def count(self, ctx: Context, *tests: ColumnElement[bool]) -> int:
        """How many rows meet every condition."""
        query = select(func.count()).select_from(self.model).where(self.live(ctx), *tests)
        return ctx.session.exec(query).one()


PROSPECTS = Universe("prospects", "prospect_company", ProspectCompany, "prospect companies")
ACCOUNTS = Universe("accounts", "account", Account, "accounts in the CRM")
UNIVERSES = {"prospects": PROSPECTS, "accounts": ACCOUNTS}


def present(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a text column holds anything."""
    return and_(column.is_not(None), column != "")


def absent(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a text column holds nothing."""
    return or_(column.is_(None), column == "")
