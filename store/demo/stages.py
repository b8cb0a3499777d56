"""What the demo company sells, and the steps by which it sells."""

from dataclasses import dataclass

from store.demo.making import Making

STAGES = ("Qualification", "Discovery", "Proposal", "Negotiation")
CONFIGURED = {
    "Qualification": 0.2, "Discovery": 0.4, "Proposal": 0.6, "Negotiation": 0.8,
    "Closed Won": 1.0, "Closed Lost": 0.0,
}  # fmt: skip
"""The probabilities that somebody typed into the CRM; the history shows lower ones."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How deals of a segment move: chance to go on from each stage, and median days in it."""

    advance: tuple[float, float, float, float]
    days: tuple[float, float, float, float]
    median_cents: int
    spread: float


@dataclass(frozen=True, slots=True)
class Product:
    """Something the company sells; `weights` say how often each segment buys it."""

    name: str
    series: str
    cents: int
    weights: tuple[int, int, int]


PACES = {
    "SMB": Pace((0.70, 0.72, 0.70, 0.76), (7, 9, 11, 9), 1_100_000, 0.55),
    "Mid-Market": Pace((0.68, 0.70, 0.69, 0.74), (12, 17, 20, 15), 4_200_000, 0.55),
    "Enterprise": Pace((0.66, 0.69, 0.70, 0.72), (18, 28, 32, 26), 17_500_000, 0.6),
}
PRODUCTS = (
    Product("Ledger Starter", "Ledger", 600_000, (34, 6, 0)),
    Product("Ledger Pro", "Ledger", 2_400_000, (18, 30, 8)),
    Product("Ledger Enterprise", "Ledger", 9_600_000, (0, 8, 34)),
    Product("Relay Connect", "Relay", 900_000, (22, 16, 6)),
    Product("Relay Automate", "Relay", 3_600_000, (8, 20, 16)),
    Product("Beacon Insights", "Beacon", 1_800_000, (14, 14, 12)),
    Product("Beacon Predict", "Beacon", 6_000_000, (4, 6, 24)),
)
LOSSES = {
    "Price": 24, "Competitor": 21, "No decision": 26, "Timing": 15, "Missing feature": 9,
    "Champion left": 5,
}  # fmt: skip


def make_catalogue(making: Making) -> None:
    """Fill the tables stage and product."""
    names = (*STAGES, "Closed Won", "Closed Lost")
    status = {"Closed Won": "won", "Closed Lost": "lost"}
    making.rows["stage"] = [
        {"id": making.new_id("sta"), "name": name, "position": n, "win_rate": CONFIGURED[name],
         "status": status.get(name, "open")}
        for n, name in enumerate(names, start=1)
    ]  # fmt: skip
    making.rows["product"] = [
        {"id": making.new_id("prd"), "name": item.name, "series": item.series,
         "list_price_cents": item.cents, "currency": "USD"}
        for item in PRODUCTS
    ]  # fmt: skip
