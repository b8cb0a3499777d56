"""Records that look like duplicates and are not: what a careless merge would destroy."""

from dataclasses import replace

from store.demo.accounts import (
    Firm,
    company_name,
    domain_of,
    email_of,
    make_person,
    person_row,
    phone,
    postal,
)
from store.demo.dice import Dice
from store.demo.making import Making, Row
from store.demo.places import PLACES
from store.demo.words import FIRST_NAMES, LAST_NAMES, LEGAL, STREETS, TRADES


def make_lookalikes(making: Making, firms: list[Firm]) -> None:
    """Add lookalike accounts and people to the tables, and write down which pairs they are."""
    dice = making.dice("lookalikes")
    making.truth["not_duplicates"] = {"account": [], "contact": []}
    bases = dice.sample(firms, making.size(110, least=4))
    for n, base in enumerate(bases):
        make = (_subsidiary, _namesake_abroad, _franchise)[n % 3]
        twin = make(making, dice, base)
        twin.people.extend(make_person(making, dice, twin) for _ in range(2))
        firms.append(twin)
        making.rows["account"].append(twin.row)
        making.rows["contact"] += twin.people
        _note(making, "account", base.row, twin.row, make.__name__.strip("_"))
    for n, firm in enumerate(dice.sample(firms, making.size(200, least=8))):
        make_twin = (_relative, _same_initial, _namesake, _shared_inbox)[n % 4]
        person = make_twin(making, dice, firm, dice.pick(firms))
        making.rows["contact"].append(person)


def _note(making: Making, table: str, one: Row, two: Row, why: str) -> None:
    making.truth["not_duplicates"][table].append({"ids": [one["id"], two["id"]], "why": why})


def _core(firm: Firm) -> str:
    """The company's name without its legal form."""
    words = firm.row["name"].split()
    return " ".join(words[:2])


def _twin(making: Making, dice: Dice, base: Firm, changes: Row) -> Firm:
    row = base.row | {
        "id": making.new_id("acc"), "parent_name": None,
        "phone": phone(making, dice, base.place),
        "created_on": dice.day(base.row["created_on"], making.today),
    } | changes  # fmt: skip
    row["website"] = f"https://www.{row['domain']}"
    return replace(base, row=row, people=[])


def _subsidiary(making: Making, dice: Dice, base: Firm) -> Firm:
    """A daughter company at the same address: same first word, another trade and domain."""
    root, trade = _core(base).split()
    others = [w for words in TRADES.values() for w in words.split() if w != trade]
    name = f"{root} {dice.pick(others)}"
    return _twin(making, dice, base, {
        "name": name, "domain": domain_of(name, base.place), "parent_name": base.row["name"],
        "employee_count": dice.whole(20, 150), "annual_revenue_cents": None,
    })  # fmt: skip


def _namesake_abroad(making: Making, dice: Dice, base: Firm) -> Firm:
    """An unrelated company of the same name in another country."""
    place = dice.pick([p for p in PLACES if p.country != base.row["country"]])
    name = f"{_core(base)} {dice.pick(LEGAL[place.country])}"
    twin = replace(base, place=place)
    return _twin(making, dice, twin, {
        "name": name, "domain": f"{''.join(name.lower().split())}-{place.city[:3].lower()}.com",
        "phone": phone(making, dice, place), "city": place.city, "state_region": place.state,
        "country": place.country, "postal_code": postal(dice, place),
        "street": f"{dice.whole(1, 2999)} {dice.pick(STREETS)}",
        "employee_count": dice.whole(5, 900), "annual_revenue_cents": None,
        "founded_year": dice.whole(1952, making.today.year - 2),
    })  # fmt: skip


def _franchise(making: Making, dice: Dice, base: Firm) -> Firm:
    """Another branch that buys for itself: same brand and website, another city and number."""
    cities = [p for p in PLACES if p.country == base.row["country"] and p.city != base.row["city"]]
    place = dice.pick(cities or [base.place])
    return _twin(making, dice, replace(base, place=place), {
        "name": f"{_core(base)} - {place.city}", "phone": phone(making, dice, place),
        "city": place.city, "state_region": place.state, "postal_code": postal(dice, place),
        "street": f"{dice.whole(1, 2999)} {dice.pick(STREETS)}",
        "employee_count": dice.whole(5, 60), "annual_revenue_cents": None,
    })  # fmt: skip


def _another_first(dice: Dice, person: Row) -> str:
    """A first name that nobody would shorten to the other's, nor mistype for it."""
    taken = person["first_name"][0]
    return dice.pick([name for name in FIRST_NAMES if name[0] != taken])


def _relative(making: Making, dice: Dice, firm: Firm, _: Firm) -> Row:
    """A couple at the same family firm: surname and mobile in common."""
    one = dice.pick(firm.people)
    two = person_row(making, dice, firm, _another_first(dice, one), one["last_name"])
    one["mobile"] = one["mobile"] or phone(making, dice, firm.place)
    two |= {"mobile": one["mobile"], "phone": one["phone"]}
    _note(making, "contact", one, two, "relative")
    return two


def _same_initial(making: Making, dice: Dice, firm: Firm, _: Firm) -> Row:
    """Colleagues with the same surname and initial behind one switchboard."""
    one = dice.pick(firm.people)
    initial = one["first_name"][0]
    others = [n for n in FIRST_NAMES if n[0] == initial and n[:3] != one["first_name"][:3]]
    first = dice.pick(others or [_another_first(dice, one)])
    two = person_row(making, dice, firm, first, one["last_name"])
    two["email"] = email_of(first, one["last_name"], firm.row["domain"], "first.last")
    one["email"] = email_of(one["first_name"], one["last_name"], firm.row["domain"], "first.last")
    one["phone"] = two["phone"] = firm.row["phone"]
    one["title"], two["title"] = "Director of Finance", "IT Manager"
    _note(making, "contact", one, two, "same_initial")
    return two


def _namesake(making: Making, dice: Dice, firm: Firm, elsewhere: Firm) -> Row:
    """Two people of the same name in different companies."""
    one = dice.pick(firm.people)
    away = elsewhere if elsewhere is not firm else _alone(making, dice, firm)
    two = person_row(making, dice, away, one["first_name"], one["last_name"])
    _note(making, "contact", one, two, "namesake")
    return two


def _alone(making: Making, dice: Dice, firm: Firm) -> Firm:
    name = company_name(making, dice, "Technology")
    twin = _twin(making, dice, firm, {"name": name, "domain": domain_of(name, firm.place)})
    making.rows["account"].append(twin.row)
    return twin


def _shared_inbox(making: Making, dice: Dice, firm: Firm, _: Firm) -> Row:
    """Two people who both gave the company's general address."""
    one = dice.pick(firm.people)
    surname = dice.pick([name for name in LAST_NAMES if name[0] != one["last_name"][0]])
    two = person_row(making, dice, firm, _another_first(dice, one), surname)
    one["email"] = two["email"] = f"info@{firm.row['domain']}"
    _note(making, "contact", one, two, "shared_inbox")
    return two
