"""The demo company's customers and prospects, and the people there."""

from dataclasses import dataclass
from datetime import timedelta

from store.demo.dice import Dice, Weights
from store.demo.making import Making, Row
from store.demo.places import BY_REGION, Place
from store.demo.staff import Rep
from store.demo.words import (
    ENDS,
    FIRST_NAMES,
    INDUSTRIES,
    LAST_NAMES,
    LEAD_SOURCES,
    LEGAL,
    STARTS,
    STREETS,
    TITLES,
    TRADES,
)

SEGMENTS = {"SMB": 52, "Mid-Market": 33, "Enterprise": 15}
HEADCOUNT = {
    "SMB": (48, 0.7, 199),
    "Mid-Market": (420, 0.4, 999),
    "Enterprise": (3200, 0.7, 90_000),
}
"""Median, spread and the largest count of employees in each segment."""
PEOPLE_PER_ACCOUNT = {"SMB": 3.1, "Mid-Market": 6.2, "Enterprise": 9.4}
_REGION_MIX = Weights({"East": 27, "West": 24, "Central": 20, "EMEA": 18, "APAC": 11})
_INDUSTRY_MIX = Weights(INDUSTRIES)
_SEGMENT_MIX = Weights(SEGMENTS)
SOURCE_MIX = Weights(LEAD_SOURCES)
TITLE_MIX = Weights(TITLES)
EMAIL_STYLES = Weights({"first.last": 60, "flast": 25, "first_l": 15})


@dataclass(frozen=True, slots=True)
class Firm:
    """An account and what the generator knows of it beyond its row."""

    row: Row
    place: Place
    people: list[Row]
    style: str


def make_accounts(making: Making, reps: list[Rep]) -> list[Firm]:
    """Fill the tables account and contact with clean rows, and return each account's people."""
    dice = making.dice("accounts")
    making.rows["account"], making.rows["contact"] = [], []
    firms = [_firm(making, dice, reps) for _ in range(making.size(3_830, least=40))]
    people = making.dice("contacts")
    for firm in firms:
        row = firm.row
        for _ in range(1 + people.count(PEOPLE_PER_ACCOUNT[row["segment"]] - 1)):
            firm.people.append(make_person(making, people, firm))
        making.rows["account"].append(row)
        making.rows["contact"] += firm.people
    return firms


def company_name(making: Making, dice: Dice, industry: str) -> str:
    """An invented name that no other company of the world has, nor one letter away from one."""
    trade = dice.pick(TRADES[industry].split())
    root = dice.pick(STARTS) + dice.pick(ENDS)
    while not _far_from_others(making, root, trade):
        trade = dice.pick(TRADES[industry].split())
        root = dice.pick(STARTS) + dice.pick(ENDS)
    return f"{root} {trade}"


def _far_from_others(making: Making, root: str, trade: str) -> bool:
    """Two roots that share a one-letter deletion are at most one edit apart."""
    near = {root, *(root[:i] + root[i + 1 :] for i in range(len(root)))}
    words = {f"company {word.lower()} {trade}" for word in near}
    if words & making.taken:
        return False
    making.taken |= words
    return True


def phone(making: Making, dice: Dice, place: Place) -> str | None:
    """A number of that city that nobody else has; None when they have run out."""
    for _ in range(40):
        number = place.dial + dice.digits(place.digits)
        if making.claim(number):
            return number
    return None


def domain_of(name: str, place: Place) -> str:
    """The web domain of a company: its name, ending as its country's do."""
    ending = {"United Kingdom": "co.uk", "Germany": "de", "France": "fr", "Australia": "com.au"}
    word = "".join(c for c in name.lower() if c.isalnum())
    return f"{word}.{ending.get(place.country, 'com')}"


def _firm(making: Making, dice: Dice, reps: list[Rep]) -> Firm:
    region = dice.weighted(_REGION_MIX)
    place = dice.pick(BY_REGION[region])
    industry, segment = dice.weighted(_INDUSTRY_MIX), dice.weighted(_SEGMENT_MIX)
    core = company_name(making, dice, industry)
    legal = dice.pick(LEGAL[place.country]) if dice.chance(0.35) else ""
    median, spread, most = HEADCOUNT[segment]
    least = {"SMB": 2, "Mid-Market": 200, "Enterprise": 1000}[segment]
    heads = min(max(round(dice.around(median, spread)), least), most)
    domain = domain_of(core, place)
    row: Row = {
        "id": making.new_id("acc"), "name": f"{core} {legal}".strip(), "domain": domain,
        "website": f"https://www.{domain}", "phone": phone(making, dice, place),
        "industry": industry if dice.chance(0.94) else None, "segment": segment,
        "kind": "prospect", "employee_count": heads if dice.chance(0.9) else None,
        "annual_revenue_cents": round(heads * dice.around(19, 0.35)) * 1_000_000
        if dice.chance(0.75) else None,
        "currency": "USD", "founded_year": dice.whole(1952, making.today.year - 2),
        "street": f"{dice.whole(1, 2999)} {dice.pick(STREETS)}", "city": place.city,
        "state_region": place.state, "postal_code": postal(dice, place), "country": place.country,
        "parent_name": None, "owner_id": _owner(making, dice, reps, region, segment),
        "lead_source": dice.weighted(SOURCE_MIX), "description": None,
        "created_on": dice.day(making.first_day - timedelta(days=90), making.today),
        "last_activity_on": None,
    }  # fmt: skip
    return Firm(row, place, [], dice.weighted(EMAIL_STYLES))


def postal(dice: Dice, place: Place) -> str | None:
    """A postal code of that city, where the demo knows how they begin."""
    if not place.postal:
        return None
    return place.postal + dice.digits(3 if place.country == "India" else 2)


def _owner(making: Making, dice: Dice, reps: list[Rep], region: str, segment: str) -> str:
    """A rep of the right team; a tenth of the accounts stay with whoever left."""
    kind = "Enterprise" if segment == "Enterprise" else "Commercial"
    team = [rep for rep in reps if rep.region == region and rep.kind == kind]
    here = [rep for rep in team if rep.works_on(making.today)]
    return dice.pick(here if dice.chance(0.9) and here else team).id


def make_person(making: Making, dice: Dice, firm: Firm) -> Row:
    """A person at the account whose name and e-mail nobody else there has."""
    first, last = dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES)
    while not _unmistakable(making, firm, first, last):
        first, last = dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES)
    return person_row(making, dice, firm, first, last)


def _unmistakable(making: Making, firm: Firm, first: str, last: str) -> bool:
    """No colleague has the same surname and initial, nor the same address."""
    return making.claim(f"person {first[0]} {last} {firm.row['id']}") and making.claim(
        email_of(first, last, firm.row["domain"], firm.style)
    )


def person_row(making: Making, dice: Dice, firm: Firm, first: str, last: str) -> Row:
    """The contact of that name at the account."""
    row = firm.row
    return {
        "id": making.new_id("con"), "first_name": first, "last_name": last,
        "email": email_of(first, last, row["domain"], firm.style) if dice.chance(0.95) else None,
        "other_emails": None,
        "phone": phone(making, dice, firm.place) if dice.chance(0.8) else None,
        "mobile": phone(making, dice, firm.place) if dice.chance(0.35) else None,
        "title": dice.weighted(TITLE_MIX) if dice.chance(0.93) else None,
        "company_name": row["name"], "account_id": row["id"], "owner_id": row["owner_id"],
        "website": None, "street": row["street"] if dice.chance(0.5) else None,
        "city": row["city"], "state_region": row["state_region"],
        "postal_code": row["postal_code"] if dice.chance(0.5) else None,
        "country": row["country"], "lead_source": dice.weighted(SOURCE_MIX),
        "consent": dice.pick(("unknown", "unknown", "opted_in", "opted_in", "opted_out")),
        "description": None, "created_on": dice.day(row["created_on"], making.today),
        "last_activity_on": None,
    }  # fmt: skip


def email_of(first: str, last: str, domain: str, style: str) -> str:
    """The address that a company of that style gives a person.

    >>> email_of("Ana", "O'Brien", "belhaven.com", "flast")
    'aobrien@belhaven.com'
    """
    one, two = first.lower(), "".join(c for c in last.lower() if c.isalpha())
    name = {"first.last": f"{one}.{two}", "flast": one[0] + two, "first_l": f"{one}{two[0]}"}
    return f"{name[style]}@{domain}"
