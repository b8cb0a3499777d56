"""Finding people by job title, at the companies of a list or anywhere on record."""

from collections import Counter
from typing import Annotated

from sqlalchemy import ColumnElement, select

from store.errors import BadInput, NotFound
from tools.arguments import (
    Count,
    Employees,
    Filter,
    Filters,
    FundingStage,
    Geography,
    Industry,
    MoneyRaised,
    RecordIds,
    TitleWords,
    choice,
    flag,
)
from tools.contract import Context, Result, tool
from tools.parts.listing.card import Card
from tools.parts.listing.people import CONTACTS, POOLS, Person, Pool, Whom, known_contacts
from tools.parts.listing.people_answer import Crew
from tools.parts.listing.universe import ACCOUNTS, PROSPECTS
from tools.parts.titles import matches, parse
from tools.result import Question


@tool(effect="reads")
def find_people(
    ctx: Context,
    *,
    titles: list[TitleWords] | None = None,
    at: RecordIds | None = None,
    where: Filters | None = None,
    how_many: Count | None = None,
    industry: list[Industry] | None = None,
    funding_stage: list[FundingStage] | None = None,
    geography: list[Geography] | None = None,
    employees: Employees | None = None,
    raised: MoneyRaised | None = None,
    not_industry: list[Industry] | None = None,
    not_geography: list[Geography] | None = None,
    one_each: Annotated[
        bool,
        flag(
            "one per company", "one each", "one person per company", "one at each", "one from each",
            "just one per company", "a single person per company", "one per account",
            "per company", "at each company", "for each company", "per account",
        ),
    ] = False,
    with_email: Annotated[
        bool,
        flag(
            "with an email", "with email", "with emails", "with e-mail", "that have an email",
            "with an email address", "with email addresses", "who have an email", "reachable",
            "with their emails", "with their email", "with their email addresses", "with e-mails",
            "must have emails", "must have an email", "must have email", "only with emails",
            "emails required", "with a valid email",
        ),
    ] = False,
    operating_only: Annotated[
        bool,
        flag(
            "at operating companies", "operating companies", "operating firms", "still operating",
            "still in business", "companies that are operating", "operating startups",
            "companies that still operate", "operating businesses",
        ),
    ] = False,
    whom: Annotated[
        Whom,
        choice(
            contacts=(
                "in our crm", "in the crm", "among our contacts", "from our contacts",
                "our contacts", "contacts we have", "crm contacts", "at our accounts",
                "at our customers", "in our accounts",
            ),
            prospects=(
                "prospect people", "prospect companies", "prospect firms", "prospect universe",
                "among prospects", "not in the crm", "outside the crm",
                "not in our crm", "not yet in our crm", "not already in our crm",
                "aren't in our crm", "outside our crm", "we don't have yet", "we do not have yet",
                "new to us",
            ),
            everyone=("everywhere", "crm and prospects", "both"),
        ),
    ] = "everyone",
) -> Result:  # fmt: skip
    """Find people by job title, at the companies of a list or anywhere on record.

    A title is read as a function and a level, so `VP Eng` finds `V.P., Engineering` and `SVP,
    Software Engineering`, and not somebody's assistant. People who are contacts already are left
    out of prospects. Companies where nobody fits are counted, and the nearest titles are shown.

    Args:
        titles: Job titles such as `VP of Engineering`, `head of sales`, `CTO`, `marketing leaders`.
        at: Ids of the companies to search, from an earlier list; of people, for their companies.
        where: Only people who meet these conditions, for example whose company is Acme.
        how_many: How many people are wanted; none for all there are.
        industry: Only at companies in these industries.
        funding_stage: Only at companies that ever raised one of these rounds.
        geography: Only at companies in these places.
        employees: Only at companies where so many people work.
        raised: Only at companies that have raised so much money in all, in major units.
        not_industry: Industries to leave out.
        not_geography: Places to leave out.
        one_each: At most one person a company, the most senior.
        with_email: Only people with an e-mail address on record.
        operating_only: Only at companies that were not acquired, closed or gone public.
        whom: `prospects`, `contacts` of the CRM, or `everyone`.

    Raises:
        BadInput: The ids are not those of companies or people, or a condition cannot be read.
        NotFound: An industry, stage or place that is not known.
    """
    if not titles and not at and not where:
        return Result(
            say="Which job titles should I look for?",
            questions=[Question(text="Which job titles, for example VP of Sales?", slot="titles")],
        )
    card = Card(
        industry or (), funding_stage or (), "ever", geography or (), employees, raised=raised,
        not_geography=not_geography or (), not_industry=not_industry or (),
        operating_only=operating_only,
    )  # fmt: skip
    at = _companies(ctx, at or [])
    tests = _tests(ctx, _pools(at, whom), card, at, where or [])
    people = [
        person
        for pool, chosen in tests.items()
        for person in pool.people(ctx, titles or (), *chosen)
        if person.email or not with_email
    ]
    if not people and not any(pool.titles(ctx) for pool in tests):
        return _no_people(list(tests))
    known = known_contacts(ctx, people)
    fresh = [person for person in people if person.id not in known]
    return Crew(
        ctx, titles or (), _one_each(fresh) if one_each else fresh, known,
        at, Counter() if fresh and not at else _nearest(ctx, tests, titles or []),
        None if one_each and how_many == 1 else how_many, _words(card, at, where or []),
    ).result()  # fmt: skip


def _companies(ctx: Context, ids: list[str]) -> list[str]:
    """The companies that ids mean: themselves, or where the people with those ids are."""
    kinds = {row_id.split("_")[0] for row_id in ids}
    if not kinds <= {"pco", "acc", "ppe", "con"}:
        raise BadInput("Those ids are not of companies.", hint="Give the ids of a company list.")
    people = [row_id for row_id in ids if row_id.startswith(("ppe_", "con_"))]
    firms = [row_id for row_id in ids if row_id not in set(people)]
    found = {c for pool in POOLS["everyone"] for c in pool.companies_of(ctx, people)}
    return list(dict.fromkeys([*firms, *sorted(found)]))


def _pools(at: list[str], whom: Whom) -> list[Pool]:
    """The tables to search; the ids of companies say which, whatever was asked."""
    kinds = {company.split("_")[0] for company in at}
    return [p for p in POOLS["everyone"] if _prefix(p) in kinds] if at else list(POOLS[whom])


def _prefix(pool: Pool) -> str:
    return "acc" if pool is CONTACTS else "pco"


def _tests(
    ctx: Context, pools: list[Pool], card: Card, at: list[str], filters: list[Filter]
) -> dict[Pool, list[ColumnElement[bool]]]:
    """The conditions on each table; a table that a condition does not fit is left out."""
    tests: dict[Pool, list[ColumnElement[bool]]] = {}
    fault: BadInput | NotFound | None = None
    for pool in pools:
        try:
            tests[pool] = _of_pool(ctx, pool, card, at)
            tests[pool] += [pool.meeting(ctx, filters)] if filters else []
        except (BadInput, NotFound) as error:
            tests.pop(pool, None)
            fault = error
    if not tests and fault is not None:
        raise fault
    return tests


def _of_pool(ctx: Context, pool: Pool, card: Card, at: list[str]) -> list[ColumnElement[bool]]:
    tests = [pool.at([i for i in at if i.startswith(_prefix(pool))])] if at else []
    universe = ACCOUNTS if pool is CONTACTS else PROSPECTS
    if card.is_open():
        return tests
    if universe.count(ctx) == 0:
        return [*tests, pool.at([])]
    chosen = select(universe.column("id")).where(
        universe.live(ctx), *(c.test for c in card.criteria(ctx, universe))
    )
    return [*tests, pool.at_any(chosen)]


def _no_people(pools: list[Pool]) -> Result:
    where = "the CRM" if pools == [CONTACTS] else "the prospect data"
    return Result(
        say=f"There is nobody to find: {where} holds companies but no people with a title. "
        "Import a file of people (name, title, company, e-mail) and ask again.",
        notes=["No people were made up."],
        facts={"record_ids": [], "found": 0, "people_on_record": 0},
    )


def _one_each(people: list[Person]) -> list[Person]:
    """The most senior person of each company."""
    chosen: dict[str, Person] = {}
    for person in sorted(people, key=lambda p: p.seniority):
        chosen.setdefault(person.company_id or person.company, person)
    return [person for person in people if chosen[person.company_id or person.company] is person]


def _nearest(
    ctx: Context, tests: dict[Pool, list[ColumnElement[bool]]], titles: list[str]
) -> Counter[str]:
    """Titles of the same function as those asked for, but of another level."""
    functions = {name for title in titles for name in parse(title).functions}
    near: Counter[str] = Counter()
    for pool, chosen in tests.items():
        for title, people in pool.titles(ctx, *chosen).items():
            held = parse(title)
            asked = any(matches(wanted, title) for wanted in titles)
            if functions & held.functions and not asked and not held.assisting:
                near[title] += people
    return near


def _words(card: Card, at: list[str], filters: list[Filter]) -> str:
    """Where people were looked for."""
    if at:
        return "at those companies"
    asked = [*card.industry, *card.funding_stage, *card.geography]
    asked += ["still operating"] if card.operating_only else []
    asked += [str(f.value) for f in filters if f.value is not None]
    asked += [f"not {name}" for name in (*card.not_industry, *card.not_geography)]
    asked += [
        f"{said} {noun}"
        for given, noun in ((card.employees, "employees"), (card.raised, "raised"))
        if given is not None
        for end, value in (("at least", given.at_least), ("at most", given.at_most))
        if value is not None
        for said in (f"{end} {value:,.0f}",)
    ]
    return f"at companies: {', '.join(asked)}" if asked else "anywhere"
