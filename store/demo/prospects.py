"""The prospect universe of the demo: companies with funding rounds, and people with titles."""

from datetime import date, timedelta

from store.demo.accounts import TITLE_MIX, Firm, company_name, domain_of, email_of, phone
from store.demo.dice import Dice, Weights
from store.demo.making import Making, Row
from store.demo.places import METROS, PLACES, Place
from store.demo.words import FIRST_NAMES, INDUSTRIES, KEYWORDS, LAST_NAMES

ROUNDS = ("seed", "series-a", "series-b", "series-c", "series-d")
_SIZES = {"seed": 2_200_000, "series-a": 9_500_000, "series-b": 26_000_000,
          "series-c": 58_000_000, "series-d": 120_000_000}  # fmt: skip
_GOES_ON = {"seed": 0.72, "series-a": 0.6, "series-b": 0.45, "series-c": 0.3, "series-d": 0.0}
_STATUS = Weights({"operating": 86, "acquired": 8, "closed": 4, "ipo": 2})
_INDUSTRY_MIX = Weights(INDUSTRIES)
_PLACE_MIX = Weights(
    {place: 5.0 if place.is_american else 2.2 if place.country == "Canada" else 1.6
     for place in PLACES}
)  # fmt: skip
NORTH_AMERICA = ("United States", "Canada")


def make_prospects(making: Making, firms: list[Firm]) -> None:
    """Fill prospect_company, funding_round and prospect_person; some are in the CRM already."""
    dice = making.dice("prospects")
    making.rows["prospect_company"], making.rows["funding_round"] = [], []
    making.rows["prospect_person"] = []
    known = [{"prospect_company_id": row["id"], "account_id": firm.row["id"]}
             for firm in dice.sample(firms, making.size(140))
             for row in [_company(making, dice, firm)]]  # fmt: skip
    while len(making.rows["prospect_company"]) < making.size(3_000, least=20):
        _company(making, dice, None)
    making.truth["prospects_in_crm"] = known
    making.truth["lists"] = {"series_b_financial_services_north_america": _series_b(making)}


def _company(making: Making, dice: Dice, firm: Firm | None) -> Row:
    place = firm.place if firm else dice.weighted(_PLACE_MIX)
    industry = (firm.row["industry"] if firm else None) or dice.weighted(_INDUSTRY_MIX)
    name = firm.row["name"] if firm else company_name(making, dice, industry)
    founded = dice.day(date(2008, 1, 1), making.today - timedelta(days=900))
    row: Row = {
        "id": making.new_id("pco"), "name": name,
        "domain": firm.row["domain"] if firm else domain_of(name, place), "industry": industry,
        "keywords": KEYWORDS[industry] if dice.chance(0.8) else None,
        "description": f"{industry} company in {place.city}.", "status": dice.weighted(_STATUS),
        "employee_count": min(round(dice.around(90, 1.1)) + 3, 12_000), "founded_on": founded,
        "founded_year": founded.year, "city": place.city,
        "metro": METROS.get(place.city, place.city), "state_region": place.state,
        "country": place.country, "currency": "USD",
    }  # fmt: skip
    row["website"] = f"https://www.{row['domain']}"
    _raise_money(making, dice, row)
    making.rows["prospect_company"].append(row)
    for _ in range(1 + dice.count(2.0)):
        making.rows["prospect_person"].append(_person(making, dice, row, place))
    return row


def _raise_money(making: Making, dice: Dice, row: Row) -> None:
    """Rounds in order, until the company stops raising or today comes."""
    rounds: list[Row] = []
    day = row["founded_on"] + timedelta(days=dice.whole(60, 700))
    for stage in ROUNDS if dice.chance(0.92) else ():
        if day > making.today:
            break
        rounds.append({
            "id": making.new_id("rou"), "prospect_company_id": row["id"], "stage": stage,
            "funded_on": day, "currency": "USD",
            "raised_cents": round(dice.around(_SIZES[stage], 0.45) / 100_000) * 10_000_000
            if dice.chance(0.94) else None,
        })  # fmt: skip
        if not dice.chance(_GOES_ON[stage]):
            break
        day += timedelta(days=dice.whole(330, 900))
    making.rows["funding_round"] += rounds
    row["funding_rounds"] = len(rounds)
    row["raised_cents"] = sum(r["raised_cents"] or 0 for r in rounds) or None
    row["first_funded_on"] = rounds[0]["funded_on"] if rounds else None
    row["last_funded_on"] = rounds[-1]["funded_on"] if rounds else None


def _person(making: Making, dice: Dice, company: Row, place: Place) -> Row:
    first, last = dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES)
    return {
        "id": making.new_id("ppe"), "prospect_company_id": company["id"], "first_name": first,
        "last_name": last, "title": dice.weighted(TITLE_MIX),
        "email": email_of(first, last, company["domain"], "first.last")
        if dice.chance(0.7) else None,
        "phone": phone(making, dice, place) if dice.chance(0.2) else None,
        "company_name": company["name"], "city": place.city, "state_region": place.state,
        "country": place.country,
    }  # fmt: skip


def _series_b(making: Making) -> Row:
    """The exact answer to a list that people ask for, in both readings of `Series B`."""
    wanted = {
        row["id"] for row in making.rows["prospect_company"]
        if row["industry"] == "Financial Services" and row["country"] in NORTH_AMERICA
    }  # fmt: skip
    latest: dict[str, str] = {}
    ever: list[str] = []
    for row in making.rows["funding_round"]:
        company = row["prospect_company_id"]
        latest[company] = row["stage"]
        if row["stage"] == "series-b" and company in wanted:
            ever.append(company)
    return {"ever": sorted(ever), "latest": sorted(c for c in ever if latest[c] == "series-b")}
