"""Companies and people of a list as drafts of accounts and contacts; those known are left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from store.changes import Draft
from store.identity import new_id
from store.prospect import ProspectCompany, ProspectPerson
from tools.context import Context
from tools.parts.listing.overlap import already_known, domain_key, name_key
from tools.parts.listing.people import PROSPECT_PEOPLE, known_contacts
from tools.parts.listing.records import live_rows

SOURCE = "prospect list"


@dataclass(slots=True)
class Load:
    """What would be created, and what would not because it is there."""

    drafts: list[Draft] = field(default_factory=list)
    accounts: int = 0
    contacts: int = 0
    known_companies: list[str] = field(default_factory=list)
    known_people: int = 0
    repeated: list[str] = field(default_factory=list)
    account_ids: dict[str, str] = field(default_factory=dict)


def load_of(
    ctx: Context, companies: Sequence[ProspectCompany], people: Sequence[ProspectPerson]
) -> Load:
    """Drafts for some companies and some people; a person's company comes with them."""
    load = Load()
    given = {company.id for company in companies}
    at = [p.prospect_company_id for p in people if p.prospect_company_id not in given | {None}]
    beside = live_rows(ctx, ProspectCompany, [company for company in at if company])
    _add_accounts(ctx, load, [*companies, *beside])
    _add_contacts(ctx, load, people)
    return load


def _add_accounts(ctx: Context, load: Load, companies: Sequence[ProspectCompany]) -> None:
    known, _ = already_known(ctx, companies)
    seen: dict[str, str] = {}
    for company in companies:
        if company.id in known:
            load.account_ids[company.id] = known[company.id].account_id
            load.known_companies.append(company.name)
            continue
        key = domain_key(company.domain, company.website) or name_key(company.name)
        if key in seen:
            load.account_ids[company.id] = seen[key]
            load.repeated.append(company.name)
            continue
        account_id = new_id("acc")
        seen[key] = load.account_ids[company.id] = account_id
        load.accounts += 1
        load.drafts.append(_account(ctx, company, account_id))


def _account(ctx: Context, company: ProspectCompany, account_id: str) -> Draft:
    copied = ("name", "domain", "website", "industry", "employee_count", "founded_year", "city",
              "state_region", "country", "description")  # fmt: skip
    after = {name: value for name in copied if (value := getattr(company, name)) is not None}
    return Draft(
        "create", "account", account_id,
        after | {"kind": "prospect", "source": SOURCE, "created_on": ctx.today},
        reason="on the list and not in the CRM", evidence={"prospect_company": company.id},
        confidence=1.0, group=account_id,
    )  # fmt: skip


def _add_contacts(ctx: Context, load: Load, people: Sequence[ProspectPerson]) -> None:
    ids = {person.id for person in people}
    listed = [person for person in PROSPECT_PEOPLE.people(ctx, ()) if person.id in ids]
    known = known_contacts(ctx, listed)
    load.known_people = len(known)
    new = {draft.row_id for draft in load.drafts}
    for person in people:
        if person.id not in known:
            load.contacts += 1
            account_id = load.account_ids.get(person.prospect_company_id or "")
            group = account_id if account_id in new else None
            load.drafts.append(_contact(ctx, person, account_id, group))


def _contact(
    ctx: Context, person: ProspectPerson, account_id: str | None, group: str | None
) -> Draft:
    copied = ("first_name", "last_name", "title", "email", "phone", "company_name", "city",
              "state_region", "country")  # fmt: skip
    after = {name: value for name in copied if (value := getattr(person, name)) is not None}
    if account_id:
        after["account_id"] = account_id
    return Draft(
        "create", "contact", new_id("con"), after | {"source": SOURCE, "created_on": ctx.today},
        reason="on the list and not in the CRM", evidence={"prospect_person": person.id},
        confidence=1.0, group=group,
    )  # fmt: skip
