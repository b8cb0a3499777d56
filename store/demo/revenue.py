"""What the demo company's customers pay a year, what winning and serving them costs, and rates.

Made from the deals that were won, with streams of chance of its own, so that every other row of
the company stays as it was.
"""

from collections import defaultdict
from datetime import date, timedelta

from store.demo.dice import Dice, Weights
from store.demo.making import Making, Row

YEAR = timedelta(days=365)
RENEWALS = Weights({"same": 46, "more": 30, "less": 9, "gone": 15})
"""What becomes of a subscription when its year is over."""
SELLING = {"Salaries": 0.30, "Commissions": 0.09, "Tools": 0.03, "Travel": 0.02}
"""Shares of the average won amount that selling costs."""
ADVERTISING = {"Webinar": 0.04, "Event": 0.06, "Website": 0.05, "Paid Search": 0.05}
SERVING = {"Hosting": 0.08, "Support": 0.11}
"""Shares of the recurring revenue that serving it costs."""
RATES = {"EUR": 1.09, "GBP": 1.27, "CAD": 0.74}
E8 = 10**8
SHORTEST_MONTH = 28


def make_revenue(making: Making) -> None:
    """Fill the tables subscription, cost and exchange_rate."""
    dice = making.dice("revenue")
    won = [deal for deal in making.rows["opportunity"] if deal["status"] == "won"]
    making.rows["subscription"] = [
        row for deal in won if deal["amount_cents"] for row in _years(making, dice, deal)
    ]
    making.rows["cost"] = list(_costs(making, dice, won))
    making.rows["exchange_rate"] = list(_rates(making, dice))


def _years(making: Making, dice: Dice, deal: Row) -> list[Row]:
    """One row for each year that the customer stays."""
    starts, cents = deal["closed_on"] + timedelta(days=dice.whole(0, 20)), deal["amount_cents"]
    rows: list[Row] = []
    while cents and starts <= making.today:
        rows.append(
            {"id": making.new_id("sub"), "account_id": deal["account_id"],
             "product": deal["product"], "arr_cents": cents, "currency": "USD",
             "starts_on": starts, "ends_on": starts + YEAR - timedelta(days=1)}
        )  # fmt: skip
        starts, cents = starts + YEAR, _renewed(dice, cents)
    return rows


def _renewed(dice: Dice, cents: int) -> int:
    what = dice.weighted(RENEWALS)
    share = {"same": 1.0, "more": dice.share(1.05, 1.5), "less": dice.share(0.5, 0.9), "gone": 0.0}
    return round(cents * share[what] / 100) * 100


def _costs(making: Making, dice: Dice, won: list[Row]) -> list[Row]:
    months = _months(making)
    usual = sum(deal["amount_cents"] or 0 for deal in won) / max(1, len(months))
    served = _recurring(making, months)
    rows: list[Row] = []
    for n, (first, last) in enumerate(_until_today(making, months)):
        whole = (last - first).days + 1 >= SHORTEST_MONTH
        scale = usual * (0.75 + 0.5 * n / len(months)) * (1 if whole else last.day / 30)
        for category, share in SELLING.items():
            rows.append(_cost(making, "sales", category, scale * share * dice.share(0.95, 1.05),
                              first, last))  # fmt: skip
        for source, share in ADVERTISING.items():
            row = _cost(making, "marketing", "Advertising", scale * share * dice.share(0.8, 1.2),
                        first, last)  # fmt: skip
            rows.append(row | {"lead_source": source})
        for category, share in SERVING.items():
            part = served[first] * share / 12 * (1 if whole else last.day / 30)
            rows.append(_cost(making, "cost_of_revenue", category, part, first, last))
    return rows


def _cost(
    making: Making, function: str, category: str, cents: float, first: date, last: date
) -> Row:
    return {
        "id": making.new_id("cst"), "function": function, "category": category,
        "amount_cents": round(cents / 10_000) * 10_000, "currency": "USD", "starts_on": first,
        "ends_on": last, "lead_source": None, "region": None, "segment": None,
    }  # fmt: skip


def _months(making: Making) -> list[tuple[date, date]]:
    """Whole months from the first day on; the last is the one before today's."""
    first = making.first_day
    found: list[tuple[date, date]] = []
    while True:
        following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        if following > making.today:
            return found
        found.append((first, following - timedelta(days=1)))
        first = following


def _until_today(making: Making, months: list[tuple[date, date]]) -> list[tuple[date, date]]:
    first = making.today.replace(day=1)
    return [*months, (first, making.today)]


def _recurring(making: Making, months: list[tuple[date, date]]) -> dict[date, int]:
    totals: dict[date, int] = defaultdict(int)
    for row in making.rows["subscription"]:
        for first, _ in _until_today(making, months):
            if row["starts_on"] <= first <= row["ends_on"]:
                totals[first] += row["arr_cents"]
    return totals


def _rates(making: Making, dice: Dice) -> list[Row]:
    rows: list[Row] = []
    for currency, usual in RATES.items():
        rate = usual
        for first, _ in _months(making):
            rate *= dice.share(0.985, 1.015)
            rows.append({"id": making.new_id("fxr"), "currency": currency, "rate_on": first,
                         "rate_e8": round(rate * 10_000) * (E8 // 10_000)})  # fmt: skip
    return rows
