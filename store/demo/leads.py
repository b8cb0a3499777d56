"""The demo company's leads: who asked, how fast somebody answered, and who became a customer."""

from datetime import date, datetime, timedelta

from store.demo.accounts import SOURCE_MIX, TITLE_MIX, Firm, domain_of, phone
from store.demo.activities import lead_touch
from store.demo.dice import Dice, Weights
from store.demo.making import Making, Row, at_work
from store.demo.places import BY_REGION, REGIONS
from store.demo.staff import Rep
from store.demo.words import ENDS, FIRST_NAMES, INDUSTRIES, LAST_NAMES, STARTS, TRADES

WINDOW_DAYS = 540
CONVERTED = 0.18
UNANSWERED = 0.11
_INDUSTRY_MIX = Weights(INDUSTRIES)
_REACHED = {"Contacted": 1, "Qualified": 3, "Disqualified": 2}
"""How many of the three qualifications a lead of each status has passed."""
_OPEN_STATUS = Weights({"New": 20, "Contacted": 38, "Qualified": 16, "Disqualified": 26})


def make_leads(making: Making, firms: list[Firm], reps: list[Rep]) -> None:
    """Fill the table lead, and add the touches of leads to the table activity."""
    dice = making.dice("leads")
    first = making.today - timedelta(days=WINDOW_DAYS)
    recent = [person for firm in firms for person in firm.people if person["created_on"] > first]
    converts = dice.sample(recent, round(making.size(5_000) * CONVERTED))
    rows = [_converted(making, dice, person) for person in converts]
    here = [rep for rep in reps if rep.left_on is None]
    while len(rows) < making.size(5_000):
        rows.append(_fresh(making, dice, here, first))
    for row in rows:
        _answer(making, dice, row)
    making.rows["lead"] = rows


def _converted(making: Making, dice: Dice, person: Row) -> Row:
    created = max(person["created_on"] - timedelta(days=dice.whole(2, 45)), making.first_day)
    row = _blank(making, dice, created)
    for column in ("first_name", "last_name", "email", "phone", "title", "company_name", "city",
                   "state_region", "country", "lead_source", "owner_id"):  # fmt: skip
        row[column] = person[column]
    return row | {"status": "Converted", "converted_on": person["created_on"],
                  "converted_contact_id": person["id"], "score": dice.whole(45, 99)}  # fmt: skip


def _fresh(making: Making, dice: Dice, reps: list[Rep], first: date) -> Row:
    industry = dice.weighted(_INDUSTRY_MIX)
    region = dice.pick(REGIONS)
    place = dice.pick(BY_REGION[region])
    company = f"{dice.pick(STARTS)}{dice.pick(ENDS)} {dice.pick(TRADES[industry].split())}"
    one, two = dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES)
    domain = domain_of(company, place)
    team = [rep for rep in reps if rep.region == region] or reps
    email = f"{one.lower()}.{''.join(c for c in two.lower() if c.isalpha())}@{domain}"
    return _blank(making, dice, dice.day(first, making.today)) | {
        "first_name": one, "last_name": two, "email": email if dice.chance(0.96) else None,
        "phone": phone(making, dice, place) if dice.chance(0.6) else None,
        "title": dice.weighted(TITLE_MIX) if dice.chance(0.8) else None, "company_name": company,
        "website": f"https://www.{domain}" if dice.chance(0.4) else None, "industry": industry,
        "city": place.city, "state_region": place.state, "country": place.country,
        "owner_id": dice.pick(team).id if dice.chance(0.97) else None,
        "status": dice.weighted(_OPEN_STATUS), "score": dice.whole(1, 90),
    }  # fmt: skip


def _blank(making: Making, dice: Dice, created: date) -> Row:
    return {
        "id": making.new_id("lea"), "first_name": None, "last_name": None, "email": None,
        "phone": None, "mobile": None, "title": None, "company_name": None, "website": None,
        "industry": None, "city": None, "state_region": None, "postal_code": None,
        "country": None, "status": "New", "lead_source": dice.weighted(SOURCE_MIX), "score": None,
        "owner_id": None, "created_on": created, "responded_at": None, "created_at": None,
        "mql_on": None, "sal_on": None, "sql_on": None, "converted_on": None,
        "converted_contact_id": None, "description": None,
    }  # fmt: skip


def _answer(making: Making, dice: Dice, row: Row) -> None:
    """A first touch hours or days later, unless nobody ever answered."""
    if row["status"] == "New" or row["owner_id"] is None or dice.chance(UNANSWERED):
        row["status"] = row["status"] if row["converted_on"] else "New"
        return
    arrived = at_work(row["created_on"], dice)
    answered = arrived + timedelta(hours=dice.around(9.0, 1.2))
    if answered.date() >= making.today:
        row["status"] = row["status"] if row["converted_on"] else "New"
        return
    row["created_at"], row["responded_at"] = arrived, answered
    making.rows["activity"].append(_first_touch(making, dice, row, answered))
    for _ in range(dice.count(1.3)):
        day = row["created_on"] + timedelta(days=dice.whole(2, 40))
        if answered.date() < day < making.today:
            making.rows["activity"].append(lead_touch(making, dice, row, day))


def _first_touch(making: Making, dice: Dice, row: Row, at: datetime) -> Row:
    return lead_touch(making, dice, row, at.date()) | {"occurred_at": at}


def time_leads(making: Making) -> None:
    """The hour in which each lead arrived, and the days on which it was qualified.

    A stream of chance of its own leaves every other row of the company as it was.
    """
    dice = making.dice("lead times")
    for row in making.rows["lead"]:
        if row["created_at"] is None:
            row["created_at"] = at_work(row["created_on"], dice)
        _qualify(making, dice, row)


def _qualify(making: Making, dice: Dice, row: Row) -> None:
    """Marketing qualifies first, sales accepts, then qualifies: each a few days after the other."""
    reached = 3 if row["converted_on"] else _REACHED.get(row["status"], 0)
    day = row["created_on"]
    for name in ("mql_on", "sal_on", "sql_on")[:reached]:
        day = min(day + timedelta(days=dice.whole(0, 6)), row["converted_on"] or making.today)
        row[name] = day
