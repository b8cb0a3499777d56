"""Finding people by job title, at the companies of a list or anywhere on record."""

from collections import Counter
from typing import Annotated

from sqlalchemy import ColumnElement, select

from store.errors import BadInput
from tools.arguments import (
    Count,
    FundingStage,
    Geography,
    Industry,
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
    count: Count | None = None,
    industry: list[Industry] | None = None,
    funding_stage: list[FundingStage] | None = None,
    geography: list[Geography] | None = None,
    one_each: Annotated[
        bool,
        flag(
            "one per company", "one each", "one person per company", "one at each", "one from each",
            "just one per company", "a single person per company", "one per account",
        ),
    ] = False,
    with_email: Annotated[
        bool,
        flag(
            "with an email", "with email", "with emails", "with e-mail", "that have an email",
            "with an email address", "with email addresses", "who have an email", "reachable",
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
            prospects=("prospect people", "among prospects", "not in the crm", "outside the crm"),
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
        at: Ids of the companies to search, from an earlier list.
        count: How many people are wanted; none for all there are.
        industry: Only at companies in these industries.
        funding_stage: Only at companies that ever raised one of these rounds.
        geography: Only at companies in these places.
        one_each: At most one person a company, the most senior.
        with_email: Only people with an e-mail address on record.
        whom: `prospects`, `contacts` of the CRM, or `everyone`.

    Raises:
        BadInput: The ids are not those of companies.
        NotFound: An industry, stage or place that is not known.
    """
    if not titles and not at:
        return Result(
            say="Which job titles should I look for?",
            questions=[Question(text="Which job titles, for example VP of Sales?", slot="titles")],
        )
    card = Card(industry or (), funding_stage or (), "ever", geography or ())
    pools = _pools(at or [], whom)
    people = [
        person
        for pool in pools
        for person in pool.people(ctx, titles or (), *_tests(ctx, pool, card, at))
        if person.email or not with_email
    ]
    if not people and not _anybody(ctx, pools):
        return _no_people(pools)
    known = known_contacts(ctx, people)
    fresh = [person for person in people if person.id not in known]
    return Crew(
        ctx, titles or (), _one_each(fresh) if one_each else fresh, known,
        [i for i in at or [] if not i.startswith(("ppe_", "con_"))],
        Counter() if fresh and not at else _nearest(ctx, pools, titles or [], card, at),
        count, _where(card, at),
    ).result()  # fmt: skip


def _pools(at: list[str], whom: Whom) -> list[Pool]:
    """The tables to search; the ids of companies say which, whatever was asked."""
    if not at:
        return list(POOLS[whom])
    kinds = {company.split("_")[0] for company in at}
    if not kinds <= {"pco", "acc"}:
        raise BadInput("Those ids are not of companies.", hint="Give the ids of a company list.")
    return [pool for pool in POOLS["everyone"] if _prefix(pool) in kinds]


def _prefix(pool: Pool) -> str:
    return "acc" if pool is CONTACTS else "pco"


def _tests(ctx: Context, pool: Pool, card: Card, at: list[str] | None) -> list[ColumnElement[bool]]:
    tests: list[ColumnElement[bool]] = []
    if at:
        tests.append(pool.at([i for i in at if i.startswith(_prefix(pool))]))
    if not card.is_open():
        universe = ACCOUNTS if pool is CONTACTS else PROSPECTS
        if universe.count(ctx) == 0:
            return [*tests, pool.at([])]
        chosen = select(universe.column("id")).where(
            universe.live(ctx), *(c.test for c in card.criteria(ctx, universe))
        )
        tests.append(pool.at_any(chosen))
    return tests


def _anybody(ctx: Context, pools: list[Pool]) -> bool:
    return any(pool.titles(ctx) for pool in pools)


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
    ctx: Context, pools: list[Pool], titles: list[str], card: Card, at: list[str] | None
) -> Counter[str]:
    """Titles of the same function as those asked for, but of another level."""
    functions = {name for title in titles for name in parse(title).functions}
    near: Counter[str] = Counter()
    for pool in pools:
        for title, people in pool.titles(ctx, *_tests(ctx, pool, card, at)).items():
            held = parse(title)
            asked = any(matches(wanted, title) for wanted in titles)
            if functions & held.functions and not asked and not held.assisting:
                near[title] += people
    return near


def _where(card: Card, at: list[str] | None) -> str:
    if at:
        return "at those companies"
    asked = [*card.industry, *card.funding_stage, *card.geography]
    return f"at companies in {', '.join(asked)}" if asked else "anywhere"
