"""The demo company: a believable business, made from a seed, with the truth planted beside it.

`generate` makes rows and truth, `write` puts the rows into a workspace. Evals score against the
truth; the same seed, scale and day always make the same company.
"""

from datetime import date

from store.demo.accounts import make_accounts
from store.demo.activities import make_activities, note_stale
from store.demo.copies import make_copies
from store.demo.deals import make_deals
from store.demo.dirt import make_dirt
from store.demo.leads import make_leads, time_leads
from store.demo.lookalikes import make_lookalikes
from store.demo.making import COMPANY, LAST_DAY, Making, World, quarter_start
from store.demo.prospects import make_prospects
from store.demo.revenue import make_revenue
from store.demo.shift import plant_shift
from store.demo.staff import make_quotas, make_staff
from store.demo.stages import make_catalogue
from store.demo.writing import ORDER, write
from store.errors import BadInput

__all__ = ["LAST_DAY", "World", "generate", "write"]


def generate(seed: int = 7, scale: float = 1.0, today: date = LAST_DAY) -> World:
    """Make the demo company.

    Args:
        seed: The same seed makes the same company.
        scale: 1 makes about 4,000 accounts, 20,000 contacts and 7,500 deals; 0.05 a twentieth.
        today: The last day of its history, usually in the middle of a quarter.

    Raises:
        BadInput: `scale` is not between 0.01 and 100.
    """
    if not 0.01 <= scale <= 100:
        raise BadInput(f"The demo cannot be made at scale {scale}.", hint="Use 0.01 to 100.")
    making = Making(seed, scale, today)
    make_catalogue(making)
    reps = make_staff(making)
    firms = make_accounts(making, reps)
    make_lookalikes(making, firms)
    deals = make_deals(making, firms, reps)
    plant_shift(making, deals, firms, reps)
    make_quotas(making, reps)
    make_activities(making, deals, firms)
    note_stale(making, deals)
    make_leads(making, firms, reps)
    _mark_customers(making)
    make_prospects(making, firms)
    make_revenue(making)
    spared = make_copies(making, firms, deals)
    make_dirt(making, spared)
    time_leads(making)
    _finish(making)
    rows = {table: making.rows[table] for table in ORDER}
    return World(seed, scale, today, dict(COMPANY), rows, making.truth)


def _mark_customers(making: Making) -> None:
    """Whoever bought is a customer; and nobody is younger than their first deal."""
    first: dict[str, date] = {}
    for deal in making.rows["opportunity"]:
        day = deal["created_on"]
        first[deal["account_id"]] = min(day, first.get(deal["account_id"], day))
    won = {d["account_id"] for d in making.rows["opportunity"] if d["status"] == "won"}
    for row in making.rows["account"]:
        row["kind"] = "customer" if row["id"] in won else "prospect"
        row["created_on"] = min(row["created_on"], first.get(row["id"], row["created_on"]))


def _finish(making: Making) -> None:
    """Give the rows no telling order, and write down the facts of the whole."""
    for table, rows in making.rows.items():
        if table not in {"user", "team", "stage", "product"}:
            rows.sort(key=lambda row: str(row["id"]))
    left = {row["id"] for row in making.rows["user"] if not row["active"]}
    making.truth |= {
        "seed": making.seed, "scale": making.scale, "today": making.today.isoformat(),
        "first_day": making.first_day.isoformat(),
        "this_quarter_starts": quarter_start(making.today).isoformat(),
        "rows": {table: len(making.rows[table]) for table in ORDER},
        "owned_by_people_who_left": {
            table: sum(row["owner_id"] in left for row in making.rows[table])
            for table in ("account", "contact", "opportunity")
        },
    }  # fmt: skip
