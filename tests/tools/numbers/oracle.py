"""Every metric computed a second way: in plain Python, over rows, with no SQL."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median

from tests.tools.numbers.world import TODAY, Row, World

Label = Callable[[Row], str | None]
Chosen = Callable[[Row], bool]


def label_of(world: World, name: str) -> Label:
    """How a deal is grouped, by hand."""

    def owner(deal: Row) -> Row:
        return world.of("user", deal["owner_id"])

    def team(deal: Row) -> Row:
        return world.of("team", owner(deal).get("team_id"))

    def account(deal: Row) -> Row:
        return world.of("account", deal["account_id"])

    def product(deal: Row) -> Row:
        typed = (deal["product"] or "").replace(" ", "").lower()
        return next((p for p in world.live("product")
                     if p["name"].replace(" ", "").lower() == typed), {})  # fmt: skip

    def person(user: Row) -> str | None:
        return f"Ed Kay ({user['id']})" if user.get("name") == "Ed Kay" else user.get("name")

    return {
        "owner": lambda d: person(owner(d)),
        "team": lambda d: team(d).get("name"),
        "manager": lambda d: world.of("user", owner(d).get("manager_id")).get("name")
        or team(d).get("manager_name"),
        "region": lambda d: d["region"] or owner(d).get("region") or team(d).get("region"),
        "product": lambda d: product(d).get("name") or d["product"],
        "series": lambda d: product(d).get("series"),
        "segment": lambda d: d["segment"] or account(d).get("segment"),
        "industry": lambda d: account(d).get("industry"),
        "source": lambda d: d["lead_source"],
        "account": lambda d: account(d).get("name"),
        "month": lambda d: d["closed_on"] and f"{d['closed_on']:%B %Y}",
        "quarter": lambda d: d["closed_on"]
        and f"Q{(d['closed_on'].month + 2) // 3} {d['closed_on'].year}",
    }[name]  # fmt: skip


def between(day: str, start: date | None, end: date) -> Chosen:
    def inside(row: Row) -> bool:
        if row[day] is None:
            return start is None
        return (start is None or row[day] >= start) and row[day] <= min(end, TODAY)

    return inside


def own_money(deal: Row) -> bool:
    return deal["amount_cents"] is not None and deal["currency"] in (None, "USD")


def money(deals: list[Row]) -> Decimal | None:
    priced = [d for d in deals if own_money(d)]
    if deals and not priced:
        return None
    return Decimal(sum(d["amount_cents"] for d in priced)) / 100


def groups(rows: list[Row], label: Label) -> dict[str | None, list[Row]]:
    found: dict[str | None, list[Row]] = defaultdict(list)
    for row in rows:
        found[label(row)].append(row)
    return dict(found)


def rate(top: int, bottom: int, least: int = 5) -> Fraction | None:
    return Fraction(top, bottom) if bottom >= least else None


def cycles(deals: list[Row]) -> list[int]:
    return [
        (d["closed_on"] - d["created_on"]).days
        for d in deals
        if d["closed_on"] and d["created_on"] and d["closed_on"] >= d["created_on"]
    ]


def percentile(values: list[int], share: Fraction) -> Fraction:
    """Linear interpolation between the closest ranks."""
    ranked = sorted(values)
    place = share * (len(ranked) - 1)
    low = int(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (ranked[high] - ranked[low]) * (place - low)


def middle(values: list[int]) -> Fraction:
    return Fraction(median(Fraction(v) for v in values))
