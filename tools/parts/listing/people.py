"""People by job title: at prospect companies, and among the contacts of the CRM."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, select, true
from sqlmodel import col

from store.crm import Account, Contact
from store.prospect import ProspectCompany, ProspectPerson
from tools.arguments import Filter
from tools.context import Context
from tools.parts.listing.overlap import name_key
from tools.parts.phrases import phrase_key
from tools.parts.professions import LEVELS
from tools.parts.query import where
from tools.parts.titles import matches, parse

Whom = Literal["prospects", "contacts", "everyone"]
COMPANY_WORDS = frozenset({"account", "company", "company_name", "customer", "firm"})
_RANK = {level: place for place, level in enumerate(LEVELS)}


@dataclass(frozen=True, slots=True)
class Person:
    """One person, from either table."""

    table: str
    id: str
    name: str
    title: str
    company: str
    company_id: str | None
    email: str | None
    phone: str | None
    place: str

    @property
    def seniority(self) -> int:
        """A number that is smaller for the more senior."""
        return min((_RANK[level] for level in parse(self.title).levels), default=len(_RANK))


@dataclass(frozen=True, slots=True)
class Pool:
    """A table of people and the table of their companies."""

    table: str
    person: Any
    company: Any
    link: str
    phones: tuple[str, ...]

    def people(
        self, ctx: Context, titles: Sequence[str], *tests: ColumnElement[bool]
    ) -> list[Person]:
        """The live people whose title is one of those wanted, the most senior first."""
        query = (
            select(self.person, self.company.name)
            .outerjoin(self.company, self._joined())
            .where(self._live(ctx), self._titled(ctx, titles), *tests)
        )
        found = [self._read(*row) for row in ctx.session.execute(query)]
        return sorted(found, key=lambda p: (p.company.casefold(), p.seniority, p.name, p.id))

    def titles(self, ctx: Context, *tests: ColumnElement[bool]) -> Counter[str]:
        """How many people hold each title."""
        query = select(self.person.title).where(
            self._live(ctx), self.person.title.is_not(None), *tests
        )
        return Counter(ctx.session.scalars(query))

    def at(self, companies: Collection[str]) -> ColumnElement[bool]:
        """People at some companies, by the companies' ids."""
        chosen: ColumnElement[bool] = getattr(self.person, self.link).in_(sorted(companies))
        return chosen

    def at_any(self, companies: Any) -> ColumnElement[bool]:
        """People at the companies that a select finds."""
        chosen: ColumnElement[bool] = getattr(self.person, self.link).in_(companies)
        return chosen

    def companies_of(self, ctx: Context, people: Collection[str]) -> set[str]:
        """The ids of the companies that some people are at."""
        link = getattr(self.person, self.link)
        query = select(link).where(self._live(ctx), self.person.id.in_(sorted(people)))
        return {company for company in ctx.session.scalars(query) if company}

    def meeting(self, ctx: Context, filters: Sequence[Filter]) -> ColumnElement[bool]:
        """People who meet some conditions; their company goes by its name in either table.

        Raises:
            BadInput: A field or value that these records cannot be asked for.
            NotFound: A value that they do not have.
        """
        company = "account" if self.table == "contact" else "company_name"
        return where(ctx, self.table, [_of_company(f, company) for f in filters])

    def _joined(self) -> ColumnElement[bool]:
        return and_(
            self.company.workspace_id == self.person.workspace_id,
            self.company.id == getattr(self.person, self.link), self.company.state == "live",
        )  # fmt: skip

    def _live(self, ctx: Context) -> ColumnElement[bool]:
        return and_(self.person.workspace_id == ctx.workspace.id, self.person.state == "live")

    def _titled(self, ctx: Context, titles: Sequence[str]) -> ColumnElement[bool]:
        if not titles:
            return true()
        held = select(self.person.title).where(self._live(ctx), self.person.title.is_not(None))
        fitting = [
            title
            for title in ctx.session.scalars(held.distinct())
            if any(matches(wanted, title) for wanted in titles)
        ]
        test: ColumnElement[bool] = self.person.title.in_(fitting)
        return test

    def _read(self, row: Any, company: str | None) -> Person:
        names = (row.first_name, row.last_name)
        place = (row.city, row.state_region, row.country)
        return Person(
            self.table, row.id, " ".join(n for n in names if n) or "(no name)", row.title or "",
            company or row.company_name or "", getattr(row, self.link), row.email,
            next((p for name in self.phones if (p := getattr(row, name))), None),
            ", ".join(part for part in place if part),
        )  # fmt: skip


PROSPECT_PEOPLE = Pool(
    "prospect_person", ProspectPerson, ProspectCompany, "prospect_company_id", ("phone",)
)
CONTACTS = Pool("contact", Contact, Account, "account_id", ("phone", "mobile"))
POOLS: dict[Whom, tuple[Pool, ...]] = {
    "prospects": (PROSPECT_PEOPLE,), "contacts": (CONTACTS,),
    "everyone": (PROSPECT_PEOPLE, CONTACTS),
}  # fmt: skip


def known_contacts(ctx: Context, people: Iterable[Person]) -> dict[str, str]:
    """Prospect people who are contacts already: their id -> the contact's.

    One e-mail address is one person; without an address, the same name at the same company is.
    """
    strangers = [person for person in people if person.table == "prospect_person"]
    if not strangers:
        return {}
    by_email, by_name = _contacts(ctx)
    known = {}
    for person in strangers:
        contact = by_email.get((person.email or "").strip().casefold())
        contact = contact or by_name.get((phrase_key(person.name), name_key(person.company)))
        if contact:
            known[person.id] = contact
    return known


def _contacts(ctx: Context) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    company = select(col(Account.name)).where(
        col(Account.workspace_id) == col(Contact.workspace_id),
        col(Account.id) == col(Contact.account_id),
    )
    query = select(
        col(Contact.id), col(Contact.email), col(Contact.first_name), col(Contact.last_name),
        col(Contact.company_name), company.scalar_subquery(),
    )  # fmt: skip
    query = query.where(col(Contact.workspace_id) == ctx.workspace.id, col(Contact.state) == "live")
    emails: dict[str, str] = {}
    names: dict[tuple[str, str], str] = {}
    for row in ctx.session.execute(query.order_by(col(Contact.id))):
        contact, email, first, last, typed, account = row
        if email:
            emails.setdefault(email.strip().casefold(), contact)
        at = account or typed
        if first and last and at:
            names.setdefault((phrase_key(f"{first} {last}"), name_key(at)), contact)
    return emails, names


def _of_company(given: Filter, name: str) -> Filter:
    """A condition with the company's name where these records keep it."""
    if given.either:
        inner = [_of_company(each, name) for each in given.either]
        return given.model_copy(update={"either": inner})
    return given.model_copy(update={"field": name}) if given.field in COMPANY_WORDS else given
