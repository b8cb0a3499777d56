"""The planted story: what happened to one region in the last full quarter, and why."""

from datetime import date, timedelta

from store.demo.accounts import Firm
from store.demo.course import Course
from store.demo.deals import Deal, Sellers, settle, write_history
from store.demo.making import Making, Row, next_quarter, previous_quarter
from store.demo.places import REGIONS
from store.demo.staff import Rep

LARGE_CENTS = 136_000_000


def plant_shift(making: Making, deals: list[Deal], firms: list[Firm], reps: list[Rep]) -> None:
    """West Enterprise: two reps leave, every second win turns to a loss, a large deal is pushed."""
    quarter = previous_quarter(making.today)
    flipped = _turn_to_losses(making, deals, quarter)
    deals.append(_large_deal(making, firms, reps, quarter))
    making.rows["opportunity"].append(deals[-1].row)
    before = previous_quarter(quarter)
    making.truth["shift"] = {
        "region": "West", "segment": "Enterprise", "quarter": _label(quarter),
        "compared_with": _label(before),
        "won_cents": {
            region: {_label(q): _won_cents(deals, region, q) for q in (before, quarter)}
            for region in REGIONS
        },
        "west_enterprise": {_label(q): _win_rate(deals, q) for q in (before, quarter)},
        "because": {
            "reps_left": [
                {"id": rep.id, "left_on": rep.left_on.isoformat()}
                for rep in _leavers(reps, quarter)
                if rep.left_on
            ],
            "wins_turned_to_losses": flipped,
            "pushed": {"id": deals[-1].row["id"], "amount_cents": LARGE_CENTS,
                       "from": _due(quarter).isoformat(),
                       "to": deals[-1].row["expected_close_on"].isoformat()},
        },
    }  # fmt: skip


def _leavers(reps: list[Rep], quarter: date) -> list[Rep]:
    end = next_quarter(quarter)
    team = (rep for rep in reps if (rep.region, rep.kind) == ("West", "Enterprise"))
    return [rep for rep in team if rep.left_on and quarter <= rep.left_on < end]


def _of(deals: list[Deal], quarter: date, region: str, segment: str | None = None) -> list[Deal]:
    end = next_quarter(quarter)
    return [
        deal for deal in deals
        if deal.firm.place.region == region
        and segment in (None, deal.row["segment"])
        and deal.row["closed_on"] and quarter <= deal.row["closed_on"] < end
    ]  # fmt: skip


def _turn_to_losses(making: Making, deals: list[Deal], quarter: date) -> list[str]:
    west = _of(deals, quarter, "West", "Enterprise")
    won = sorted((d for d in west if d.course.won), key=lambda d: -d.row["amount_cents"])
    turned = won[::2]
    last = {move["opportunity_id"]: move for move in making.rows["stage_history"]}
    for deal in turned:
        deal.course.won = False
        deal.row |= {"status": "lost", "stage": "Closed Lost", "forecast_category": "Omitted",
                     "loss_reason": "No decision"}  # fmt: skip
        last[deal.row["id"]]["stage"] = "Closed Lost"
    return [deal.row["id"] for deal in turned]


def _due(quarter: date) -> date:
    """When the large deal was to close: days before the end of the quarter that it missed."""
    return next_quarter(quarter) - timedelta(days=6)


def _large_deal(making: Making, firms: list[Firm], reps: list[Rep], quarter: date) -> Deal:
    dice = making.dice("shift")
    west = [firm for firm in firms if firm.place.region == "West"]
    large = [firm for firm in west if firm.row["segment"] == "Enterprise"]
    firm = dice.pick(large or west)
    rep = Sellers(reps).on(dice, firm, making.today)
    begins = quarter - timedelta(days=150)
    entries = [(stage, begins + timedelta(days=days)) for stage, days in
               enumerate((0, 41, 93, 164))]  # fmt: skip
    course = Course(entries)
    later = next_quarter(quarter) + timedelta(days=75)
    due = _due(quarter)
    course.expected = [(begins, due), (due - timedelta(days=4), later)]
    row: Row = dict.fromkeys(deal_columns(making)) | {
        "id": making.new_id("opp"), "name": f"{firm.row['name']} - Ledger Enterprise rollout",
        "account_id": firm.row["id"], "owner_id": rep.id, "product": "Ledger Enterprise",
        "status": "open", "currency": "USD", "kind": "new", "region": "West",
        "segment": "Enterprise", "lead_source": "Referral", "created_on": begins,
    }  # fmt: skip
    deal = Deal(row, firm, course, rep)
    write_history(making, dice, deal, LARGE_CENTS)
    settle(making, dice, deal)
    for move in making.rows["stage_history"][-len(entries) :]:
        move["amount_cents"] = LARGE_CENTS
    row["amount_cents"] = LARGE_CENTS
    return deal


def deal_columns(making: Making) -> list[str]:
    """The columns that a deal of the demo has."""
    return list(making.rows["opportunity"][0])


def _won_cents(deals: list[Deal], region: str, quarter: date) -> int:
    return sum(d.row["amount_cents"] for d in _of(deals, quarter, region) if d.course.won)


def _win_rate(deals: list[Deal], quarter: date) -> Row:
    closed = _of(deals, quarter, "West", "Enterprise")
    return {"won": sum(d.course.won for d in closed), "closed": len(closed)}


def _label(quarter: date) -> str:
    return f"{quarter.year}-Q{(quarter.month + 2) // 3}"
